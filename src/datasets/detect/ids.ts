import type { ScanColumn } from '../../engine/duckdb/introspect.js';

/** Words that end the name of an id, and names that are one by themselves. */
const LAST = new Set(['id', 'key', 'pk', 'uuid', 'guid', 'idx']);
const WHOLE = new Set(['id', 'idx', 'pk', 'uuid', 'guid', 'rowid', 'index']);

/** The words of a name: `PassengerId`, `user_id` and `order key` have two. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/(\p{Ll}|\p{Nd})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{Nd}]+/u)
    .filter((word) => word !== '');

/** Whether a column is called like an id. `paid` is not: its last word is not `id`. */
export function isIdName(name: string): boolean {
  if (/^unnamed: 0$/i.test(name)) return true;
  const words = wordsOf(name);
  return words.length === 1 ? WHOLE.has(words[0]!) : LAST.has(words.at(-1) ?? '');
}

/** Columns that are ids by their names; what the values look like makes none. */
export const idColumns = (columns: readonly Pick<ScanColumn, 'name' | 'type'>[], others: ReadonlySet<string>): string[] =>
  columns.filter(({ name, type }) => (type === 'int64' || type === 'text') && !others.has(name) && isIdName(name)).map(({ name }) => name);
