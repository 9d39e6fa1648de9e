import type { RecordBatch } from 'apache-arrow';
import type { Json } from '@mdm/sdk';
import { MdmError } from '../../errors.js';
import { batchOf, rowsOf } from '../../storage/arrow-rows.js';
import type { IStorageBackend, StoredColumn } from '../../storage/backend.js';
import { fingerprint } from '../../storage/checksum.js';
import { schemaOf } from '../../storage/columns.js';
import { copyStore } from '../../storage/move.js';
import { digestOf } from './digest.js';

/** What one side works with. */
export interface World {
  readonly backend: IStorageBackend;
  /** A scratch store of this side, which the first cases fill with the dataset's tables. */
  readonly store: string;
  /** The other side's scratch store. */
  readonly crossed: string;
  /** This side, as it reads that store and leaves its file as it finds it. */
  readonly across: IStorageBackend;
  /** The dataset, which is only read. */
  readonly source: { readonly backend: IStorageBackend; readonly store: string; readonly tables: readonly string[] };
  /** This side, where the dataset is; absent on another backend than the dataset's. */
  readonly inPlace: IStorageBackend | undefined;
}

export interface StorageCase {
  readonly name: string;
  /** Its time is one to hold against a side. */
  readonly timed?: boolean;
  readonly run: (world: World) => Promise<unknown>;
}

const COLUMNS: readonly StoredColumn[] = [
  { name: 'n', type: 'int64' },
  { name: 'x', type: 'double' },
  { name: 'flag', type: 'boolean' },
  { name: 'word', type: 'text' },
  { name: 'at', type: 'timestamp' },
  { name: 'day', type: 'date' },
];
const SCHEMA = schemaOf(COLUMNS);

const row = (i: number): readonly unknown[] => [
  BigInt(i),
  i % 7 === 0 ? null : i / 8,
  i % 3 === 0,
  i % 11 === 0 ? null : `word ${i % 50}`,
  `2024-01-${String((i % 28) + 1).padStart(2, '0')} 10:00:00.${String(i % 1_000_000).padStart(6, '0')}`,
  `2024-02-${String((i % 28) + 1).padStart(2, '0')}`,
];

const PIECE = 1_000;

async function* rows(count: number, from = 0): AsyncGenerator<RecordBatch> {
  for (let at = 0; at < count; at += PIECE)
    yield batchOf(
      SCHEMA,
      Array.from({ length: Math.min(PIECE, count - at) }, (_, i) => row(from + at + i)),
    );
}

/** Columns by name, as `differences` shows them well; the order of rows does not count. */
async function tableOf(backend: IStorageBackend, store: string, table: string): Promise<unknown> {
  const { rows: count, columns } = await fingerprint(backend, store, table);
  return { table, rows: count, columns };
}

async function tablesOf(backend: IStorageBackend, store: string, tables: readonly string[]): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for (const table of tables) found.push(await tableOf(backend, store, table));
  return found;
}

const scratch = async <T>({ backend, store }: World, work: (store: string) => Promise<T>): Promise<T> => {
  const own = `${store}_more`;
  await backend.createDataset(own);
  try {
    return await work(own);
  } finally {
    await backend.dropDataset(own);
  }
};

async function answer(backend: IStorageBackend, store: string, sql: string, parameters: readonly (number | string)[] = []) {
  const found: string[][] = [];
  for await (const batch of backend.query(store, sql, parameters))
    for (const values of rowsOf(batch)) found.push(values.map((value) => String(value)));
  return found;
}

/** The class of the error that work ends with. */
const errorOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof MdmError ? error.code : (error as Error).name),
  );

async function creation({ backend, store }: World): Promise<unknown> {
  await backend.createDataset(store);
  const connection = await backend.getConnection(store);
  const [one] = await connection.rows('SELECT 1 AS one');
  await connection.release();
  return { there: await backend.datasetExists(store), tables: await backend.tables(store), one: Number(one?.['one']) };
}

async function tableOperations({ backend, store, source }: World): Promise<unknown> {
  await copyStore({ from: source.backend, store: source.store, to: backend, target: store, tables: source.tables });
  return (await backend.tables(store)).map(({ name, rows: count, columns }) => ({ name, rows: count, columns }));
}

async function queries(world: World): Promise<unknown> {
  return scratch(world, async (store) => {
    const { backend } = world;
    await backend.loadData(store, 't', SCHEMA, rows(200));
    return {
      counted: await answer(backend, store, 'SELECT count(*) FROM t WHERE n >= ? AND word = ?', [50, 'word 7']),
      ordered: await answer(backend, store, 'SELECT n, x, word FROM t WHERE n % ? = 0 ORDER BY n DESC LIMIT 5', [3]),
      missing: await answer(backend, store, 'SELECT count(*) FROM t WHERE x IS NULL'),
      none: await answer(backend, store, 'SELECT n FROM t WHERE n < 0'),
      changed: await backend.executeSql(store, 'UPDATE t SET word = ? WHERE n < ?', ['other', 10]),
      grouped: await answer(backend, store, 'SELECT word, count(*) FROM t WHERE word IS NOT NULL GROUP BY word ORDER BY word'),
    };
  });
}

