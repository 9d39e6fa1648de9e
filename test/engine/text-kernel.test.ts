import fc from 'fast-check';
import { cast, fn, type Column, type Expr } from '@mdm/sdk';
import { literal } from '../../src/engine/duckdb/dialect.js';
import { openDatabase, type Database } from '../../src/engine/duckdb/driver.js';
import { makeTextCounts } from '../../src/engine/duckdb/text-counts.js';
import type { Planned } from '../../src/pipeline/features.js';
import { sqlOf } from '../../src/pipeline/sql.js';
import { textStages } from '../../src/pipeline/text-stage.js';

const column: Column = { name: 'x', type: 'text', semantic: 'text', stats: { rows: 1e6, missing: 0, distinct: 1e6 } };
const x: Expr<'text'> = { kind: 'column', name: 'x', type: 'text' };

/** Everything the kernel answers, and the same by the engine's functions. */
const counts: Readonly<Record<string, Expr>> = {
  length: fn.length(x),
  upper: fn.countChars(x, 'A-Z'),
  digits: fn.countChars(x, '0-9'),
  punctuation: fn.countChars(x, '!-/:-@\\[-`{-~'),
  hyphens: fn.countChars(x, 'x-'),
  spaces: fn.countLiteral(x, ' '),
  words: fn.size(fn.splitOn(x, ' ')),
  distinct: fn.distinctSize(fn.splitOn(x, ' ')),
};
const features: Planned[] = Object.entries(counts).map(([name, expr]) => ({
  name,
  transformer: 't',
  type: 'int32',
  sources: ['x'],
  explain: name,
  expr: cast(expr, 'int32'),
  state: null,
}));

let db: Database;
beforeAll(async () => (db = await openDatabase({ threads: 2 })));
afterAll(() => db.close());

async function check(texts: readonly (string | null)[]): Promise<void> {
  const { stages, features: placed } = textStages(features, [column], 1e6, () => 'counts');
  expect(stages).toHaveLength(1);
  expect(placed.size).toBe(features.length);
  await db.run('CREATE OR REPLACE TABLE texts (r BIGINT, x VARCHAR)');
  for (let i = 0; i < texts.length; i += 500) {
    await db.run(
      `INSERT INTO texts VALUES ${texts
        .slice(i, i + 500)
        .map((t, k) => `(${i + k}, ${t === null ? 'NULL' : literal(t)})`)
        .join(', ')}`,
    );
  }
  await makeTextCounts(
    db,
    'counts',
    (from, to) => `SELECT r, x FROM texts WHERE r >= ${from} AND r < ${to}`,
    texts.length,
    stages[0]!.asks,
  );
  const places = features.map((f) => {
    const e = placed.get(f)!.expr;
    return e.kind === 'cast' && e.arg.kind === 'output' ? e.arg.column : '?';
  });
  const sql = sqlOf('t.');
  const [differences] = await db.rows(
    `SELECT ${features.map((f, i) => `count(*) FILTER (WHERE c.${places[i]} IS DISTINCT FROM ${sql(f.expr)})::INTEGER`).join(', ')}, count(*)::INTEGER FROM texts t JOIN counts c USING (r)`,
  );
  expect(Object.fromEntries(features.map((f, i) => [f.name, differences![i]]))).toEqual(
    Object.fromEntries(features.map((f) => [f.name, 0])),
  );
  expect(differences!.at(-1)).toBe(texts.length);
}

test('answers as the engine does: hand-picked texts', () =>
  check([
    null,
    '',
    ' ',
    '  ',
    'a',
    ' a',
    'a ',
    'a  b',
    'the THE the',
    'naïve 列車 🎉🎉 ß',
    '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    '0123456789',
    'x'.repeat(5000),
    'ab '.repeat(4000),
    '列 '.repeat(1500),
    'a\tb\nc\u0001',
    Array.from({ length: 900 }, (_, i) => `w${i}`).join(' '),
  ]));

test('answers as the engine does: random texts', async () => {
  const part = fc.oneof(
    fc.constantFrom(' ', '  ', 'A', 'z', '9', '-', '[', '\\', 'é', '🎉', 'the', 'x'),
    fc.string({ unit: 'binary', maxLength: 12 }),
  );
  const text = fc.option(
    fc.array(part, { maxLength: 40 }).map((p) => p.join('').replaceAll('\0', '')),
    { freq: 10 },
  );
  const seed = Number(process.env['MDM_SEED'] ?? 20_261);
  await check(fc.sample(text, { numRuns: 6_000, seed }));
});

test('leaves alone what it cannot answer', () => {
  const other = [
    fn.countChars(x, '^a-z'),
    fn.countChars(x, '\\d'),
    fn.countChars(x, 'é'),
    fn.countLiteral(x, 'ab'),
    fn.size(fn.splitOn(x, ',')),
    fn.lower(x),
  ];
  const planned = other.map((expr, i): Planned => ({ ...features[0]!, name: `f${i}`, expr }));
  expect(textStages(planned, [column], 1e6, () => 'counts')).toEqual({ stages: [], features: new Map() });
});
