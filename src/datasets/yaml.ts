import { MdmError } from '../errors.js';

/** A value of a pointer. Maps have no prototype, so that no key of a file means more than a key. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };
type Draft = { [key: string]: Plain };

const WORD = /^[A-Za-z][A-Za-z0-9_./-]*$/;
/** Plain words that some reader of YAML takes for something else. */
const NO_TEXT = /^(y|n|yes|no|on|off|true|false|null|nan|inf)$/i;
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** Writes data so that `readYaml` need not load a parser for it. */
export function writeYaml(value: Readonly<Record<string, unknown>>): string {
  return block(value, '');
}

function block(value: Readonly<Record<string, unknown>>, indent: string): string {
  let out = '';
  for (const [key, held] of Object.entries(value)) {
    if (held === undefined) continue;
    const named = `${indent}${textOf(key)}:`;
    if (isMap(held) && Object.values(held).some((one) => one !== undefined)) out += `${named}\n${block(held, `${indent}  `)}`;
    else out += `${named} ${flow(held)}\n`;
  }
  return out;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** As JSON, which is YAML too; a space follows each comma and colon. */
function flow(value: unknown): string {
  if (typeof value === 'string') return textOf(value);
  if (Array.isArray(value)) return `[${value.map((one) => json(one)).join(', ')}]`;
  return json(value);
}

function json(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => json(one)).join(', ')}]`;
  if (isMap(value)) {
    const pairs = Object.entries(value).filter(([, one]) => one !== undefined);
    return `{${pairs.map(([key, one]) => `${quoted(key)}: ${json(one)}`).join(', ')}}`;
  }
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'number' || typeof value === 'boolean' ? JSON.stringify(value) : 'null';
}

/** What YAML does not allow as it is goes as an escape. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
const textOf = (text: string): string => (WORD.test(text) && !NO_TEXT.test(text) ? text : quoted(text));

/** The data of a YAML file whose top is a map. Files that MDM wrote are read line by line, others by a parser. */
export async function readYaml(text: string, file: string): Promise<Readonly<Record<string, Plain>>> {
  const quick = simple(text);
  if (quick) return quick;
  const { parseDocument } = await import('#yaml');
  const document = parseDocument(text.replace(/^\uFEFF/, ''), { version: '1.2', schema: 'core', merge: false, logLevel: 'silent' });
  const [error] = document.errors;
  if (error) throw unreadable(file, error.message.split('\n')[0]!.replace(/[:.]$/, ''));
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: 100, mapAsMap: true });
  } catch (thrown) {
    throw unreadable(file, thrown instanceof Error ? thrown.message : String(thrown), thrown);
  }
  if (!(data instanceof Map)) throw unreadable(file, 'it is not a list of keys and values');
  return plain(data, 0, file) as Readonly<Record<string, Plain>>;
}

const unreadable = (file: string, why: string, cause?: unknown): MdmError =>
  new MdmError('configuration', `${file} cannot be read: ${why}.`, 'Correct the file, or see: mdm doctor', cause);

function plain(value: unknown, depth: number, file: string): Plain {
  if (depth > 50) throw unreadable(file, 'it is nested too deeply');
  if (value instanceof Map) {
    const out = empty();
    for (const [key, one] of value) put(out, typeof key === 'string' ? key : String(key), plain(one, depth + 1, file));
    return out;
  }
  if (Array.isArray(value)) return value.map((one) => plain(one, depth + 1, file));
  if (typeof value === 'bigint') return Number(value);
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

const empty = (): Draft => Object.create(null) as Draft;
const put = (map: Draft, key: string, value: Plain): void => {
  Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
};

/** The data, if every line is one that means the same to every reader of YAML; else nothing. */
function simple(text: string): Draft | undefined {
  const top = empty();
  const open: { readonly indent: number; readonly map: Draft }[] = [{ indent: 0, map: top }];
  let section: { readonly map: Draft; readonly key: string; readonly indent: number } | undefined;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const found = /^( *)([A-Za-z_][A-Za-z0-9_]*|"(?:[^"\\]|\\.)*"):(?: (.+))?$/.exec(line);
    if (!found) return undefined;
    const indent = found[1]!.length;
    const key = keyOf(found[2]!);
    if (key === undefined) return undefined;
    if (section) {
      if (indent !== section.indent + 2) return undefined;
      const map = empty();
      put(section.map, section.key, map);
      open.push({ indent, map });
      section = undefined;
    }
    while (open.length > 1 && open.at(-1)!.indent > indent) open.pop();
    const { map, indent: at } = open.at(-1)!;
    if (at !== indent || Object.hasOwn(map, key)) return undefined;
    if (found[3] === undefined) {
      section = { map, key, indent };
      put(map, key, null);
    } else {
      const value = valueOf(found[3]);
      if (value === undefined) return undefined;
      put(map, key, value);
    }
  }
  return section || Object.keys(top).length === 0 ? undefined : top;
}

function keyOf(text: string): string | undefined {
  if (!text.startsWith('"')) return NO_TEXT.test(text) ? undefined : text;
  const key = parsed(text);
  return typeof key === 'string' ? key : undefined;
}

function valueOf(text: string): Plain | undefined {
  if (text === 'null') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  if (NUMBER.test(text)) return Number(text);
  if (WORD.test(text)) return NO_TEXT.test(text) ? undefined : text;
  return /^["[{]/.test(text) ? parsed(text) : undefined;
}

function parsed(text: string): Plain | undefined {
  try {
    return safe(JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

/** JSON's maps without a prototype. */
function safe(value: unknown): Plain {
  if (Array.isArray(value)) return value.map(safe);
  if (!isMap(value)) return value as Plain;
  const out = empty();
  for (const [key, one] of Object.entries(value)) put(out, key, safe(one));
  return out;
}
