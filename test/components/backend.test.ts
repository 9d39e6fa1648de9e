import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { createBackends } from '../../src/components/backend/index.js';
import { facade as facadeOf } from '../../src/components/backend/facade.js';
import { openOldBackend } from '../../src/components/backend/old.js';
import { watching } from '../../src/components/backend/watch.js';
import { writeFacts } from '../../src/components/registrar/tables.js';
import type { Config } from '../../src/config/config.js';
import { MdmError } from '../../src/errors.js';
import { silent } from '../../src/log/logger.js';
import { readMetrics, readMethodCounts } from '../../src/metrics/metrics.js';
import { readResults } from '../../src/parity/store.js';
import type { BackendName, ColumnType, IStorageBackend } from '../../src/storage/backend.js';
import { fingerprint } from '../../src/storage/checksum.js';
import { metadataOf } from '../../src/storage/move.js';
import { openBackend } from '../../src/storage/open.js';
import { dateText, timeText } from '../../src/storage/times.js';
import { startServer } from '../storage/postgres-server.js';
import { comparable, home, load, numbers, read, type Columns } from '../storage/tables.js';
import { registrarWorld } from './registrar-world.js';

const OLD = { MDM_REFACTORING_USE_NEW_BACKEND: 'false' };
const NO_SAMPLE = { MDM_COMPARISON_SAMPLE_RATE: '0' };
const ALL_SAMPLED = { MDM_COMPARISON_SAMPLE_RATE: '1', MDM_REFACTORING_ENABLE_COMPARISON_TESTS: 'true' };

let place: ReturnType<typeof home>;
const opened: { close(): Promise<void> }[] = [];
const facade = async (name: BackendName, env: Readonly<Record<string, string>> = {}): Promise<IStorageBackend> => {
  const backends = createBackends(await place.config({ ...NO_SAMPLE, ...env }));
  opened.push(backends);
  return backends.of(name);
};

beforeEach(() => {
  place = home();
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  place.remove();
});

const TYPES: Columns = { i: 'int64', x: 'double', b: 'boolean', t: 'text', at: 'timestamp', day: 'date' };
const ROWS = [
  [1n, 0.5, true, 'a', '2024-01-01 10:00:00', '2024-01-01'],
  [2n ** 62n, null, null, null, '2024-01-01 10:00:00.500000', null],
];

describe('the storage of MDM 1.0.6', () => {
  test('writes a file as the original did: its place, types, times and tables of metadata', async () => {
    const old = await facade('sqlite', OLD);
    await old.createDataset('iris');
    await load(old, 'iris', 'train', TYPES, ROWS);
    await old.updateMetadata('iris', 'recipe', { a: [1] });
    const db = new DatabaseSync(join(place.folder, 'datasets/iris/iris.sqlite'), { readOnly: true });
    const sql = (text: string): unknown[] =>
      db
        .prepare(text)
        .all()
        .map((row) => Object.values(row));
    try {
      expect(sql("SELECT name, type FROM pragma_table_info('train')")).toEqual([
        ['i', 'BIGINT'],
        ['x', 'FLOAT'],
        ['b', 'BOOLEAN'],
        ['t', 'TEXT'],
        ['at', 'DATETIME'],
        ['day', 'DATE'],
      ]);
      expect(sql('SELECT at, b FROM train')).toEqual([
        ['2024-01-01 10:00:00.000000', 1],
        ['2024-01-01 10:00:00.500000', null],
      ]);
      expect(sql("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")).toEqual([
        ['_columns'],
        ['_metadata'],
        ['_statistics'],
        ['train'],
      ]);
      expect(sql('SELECT key, value FROM _metadata')).toEqual([['recipe', '{"a":[1]}']]);
      expect(sql('PRAGMA journal_mode')).toEqual([['wal']]);
    } finally {
      db.close();
    }
  });

  test('declares what DuckDB keeps as 64 bits', async () => {
    const old = await facade('duckdb', OLD);
    await old.createDataset('iris');
    await load(old, 'iris', 'train', TYPES, ROWS);
    const types = await read(old, 'iris', 'train');
    expect(types).toEqual(ROWS);
    const connection = await old.getConnection('iris');
    const rows = await connection.rows("SELECT data_type FROM duckdb_columns() WHERE table_name = 'train' ORDER BY column_index");
    await connection.release();
    expect(rows.map(({ data_type }) => data_type)).toEqual(['BIGINT', 'DOUBLE', 'BOOLEAN', 'VARCHAR', 'TIMESTAMP', 'DATE']);
  });
});

