import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Logger } from '../../src/log/logger.js';
import { silent } from '../../src/log/logger.js';
import type { BackendName } from '../../src/storage/backend.js';
import { openBackend } from '../../src/storage/open.js';
import { all, batchesFrom, home, load, numbers, read, schemaFrom } from './tables.js';

const columns = { n: 'int64', s: 'text' } as const;
const NAMES = ['sqlite', 'duckdb'] as const;

let place: ReturnType<typeof home>;
const closing: (() => Promise<void>)[] = [];
beforeEach(() => {
  place = home();
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  place.remove();
});

async function open(name: BackendName, env: Readonly<Record<string, string>> = {}, options: Parameters<typeof openBackend>[2] = {}) {
  const backend = await openBackend(name, await place.config(env), options);
  closing.push(() => backend.close());
  return backend;
}

const everything = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .flatMap((one) => (one.isFile() ? [one.name] : []))
    .sort();

/** Open files of this process below the home. */
const descriptors = (): string[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.startsWith(place.folder) ? [path] : [];
    } catch {
      return [];
    }
  });

describe.each(NAMES)('files of %s', (name) => {
  test('a store is a folder with a file of its name', async () => {
    const backend = await open(name);
    await backend.createDataset('sales~2');
    expect(backend.locate('sales~2')).toBe(join(place.folder, 'datasets', 'sales~2', `sales~2.${name}`));
    await load(backend, 'sales~2', 't', columns, numbers(3));
    await backend.close();
    expect(everything(place.folder)).toEqual([`sales~2.${name}`]);
  });

  test('a drop leaves what is not its own', async () => {
    const backend = await open(name);
    for (const store of ['a', 'b']) await backend.createDataset(store);
    writeFileSync(join(place.folder, 'datasets', 'a', 'notes.txt'), 'mine');
    for (const store of ['a', 'b']) await backend.dropDataset(store);
    expect(everything(place.folder)).toEqual(['notes.txt']);
    expect(readdirSync(join(place.folder, 'datasets'))).toEqual(['a']);
  });

  test('a drop takes side files and what a killed creation left', async () => {
    const backend = await open(name);
    await backend.createDataset('a');
    const folder = join(place.folder, 'datasets', 'a');
    for (const side of ['.a.123.0badcafe.new', name === 'sqlite' ? 'a.sqlite-wal' : 'a.duckdb.wal']) writeFileSync(join(folder, side), '');
    await backend.dropDataset('a');
    expect(existsSync(folder)).toBe(false);
  });

  test('the longest name of a dataset has many generations', async () => {
    const backend = await open(name);
    const store = `${'ж'.repeat(100)}~1000`;
    await backend.createDataset(store);
    await load(backend, store, 't', columns, numbers(3));
    expect(await read(backend, store, 't')).toEqual(numbers(3));
    await backend.dropDataset(store);
    expect(await backend.datasets()).toEqual([]);
  });

  test('a store that takes the place of one that is still read is another one', async () => {
    const backend = await open(name);
    await backend.createDataset('a');
    await load(backend, 'a', 't', columns, numbers(5_000));
    const reading = backend.readTable('a', 't', { batchSize: 100 });
    await reading.next();
    await backend.dropDataset('a');
    await backend.createDataset('a');
    await load(backend, 'a', 't', columns, numbers(3));
    for await (const _ of reading);
    expect(await read(backend, 'a', 't')).toEqual(numbers(3));
    await backend.close();
    expect(await read(await open(name), 'a', 't')).toEqual(numbers(3));
  });

  test('many stores leave few files open', async () => {
    const backend = await open(name);
    for (let i = 0; i < 30; i++) {
      await backend.createDataset(`s${i}`);
      await backend.updateMetadata(`s${i}`, 'k', i);
    }
    expect(new Set(descriptors().map((path) => dirname(path))).size).toBeLessThanOrEqual(9);
    await backend.close();
    expect(descriptors()).toEqual([]);
    expect(await backend.datasets()).toHaveLength(30);
  });

  test.each([
    ['no database', (file: string) => writeFileSync(file, 'not a database '.repeat(1_000))],
    ['an empty file', (file: string) => truncateSync(file, 0)],
    ['a file cut off', (file: string) => truncateSync(file, Math.floor(statSync(file).size / 3))],
  ])('%s: an error names the file and what to do', async (what, spoil) => {
    const backend = await open(name);
    await backend.createDataset('a');
    await load(backend, 'a', 't', columns, numbers(20_000));
    await backend.close();
    spoil(backend.locate('a'));
    const again = await open(name);
    const reading = read(again, 'a', 't');
    if (what === 'an empty file' && name === 'sqlite') await expect(reading).rejects.toMatchObject({ code: 'not-found' });
    else await expect(reading).rejects.toMatchObject({ code: 'backend', message: expect.stringContaining(backend.locate('a')) });
  });

  test('a statement is told once, and nothing when echo is off', async () => {
    const told: string[] = [];
    const backend = await open(name, { MDM_DATABASE_SQLALCHEMY_ECHO: 'true' }, { echo: (line) => told.push(line) });
    await backend.createDataset('a');
    await load(backend, 'a', 't', columns, numbers(300));
    await all(backend.query('a', 'SELECT count(*) AS c FROM t\nWHERE n > ?', [5]));
    expect(told.filter((line) => line.includes('SELECT count(*) AS c FROM t WHERE n > ?'))).toEqual([
      `SQL ${name} a: SELECT count(*) AS c FROM t WHERE n > ?`,
    ]);
    expect(told.filter((line) => line.includes('CREATE TABLE "t"'))).toHaveLength(1);
    const quiet = await open(name, {}, { echo: (line) => told.push(line) });
    const before = told.length;
    await all(quiet.query('a', 'SELECT 1'));
    expect(told).toHaveLength(before);
  });

  test('slow statements and plans are logged', async () => {
    const logged: [string, unknown][] = [];
    const log: Logger = { ...silent, info: (m, f) => logged.push([m, f]), warning: (m, f) => logged.push([m, f]), child: () => log };
    const backend = await open(name, { MDM_PERFORMANCE_SLOW_QUERY_MS: '0', MDM_DEVELOPMENT_EXPLAIN_QUERIES: 'true' }, { log });
    await backend.createDataset('a');
    await load(backend, 'a', 't', columns, numbers(10));
    logged.length = 0;
    await all(backend.query('a', 'SELECT s FROM t WHERE n > ?', [3]));
    expect(logged).toContainEqual([
      expect.stringMatching(/slow query/i),
      expect.objectContaining({ statement: 'SELECT s FROM t WHERE n > ?', store: 'a', ms: expect.any(Number) }),
    ]);
    const plan = logged.find(([message]) => /plan/i.test(message))?.[1] as { plan: string[] };
    expect(plan.plan.join('\n')).toMatch(/SCAN/i);
  });
});

