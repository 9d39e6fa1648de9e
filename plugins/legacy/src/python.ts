import type { Column } from './frame.js';
import type { Value } from './codes.js';

/** What Python calls white space; JavaScript's `\s` adds U+FEFF and lacks U+001C to U+001F and U+0085. */
export const SPACE = String.raw`\u0009-\u000d\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;

const PAIR = /[\ud800-\udbff][\udc00-\udfff]/g;

/** Number of code points, as Python counts. */
export function codePoints(text: string): number {
  let pairs = 0;
  for (const _ of text.matchAll(PAIR)) pairs++;
  return text.length - pairs;
}

/** Order of Python's strings: by code point, where JavaScript goes by UTF-16 unit. */
export function compareText(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x === y) continue;
    const pair = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;
    return pair(x) === pair(y) ? x - y : pair(x) ? 1 : -1;
  }
  return a.length - b.length;
}

export function compareValues(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A value as Python's `str` writes it. */
export function pythonText(value: Value, column: Column): string {
  if (column.dtype === 'datetime') return timestampText(Number(value), column.zoned);
  if (column.dtype === 'bool') return value ? 'True' : 'False';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number' && column.dtype === 'float64') return floatText(value);
  return String(value);
}

export function timestampText(microseconds: number, zoned: boolean): string {
  const seconds = Math.floor(microseconds / 1e6);
  const rest = microseconds - seconds * 1e6;
  const text = new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
  return text + (rest ? `.${String(rest).padStart(6, '0')}` : '') + (zoned ? '+00:00' : '');
}

/** `repr` of a Python float: shortest digits, an exponent below 1e-4 and from 1e16 on. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    const [digits, exponent] = value.toExponential().split('e') as [string, string];
    return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
  }
  const text = Object.is(value, -0) ? '-0' : String(value);
  return text.includes('.') ? text : `${text}.0`;
}
