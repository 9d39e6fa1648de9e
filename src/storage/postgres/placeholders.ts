import { MdmError } from '../../errors.js';
import type { Parameter } from '../backend.js';

/** What is left alone: texts, names, dollar quotes and comments; and `??`, which stands for the operator `?`. */
const SKIPPED =
  /(?<![\w$])[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|(?<![\w$])\$([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;

/**
 * `?` as `$1`, `$2`, ... of PostgreSQL. A statement without parameters stays as it is; beside parameters the operator `?` is written `??`.
 *
 * ```ts
 * numbered("SELECT '?' WHERE a = ? AND b = ?", 2); // SELECT '?' WHERE a = $1 AND b = $2
 * ```
 */
export function numbered(sql: string, parameters: number): string {
  if (parameters === 0) return sql;
  let text = '';
  let places = 0;
  for (let at = 0; at < sql.length;) {
    const end = skipped(sql, at);
    if (end > at) text += sql.slice(at, end);
    else if (sql.startsWith('??', at)) text += '?';
    else text += sql[at] === '?' ? `$${++places}` : sql[at]!;
    at = Math.max(end, at + (sql.startsWith('??', at) ? 2 : 1));
  }
  if (places !== parameters)
    throw new MdmError('usage', `The statement has ${places} places (?) for ${parameters} values.`, 'Give a value for each ?.');
  return text;
}

/** The end of a text, name or comment that begins at a place, or the place itself. */
function skipped(sql: string, at: number): number {
  if (sql.startsWith('/*', at)) return endOfComment(sql, at);
  SKIPPED.lastIndex = at;
  const found = SKIPPED.exec(sql);
  if (!found) return at;
  if (!found[0].startsWith('$')) return SKIPPED.lastIndex;
  const end = sql.indexOf(found[0], SKIPPED.lastIndex);
  return end < 0 ? sql.length : end + found[0].length;
}

/** Comments of PostgreSQL nest. */
function endOfComment(sql: string, from: number): number {
  let depth = 0;
  for (let at = from; at < sql.length; at++) {
    const ends = sql.startsWith('*/', at);
    if (!ends && !sql.startsWith('/*', at)) continue;
    at++;
    depth += ends ? -1 : 1;
    if (depth === 0) return at + 1;
  }
  return sql.length;
}

/** Text of a statement that can be one only, whatever it holds. */
export function extended(
  text: string,
  parameters: readonly Parameter[],
): { text: string; values: (string | null)[]; queryMode: 'extended' } {
  return { text, values: parameters.map((value) => (value === null ? null : String(value))), queryMode: 'extended' };
}
