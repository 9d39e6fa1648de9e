import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { MdmError } from '../../errors.js';

/** An operation of a module: a function of the table that gives features. */
export interface PythonOperation {
  readonly name: string;
  /** Its function as it stands there. */
  readonly code: string;
  /** Texts in it: names of columns and features, if they are written out. */
  readonly texts: readonly string[];
  /** Texts of which parts are filled in, as patterns. */
  readonly patterns: readonly RegExp[];
}

/** A module of custom features of MDM 1.0.6, as far as its text tells without Python. */
export interface PythonModule {
  readonly file: string;
  readonly dataset: string;
  readonly operations: readonly PythonOperation[];
}

/** Reads a module: the functions that its `_operation_registry` names, or else those that take a table. Nothing of it is run. */
export async function readModule(file: string): Promise<PythonModule> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new MdmError('not-found', `There is no file ${file}.`, 'Name a module of custom features, or a dataset.', error);
  });
  const functions = functionsOf(text);
  const named = [...text.matchAll(/(["'])([\w-]+)\1\s*(?:\]\s*=|:)\s*(?:self\.|cls\.|\w+\.)?(\w+)\s*(?=[,}\n])/g)].flatMap(
    ([, , name, of]): readonly (readonly [string, Function])[] => {
      const found = functions.find((one) => one.name === of);
      return found ? [[name!, found]] : [];
    },
  );
  const registered = new Map(named);
  const all = registered.size > 0 ? [...registered] : functions.filter(({ table }) => table).map((one) => [one.name, one] as const);
  const operations = all.map(([name, { code }]) => ({ name, code, ...textsOf(code) }));
  return { file, dataset: basename(file, '.py'), operations };
}

interface Function {
  readonly name: string;
  readonly code: string;
  /** Whether it takes a table. */
  readonly table: boolean;
}

const indentOf = (line: string): number => /^ */.exec(line)![0].length;
/** Lines that say nothing of where a function ends. */
const isBlank = (line: string): boolean => /^ *(#.*)?$/.test(line);

function functionsOf(text: string): readonly Function[] {
  const lines = text.replaceAll('\t', '    ').split(/\r?\n/);
  return lines.flatMap((line, start) => {
    const [, indent, name] = /^( *)(?:async )?def (\w+) *\(/.exec(line) ?? [];
    if (indent === undefined || name === undefined || name.startsWith('__')) return [];
    const head = headOf(lines, start);
    let end = head.end;
    // A comment belongs to the function when more of it follows.
    for (let at = end; at < lines.length && (isBlank(lines[at]!) || indentOf(lines[at]!) > indent.length); at++)
      if (!isBlank(lines[at]!) || indentOf(lines[at]!) > indent.length) end = at + 1;
    const code = lines
      .slice(start, end)
      .map((one) => one.slice(Math.min(indent.length, indentOf(one))))
      .join('\n')
      .trimEnd();
    const [first] = head.parameters
      .split(',')
      .flatMap((one) => one.split(/[:=]/, 1)[0]!.trim() || [])
      .filter((one) => !/^(self|cls)$/.test(one));
    return [{ name, code, table: first !== undefined && !name.startsWith('_') }];
  });
}

/** The parameters of a function, which may take several lines, and the line after its `:`. */
function headOf(lines: readonly string[], start: number): { readonly parameters: string; readonly end: number } {
  let depth = 0;
  let parameters = '';
  for (let at = start; at < lines.length; at++) {
    const line = lines[at]!.replaceAll(/(["'])(?:\\.|(?!\1).)*\1/g, '""').replace(/ *#.*$/, '');
    for (const character of line) {
      if (/[)\]}]/.test(character)) depth--;
      if (depth > 0) parameters += character;
      if (/[([{]/.test(character)) depth++;
    }
    if (depth <= 0 && /:/.test(line)) return { parameters, end: at + 1 };
  }
  return { parameters, end: start + 1 };
}

function textsOf(code: string): Pick<PythonOperation, 'texts' | 'patterns'> {
  const texts = new Set<string>();
  const patterns: RegExp[] = [];
  for (const [, prefix, , text] of code.matchAll(/([a-zA-Z]?)(["'])((?:\\.|(?!\2)[^\\\n])*)\2/g)) {
    if (text === '') continue;
    if (prefix?.toLowerCase() !== 'f' || !text!.includes('{')) texts.add(text!);
    else
      patterns.push(
        new RegExp(
          `^${text!
            .split(/\{[^}]*\}/)
            .map(escaped)
            .join('.+')}$`,
          'i',
        ),
      );
  }
  // A pattern of nothing but what is filled in says nothing.
  return { texts: [...texts], patterns: patterns.filter(({ source }) => /\w{2}/.test(source.replaceAll('.+', ''))) };
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