describe('SQLite', () => {
  test.each([
    ['synchronous', { MDM_DATABASE_SQLITE_SYNCHRONOUS: 'NORMAL' }, 1],
    ['synchronous', { MDM_DATABASE_SQLITE_SYNCHRONOUS: 'EXTRA' }, 3],
    ['cache_size', {}, -64_000],
    ['cache_size', { MDM_DATABASE_SQLITE_CACHE_SIZE: '500' }, 500],
    ['cache_size', { MDM_PERFORMANCE_MEMORY_LIMIT: '256MB' }, -31_250],
    ['cache_size', { MDM_PERFORMANCE_MEMORY_LIMIT: '256MB', MDM_DATABASE_SQLITE_CACHE_SIZE: '-64000' }, -64_000],
    ['temp_store', {}, 2],
    ['temp_store', { MDM_DATABASE_SQLITE_TEMP_STORE: 'FILE' }, 1],
    ['mmap_size', {}, 268_435_456],
    ['mmap_size', { MDM_DATABASE_SQLITE_MMAP_SIZE: '0' }, 0],
    ['mmap_size', { MDM_PERFORMANCE_MEMORY_LIMIT: '256MB' }, 32_000_000],
    ['mmap_size', { MDM_DATABASE_DUCKDB_MEMORY_LIMIT: '256MB' }, 32_000_000],
    ['mmap_size', { MDM_PERFORMANCE_MEMORY_LIMIT: '256MB', MDM_DATABASE_SQLITE_MMAP_SIZE: '268435456' }, 268_435_456],
    ['foreign_keys', {}, 1],
    ['foreign_keys', { MDM_DATABASE_SQLITE_FOREIGN_KEYS: 'false' }, 0],
    ['recursive_triggers', {}, 1],
    ['busy_timeout', { MDM_DATABASE_CONNECTION_TIMEOUT: '7' }, 7_000],
    ['journal_mode', {}, 'wal'],
    ...(['DELETE', 'TRUNCATE', 'PERSIST', 'MEMORY', 'OFF'] as const).map(
      (mode) => ['journal_mode', { MDM_DATABASE_SQLITE_JOURNAL_MODE: mode }, mode.toLowerCase()] as const,
    ),
  ] as const)('PRAGMA %s with %j is %p', async (pragma, env, wanted) => {
    const backend = await open('sqlite', env);
    await backend.createDataset('a');
    for (let i = 0; i < 2; i++) {
      const connection = await backend.getConnection('a');
      const [row] = await connection.rows(`PRAGMA ${pragma}`);
      expect(Object.values(row!)).toEqual([wanted]);
      await connection.release();
      await backend.closeConnections('a');
    }
    await load(backend, 'a', 't', columns, numbers(10));
    expect(await read(backend, 'a', 't')).toEqual(numbers(10));
  });

  test('another process that holds the lock is waited for, and named after that', async () => {
    const backend = await open('sqlite', { MDM_DATABASE_CONNECTION_TIMEOUT: '1' });
    await backend.createDataset('a');
    await load(backend, 'a', 't', columns, numbers(3));
    const hold = holder(
      `
      const db = new (require('node:sqlite').DatabaseSync)(process.argv[1]);
      db.exec('BEGIN IMMEDIATE'); console.log('held');`,
      backend.locate('a'),
    );
    await hold.ready;
    await expect(backend.updateMetadata('a', 'k', 1)).rejects.toMatchObject({ code: 'backend', message: expect.stringMatching(/locked/) });
    expect(await read(backend, 'a', 't')).toEqual(numbers(3));
    await hold.end();
    await backend.updateMetadata('a', 'k', 1);
  });

  test('foreign statements of a query do not write', async () => {
    const backend = await open('sqlite');
    await backend.createDataset('a');
    const other = join(place.folder, 'other.db');
    for (const sql of [
      `ATTACH '${other}' AS x`,
      `VACUUM INTO '${other}'`,
      'PRAGMA journal_mode = DELETE',
      'PRAGMA journal_mode(DELETE)',
      'PRAGMA query_only = OFF',
    ])
      await expect(all(backend.query('a', sql))).rejects.toMatchObject({ code: 'usage' });
    expect(existsSync(other)).toBe(false);
    expect(await all(backend.query('a', 'PRAGMA journal_mode'))).toEqual([['wal']]);
  });

  test('a database that MDM did not make is read', async () => {
    const backend = await open('sqlite');
    const folder = join(place.folder, 'datasets', 'old');
    mkdirSync(folder, { recursive: true });
    execFileSync(process.execPath, [
      '--no-warnings',
      '-e',
      `
      const db = new (require('node:sqlite').DatabaseSync)(process.argv[1]);
      db.exec("CREATE TABLE train (a BIGINT, b FLOAT, c TEXT, d DATETIME, e NUM, f); INSERT INTO train VALUES (1, 2.5, 'x', '2024-01-01 10:00:00.000000', 3, 4.5), (NULL, 3, NULL, NULL, NULL, NULL)");`,
      join(folder, 'old.sqlite'),
    ]);
    expect((await backend.table('old', 'train')).columns.map(({ type }) => type)).toEqual([
      'int64',
      'double',
      'text',
      'timestamp',
      'int64',
      'double',
    ]);
    expect(await read(backend, 'old', 'train')).toEqual([
      [1n, 2.5, 'x', '2024-01-01 10:00:00', 3n, 4.5],
      [null, 3, null, null, null, null],
    ]);
    expect(await backend.getMetadata('old', 'k')).toBeUndefined();
    await backend.updateMetadata('old', 'k', 1);
    expect(await backend.getMetadata('old', 'k')).toBe(1);
  });

  test('long texts are read in small batches', async () => {
    const backend = await open('sqlite');
    await backend.createDataset('a');
    const long = Array.from({ length: 90 }, (_, i) => [BigInt(i), `${i} `.padEnd(1_000_000, 'é')] as const);
    await load(backend, 'a', 't', columns, long);
    for (const batches of [backend.readTable('a', 't'), backend.query('a', 'SELECT * FROM t')]) {
      const sizes: number[] = [];
      const seen: unknown[] = [];
      for await (const batch of batches) {
        sizes.push(batch.data.children[1]!.valueOffsets.at(-1) as number);
        seen.push(...(batch.getChild('n')!.toArray() as BigInt64Array));
      }
      expect(seen).toEqual(long.map(([n]) => n));
      expect(Math.max(...sizes)).toBeLessThan(150_000_000);
      expect(Math.min(...sizes)).toBeGreaterThan(0);
    }
  });

  test('every kind of table of another program is read in its order', async () => {
    const backend = await open('sqlite');
    await backend.createDataset('old');
    const { DatabaseSync } = await import('node:sqlite');
    const db = new DatabaseSync(backend.locate('old'));
    db.exec(`CREATE TABLE named (rowid TEXT, "OID" INTEGER); INSERT INTO named VALUES ('b', 1), ('a', 2), ('c', 3);
      CREATE TABLE keyed (k TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID; INSERT INTO keyed VALUES ('b', 1), ('a', 2);
      CREATE VIEW seen AS SELECT "OID" FROM named ORDER BY rowid DESC;
      CREATE TABLE early (id INTEGER PRIMARY KEY, s TEXT);
      INSERT INTO early VALUES (9223372036854775807, 'last'), (-9223372036854775808, 'first'), (-5, 'b'), (7, 'c');
      CREATE TABLE mixed (n INTEGER); INSERT INTO mixed VALUES (1), ('two')`);
    db.close();
    expect(await read(backend, 'old', 'named')).toEqual([
      ['b', 1n],
      ['a', 2n],
      ['c', 3n],
    ]);
    expect(await read(backend, 'old', 'keyed')).toEqual([
      ['a', 2n],
      ['b', 1n],
    ]);
    expect(await read(backend, 'old', 'seen')).toEqual([[3n], [1n], [2n]]);
    expect((await read(backend, 'old', 'early')).map(([, s]) => s)).toEqual(['first', 'b', 'c', 'last']);
    expect(await read(backend, 'old', 'early', { columns: ['s'], offset: 1, limit: 2, batchSize: 1 })).toEqual([['b'], ['c']]);
    expect(await read(backend, 'old', 'early', { offset: 9 })).toEqual([]);
    await expect(read(backend, 'old', 'mixed')).rejects.toMatchObject({ code: 'backend', message: expect.stringContaining('"two"') });
  });

  test('a full database is told as such', async () => {
    const backend = await open('sqlite', { MDM_DATABASE_SQLALCHEMY_POOL_SIZE: '1', MDM_DATABASE_SQLALCHEMY_MAX_OVERFLOW: '0' });
    await backend.createDataset('a');
    const connection = await backend.getConnection('a');
    await connection.rows('PRAGMA max_page_count = 20');
    await connection.release();
    await expect(load(backend, 'a', 't', columns, numbers(20_000))).rejects.toMatchObject({ code: 'disk-full' });
    expect(await backend.tables('a')).toEqual([]);
  });
});

