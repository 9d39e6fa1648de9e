import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BatchTransformer, Column, Output, Plugin, ScalarType } from '@mdm/sdk';
import { openDatabase, type Database } from '../../src/engine/duckdb/driver.js';
import { hosted } from '../../src/host/hosted.js';
import { type BatchOptions, runBatchStages } from '../../src/pipeline/batch.js';
import type { BatchStage } from '../../src/pipeline/features.js';
import type { InputTable } from '../../src/pipeline/table.js';

/** A plugin as plain code: a worker imports it from a file, the main thread from the same file. */
const PLUGIN = `
const texts = (batch, name) => [...batch.getChild(name)];
const t = (name, run) => ({ kind: 'batch', meta: { name }, reason: 'test', outputs: () => [], run });
const num = (arrow, values) => arrow.vectorFromArray(values, new arrow.Float64());
export default { namespace: 'test', transformers: [
  t('shape', (batch, { on, params }, arrow) => {
    const all = texts(batch, on[0].name);
    return {
      size: arrow.vectorFromArray(all.map((v) => v && v.length * params.by), new arrow.Int32()),
      upper: arrow.vectorFromArray(all.map((v) => v && v.toUpperCase())),
      odd: arrow.vectorFromArray(all.map((v) => v && v.length % 2 === 1), new arrow.Bool()),
      ratio: num(arrow, all.map((v) => v && 1 / (v.length - 5))),
      big: arrow.vectorFromArray(all.map((v) => v === null ? null : BigInt(v.length) << 40n), new arrow.Int64()),
      small: arrow.vectorFromArray(all.map((v) => v && v.length % 200), new arrow.Uint8()),
      middle: arrow.vectorFromArray(all.map((v) => v && v.length * 3), new arrow.Uint16()),
      moment: arrow.makeVector({ type: new arrow.TimestampMicrosecond(), data: BigInt64Array.from(all, (v) => BigInt(v ? v.length : 0) * 1000000n) }),
      none: arrow.vectorFromArray(all.map(() => null)),
    };
  }),
  t('sum', (batch, { on }, arrow) => {
    const [a, b, c] = on.map((c) => [...batch.getChild(c.name)]);
    return { sum: num(arrow, a.map((v, i) => v === null || b[i] === null ? null : Number(v) + b[i] + (c[i] ? 1 : 0))) };
  }),
  t('late', async (batch, { on }, arrow) => {
    await new Promise((r) => setTimeout(r, Math.random() * 20));
    return { x: num(arrow, texts(batch, on[0].name).map((v) => v && v.length)) };
  }),
  t('nothing', () => ({})),
  t('null', () => null),
  t('array', (batch) => ({ x: new Array(batch.numRows).fill(1) })),
  t('short', (batch, s, arrow) => ({ x: num(arrow, [1]) })),
  t('typed', (batch, s, arrow) => ({ x: arrow.vectorFromArray(new Array(batch.numRows).fill(1), new arrow.Int32()) })),
  t('extra', (batch, s, arrow) => ({ x: num(arrow, new Array(batch.numRows).fill(1)), y: num(arrow, []) })),
  t('broken', (batch, s, arrow) => ({ x: arrow.makeVector({ type: new arrow.Utf8(), length: batch.numRows, valueOffsets: Int32Array.from({ length: batch.numRows + 1 }, (_, i) => i), data: new Uint8Array(batch.numRows).fill(0xc3) }) })),
  t('parts', (batch, s, arrow) => {
    const x = num(arrow, new Array(batch.numRows).fill(1));
    return { x: { type: x.type, length: x.length, nullCount: 0, data: [{ ...x.data[0], length: -1 }] } };
  }),
  t('alters', (batch, s, arrow) => {
    const x = num(arrow, new Array(batch.numRows).fill(1));
    Array.prototype.map = () => [];
    return { x };
  }),
  t('throws', () => { throw new RangeError('no such luck\\nsecond line'); }),
  t('throws-text', () => { throw 'just a text'; }),
  t('exits', () => { process.exit(3); }),
  t('later', (batch, s, arrow) => { setTimeout(() => { throw new Error('out of the blue'); }, 1); return new Promise(() => {}); }),
  t('memory', () => { const all = []; for (;;) all.push(new Array(100000).fill({})); }),
  t('endless', () => { for (;;); }),
  t('waits', () => new Promise(() => {})),
  t('prints', (batch, { on }, arrow) => {
    console.log('printed by a plugin'); console.error('and this'); process.stdout.write('raw');
    return { x: num(arrow, texts(batch, on[0].name).map(() => 1)) };
  }),
] };
`;