const value: Readonly<Record<ColumnType, fc.Arbitrary<unknown>>> = {
  int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  double: fc.double({ noNaN: true }),
  boolean: fc.boolean(),
  text: fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.replaceAll('\0', '').toWellFormed()),
  timestamp: fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n }).map(timeText),
  date: fc.integer({ min: -719_162, max: 2_932_896 }).map(dateText),
};
const types = Object.keys(value) as ColumnType[];
const anyTable = fc
  .array(fc.constantFrom(...types), { minLength: 1, maxLength: 6 })
  .chain((columns) =>
    fc.tuple(
      fc.constant(columns.map((type, i) => [`${type} ${i}`, type] as const)),
      fc.array(fc.tuple(...columns.map((type) => fc.option(value[type], { freq: 5 }))), { maxLength: 20 }),
    ),
  );

describe.each(['sqlite', 'duckdb', 'postgresql'] as const)('both sides on %s', (name) => {
  let server: Awaited<ReturnType<typeof startServer>> | undefined;
  let current: IStorageBackend;
  let old: IStorageBackend;
  beforeAll(async () => {
    if (name === 'postgresql') server = await startServer();
  });
  afterAll(async () => {
    await server?.stop();
  });
  beforeEach(async () => {
    current = await facade(name, { ...server?.env });
    old = await facade(name, { ...server?.env, ...OLD });
  });
  afterEach(async () => {
    await current.dropDataset('d');
  });

  test('any table that one side wrote is read by the other as it was', async () => {
    await old.createDataset('d');
    let n = 0;
    await fc.assert(
      fc.asyncProperty(anyTable, fc.boolean(), async ([columns, rows], oldWrites) => {
        const [writer, reader] = oldWrites ? [old, current] : [current, old];
        const table = `t${n++}`;
        await load(writer, 'd', table, columns, rows);
        expect((await reader.table('d', table)).columns).toEqual(columns.map(([column, type]) => ({ name: column, type })));
        expect(comparable(await read(reader, 'd', table))).toEqual(comparable(rows));
        expect(await fingerprint(reader, 'd', table)).toEqual(await fingerprint(writer, 'd', table));
      }),
      { numRuns: 10 },
    );
  });

  test('a key of metadata has one value, whichever side wrote it last', async () => {
    await old.createDataset('d');
    const both = async (key: string) => [await old.getMetadata('d', key), await current.getMetadata('d', key)];
    await old.updateMetadata('d', 'k', { a: 1 });
    expect(await both('k')).toEqual([{ a: 1 }, { a: 1 }]);
    await current.updateMetadata('d', 'k', 'two');
    expect(await both('k')).toEqual(['two', 'two']);
    await old.swapTables('d', { metadata: { k: null, other: 4 } });
    expect(await both('k')).toEqual([null, null]);
    expect(await metadataOf(old, 'd')).toEqual({ k: null, other: 4 });
    expect(await metadataOf(current, 'd')).toEqual({ k: null, other: 4 });
    // Work on whole homes opens backends without the flag.
    const plain = await openBackend(name, await place.config(server?.env));
    opened.push(plain);
    expect(await metadataOf(plain, 'd')).toEqual({ k: null, other: 4 });
    await current.updateMetadata('d', 'k', undefined);
    expect(await both('k')).toEqual([undefined, undefined]);
    await current.updateMetadata('d', 'other', 5);
    await old.updateMetadata('d', 'other', undefined);
    expect(await both('other')).toEqual([undefined, undefined]);
  });

  test('tables with names that the database cannot have are read, renamed, appended to and dropped by the old side', async () => {
    await current.createDataset('d');
    await load(current, 'd', '', [['A', 'int64'], ['a', 'int64'], ['', 'text']], [[1n, 2n, 'x']]); // prettier-ignore
    expect((await old.tables('d')).map((table) => [table.name, table.columns.map((column) => column.name)])).toEqual([
      ['', ['A', 'a', '']],
    ]);
    expect(await read(old, 'd', '', { columns: ['', 'a'] })).toEqual([['x', 2n]]);
    await load(old, 'd', '', [['', 'text'], ['a', 'int64'], ['A', 'int64']], [['y', 4n, 3n]], { append: true }); // prettier-ignore
    await old.swapTables('d', { rename: { '': 'plain' } });
    for (const side of [old, current]) {
      expect(await read(side, 'd', 'plain')).toEqual([[1n, 2n, 'x'], [3n, 4n, 'y']]); // prettier-ignore
      expect((await side.schemaOf('d', 'plain')).fields.map((field) => field.name)).toEqual(['A', 'a', '']);
    }
    await old.dropTables('d', ['plain']);
    expect(await current.tables('d')).not.toContainEqual(expect.objectContaining({ name: 'plain' }));
  });

  test.each(['old', 'new'])("a dataset's tables called as those of metadata are its own, on the %s side", async (side) => {
    const backend = side === 'old' ? old : current;
    await backend.createDataset('d');
    const names = ['_metadata', '_columns', '_statistics', 'sqlite_x', 'pg_x'];
    const row = (table: string) => [['statistics', table]];
    for (const table of names) await load(backend, 'd', `${table}~`, { key: 'text', value: 'text' }, row(table));
    await backend.swapTables('d', { rename: Object.fromEntries(names.map((table) => [`${table}~`, table])) });
    await load(backend, 'd', '_METADATA', { a: 'int64' }, [[1n]]);
    await load(backend, 'd', '_metadata', { key: 'text', value: 'text' }, row('more'), { append: true });
    for (const by of [old, current]) {
      await by.updateMetadata('d', 'statistics', { by: 1 });
      expect(await by.getMetadata('d', 'statistics')).toEqual({ by: 1 });
      await by.updateMetadata('d', 'statistics', undefined);
      expect(await by.getMetadata('d', 'statistics')).toBeUndefined();
    }
    for (const reader of [old, current]) {
      expect((await reader.tables('d')).map((table) => table.name)).toEqual(expect.arrayContaining(['_METADATA', ...names]));
      expect(await read(reader, 'd', '_METADATA')).toEqual([[1n]]);
      for (const table of names)
        expect(await read(reader, 'd', table)).toEqual([...row(table), ...(table === '_metadata' ? row('more') : [])]);
    }
    await backend.dropTables('d', ['_METADATA', ...names]);
    expect((await old.tables('d')).map((table) => table.name)).toEqual([]);
  });

  // The registrar and the storage; on a file of SQLite also the old registrar with the new storage.
  const SIDES: [string, string][] = [
    ['true', 'true'],
    ['false', 'false'],
    ...(name === 'sqlite' ? [['false', 'true'] as [string, string]] : []),
  ];
  test.each(SIDES)('a folder of files called so is registered whole (new registrar: %s, new storage: %s)', async (registrar, storage) => {
    const world = await registrarWorld({
      ...server?.env,
      ...NO_SAMPLE,
      MDM_DATABASE_DEFAULT_BACKEND: name,
      MDM_MONITORING_ENABLED: 'false',
      MDM_REFACTORING_USE_NEW_BACKEND: storage,
      MDM_REFACTORING_USE_NEW_REGISTRAR: registrar,
    });
    const files = ['_metadata', '_columns', '_statistics', 'sqlite_x', 'other'];
    const lines = (file: string): string[] => Array.from({ length: 12 }, (_, i) => `${i === 7 ? 'statistics' : `k${i}`},${file} ${i}`);
    try {
      const [path] = files.map((file) => dirname(world.file(`folder/${file}.csv`, `key,value\n${lines(file).join('\n')}\n`)));
      const { record } = await world.register('d', { path: path!, features: false });
      expect(Object.values(record.tables).sort()).toEqual([...files].sort());
      for (const file of files) {
        const rows = await world.rows(file, record.database.store);
        expect(rows.map((row) => `${String(row['key'])},${String(row['value'])}`)).toEqual(lines(file));
      }
    } finally {
      await world.close();
    }
  });
});