describe('DuckDB', () => {
  test.each([
    ['memory_limit', { MDM_DATABASE_DUCKDB_MEMORY_LIMIT: '1GB' }, '953.6 MiB'],
    ['threads', { MDM_DATABASE_DUCKDB_THREADS: '2' }, 2],
    ['access_mode', { MDM_DATABASE_DUCKDB_ACCESS_MODE: 'READ_ONLY' }, 'read_only'],
    ['autoinstall_known_extensions', {}, false],
  ] as const)('%s with %j is %p', async (setting, env, wanted) => {
    await (await open('duckdb')).createDataset('a');
    const backend = await open('duckdb', env);
    const connection = await backend.getConnection('a');
    expect(await connection.rows(`SELECT current_setting('${setting}') AS v`)).toEqual([{ v: wanted }]);
    await connection.release();
    expect(String((await all(backend.query('a', `SELECT current_setting('${setting}')::VARCHAR`)))[0]?.[0])).toBe(String(wanted));
  });

  test('with access_mode READ_ONLY reads work and writes are refused by its name', async () => {
    const writing = await open('duckdb');
    await writing.createDataset('a');
    await load(writing, 'a', 't', columns, numbers(3));
    const backend = await open('duckdb', { MDM_DATABASE_DUCKDB_ACCESS_MODE: 'READ_ONLY' });
    expect(await read(backend, 'a', 't')).toEqual(numbers(3));
    const refused = { code: 'backend', message: expect.stringContaining('access_mode') };
    for (const work of [
      () => load(backend, 'a', 'u', columns, numbers(1)),
      () => backend.createDataset('b'),
      () => backend.dropDataset('a'),
      () => backend.updateMetadata('a', 'k', 1),
      () => backend.executeSql('a', 'DELETE FROM t'),
      async () => {
        const connection = await backend.getConnection('a');
        await connection.run('DELETE FROM t').finally(() => connection.release());
      },
    ])
      await expect(work()).rejects.toMatchObject(refused);
    expect(await read(backend, 'a', 't')).toEqual(numbers(3));
  });

  test('spilled data is in a folder below temp_directory, and gone after', async () => {
    const temp = join(place.folder, 'spill', 'deep');
    const backend = await open('duckdb', {
      MDM_DATABASE_DUCKDB_TEMP_DIRECTORY: temp,
      MDM_DATABASE_DUCKDB_MEMORY_LIMIT: '40MB',
      MDM_DATABASE_DUCKDB_THREADS: '2',
    });
    await backend.createDataset('a');
    await backend.executeSql('a', 'CREATE TABLE big AS SELECT i, md5(i::VARCHAR) AS s FROM range(1200000) t(i)');
    const seen = new Set<string>();
    const timer = setInterval(() => everything(temp).forEach((file) => seen.add(file)), 5);
    let rows = 0;
    for await (const batch of backend.query('a', 'SELECT * FROM big ORDER BY s')) rows += batch.numRows;
    clearInterval(timer);
    expect(rows).toBe(1_200_000);
    expect([...seen].some((file) => file.startsWith('duckdb_temp'))).toBe(true);
    await backend.close();
    expect(readdirSync(temp)).toEqual([]);
  });

  test('several processes read at once; a writer is waited for, and named after that', async () => {
    const backend = await open('duckdb', { MDM_DATABASE_CONNECTION_TIMEOUT: '1' });
    await backend.createDataset('a');
    await load(backend, 'a', 't', columns, numbers(3));
    await backend.close();
    const hold = (mode: string) =>
      holder(
        `require('@duckdb/node-api').DuckDBInstance.create(process.argv[1], { access_mode: '${mode}' }).then((i) => { globalThis.i = i; console.log('held'); })`,
        backend.locate('a'),
      );
    const reader = hold('READ_ONLY');
    await reader.ready;
    expect(await read(backend, 'a', 't')).toEqual(numbers(3));
    await expect(backend.updateMetadata('a', 'k', 1)).rejects.toMatchObject({ code: 'backend', message: expect.stringMatching(/locked/) });
    await reader.end();
    await backend.closeConnections('a');
    const writer = hold('READ_WRITE');
    await writer.ready;
    await expect(read(backend, 'a', 't')).rejects.toMatchObject({ code: 'backend', message: expect.stringMatching(/locked/) });
    await writer.end();
    await backend.updateMetadata('a', 'k', 1);
  });

  test('what another program stored is read in the nearest types', async () => {
    const backend = await open('duckdb');
    await backend.createDataset('a');
    await backend.executeSql(
      'a',
      `CREATE TABLE t AS SELECT 1::TINYINT AS a, 2::HUGEINT AS b, 1.25::DECIMAL(8, 2) AS c, '2024-01-01 10:00:00+02'::TIMESTAMPTZ AS d,
      '2024-01-01 00:00:00.5'::TIMESTAMP_MS AS e, [1, 2] AS f, {'x': 1} AS g, 'q'::BLOB AS h, 0.5::FLOAT AS i, '12:30:00'::TIME AS j`,
    );
    const { columns: found } = await backend.table('a', 't');
    expect(found.map(({ type }) => type)).toEqual([
      'int64',
      'double',
      'double',
      'timestamp',
      'timestamp',
      'text',
      'text',
      'text',
      'double',
      'text',
    ]);
    expect(await read(backend, 'a', 't')).toEqual([
      [1n, 2, 1.25, '2024-01-01 08:00:00', '2024-01-01 00:00:00.500000', '[1, 2]', "{'x': 1}", 'q', 0.5, '12:30:00'],
    ]);
  });
});

