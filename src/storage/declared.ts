import type { BackendName, ColumnType } from './backend.js';

/** Types as SQLite, DuckDB and PostgreSQL declare them, as one of ours; undefined when the words say nothing. */
export function declaredType(words: string): ColumnType | undefined {
  const word = words.toUpperCase();
  if (/\]$|^(?:STRUCT|MAP|UNION|INTERVAL|POINT)\b/.test(word)) return 'text';
  if (/BOOL/.test(word)) return 'boolean';
  if (/TIMESTAMP|DATETIME/.test(word)) return 'timestamp';
  if (/^DATE\b/.test(word)) return 'date';
  if (/HUGEINT|UBIGINT|BIGNUM|DECIMAL|NUMERIC/.test(word)) return 'double';
  if (/INT|SERIAL/.test(word)) return 'int64';
  if (/CHAR|CLOB|TEXT|BLOB|BYTEA|JSON|UUID|ENUM/.test(word)) return 'text';
  if (/REAL|FLOA|DOUB/.test(word)) return 'double';
  return undefined;
}

/** Most columns of a table, where a backend has such a limit. */
export const MOST_COLUMNS: Readonly<Partial<Record<BackendName, number>>> = { sqlite: 2_000, postgresql: 1_600 };