describe('the flag', () => {
  const layout = (store: string): string => {
    const db = new DatabaseSync(join(place.folder, `datasets/${store}/${store}.sqlite`), { readOnly: true });
    try {
      const names = db.prepare("SELECT name FROM sqlite_master WHERE name IN ('_metadata', '_mdm_metadata')").all();
      return names.map((row) => String(row['name'])).join();
    } finally {
      db.close();
    }
  };

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['on', {}, '_mdm_metadata'],
    ['off', OLD, '_metadata'],
    ['off, but not for this dataset', { ...OLD, MDM_REFACTORING_ALWAYS_NEW: 'a,iris' }, '_mdm_metadata'],
    ['on, but not for this dataset', { MDM_REFACTORING_ALWAYS_OLD: 'iris' }, '_metadata'],
    ['off, with all of the rollout', { ...OLD, MDM_REFACTORING_ROLLOUT_PERCENTAGE_NEW_BACKEND: '100' }, '_mdm_metadata'],
  ])('%s: the side is the one that it says, also for a later generation of the store', async (_, env, wanted) => {
    const backend = await facade('sqlite', env);
    for (const store of ['iris', 'iris~2']) {
      await backend.createDataset(store);
      expect(layout(store)).toBe(wanted);
    }
  });

  test('each call is counted on its side, by method', async () => {
    const [current, old] = [await facade('sqlite'), await facade('sqlite', OLD)];
    await current.createDataset('d');
    await load(old, 'd', 't', { n: 'int64', s: 'text' }, numbers(3));
    await read(old, 'd', 't');
    await read(current, 'd', 't');
    for (const one of opened) await one.close();
    const config = await place.config();
    const { counters } = await readMetrics(config);
    const count = (name: string): number | undefined => counters.find((one) => one.name === name && one.component === 'backend')?.value;
    expect([count('mdm_old_path_calls'), count('mdm_new_path_calls')]).toEqual([2, 2]);
    expect((await readMethodCounts(config)).map(({ side, method, value }) => [side, method, value])).toEqual([
      ['new', 'createDataset', 1],
      ['new', 'readTable', 1],
      ['old', 'loadData', 1],
      ['old', 'readTable', 1],
    ]);
  });
});