test.each(NAMES)('%s: a process killed while it loads leaves the store as it was', async (name) => {
  const backend = await open(name);
  await backend.createDataset('a');
  await load(backend, 'a', 't', columns, numbers(1_000));
  await backend.close();
  const child = holder(
    name === 'sqlite'
      ? `const db = new (require('node:sqlite').DatabaseSync)(process.argv[1]);
         db.exec('PRAGMA cache_size = 10; BEGIN IMMEDIATE; DROP TABLE t; CREATE TABLE u (x); WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 300000) INSERT INTO u SELECT i FROM c');
         console.log('held');`
      : `require('@duckdb/node-api').DuckDBInstance.create(process.argv[1]).then(async (i) => { const c = await i.connect();
         await c.run('BEGIN'); await c.run('DROP TABLE t'); await c.run('CREATE TABLE u AS SELECT i FROM range(300000) x(i)'); globalThis.c = [i, c]; console.log('held'); })`,
    backend.locate('a'),
  );
  await child.ready;
  await child.end();
  const again = await open(name);
  expect((await again.tables('a')).map((table) => [table.name, table.rows])).toEqual([['t', 1_000]]);
  const schema = schemaFrom(columns);
  await again.loadData('a', 'u', schema, batchesFrom(schema, numbers(10)));
  expect(readFileSync(again.locate('a')).length).toBeGreaterThan(0);
});

/** A process that does something, says so, and stays until it is killed. */
function holder(script: string, ...argv: readonly string[]) {
  const child = spawn(process.execPath, ['--no-warnings', '-e', `${script}; setInterval(() => {}, 1000)`, ...argv], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const end = (): Promise<void> => {
    child.kill('SIGKILL');
    return ended;
  };
  closing.push(end);
  return { ready: new Promise<void>((done) => child.stdout.once('data', () => done())), end };
}
