import fc from 'fast-check';
import { literal, quote } from '../../src/engine/duckdb/dialect.js';
import { openDatabase, type Database } from '../../src/engine/duckdb/driver.js';
import { DUCKDB } from '../../src/pipeline/sql.js';
import { print } from '../../src/sql/print.js';

let db: Database;
beforeAll(async () => {
  db = await openDatabase({ threads: 1 });
});
afterAll(() => db.close());

const KEYWORDS = [
  'select',
  'FROM',
  'order',
  'group',
  'table',
  'null',
  'true',
  'user',
  'default',
  'column',
  'rowid',
  'rank',
  'window',
  'case',
  'end',
  'lambda',
  'try',
];
const HOSTILE = [
  '"',
  '""',
  '"; DROP TABLE t; --',
  "'",
  "it's",
  '\\',
  '\\"',
  '\n',
  '\r\n',
  '\t',
  ' ',
  ' a ',
  '.',
  'a.b',
  '"a"."b"',
  '$1',
  '?',
  ':x',
  '%',
  '/* */',
  '--',
  '__proto__',
  'constructor',
  '🎉',
  '列',
  'é',
  'e\u0301',
  '\u202e',
  '\ufeff',
  'x'.repeat(10_000),
  '{}',
  '#row',
  '*',
  "E'",
  '$$',
];
/** Any text but the empty one and NUL, which no engine takes as a name. */
const name = fc
  .oneof(
    fc.constantFrom(...KEYWORDS, ...HOSTILE),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
    fc.array(fc.constantFrom(...HOSTILE.slice(0, 20)), { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')),
  )
  .filter((s) => !s.includes('\0'));

/** Names that differ in more than case: engines take `A` and `a` for one. */
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 12, selector: (s) => s.toLowerCase() });

/** The engine's JavaScript reader takes a U+FEFF at the start of a text value for a byte order mark. */
const asRead = (text: string): string => text.replace(/^\ufeff/, '');

test.each([...KEYWORDS, ...HOSTILE])('%j is a name', async (n) => {
  const reader = await db.connection.runAndReadAll(`SELECT 1 AS ${quote(n)}`);
  expect(reader.columnNames()).toEqual([n]);
});

test('any names come back as they went in, and read the column they name', async () => {
  await fc.assert(
    fc.asyncProperty(names, async (all) => {
      await db.run(`CREATE OR REPLACE TEMP TABLE t AS SELECT ${all.map((n, i) => `${i} AS ${quote(n)}`).join(', ')}`);
      const reader = await db.connection.runAndReadAll(`SELECT ${all.map((n) => `t.${quote(n)}`).join(', ')} FROM t`);
      expect(reader.columnNames()).toEqual(all);
      expect(reader.getRowsJson()).toEqual([all.map((_, i) => i)]);
      const described = (await db.rows('SELECT column_name FROM (DESCRIBE t)')).map(([n]) => n);
      expect(described).toEqual(all.map(asRead));
    }),
    { numRuns: 60 },
  );
});

test('a column node with any name is printed as that column, and a constant with any text as that text', async () => {
  await fc.assert(
    fc.asyncProperty(name, name, async (n, text) => {
      const show = print(DUCKDB, { column: (c) => `q.${quote(c)}` });
      const sql = show({
        kind: 'call',
        fn: 'concat',
        args: [
          { kind: 'column', name: n, type: 'text' },
          { kind: 'constant', value: text, type: 'text' },
        ],
        type: 'text',
      });
      expect(await db.rows(`SELECT ${sql} FROM (SELECT ${literal(text)} AS ${quote(n)}) q`)).toEqual([[asRead(text + text)]]);
    }),
    { numRuns: 60 },
  );
});
