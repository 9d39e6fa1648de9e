import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit as visitNodes,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from '#yaml';
import { firstLine, MdmError, nearest } from '../errors.js';
import { YAML_OPTIONS } from './edit.js';
import type { Found } from './find.js';
import type { Environment } from './home.js';
import { isKey, isSection, KEY_NAMES, keyAt, keyOf, type KeyName } from './keys.js';
import { whyNothing } from './keys/without-effect.js';
import { checkValue, fromFile, fromText, holdsText } from './value.js';

/** A value of the file, and where it stands: `mdm.yaml:3:12`. */
export interface Placed {
  readonly value: unknown;
  readonly at: string;
}

export interface ConfigFile {
  readonly path: string;
  readonly values: ReadonlyMap<KeyName, Placed>;
  /** One sentence per key that means nothing. */
  readonly warnings: readonly string[];
  /** One per value that is wrong. */
  readonly problems: readonly MdmError[];
}

export interface Parsed {
  readonly document: Document;
  readonly lines: LineCounter;
  /** As plain data. */
  readonly data: unknown;
}

/** The file as a document that keeps comments and order. */
export function parse(found: Found): Parsed {
  const parsed = parseRepeated(found);
  const [first] = repeatedProblems(found.path, parsed);
  if (first) throw first;
  return parsed;
}

/** As `parse`; a key may stand there twice. */
function parseRepeated({ path, content }: Found): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(content.replace(/^\uFEFF/, ''), { ...YAML_OPTIONS, lineCounter: lines });
  const error = document.errors.find(({ code }) => code !== 'DUPLICATE_KEY');
  if (error?.code === 'MULTIPLE_DOCS')
    throw new MdmError('configuration', `${path} has more than one document.`, 'Keep one, without a line of ---.');
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new MdmError(
      'configuration',
      `${path}:${line}:${col} is not YAML: ${firstLine(error)}.`,
      'Correct the line, then: mdm config validate',
    );
  }
  const { contents } = document;
  if (contents !== null && !isMap(contents) && !isNothing(contents))
    throw new MdmError(
      'configuration',
      `${path} is not a list of keys and values.`,
      'Such as: mdm config set refactoring.use_new_features true',
    );
  try {
    return { document, lines, data: document.toJS() as unknown };
  } catch (thrown) {
    throw new MdmError('configuration', `${path} is not YAML: ${firstLine(thrown)}.`, 'Write the values out.', thrown);
  }
}

/** Keys that stand more than once in a section, each with the place of a later one. */
export function repeatedKeys(document: Document): readonly { readonly path: string; readonly start: number }[] {
  const starts = new Set(document.errors.filter(({ code }) => code === 'DUPLICATE_KEY').map(({ pos }) => pos[0]));
  const found: { path: string; start: number }[] = [];
  const pathOf = (pairs: readonly unknown[]): string => pairs.flatMap((one) => (isPair(one) ? [String(one.key)] : [])).join('.');
  if (starts.size > 0)
    visitNodes(document, {
      Pair: (_, pair, above) => {
        const start = isNode(pair.key) ? pair.key.range?.[0] : undefined;
        if (start !== undefined && starts.has(start)) found.push({ path: pathOf([...above, pair]), start });
      },
    });
  return found;
}

const repeatedProblems = (path: string, { document, lines }: Parsed): MdmError[] =>
  repeatedKeys(document).map(({ path: key, start }) => {
    const { line, col } = lines.linePos(start);
    return new MdmError('configuration', `${path}:${line}:${col}: ${key} is wrong: it ${TWICE}.`, 'Keep one of them.');
  });

const TWICE = 'stands in the file twice';

/** Whether what is wrong is only that a key stands there twice. */
export const isRepeated = ({ message }: MdmError): boolean => message.endsWith(`: it ${TWICE}.`);

const isNothing = (node: unknown): boolean => node === null || (isScalar(node) && node.value === null);

/** The pairs of a section by key: its own, then those that come by `<<`. */
function pairsOf(map: YAMLMap, document: Document): Map<string, Pair<Node, Node | null>> {
  const own = new Map<string, Pair<Node, Node | null>>();
  const merged: (YAMLMap | undefined)[] = [];
  for (const pair of map.items as Pair<Node, Node | null>[]) {
    const key: unknown = isScalar(pair.key) ? pair.key.value : String(pair.key);
    if (key !== '<<' && typeof key !== 'symbol') own.set(String(key), pair);
    else merged.push(...(isSeq(pair.value) ? pair.value.items : [pair.value]).map((one) => mapOf(one, document)));
  }
  for (const one of merged) if (one) for (const [key, pair] of pairsOf(one, document)) if (!own.has(key)) own.set(key, pair);
  return own;
}