let db: Database;
let folder: string;
let module: string;
let plugin: Plugin;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mdm-batch-'));
  await writeFile(join(folder, 'plugin.mjs'), PLUGIN);
  module = pathToFileURL(join(folder, 'plugin.mjs')).href;
  plugin = ((await import(module)) as { default: Plugin }).default;
  db = await openDatabase({ threads: 2, temp: folder });
  await db.run(`CREATE TABLE source AS SELECT i AS "row", i AS n, CASE WHEN i % 4 <> 1 THEN i / 3e0 END AS d, i % 2 = 0 AS b,
    CASE WHEN i % 7 <> 3 THEN 'Grüße ' || repeat('x', (i * 37 % 40)::INTEGER) || i END AS t, CASE WHEN i % 5 <> 3 THEN 'kind ' || (i * 31 % 11) END AS few
    FROM range(20000) r(i)`);
});
afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true, force: true });
});

const table = (rows: number): InputTable => ({
  name: 'data',
  files: [],
  relation: `SELECT * FROM source WHERE "row" < ${rows}`,
  rowColumn: 'row',
  rows,
  columns: [],
  notes: [],
});
const column = (name: string, type: ScalarType = 'text', distinct = 20_000): Column => ({
  name,
  type,
  semantic: 'text',
  stats: { rows: 20_000, missing: 0, distinct },
});

const SHAPE: readonly Output[] = Object.entries({
  size: 'int32',
  upper: 'text',
  odd: 'boolean',
  ratio: 'double',
  big: 'int64',
  small: 'uint8',
  middle: 'uint16',
  moment: 'timestamp',
  none: 'text',
} as const).map(([name, type]) => ({ name, type, explain: '' }));
const X: readonly Output[] = [{ name: 'x', type: 'double', explain: '' }];

function stage(
  name: string,
  outputs: readonly Output[] = X,
  on: readonly [Column, ...Column[]] = [column('t')],
  id = 'b1',
  params: unknown = { by: 2 },
): BatchStage {
  const transformer = plugin.transformers.find((t) => t.meta.name === name) as BatchTransformer<unknown>;
  return { id, task: { id: `test.${name}`, transformer: hosted(transformer), scope: { on, roles: {}, params } }, transformer, outputs };
}
const inWorkers = (): { module: string } => ({ module });
const here = (): undefined => undefined;
const run = (rows: number, s: BatchStage | readonly BatchStage[], options: Partial<BatchOptions> = {}): Promise<void> =>
  runBatchStages(db, table(rows), Array.isArray(s) ? (s as BatchStage[]) : [s as BatchStage], {
    workers: 2,
    source: inWorkers,
    ...options,
  });
const rowsOf = (id = 'b1'): Promise<unknown[][]> => db.rows(`FROM ${id}`);