describe('a sample of what is read is compared', () => {
  const results = async (config: Config) => (await readResults(config.path('comparison.store'))).results;

  test.each([{}, OLD])('with %j both sides read the same, and the caller gets the rows of the side in use', async (env) => {
    const backend = await facade('sqlite', { ...ALL_SAMPLED, ...env });
    await backend.createDataset('d');
    await load(backend, 'd', 't', TYPES, ROWS);
    await backend.updateMetadata('d', 'k', [1]);
    expect(await read(backend, 'd', 't')).toEqual(ROWS);
    await backend.tables('d');
    await backend.schemaOf('d', 't');
    await backend.getMetadata('d', 'k');
    const found = await results(await place.config());
    expect(found.map(({ name, verdict, subject }) => [name, verdict, subject])).toEqual(
      ['readTable t', 'tables', 'schemaOf t', 'getMetadata k'].map((method) => [`sqlite: ${method}`, 'matched', 'd']),
    );
  });

  test('what differs is a mismatch that names the column, and no matter of the caller', async () => {
    const backend = await facade('sqlite', { ...ALL_SAMPLED, MDM_REFACTORING_RETURN_AUTOMATIC: 'false' });
    await backend.createDataset('d');
    // A column without a type is what its values are to one side, and text to the other.
    await backend.executeSql('d', 'CREATE TABLE t (n BIGINT, untold)');
    await backend.executeSql('d', 'INSERT INTO t VALUES (1, 7)');
    expect(await read(backend, 'd', 't')).toEqual([[1n, 7n]]);
    const config = await place.config();
    const [found] = await results(config);
    expect(found).toMatchObject({ component: 'backend', verdict: 'mismatched', flags: { old: 'new', new: 'old' } });
    expect(found!.differences.map(({ path }) => path).join()).toMatch(/untold/);
    expect(found!.differences.map(({ path }) => path).join()).not.toMatch(/\bn: int64/);
    expect((await readMetrics(config)).counters).toContainEqual({ name: 'mdm_comparison_failures', component: 'backend', value: 1 });
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['the new side', { MDM_DATABASE_SQLITE_JOURNAL_MODE: 'DELETE' }],
    ['the old side', { ...OLD, MDM_DATABASE_SQLITE_JOURNAL_MODE: 'DELETE' }],
  ])('a read of %s leaves the file as it is, byte for byte', async (_, env) => {
    const backend = await facade('sqlite', { ...ALL_SAMPLED, ...env });
    await backend.createDataset('d');
    await load(backend, 'd', 't', TYPES, ROWS);
    await backend.closeConnections('d');
    const file = backend.locate('d');
    const before = readFileSync(file);
    await read(backend, 'd', 't');
    await backend.tables('d');
    await backend.close();
    expect(readFileSync(file).equals(before)).toBe(true);
    const verdicts = (await results(await place.config())).map(({ verdict }) => verdict);
    expect(verdicts).toEqual(['matched', 'matched']);
  });

  test('at a rate of zero, and without comparisons, the other side is not asked', async () => {
    for (const env of [NO_SAMPLE, { ...ALL_SAMPLED, MDM_REFACTORING_ENABLE_COMPARISON_TESTS: 'false' }]) {
      const backend = await facade('sqlite', env);
      const store = `d${opened.length}`;
      await backend.createDataset(store);
      await load(backend, store, 't', TYPES, ROWS);
      await read(backend, store, 't');
    }
    const config = await place.config();
    expect(await results(config)).toEqual([]);
    expect((await readMethodCounts(config)).some(({ side }) => side === 'old')).toBe(false);
  });
});