function mapOf(node: unknown, document: Document): YAMLMap | undefined {
  const meant = isAlias(node) ? node.resolve(document) : node;
  return isMap(meant) ? meant : undefined;
}

/** Every value of the file, checked; `above` is the section that the whole file is. */
export function readFile(found: Found, env: Environment, above = ''): ConfigFile {
  const parsed = parseRepeated(found);
  const { document, lines } = parsed;
  const values = new Map<KeyName, Placed>();
  const aliased = new Map<KeyName, Placed>();
  const warnings: string[] = [];
  const problems: MdmError[] = repeatedProblems(found.path, parsed);
  const visit = (map: YAMLMap, above: string): void => {
    for (const [part, pair] of pairsOf(map, document)) {
      const path = above === '' ? part : `${above}.${part}`;
      const { line, col } = lines.linePos((pair.value?.range ?? pair.key.range ?? [0])[0]);
      const at = `${found.path}:${line}:${col}`;
      const name = keyAt(path);
      const section = mapOf(pair.value, document);
      if (isNothing(pair.value) && (name === undefined ? isSection(path) : !keyOf(name).rule.nullable)) continue;
      if (name !== undefined) {
        if (name !== path && path.startsWith('refactoring.')) warnings.push(`${at}: ${path} is an old name of ${name}`);
        const value = filled(name, fromFile(name, writtenValue(name, pair.value, document)), env);
        const checked = value instanceof Error ? { ok: false as const, why: value.message } : checkValue(name, value);
        if (checked.ok) (name === path ? values : aliased).set(name, { value: checked.value, at });
        else problems.push(wrongValue(at, path, checked.why));
      } else if (!isSection(path)) warnings.push(...unknown(at, path, section ? pathsIn(section, path, document) : []));
      else if (section) visit(section, path);
      else problems.push(wrongValue(at, path, 'it has keys of its own and no value'));
    }
  };
  if (isMap(document.contents)) visit(document.contents, document.contents.has(above) ? '' : above);
  return { path: found.path, values: new Map([...aliased, ...values]), warnings, problems };
}

/** The value of a key as it is written: what is to be text keeps the zeros of its digits. */
export function writtenValue(name: KeyName, node: Node | null, document: Document): unknown {
  const meant = isAlias(node) ? node.resolve(document) : node;
  const plain = node?.toJS(document) as unknown;
  const isWord = typeof plain === 'number' || typeof plain === 'boolean';
  return isWord && holdsText(name) && isScalar(meant) ? (meant.source ?? plain) : plain;
}

/** The keys below a section, as they are written. */
const pathsIn = (map: YAMLMap, above: string, document: Document): string[] =>
  [...pairsOf(map, document)].flatMap(([part, pair]) => {
    const section = mapOf(pair.value, document);
    return section ? pathsIn(section, `${above}.${part}`, document) : [`${above}.${part}`];
  });

/** Of a section that is not known, its keys are named when one of them is near a known one. */
function unknown(at: string, path: string, below: readonly string[]): string[] {
  const why = whyNothing(path);
  if (why !== undefined) return [`${at}: ${path} has no effect: ${why}`];
  const said = (name: string): string => {
    const near = nearest(name, KEY_NAMES);
    return `${at}: there is no key ${name}${near ? ` (did you mean ${near}?)` : ''}`;
  };
  return below.some((name) => nearest(name, KEY_NAMES) !== undefined) ? below.map(said) : [said(path)];
}

const wrongValue = (at: string, path: string, why: string): MdmError =>
  new MdmError('configuration', `${at}: ${path} is wrong: ${why}.`, `See: mdm config ${isKey(path) ? `get ${path} --verbose` : 'list'}`);

/** `${NAME}` and `${NAME:default}` in texts become variables of the environment. */
function filled(name: KeyName, value: unknown, env: Environment): unknown {
  if (typeof value !== 'string' || !value.includes('${')) return value;
  const missing = [...value.matchAll(/\$\{(\w+)\}/g)].map((found) => found[1]!).find((variable) => env[variable] === undefined);
  if (missing !== undefined)
    return new Error(`it needs the variable ${missing}, which is not set; \${${missing}:default} would do without`);
  return fromText(
    name,
    value.replace(/\$\{(\w+)(?::([^}]*))?\}/g, (_, variable: string, otherwise: string) => env[variable] ?? otherwise),
  );
}
