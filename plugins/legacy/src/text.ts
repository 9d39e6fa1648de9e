import { encode } from './codes.js';
import type { Column, ObjectColumn } from './frame.js';
import { codePoints, SPACE } from './python.js';

const WORD = String.raw`\p{L}\p{N}_`;
const SPACES = new RegExp(`[${SPACE}]`, 'gu');
const WORDS = new RegExp(`[^${SPACE}]+`, 'gu');
const SPECIAL = new RegExp(`[^A-Za-z0-9${SPACE}]`, 'gu');
const URLS = /https?:\/\/[!\u0024-\u005fa-z]+/g;
const EMAILS = new RegExp(`[${WORD}.\\-]+@[${WORD}.\\-]+\\.[${WORD}]+`, 'gu');
const HASHTAGS = new RegExp(`#[${WORD}]+`, 'gu');
const MENTIONS = new RegExp(`@[${WORD}]+`, 'gu');

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
const isUpper = (text: string): boolean => /\p{Uppercase}/u.test(text) && !/[\p{Lowercase}\p{Lt}]/u.test(text);
const isLower = (text: string): boolean => /\p{Lowercase}/u.test(text) && !/[\p{Uppercase}\p{Lt}]/u.test(text);

const NAMES = [
  'length',
  'word_count',
  'avg_word_length',
  'n_uppercase',
  'n_lowercase',
  'n_digits',
  'n_spaces',
  'n_special',
  'has_digits',
  'has_special',
  'is_upper',
  'is_lower',
  'unique_word_count',
  'unique_word_ratio',
  'n_urls',
  'n_emails',
  'n_hashtags',
  'n_mentions',
] as const;
const FRACTIONS: ReadonlySet<string> = new Set(['avg_word_length', 'unique_word_ratio']);

/** In the order of NAMES. */
function measure(text: string): readonly number[] {
  const words = text.match(WORDS) ?? [];
  const unique = new Set(text.toLowerCase().match(WORDS) ?? []).size;
  const letters = words.reduce((sum, word) => sum + codePoints(word), 0);
  const digits = count(text, /\p{Nd}/gu);
  const special = count(text, SPECIAL);
  const at = text.includes('@');
  return [
    codePoints(text),
    words.length,
    words.length === 0 ? 0 : letters / words.length,
    count(text, /[A-Z]/g),
    count(text, /[a-z]/g),
    digits,
    count(text, SPACES),
    special,
    digits > 0 ? 1 : 0,
    special > 0 ? 1 : 0,
    isUpper(text) ? 1 : 0,
    isLower(text) ? 1 : 0,
    unique,
    unique / Math.max(words.length, 1),
    count(text, URLS),
    at ? count(text, EMAILS) : 0,
    count(text, HASHTAGS),
    at ? count(text, MENTIONS) : 0,
  ];
}

/** Each distinct text is measured once; a missing one counts as empty. */
export function textFeatures(column: ObjectColumn): readonly Column[] {
  const { codes, distinct } = encode(column);
  const empty = measure('');
  const measured = distinct.map((value) => measure(String(value)));
  return NAMES.map((suffix, k): Column => {
    const value = (code: number): number => (code < 0 ? empty : measured[code]!)[k]!;
    const name = `${column.name}_${suffix}`;
    return FRACTIONS.has(suffix)
      ? { name, dtype: 'float64', values: Float64Array.from(codes, value) }
      : { name, dtype: 'int64', values: Int32Array.from(codes, value) };
  });
}
