import { keyOf, type KeyName, type Rule } from './keys.js';

export type Checked = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string };

const good = (value: unknown): Checked => ({ ok: true, value });
const bad = (why: string): Checked => ({ ok: false, why });
const show = (value: unknown): string => (typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value)));

const TRUE = ['true', '1', 'yes', 'on'];
const FALSE = ['false', '0', 'no', 'off'];

/** Whether a value of the file may stand for the key. */
export async function checkValue(name: KeyName, value: unknown): Promise<Checked> {
  const { rule, fixed, default: standard } = keyOf(name);
  const { z } = await import('zod');
  const read = schemaOf(z, rule).safeParse(value);
  if (!read.success) return bad(`${show(value)} is not ${expected(rule)}`);
  return fixed !== undefined && read.data !== standard ? bad(fixed) : good(read.data);
}

type Zod = typeof import('zod').z;

export function schemaOf(z: Zod, rule: Rule): import('zod').ZodType {
  switch (rule.kind) {
    case 'boolean':
      return z.boolean();
    case 'integer':
    case 'number': {
      const number = rule.kind === 'integer' ? z.int() : z.number();
      return number.min(rule.min ?? -Infinity).max(rule.max ?? Infinity);
    }
    case 'text':
      return rule.pattern ? z.coerce.string().regex(rule.pattern) : z.string();
    case 'list':
      return z.array(z.string());
    default:
      return rule satisfies never;
  }
}

/** What a value must be, to end a sentence. */
export function expected(rule: Rule): string {
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
    case 'list':
      return 'a list of texts';
    default:
      return rule satisfies never;
  }
}

/** The value that stands in a file: `yes` and 0 are booleans there too, as they were for MDM 1. */
export const fromFile = (name: KeyName, value: unknown): unknown =>
  keyOf(name).rule.kind === 'boolean' && (typeof value === 'string' || value === 0 || value === 1) ? fromText(name, String(value)) : value;

/** The value that a text of the environment or of the command line stands for; what it may not be is left as text. */
export function fromText(name: KeyName, text: string): unknown {
  const { rule } = keyOf(name);
  const word = text.trim();
  switch (rule.kind) {
    case 'boolean':
      return TRUE.includes(word.toLowerCase()) ? true : FALSE.includes(word.toLowerCase()) ? false : text;
    case 'integer':
    case 'number':
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word) ? Number(word) : text;
    case 'list':
      return word === ''
        ? []
        : word
            .replace(/^\[(.*)\]$/, '$1')
            .split(',')
            .map((part) => part.trim())
            .filter((part) => part !== '');
    case 'text':
      return text;
    default:
      return rule satisfies never;
  }
}
