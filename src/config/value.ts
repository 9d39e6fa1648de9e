import { keyOf, type KeyName, type Rule } from './keys.js';

export type Checked = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string };

const good = (value: unknown): Checked => ({ ok: true, value });
const bad = (why: string): Checked => ({ ok: false, why });
const show = (value: unknown): string => (typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value)));

const TRUE = ['true', '1', 'yes', 'on'];
const FALSE = ['false', '0', 'no', 'off'];
const NONE = ['', 'none', 'null', '~'];

const SIZE = /^\s*(\d+(?:\.\d+)?)\s*(B|[KMGT]i?B)\s*$/i;
const POWERS = ['B', 'K', 'M', 'G', 'T'];

/** `8GB` -> 8000000000, `1GiB` -> 1073741824. */
export function bytesOfSize(size: string): number {
  const [, amount = '0', unit = 'B'] = SIZE.exec(size) ?? [];
  const step = /i/i.test(unit) ? 1024 : 1000;
  return Math.floor(Number(amount) * step ** POWERS.indexOf(unit[0]!.toUpperCase()));
}

/** Whether a value may stand for the key; what is found is the value as the program reads it. */
export function checkValue(name: KeyName, value: unknown): Checked {
  const { rule, fixed, default: standard } = keyOf(name);
  const read = readValue(rule, value);
  if (read === undefined) return bad(`${rule.kind === 'secret' ? 'the value' : show(value)} is not ${expected(rule)}`);
  return fixed !== undefined && read !== standard ? bad(fixed) : good(read);
}

/** Undefined: it breaks the rule. */
function readValue(rule: Rule, value: unknown): unknown {
  if (value === null) return rule.nullable ? null : undefined;
  switch (rule.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'integer':
    case 'number':
      return isNumber(value, rule.kind, rule.min, rule.max) ? value : undefined;
    case 'text':
    case 'secret':
      return readText(rule, value);
    case 'choice':
      return readWord(rule.words, value, rule.synonyms);
    case 'list':
      return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;
    case 'integers': {
      const all: unknown[] = Array.isArray(value) ? value : [value];
      return all.length > 0 && all.every((one) => isNumber(one, 'integer', rule.min)) ? all : undefined;
    }
    case 'levels':
      return readLevels(rule.words, value);
    case 'size':
      return typeof value === 'string' && SIZE.test(value) && bytesOfSize(value) > 0 ? value.trim() : undefined;
    case 'path':
      return typeof value === 'string' && value.trim() !== '' && !value.includes('\0') ? value : undefined;
    default:
      return rule satisfies never;
  }
}

const isNumber = (value: unknown, kind: 'integer' | 'number', min = -Infinity, max = Infinity): value is number =>
  typeof value === 'number' && (kind === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value)) && value >= min && value <= max;

/** A number that is meant as text, as a password or a seed may be, is text. */
function readText(rule: Extract<Rule, { kind: 'text' | 'secret' }>, value: unknown): string | undefined {
  const loose = rule.kind === 'secret' || rule.pattern !== undefined || rule.nullable;
  const text = loose && (typeof value === 'number' || typeof value === 'boolean') ? String(value) : value;
  if (typeof text !== 'string') return undefined;
  return rule.kind === 'text' && rule.pattern && !rule.pattern.test(text) ? undefined : text;
}

function readWord(words: readonly string[], value: unknown, synonyms: Readonly<Record<string, string>> = {}): string | undefined {
  if (typeof value !== 'string') return undefined;
  const same = (word: string): boolean => word.toLowerCase() === value.trim().toLowerCase();
  const other = Object.keys(synonyms).find(same);
  return words.find(same) ?? (other === undefined ? undefined : synonyms[other]);
}

function readLevels(words: readonly string[], value: unknown): Readonly<Record<string, string>> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const read = Object.entries(value).map(([component, level]) => [component, readWord(words, level)] as const);
  if (read.some(([component, level]) => level === undefined || component === '__proto__')) return undefined;
  return Object.fromEntries(read) as Readonly<Record<string, string>>;
}

/** What a value must be, to end a sentence. */
export function expected(rule: Rule): string {
  return rule.nullable ? `${expectedOf(rule)}, or none` : expectedOf(rule);
}

function expectedOf(rule: Rule): string {
  switch (rule.kind) {
    case 'boolean':
      return 'true or false';
    case 'integer':
    case 'number': {
      const kind = rule.kind === 'integer' ? 'a whole number' : 'a number';
      if (rule.min !== undefined && rule.max !== undefined) return `${kind} from ${rule.min} to ${rule.max}`;
      return rule.min === undefined ? kind : `${kind} of at least ${rule.min}`;
    }
    case 'text':
      return rule.such ?? 'text';
    case 'secret':
      return 'text';
    case 'choice':
      return `one of ${rule.words.join(', ')}`;
    case 'list':
      return 'a list of texts';
    case 'integers':
      return `a list of whole numbers of at least ${rule.min}`;
    case 'levels':
      return `a list of components with their levels, each one of ${rule.words.join(', ')}`;
    case 'size':
      return 'a size such as 8GB or 512MiB';
    case 'path':
      return 'a path';
    default:
      return rule satisfies never;
  }
}

/** Whether what stands in a file is text, whatever else it looks like. */
export const holdsText = (name: KeyName): boolean => ['text', 'secret', 'path'].includes(keyOf(name).rule.kind);

/** The value that stands in a file: `yes` and 0 are booleans there too, as they were for MDM 1. */
export function fromFile(name: KeyName, value: unknown): unknown {
  const { rule } = keyOf(name);
  if (rule.kind === 'boolean' && (typeof value === 'string' || value === 0 || value === 1)) return fromText(name, String(value));
  return typeof value === 'string' && isNone(rule, value) ? null : value;
}

/** A text, a user or a password may be called `none`. */
const isNone = (rule: Rule, text: string): boolean =>
  rule.nullable === true && (rule.kind === 'text' || rule.kind === 'secret' ? text === '' : NONE.includes(text.trim().toLowerCase()));

/** The value that a text of the environment or of the command line stands for; what it may not be is left as text. */
export function fromText(name: KeyName, text: string): unknown {
  const { rule } = keyOf(name);
  const word = text.trim();
  if (isNone(rule, text)) return null;
  switch (rule.kind) {
    case 'boolean':
      return TRUE.includes(word.toLowerCase()) ? true : FALSE.includes(word.toLowerCase()) ? false : text;
    case 'integer':
    case 'number':
      return numberOf(word) ?? text;
    case 'list':
      return parts(word);
    case 'integers':
      return parts(word).map((part) => numberOf(part) ?? part);
    case 'levels':
      return levelsOf(word);
    case 'text':
    case 'secret':
    case 'choice':
    case 'size':
    case 'path':
      return text;
    default:
      return rule satisfies never;
  }
}

const numberOf = (word: string): number | undefined => (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word) ? Number(word) : undefined);

const parts = (word: string): string[] =>
  word
    .replace(/^\[(.*)\]$/, '$1')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** `storage=DEBUG,export=ERROR`, also in braces and with colons. */
const levelsOf = (word: string): unknown =>
  Object.fromEntries(
    parts(word.replace(/^\{(.*)\}$/, '$1')).map((part) => {
      const [component = '', level = ''] = part.split(/[=:]/, 2);
      return [component.trim(), level.trim()];
    }),
  );