async function batches({ backend, store, source }: World): Promise<unknown> {
  const found: unknown[] = [];
  for (const table of source.tables) {
    const sizes: number[] = [];
    for await (const batch of backend.readTable(store, table, { batchSize: 700, limit: 2_000 })) sizes.push(batch.numRows);
    const part = await digestOf(backend.readTable(store, table, { offset: 3, limit: 50 }));
    found.push({ table, sizes, part });
  }
  return found;
}

async function metadata(world: World): Promise<unknown> {
  return scratch(world, async (store) => {
    const { backend } = world;
    const kept: Json[] = [null, true, 1.5, 'ü', [1, [2]], { a: { b: null } }];
    const found: unknown[] = [];
    for (const [i, value] of kept.entries()) {
      await backend.updateMetadata(store, `k${i}`, value);
      found.push((await backend.getMetadata(store, `k${i}`)) ?? null);
    }
    await backend.updateMetadata(store, 'k1', undefined);
    return { found, gone: (await backend.getMetadata(store, 'k1')) === undefined, tables: await backend.tables(store) };
  });
}

async function lifeCycle(world: World): Promise<unknown> {
  const { backend } = world;
  const during = await scratch(world, async (store) => {
    await backend.loadData(store, 'train', SCHEMA, rows(20));
    await backend.loadData(store, 'next', SCHEMA, rows(30));
    await backend.swapTables(store, { drop: ['train'], rename: { next: 'train' }, metadata: { version: 2 } });
    const swapped = (await backend.tables(store)).map(({ name, rows: count }) => [name, count]);
    await backend.dropTables(store, ['train']);
    return { swapped, left: await backend.tables(store), version: (await backend.getMetadata(store, 'version')) ?? null };
  });
  return { during, after: await backend.datasetExists(`${world.store}_more`) };
}

async function errors(world: World): Promise<unknown> {
  return scratch(world, async (store) => {
    const { backend } = world;
    await backend.loadData(store, 't', SCHEMA, rows(3));
    const one = schemaOf([{ name: 'n', type: 'int64' }]);
    const few = async function* () {
      yield batchOf(one, [[1n]]);
    };
    return {
      'no store': await errorOf(backend.tables('nowhere')),
      'store that is there': await errorOf(backend.createDataset(store)),
      'no table': await errorOf(digestOf(backend.readTable(store, 'nothing'))),
      'table that is there': await errorOf(backend.loadData(store, 't', SCHEMA, rows(1))),
      'no column': await errorOf(digestOf(backend.readTable(store, 't', { columns: ['nothing'] }))),
      'other columns': await errorOf(backend.loadData(store, 't', one, few(), { append: true })),
      'table to drop': await errorOf(backend.dropTables(store, ['nothing'])),
      'wrong statement': await errorOf(answer(backend, store, 'SELECT FROM WHERE')),
      'query that writes': await errorOf(answer(backend, store, 'DELETE FROM t')),
      'load that stops': await errorOf(backend.loadData(store, 'u', SCHEMA, broken())),
      tables: (await backend.tables(store)).map(({ name, rows: count }) => [name, count]),
    };
  });
}

async function* broken(): AsyncGenerator<RecordBatch> {
  yield* rows(10);
  throw new MdmError('bad-data', 'The source broke.');
}

const timings = (count: number, times: number) => async (world: World) =>
  scratch(world, async (store) => {
    const { backend } = world;
    let last: unknown;
    for (let i = 0; i < times; i++) {
      await backend.loadData(store, `t${i}`, SCHEMA, rows(count));
      last = await tableOf(backend, store, `t${i}`);
    }
    return last;
  });

async function concurrent(world: World): Promise<unknown> {
  return scratch(world, async (store) => {
    const { backend } = world;
    await backend.loadData(store, 't', SCHEMA, rows(300));
    const read = Array.from({ length: 4 }, () => digestOf(backend.readTable(store, 't', { batchSize: 50 })));
    const written = Array.from({ length: 2 }, (_, i) => backend.loadData(store, `u${i}`, SCHEMA, rows(100, i)));
    const [digests] = await Promise.all([Promise.all(read), Promise.all(written)]);
    return { digests, tables: (await backend.tables(store)).map(({ name, rows: count }) => [name, count]) };
  });
}

/** In their order: the first two make the store that later ones read. */
export const STORAGE_CASES: readonly StorageCase[] = [
  { name: 'creation', run: creation },
  { name: 'table operations', run: tableOperations },
  { name: 'checksums', run: ({ backend, store, source }) => tablesOf(backend, store, source.tables) },
  { name: 'batches', run: batches },
  { name: 'read across', run: ({ across, crossed, source }) => tablesOf(across, crossed, source.tables) },
  { name: 'read in place', run: async ({ inPlace, source }) => (inPlace ? tablesOf(inPlace, source.store, source.tables) : []) },
  { name: 'queries', run: queries },
  { name: 'metadata', run: metadata },
  { name: 'life cycle', run: lifeCycle },
  { name: 'errors', run: errors },
  { name: 'concurrent access', run: concurrent },
  { name: 'small timing', run: timings(100, 3), timed: true },
  { name: 'large timing', run: timings(5_000, 1), timed: true },
];
