import { openConfig } from '../../src/config/config.js';
import { measureColumns, typeOf } from '../../src/datasets/types.js';
import { openDatabase } from '../../src/engine/duckdb/driver.js';
import type { ColumnType } from '../../src/storage/backend.js';

const many = (sql: string): string => `SELECT ${sql} AS c FROM range(100) t(i)`;

test.each<[string, ColumnType, string, object?]>([
  ['numeric', 'int64', many('i')],
  ['numeric', 'int64', many('i % 5')],
  ['boolean', 'int64', many('i % 2')],
  ['numeric', 'int64', many('i % 2 + 1')],
  ['boolean', 'boolean', many('i % 2 = 0')],
  ['constant', 'int64', many('7')],
  ['constant', 'double', many('NULL::DOUBLE')],
  ['datetime', 'timestamp', many("TIMESTAMP '2024-01-01' + INTERVAL (i) DAY")],
  ['datetime', 'text', many("CAST(DATE '2024-01-01' + i::INT AS VARCHAR)")],
  [
    'categorical',
    'text',
    many("CAST(DATE '2024-01-01' + i::INT AS VARCHAR)"),
    { 'feature_engineering.type_detection.detect_datetime': false },
  ],
  ['categorical', 'text', many("'word' || i")],
  ['text', 'text', many("'some longer text about number ' || i")],
  ['categorical', 'text', many("'some longer text about number ' || (i % 4)")],
  ['text', 'text', many("'some longer text about number ' || (i % 4)"), { 'feature_engineering.type_detection.text_min_avg_length': 25 }],
  ['text', 'text', many("'some longer text about number ' || (i % 4)"), { 'feature_engineering.type_detection.categorical_threshold': 3 }],
  ['text', 'text', many("'word' || i"), { 'feature_engineering.generic.text.min_text_length': 5 }],
])('%s: a column of %s, %s %j', async (wanted, type, sql, flags = {}) => {
  const config = await openConfig({ home: '/nowhere', env: {}, flags });
  const db = await openDatabase();
  try {
    const [fact] = await measureColumns(db, `(${sql})`, [{ name: 'c', type }]);
    expect(typeOf(fact!, config)).toBe(wanted);
    expect(typeOf(fact!, config, { types: { c: 'text' } })).toBe('text');
    expect(typeOf(fact!, config, { idColumns: ['c'] })).toBe('id');
  } finally {
    await db.close();
  }
});
