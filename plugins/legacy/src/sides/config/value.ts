import { numberOf } from './environment.js';
import type { Field } from './model.js';

type Read = { readonly value: unknown } | { readonly why: string };

const TRUE = ['true', 't', 'yes', 'y', 'on', '1'];
const FALSE = ['false', 'f', 'no', 'n', 'off', '0'];

const show = (value: unknown): string => JSON.stringify(value) ?? String(value);
const is = (value: unknown, expected: string): Read => ({ why: `${show(value)} is not ${expected}` });

/** A value as the model took it: texts of numbers are numbers, and words that mean a boolean are one. */
export function readField(field: Field, value: unknown): Read {
  switch (field.kind) {
    case 'boolean':
      return readBoolean(value);
    case 'integer':
    case 'number':
      return readNumber(field, value);
    case 'list': {
      const all = (Array.isArray(value) ? (value as readonly unknown[]) : [value]).map((one) =>
        readNumber({ kind: 'integer', standard: 0, min: field.min ?? 0 }, one),
      );
      const wrong = all.find((one) => 'why' in one);
      if (wrong) return wrong;
      return all.length === 0 ? is(value, 'a list of whole numbers') : { value: all.map((one) => (one as { value: unknown }).value) };
    }
    case 'choice':
      return typeof value === 'string' && field.words.includes(value) ? { value } : is(value, `one of ${field.words.join(', ')}`);
    case 'text':
      if (value === null && field.optional) return { value };
      if (typeof value === 'string') return { value };
      // A password of digits became a number where it was read; one that is none is not shown.
      return typeof value === 'number' ? { value: String(value) } : { why: 'the value is not text' };
    default:
      return field satisfies never;
  }
}

function readBoolean(value: unknown): Read {
  const word = typeof value === 'string' || typeof value === 'number' ? String(value).toLowerCase() : value;
  if (typeof word === 'boolean') return { value: word };
  if (typeof word === 'string' && TRUE.includes(word)) return { value: true };
  return typeof word === 'string' && FALSE.includes(word) ? { value: false } : is(value, 'true or false');
}

function readNumber({ kind, min, max }: Extract<Field, { kind: 'integer' | 'number' }>, value: unknown): Read {
  const whole = kind === 'integer';
  // A text with an exponent is a number, but no whole one.
  const number = typeof value === 'string' && !(whole && /e/i.test(value)) ? numberOf(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number) || (whole && !Number.isSafeInteger(number)))
    return is(value, whole ? 'a whole number' : 'a number');
  if (min !== undefined && number < min) return is(value, `at least ${min}`);
  return max !== undefined && number > max ? is(value, `at most ${max}`) : { value: number };
}
