import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isNode, LineCounter, parseDocument, type ScalarTag, type Tags } from '#yaml';
import { firstLine, MdmError } from '../../errors.js';

export interface Yaml11 {
  readonly path: string;
  readonly text: string;
  /** As plain data; null: nothing stands in it. */
  readonly content: unknown;
  /** Where the value of a place stands: `mdm.yaml:3:12`. */
  where(place: readonly string[]): string;
}

/**
 * What PyYAML, which MDM 1.0.6 read with, takes for a boolean, a number or a date: less than YAML 1.1 does. `y` and `0815` are text there, and
 * so is `1e5`: a number with an exponent has a point and the exponent a sign.
 */
const PYYAML: Readonly<Record<string, RegExp>> = {
  'bool true': /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/,
  'bool false': /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/,
  int: /^[-+]?(?:0|[1-9][0-9_]*)$/,
  'int TIME': /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/,
  float: /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)$/,
  'float EXP': /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)[eE][-+][0-9]+$/,
  timestamp: /^\d{4}-(?:\d\d-\d\d|\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/,
};

const asPyYaml = (tags: Tags): Tags =>
  tags.map((tag) => {
    if (typeof tag === 'string' || tag.collection !== undefined || tag.test?.test('.inf')) return tag;
    const name = tag.tag.replace('tag:yaml.org,2002:', '');
    const test = PYYAML[name === 'bool' ? `bool ${tag.identify?.(true) ?? false}` : [name, tag.format].filter(Boolean).join(' ')];
    return test ? { ...tag, test, ...(name === 'int' ? { resolve: exact(tag) } : {}) } : tag;
  });

/** Python counts to any height: what is too high for a number stays text. */
const exact =
  ({ resolve }: ScalarTag): ScalarTag['resolve'] =>
  (text, ...more) => {
    const number = resolve(text, ...more);
    return typeof number !== 'number' || Number.isSafeInteger(number) ? number : text.replace(/^\+|_/g, '');
  };

/** A file as MDM 1.0.6 read it: `on` is true, `1_000` a number, and of a key that is there twice the later holds. */
export async function readYaml11(path: string): Promise<Yaml11 | undefined> {
  if (!existsSync(path)) return undefined;
  return yaml11(path, await readFile(path, 'utf8'));
}

/** The text of a file as MDM 1.0.6 read it. */
export function yaml11(path: string, text: string): Yaml11 {
  const lines = new LineCounter();
  const options = {
    version: '1.1',
    merge: true,
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: lines,
    customTags: asPyYaml,
  } as const;
  const document = parseDocument(text.replace(/^\uFEFF/, ''), options);
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new MdmError('configuration', `${path}:${line}:${col} is not YAML: ${firstLine(error)}.`, 'Correct the line.');
  }
  return {
    path,
    text,
    content: document.toJS() as unknown,
    where: (place) => {
      const node = document.getIn(place, true);
      if (!isNode(node) || !node.range) return path;
      const { line, col } = lines.linePos(node.range[0]);
      return `${path}:${line}:${col}`;
    },
  };
}