describe('a side that fails', () => {
  const broken = (): Promise<never> => Promise.reject(new MdmError('backend', 'broken'));
  /** Fails in each call, and in reading a table after some batches. */
  const failing = (backend: IStorageBackend, batches: number): IStorageBackend => ({
    ...backend,
    tables: broken,
    loadData: broken,
    readTable: async function* (...given) {
      let left = batches;
      for await (const batch of backend.readTable(...given)) {
        if (left-- === 0) throw new MdmError('backend', 'broken');
        yield batch;
      }
    },
  });

  /** A store of five rows behind a facade, whose sides are as `change` makes them. */
  async function behind(
    env: Readonly<Record<string, string>>,
    change: (sides: Record<'old' | 'new', IStorageBackend>) => Record<'old' | 'new', IStorageBackend>,
  ) {
    const config = await place.config({
      ...NO_SAMPLE,
      MDM_REFACTORING_USE_NEW_BACKEND: 'true',
      MDM_REFACTORING_RETURN_AUTOMATIC: 'false',
      ...env,
    });
    const real = { old: await openOldBackend('sqlite', config), new: await openBackend('sqlite', config) };
    opened.push(real.old, real.new);
    await real.new.createDataset('d');
    await load(real.new, 'd', 't', { n: 'int64', s: 'text' }, numbers(5));
    const sides = change(real);
    const of = async (side: 'old' | 'new'): Promise<IStorageBackend> => sides[side];
    const watch = watching(config, silent);
    opened.push({ close: () => watch.flush() });
    const backend = facadeOf(config, sides.new, { of, beside: of, opened: async () => Object.values(sides) }, watch);
    return { config, backend, results: async () => (await readResults(config.path('comparison.store'))).results };
  }

  test('is answered for by the old one in reads, until rows were given', async () => {
    const { backend, config } = await behind({}, (sides) => ({ ...sides, new: failing(sides.new, 0) }));
    expect((await backend.tables('d')).map(({ rows }) => rows)).toEqual([5]);
    expect(await read(backend, 'd', 't', { batchSize: 2 })).toEqual(numbers(5));
    await expect(load(backend, 'd', 'u', { n: 'int64' }, [[1n]])).rejects.toMatchObject({ message: 'broken' });
    const { counters } = await readMetrics(config);
    expect(counters.find(({ name }) => name === 'mdm_old_path_calls')?.value).toBe(2);

    await backend.dropDataset('d');
    const later = await behind({}, (sides) => ({ ...sides, new: failing(sides.new, 1) }));
    const given: number[] = [];
    const reading = async (): Promise<void> => {
      for await (const batch of later.backend.readTable('d', 't', { batchSize: 2 })) given.push(batch.numRows);
    };
    await expect(reading()).rejects.toMatchObject({ message: 'broken' });
    expect(given).toEqual([2]);
  });

  test('without the fallback fails, and the sample says that the other one does not', async () => {
    const env = { ...ALL_SAMPLED, MDM_REFACTORING_AUTO_FALLBACK: 'false' };
    const { backend, results } = await behind(env, (sides) => ({ ...sides, new: failing(sides.new, 1) }));
    await expect(backend.tables('d')).rejects.toMatchObject({ message: 'broken' });
    await expect(read(backend, 'd', 't', { batchSize: 2 })).rejects.toMatchObject({ message: 'broken' });
    // What is wrong with the call says nothing against a side.
    await expect(backend.table('d', 'nothing')).rejects.toMatchObject({ code: 'not-found' });
    expect((await results()).map(({ name, verdict, control, candidate }) => [name, verdict, control.outcome, candidate.outcome])).toEqual([
      ['sqlite: tables', 'mismatched', 'error', 'value'],
      ['sqlite: readTable t', 'mismatched', 'error', 'value'],
    ]);
  });

  test('a comparison ends the read of the other side at its limit of time', async () => {
    let ended = false;
    let real: IStorageBackend;
    const endless: IStorageBackend['readTable'] = async function* (_store, _table, options) {
      try {
        for (; !options?.signal?.aborted;) yield* real.readTable('d', 't');
      } finally {
        ended = true;
      }
    };
    const { backend, results } = await behind({ ...ALL_SAMPLED, MDM_COMPARISON_TIMEOUT_MS: '100' }, (sides) => {
      real = sides.old;
      return { ...sides, old: { ...sides.old, readTable: endless } };
    });
    expect(await read(backend, 'd', 't')).toEqual(numbers(5));
    expect((await results()).map(({ verdict, candidate }) => [verdict, candidate.outcome])).toEqual([['failed', 'timeout']]);
    await new Promise(setImmediate);
    expect(ended).toBe(true);
  });
});

