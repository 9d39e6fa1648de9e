import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { firstLine, MdmError } from '../../errors.js';

export interface Yaml11 {
  readonly path: string;
  readonly text: string;
  /** As plain data; null: nothing stands in it. */
  readonly content: unknown;
  /** Where the value of a place stands: `mdm.yaml:3:12`. */
  where(place: readonly string[]): string;
}

/** A file as YAML 1.1 reads it, as MDM 1.0.6 did: `on` is true, `1_000` a number, and of a key that is there twice the later holds. */
export async function readYaml11(path: string): Promise<Yaml11 | undefined> {
  if (!existsSync(path)) return undefined;
  return yaml11(path, await readFile(path, 'utf8'));
}

/** The text of a file as YAML 1.1. */
export function yaml11(path: string, text: string): Yaml11 {
  const lines = new LineCounter();
  const options = { version: '1.1', merge: true, uniqueKeys: false, prettyErrors: false, lineCounter: lines } as const;
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