describe('results', () => {
  test('are right, for every type', async () => {
    await run(20_000, stage('shape', SHAPE));
    expect(await db.rows('SELECT count(*), min(r), max(r) FROM b1')).toEqual([['20000', '0', '19999']]);
    expect(await db.rows('SELECT count(*) FROM (SELECT r, lag(r) OVER () AS l FROM b1) WHERE r <> l + 1')).toEqual([['0']]);
    const wrong = await db.rows(`SELECT count(*) FROM b1 JOIN source s ON s."row" = b1.r, LATERAL (SELECT length(t) AS l) WHERE
      size IS DISTINCT FROM l * 2 OR upper IS DISTINCT FROM replace(replace(upper(t), 'ß', 'SS'), 'ẞ', 'SS')
      OR odd IS DISTINCT FROM (l % 2 = 1) OR ratio IS DISTINCT FROM CASE WHEN l <> 5 THEN 1 / (l - 5)::DOUBLE END OR big IS DISTINCT FROM l << 40
      OR small IS DISTINCT FROM l % 200 OR middle IS DISTINCT FROM l * 3 OR moment <> make_timestamp(coalesce(l, 0) * 1000000) OR moment IS NULL OR none IS NOT NULL`);
    expect(wrong).toEqual([['0']]);
    expect(await db.rows('SELECT column_type FROM (DESCRIBE b1)')).toEqual(
      ['BIGINT', 'INTEGER', 'VARCHAR', 'BOOLEAN', 'DOUBLE', 'BIGINT', 'UTINYINT', 'USMALLINT', 'TIMESTAMP', 'VARCHAR'].map((t) => [t]),
    );
    expect(await db.rows("SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'b1_%'")).toEqual([]);
  });

  test.each([
    ['text', [column('t')]],
    ['values that repeat', [column('few', 'text', 11)]],
  ] as const)('are the same for any batch size and number of workers: %s', async (_, on) => {
    const s = stage('shape', SHAPE, on);
    await run(300, s, { source: here });
    const wanted = await rowsOf();
    expect(wanted).toHaveLength(300);
    for (const options of [
      { batchRows: 1 },
      { batchRows: 7, workers: 1 },
      { batchRows: 7, workers: 4 },
      { batchRows: 65_536 },
      { batchRows: 7, source: here },
    ]) {
      await run(300, s, options);
      expect(await rowsOf()).toEqual(wanted);
    }
  });

  test('by value are what they are by row', async () => {
    await run(20_000, [stage('shape', SHAPE, [column('few', 'text', 11)], 'b1'), stage('shape', SHAPE, [column('few')], 'b2')], {
      batchRows: 1_000,
    });
    expect(await db.rows('SELECT count(*) FROM (FROM b1 EXCEPT ALL FROM b2)')).toEqual([['0']]);
    expect(await db.rows('SELECT count(*) FROM b1 POSITIONAL JOIN b2 WHERE b1.r <> b2.r')).toEqual([['0']]);
    expect(await db.rows('SELECT count(*), count(size) FROM b1')).toEqual([['20000', '16000']]);
  });

  test('may read several columns', async () => {
    const on = [column('n', 'int64'), column('d', 'double'), column('b', 'boolean')] as const;
    await run(1_000, stage('sum', [{ name: 'sum', type: 'double', explain: '' }], on), { batchRows: 64 });
    expect(
      await db.rows(
        'SELECT count(*) FROM b1 JOIN source s ON s."row" = b1.r WHERE sum IS DISTINCT FROM n + d + CASE WHEN b THEN 1 ELSE 0 END',
      ),
    ).toEqual([['0']]);
  });

  test('keep their order when workers answer out of order', async () => {
    const shares: number[] = [];
    await run(2_000, stage('late'), { batchRows: 50, workers: 4, onProgress: (s) => shares.push(s) });
    expect(
      await db.rows(
        'SELECT count(*) FROM b1 POSITIONAL JOIN (FROM source LIMIT 2000) s WHERE b1.r <> s."row" OR b1.x IS DISTINCT FROM length(s.t)',
      ),
    ).toEqual([['0']]);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  test('of an empty table are an empty table', async () => {
    await run(0, stage('shape', SHAPE));
    expect(await rowsOf()).toEqual([]);
  });

  test('what a plugin prints does not reach the output', async () => {
    const written: string[] = [];
    const streams = [process.stdout, process.stderr];
    const writes = streams.map((s) => s.write);
    for (const s of streams) s.write = (text: unknown) => written.push(String(text)) > 0;
    try {
      await run(10, stage('prints'));
    } finally {
      streams.forEach((s, i) => (s.write = writes[i]!));
    }
    expect(written).toEqual([]);
    expect(await db.rows('SELECT sum(x) FROM b1')).toEqual([[10]]);
  });
});

describe('a transformer that breaks the contract is named', () => {
  for (const [where, source] of [
    ['in a worker', inWorkers],
    ['in this thread', here],
  ] as const) {
    test.each([
      ['nothing', 'output "x" is missing'],
      ['null', 'run gave null, not an object of Arrow vectors'],
      ['array', 'output "x" is not an Arrow vector of type Float64'],
      ['short', 'output "x" has 1 values for 100 rows'],
      ['typed', 'output "x" has the Arrow type Int32, not Float64'],
      ['extra', 'run gave a column "y" that outputs does not list'],
      ['parts', 'output "x" has parts that do not add up to 100 rows'],
      ['throws', 'run failed: no such luck'],
      ['throws-text', 'run failed: just a text'],
    ])(`${where}: %s`, async (name, problem) => {
      await expect(run(100, stage(name), { source })).rejects.toMatchObject({
        name: 'MdmError',
        code: 'plugin',
        message: `test.${name} broke the contract on "t": ${problem}.`,
      });
    });
  }

  test('bytes that are no text', async () => {
    await expect(run(100, stage('broken', [{ name: 'x', type: 'text', explain: '' }]))).rejects.toThrow('output "x" is not valid UTF-8');
  });

  test('outputs that cannot be', async () => {
    const output = (name: string, type: string): Output => ({ name, type, explain: '' }) as Output;
    await expect(run(10, stage('late', [output('r', 'double')]))).rejects.toThrow('taken');
    await expect(run(10, stage('late', [output('x', 'double'), output('X', 'double')]))).rejects.toThrow('twice');
    await expect(run(10, stage('late', [output('x', 'texts')]))).rejects.toThrow('cannot be stored');
    await expect(run(10, stage('late', [output('x\0', 'double')]))).rejects.toThrow('a name that no column can have');
  });

  test.each([
    ['exits', 'worker ended by itself (exit code 3)', {}],
    ['later', 'worker failed: out of the blue', {}],
    ['alters', 'run gave something else than its outputs', {}],
    ['memory', 'run used more than 32 MB of memory', { memoryMb: 32 }],
    ['endless', 'run took longer than 1.5 seconds for 100 rows', { timeoutMs: 1_500 }],
    ['waits', 'run took longer than 1.5 seconds for 100 rows', { timeoutMs: 1_500 }],
  ])('a worker that is lost: %s', async (name, problem, options) => {
    await expect(run(100, stage(name), options)).rejects.toMatchObject({
      code: 'plugin',
      message: `test.${name} broke the contract on "t": ${problem}.`,
    });
    expect(await db.rows('SELECT 1')).toEqual([[1]]);
  });

  test('a module that is not there', async () => {
    await expect(run(10, stage('late'), { source: () => ({ module: 'file:///nowhere/plugin.mjs' }) })).rejects.toThrow(
      'module file:///nowhere/plugin.mjs could not be imported',
    );
  });

  test('parameters that no worker can get', async () => {
    await expect(run(10, stage('late', X, [column('t')], 'b1', { f: () => 1 }))).rejects.toThrow('parameters cannot be sent to a worker');
  });
});

describe('a signal', () => {
  // Measured: 5 to 20 ms; a busy machine needs more.
  test.each(['endless', 'waits'])('stops %s at once', async (name) => {
    const control = new AbortController();
    const running = run(20_000, stage(name), { signal: control.signal, batchRows: 100 });
    running.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const start = performance.now();
    control.abort();
    await expect(running).rejects.toMatchObject({ code: 'interrupted' });
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(await db.rows('SELECT 1')).toEqual([[1]]);
  });

  test('given before the start runs nothing', async () => {
    await expect(run(10, stage('late'), { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'interrupted' });
  });
});