test("facts of the original are written as a whole, and never into a dataset's own table", async () => {
  const facts = { _columns: [['t', 'a', 'INTEGER', 'text', 1, 0, 'now']], _statistics: [['t', 1, 1, 0, 'now']] };
  const [current, old] = [await facade('sqlite'), await facade('sqlite', OLD)];
  const counted = async (backend: IStorageBackend, store: string): Promise<unknown> => {
    const connection = await backend.getConnection(store);
    const [row] = await connection.rows('SELECT count(*) AS n FROM _columns');
    await connection.release();
    return row!['n'];
  };
  await current.createDataset('own');
  for (const sql of ['CREATE TABLE _columns (a)', 'INSERT INTO _columns VALUES (1), (2)']) await current.executeSql('own', sql);
  await writeFacts(current, 'own', facts).catch(() => undefined);
  expect(await counted(current, 'own')).toBe(2);
  await old.createDataset('d');
  await writeFacts(old, 'd', facts);
  await expect(writeFacts(old, 'd', { _columns: [], _statistics: [[1, 2, 3, 4, 5, 'too many']] })).rejects.toThrow();
  expect(await counted(old, 'd')).toBe(1);
});

test("a dataset's table that is called as the metadata of the original is no metadata", async () => {
  const current = await facade('sqlite');
  await current.createDataset('d');
  for (const sql of ['CREATE TABLE _metadata (key TEXT, value TEXT)', "INSERT INTO _metadata VALUES ('statistics', 'mine')"])
    await current.executeSql('d', sql);
  expect(await current.getMetadata('d', 'statistics')).toBeUndefined();
  await current.updateMetadata('d', 'statistics', 1);
  expect(await read(current, 'd', '_metadata')).toEqual([['statistics', 'mine']]);
  expect(await metadataOf(current, 'd')).toEqual({ statistics: 1 });
});

test('what the original lacked is refused as the current side does: a file of DuckDB that may only be read', async () => {
  const old = await openOldBackend('duckdb', await place.config({ MDM_DATABASE_DUCKDB_ACCESS_MODE: 'READ_ONLY' }));
  opened.push(old);
  const writer = await facade('duckdb', OLD);
  await writer.createDataset('d');
  await load(writer, 'd', 't', TYPES, ROWS);
  await writer.closeConnections('d');
  expect(await read(old, 'd', 't')).toEqual(ROWS);
  await expect(load(old, 'd', 'u', TYPES, ROWS)).rejects.toMatchObject({ message: expect.stringMatching(/access_mode is READ_ONLY/) });
});
