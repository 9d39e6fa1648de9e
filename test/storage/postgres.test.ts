import { setTimeout as wait } from 'node:timers/promises';
import type { IStorageBackend } from '../../src/storage/backend.js';
import { loaded, NUMBERS, postgresWorld, rowsIn, stream, table } from './postgres-world.js';

const world = postgresWorld({ settings: ['max_connections=80'] });
const sql = (statement: string, database?: string) => world.server.sql(statement, database);
const databases = async (like: string): Promise<unknown[]> =>
  (await sql(`SELECT datname FROM pg_database WHERE datname LIKE '${like}' ORDER BY datname`)).map(({ datname }) => datname);
const pid = async (backend: IStorageBackend, store: string): Promise<unknown> =>
  (await rowsIn(backend.query(store, 'SELECT pg_backend_pid()')))[0]![0];
/** A batch of many rows. */
const many = (rows: number) =>
  table(
    [{ name: 'n', type: 'int64' }],
    Array.from({ length: rows }, (_, i) => [i]),
  );

describe('databases', () => {
  test('a dataset is a database of the prefix and its name', async () => {
    const backend = await world.backend({ 'postgresql.database_prefix': 'team1_' });
    await sql('CREATE DATABASE team1_theirs');
    await backend.createDataset('p2');
    expect(await databases('team1%')).toEqual(['team1_p2', 'team1_theirs']);
    expect(await backend.datasets()).toEqual(['p2']);
    expect(backend.locate('p2')).toBe(`postgresql://127.0.0.1:${world.server.port}/team1_p2`);
    await backend.dropDataset('p2');
    expect(await databases('team1%')).toEqual(['team1_theirs']);
    await backend.dropDataset('p2');
  });

  test('without a prefix only databases that MDM made are datasets', async () => {
    const backend = await world.backend({ 'postgresql.database_prefix': '' });
    await backend.createDataset('bare');
    expect(await backend.datasets()).toEqual(['bare']);
    await backend.dropDataset('bare');
  });

  test('of many that make one, one succeeds, and nothing else is left', async () => {
    const backends = await Promise.all(Array.from({ length: 4 }, () => world.backend({ 'postgresql.database_prefix': 'race_' })));
    const results = await Promise.allSettled([...backends, ...backends].map((backend) => backend.createDataset('one')));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'exists' });
    expect(await databases('race%')).toEqual(['race_one']);
    expect(await databases('mdm~making%')).toEqual([]);
  });

  test('what a process that died was making is no dataset, and goes away later', async () => {
    const backend = await world.backend();
    await sql(`CREATE DATABASE "mdm~making~${(Date.now() - 2 * 3_600_000).toString(36)}~aa"`);
    await sql(`CREATE DATABASE "mdm~making~${Date.now().toString(36)}~bb"`);
    await backend.createDataset('after_death');
    expect(await databases('mdm~making%')).toEqual([expect.stringMatching(/bb$/)]);
    expect((await backend.datasets()).filter((name) => name.includes('making'))).toEqual([]);
  });

  test('names of any length and script', async () => {
    const backend = await world.backend();
    const names = ['ж'.repeat(100), `${'ж'.repeat(99)}я`, `${'x'.repeat(100)}~2`, `quo"te'; DROP DATABASE postgres; --`];
    for (const name of names) await loaded(backend, name, 'train', NUMBERS);
    for (const name of names) expect((await backend.table(name, 'train')).rows).toBe(3);
    expect(await backend.datasets()).toEqual(expect.arrayContaining(names));
    for (const name of names) await backend.dropDataset(name);
    for (const name of names) expect(await backend.datasetExists(name)).toBe(false);
  });

  test('a database that another program made is read', async () => {
    const backend = await world.backend();
    await sql('CREATE DATABASE mdm_older');
    await sql(
      "CREATE TABLE train AS SELECT 1.5::numeric AS a, 'x'::varchar(3) AS b, '{\"k\":1}'::jsonb AS c, 7::smallint AS d, NULL::timestamptz AS e",
      'mdm_older',
    );
    expect((await backend.table('older', 'train')).columns.map(({ type }) => type)).toEqual([
      'double',
      'text',
      'text',
      'int64',
      'timestamp',
    ]);
    expect(await rowsIn(backend.readTable('older', 'train'))).toEqual([[1.5, 'x', '{"k": 1}', 7n, null]]);
    expect(await backend.getMetadata('older', 'recipe')).toBeUndefined();
    await backend.updateMetadata('older', 'recipe', { a: 1 });
    expect(await backend.getMetadata('older', 'recipe')).toEqual({ a: 1 });
  });
});

describe('connections', () => {
  test('pools of datasets that nobody uses are closed when there are many', async () => {
    const backend = await world.backend({ 'postgresql.database_prefix': 'lru_' });
    for (let i = 0; i < 14; i++) await loaded(backend, `d${i}`, 'train', NUMBERS);
    const [{ count }] = (await sql("SELECT count(DISTINCT datname)::int FROM pg_stat_activity WHERE datname LIKE 'lru%'")) as [
      { count: number },
    ];
    expect(count).toBeLessThanOrEqual(8);
    expect((await backend.table('d0', 'train')).rows).toBe(3);
    await backend.close();
    await wait(100);
    expect(await sql("SELECT FROM pg_stat_activity WHERE datname LIKE 'lru%'")).toEqual([]);
  });

  test('a connection is replaced when it is old', async () => {
    const backend = await world.backend({ 'sqlalchemy.pool_recycle': '1', 'postgresql.pool_size': '1', 'sqlalchemy.max_overflow': '0' });
    await backend.createDataset('recycled');
    const first = await pid(backend, 'recycled');
    expect(await pid(backend, 'recycled')).toBe(first);
    await wait(1_200);
    expect(await pid(backend, 'recycled')).not.toBe(first);
  });

  test('one that waits too long for a connection is told so', async () => {
    const backend = await world.backend({ 'postgresql.pool_size': '1', 'sqlalchemy.max_overflow': '1', 'sqlalchemy.pool_timeout': '1' });
    await backend.createDataset('busy');
    const taken = [await backend.getConnection('busy'), await backend.getConnection('busy')];
    await expect(backend.getConnection('busy')).rejects.toMatchObject({
      code: 'backend',
      exit: 6,
      message: expect.stringMatching(/^Pool timeout/),
    });
    await taken[0]!.release();
    await (await backend.getConnection('busy')).release();
    await taken[1]!.release();
    await taken[1]!.release();
  });

  test('a connection that the server ended is an error once', async () => {
    const backend = await world.backend();
    await loaded(backend, 'lost', 'train', NUMBERS);
    const connection = await backend.getConnection('lost');
    await sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'mdm_lost'");
    await expect(connection.rows('SELECT 1')).rejects.toMatchObject({ code: 'backend', exit: 6, message: expect.stringContaining('lost') });
    await connection.release();
    expect((await backend.table('lost', 'train')).rows).toBe(3);
  });

  test('a transaction that was left open does not outlive its connection', async () => {
    const backend = await world.backend({ 'postgresql.pool_size': '1', 'sqlalchemy.max_overflow': '0' });
    await loaded(backend, 'open', 'train', NUMBERS);
    const connection = await backend.getConnection('open');
    await connection.run('BEGIN');
    expect(await connection.run('DELETE FROM train')).toBe(3);
    await connection.release();
    expect((await backend.table('open', 'train')).rows).toBe(3);
  });

  test('a server that is not there is named, the password is not', async () => {
    const backend = await world.backend({ 'postgresql.port': '1' });
    const error = await backend.datasets().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'backend',
      exit: 6,
      message: expect.stringContaining('PostgreSQL at 127.0.0.1:1 cannot be reached'),
    });
    expect(JSON.stringify([error, (error as Error).cause, (error as Error).stack])).not.toContain(world.server.password);
  });

  test('a host that nobody knows', async () => {
    const backend = await world.backend({ 'postgresql.host': 'no-such-host.invalid' });
    await expect(backend.datasets()).rejects.toMatchObject({ code: 'backend', message: expect.stringContaining('no-such-host.invalid:') });
  });

  test('a wrong password', async () => {
    const backend = await world.backend({ 'postgresql.password': 'guess' });
    await expect(backend.datasets()).rejects.toMatchObject({
      code: 'backend',
      message: expect.stringContaining('refused the user mdm_admin'),
    });
  });

  test('what a user may not do', async () => {
    await sql("CREATE ROLE reader LOGIN PASSWORD 'r'");
    const backend = await world.backend({ 'postgresql.user': 'reader', 'postgresql.password': 'r' });
    await expect(backend.createDataset('forbidden')).rejects.toMatchObject({ code: 'permission', exit: 5 });
  });
});

describe('tables', () => {
  test('appended rows are read behind those that were there, whatever their length', async () => {
    const backend = await world.backend();
    await backend.createDataset('appended');
    const part = (from: number) =>
      table(
        [
          { name: 'n', type: 'int64' },
          { name: 't', type: 'text' },
        ],
        Array.from({ length: 500 }, (_, i) => [from + i, 'x'.repeat((i * 37) % 1_900)]),
      );
    for (let i = 0; i < 4; i++) await backend.loadData('appended', 'train', part(0).schema, stream(part(i * 500)), { append: true });
    const rows = await rowsIn(backend.readTable('appended', 'train', { columns: ['n'] }));
    expect(rows.map(([n]) => n)).toEqual(Array.from({ length: 2_000 }, (_, i) => BigInt(i)));
    expect(await rowsIn(backend.readTable('appended', 'train', { columns: ['n'], offset: 499, limit: 2 }))).toEqual([[499n], [500n]]);
    expect((await backend.tables('appended')).map(({ name, rows }) => [name, rows])).toEqual([['train', 2_000]]);
    expect(await rowsIn(backend.query('appended', 'SELECT count(*), max(n) FROM train'))).toEqual([[2_000n, 1_999n]]);
    await backend.swapTables('appended', { rename: { train: 'other' } });
    expect((await backend.table('appended', 'other')).rows).toBe(2_000);
    await backend.dropTables('appended', ['other']);
    expect(await sql("SELECT relname FROM pg_class WHERE relname LIKE '\\_mdm\\_part%'", 'mdm_appended')).toEqual([]);
  });

  test('names that PostgreSQL cannot have come back as they were', async () => {
    const backend = await world.backend();
    const columns = ['ctid', '', 'xmin', 'é'.repeat(60), `${'é'.repeat(60)}2`, 'a\0b', '_mdm_row', 'A', 'a', 'drop"table'];
    const batch = table(
      columns.map((name) => ({ name, type: 'int64' })),
      [columns.map((_, i) => i)],
    );
    const name = 't'.repeat(80);
    await loaded(backend, 'names', name, batch);
    await loaded(backend, 'names', `${name}2`, batch);
    await loaded(backend, 'names', '_mdm_mine', batch);
    expect((await backend.tables('names')).map((one) => one.name)).toEqual(['_mdm_mine', name, `${name}2`]);
    await backend.swapTables('names', { rename: { [name]: `${name}2`, [`${name}2`]: name } });
    expect((await backend.schemaOf('names', name)).fields.map((field) => field.name)).toEqual(columns);
    expect(await rowsIn(backend.readTable('names', name, { columns: ['a\0b', 'ctid'] }))).toEqual([[5n, 0n]]);
  });

  test('a text with the character of number 0 is refused with its place', async () => {
    const backend = await world.backend();
    await backend.createDataset('zeros');
    const batch = table([{ name: 'note', type: 'text' }], [['fine'], [null], ['a\0b']]);
    await expect(backend.loadData('zeros', 'train', batch.schema, stream(NUMBERS.selectAt([1]), batch))).rejects.toMatchObject({
      code: 'backend',
      message: expect.stringMatching(/^Row 6 of the column "note"/),
    });
    expect(await backend.tables('zeros')).toEqual([]);
  });

  test('more columns than PostgreSQL has are refused before anything is loaded', async () => {
    const backend = await world.backend();
    await backend.createDataset('wide');
    const columns = Array.from({ length: 1_601 }, (_, i) => ({ name: `c${i}`, type: 'boolean' as const }));
    const wide = table(columns, [columns.map(() => true)]);
    const never = (async function* () {
      throw new Error('was read');
      yield wide;
    })();
    await expect(backend.loadData('wide', 'train', wide.schema, never)).rejects.toMatchObject({
      code: 'backend',
      message: expect.stringContaining('1600'),
    });
    const fits = wide.selectAt(Array.from({ length: 1_600 }, (_, i) => i));
    await backend.loadData('wide', 'train', fits.schema, stream(fits));
    expect((await backend.table('wide', 'train')).columns).toHaveLength(1_600);
  });

  test('numbers that do not fit into a row', async () => {
    const backend = await world.backend();
    const columns = Array.from({ length: 1_200 }, (_, i) => ({ name: `c${i}`, type: 'double' as const }));
    const wide = table(columns, [columns.map((_, i) => i)]);
    await expect(loaded(backend, 'wide_numbers', 'train', wide)).rejects.toMatchObject({
      code: 'backend',
      message: expect.stringContaining('8 kB'),
    });
  });

  test('times that PostgreSQL cannot keep are refused with their place', async () => {
    const backend = await world.backend();
    const batch = table([{ name: 'at', type: 'timestamp' }], [[0n], [-(2n ** 63n) + 9n]]);
    await expect(loaded(backend, 'times', 'train', batch)).rejects.toMatchObject({
      code: 'backend',
      message: expect.stringContaining('line 2, column at'),
    });
  });

  test('an error of the source is that of the load, and leaves nothing', async () => {
    const backend = await world.backend();
    await backend.createDataset('broken');
    const source = (async function* () {
      yield many(30_000);
      throw new TypeError('the file ends here');
    })();
    await expect(backend.loadData('broken', 'train', many(1).schema, source)).rejects.toThrow(new TypeError('the file ends here'));
    expect(await backend.tables('broken')).toEqual([]);
    await backend.loadData('broken', 'train', many(1).schema, stream(many(5)));
  });

  test('a load that is stopped leaves nothing', async () => {
    const backend = await world.backend();
    await backend.createDataset('stopped');
    const stop = new AbortController();
    const source = (async function* () {
      for (;;) yield many(10_000);
    })();
    const options = { signal: stop.signal, onBatch: () => stop.abort() };
    await expect(backend.loadData('stopped', 'train', many(1).schema, source, options)).rejects.toMatchObject({
      code: 'interrupted',
      exit: 130,
    });
    expect(await backend.tables('stopped')).toEqual([]);
  });

  test('a query that is stopped ends at the server', async () => {
    const backend = await world.backend();
    await backend.createDataset('asleep');
    const stop = new AbortController();
    const asleep = rowsIn(backend.query('asleep', 'SELECT 1 FROM pg_sleep(60)', [], { signal: stop.signal }));
    const ended = expect(asleep).rejects.toMatchObject({ code: 'interrupted' });
    await wait(300);
    stop.abort();
    await ended;
    await wait(100);
    expect(await sql("SELECT FROM pg_stat_activity WHERE datname = 'mdm_asleep' AND state = 'active'")).toEqual([]);
  });

  test('a reader that stops early leaves a pool that works', async () => {
    const backend = await world.backend({ 'postgresql.pool_size': '1', 'sqlalchemy.max_overflow': '0' });
    await loaded(backend, 'early', 'train', many(200_000));
    for await (const batch of backend.readTable('early', 'train', { batchSize: 100 })) {
      expect(batch.numRows).toBe(100);
      break;
    }
    for await (const batch of backend.query('early', 'SELECT * FROM train', [], { batchSize: 100 })) {
      expect(batch.numRows).toBe(100);
      break;
    }
    expect((await rowsIn(backend.readTable('early', 'train'))).length).toBe(200_000);
  });

  test('the time that a statement may take is that of the options, and does not hold for loads', async () => {
    const backend = await world.backend({ 'postgresql.connect_args.options': '-c statement_timeout=1500' });
    await backend.createDataset('slow');
    await expect(rowsIn(backend.query('slow', 'SELECT pg_sleep(60)'))).rejects.toMatchObject({
      code: 'backend',
      message: expect.stringContaining('statement timeout'),
    });
    const source = (async function* () {
      yield many(10);
      await wait(2_000);
      yield many(10);
    })();
    expect(await backend.loadData('slow', 'train', many(1).schema, source)).toBe(20);
  });

  test('a swap waits for readers no longer than it may', async () => {
    const backend = await world.backend({ connection_timeout: '1' });
    await loaded(backend, 'locked', 'train', many(200_000));
    const reader = backend.readTable('locked', 'train', { batchSize: 100 });
    await reader.next();
    await expect(backend.swapTables('locked', { drop: ['train'] })).rejects.toMatchObject({
      code: 'backend',
      message: expect.stringContaining('locked'),
    });
    await reader.return(undefined);
    await backend.swapTables('locked', { drop: ['train'] });
    expect(await backend.tables('locked')).toEqual([]);
  });
});

describe('statements', () => {
  const refused = [
    'DELETE FROM train',
    'SELECT 1; DROP TABLE train',
    'SELECT 1; COMMIT; DROP TABLE train',
    'WITH gone AS (DELETE FROM train RETURNING n) SELECT * FROM gone',
    'SELECT n INTO copy FROM train',
    "SELECT setval('s', 1)",
    "COPY train TO '/tmp/out'",
    'EXPLAIN ANALYZE DELETE FROM train',
    '/* SELECT */ DROP TABLE train',
  ];
  test.each(refused)('a query may not write: %s', async (statement) => {
    const backend = await world.backend();
    if (!(await backend.datasetExists('readonly'))) {
      await loaded(backend, 'readonly', 'train', NUMBERS);
      await backend.executeSql('readonly', 'CREATE SEQUENCE s');
    }
    await expect(rowsIn(backend.query('readonly', statement))).rejects.toMatchObject({ code: 'usage' });
    expect((await backend.table('readonly', 'train')).rows).toBe(3);
  });

  test('values are never part of a statement', async () => {
    const backend = await world.backend();
    await loaded(backend, 'values', 'train', NUMBERS);
    const evil = "'; DROP TABLE train; --";
    expect(await rowsIn(backend.query('values', 'SELECT n FROM train WHERE t = ?', [evil]))).toEqual([]);
    expect(await backend.executeSql('values', 'UPDATE train SET t = ? WHERE n = ?', [evil, 3])).toBe(1);
    expect(await rowsIn(backend.query('values', 'SELECT t FROM train WHERE n = ? AND t IS NOT NULL', [3n]))).toEqual([[evil]]);
    expect(await backend.executeSql('values', 'CREATE TABLE more AS SELECT * FROM train')).toBe(0);
  });

  test('a result in pieces, with limit, offset and columns', async () => {
    const backend = await world.backend();
    await loaded(backend, 'pieces', 'train', many(5_000));
    const sizes: number[] = [];
    for await (const batch of backend.query('pieces', 'SELECT n, n * 2 AS m FROM train ORDER BY n', [], { batchSize: 2_000 }))
      sizes.push(batch.numRows);
    expect(sizes).toEqual([2_000, 2_000, 1_000]);
    const some = { limit: 2, offset: 4_000, columns: ['m'] };
    expect(await rowsIn(backend.query('pieces', 'SELECT n, n * 2 AS m FROM train ORDER BY n', [], some))).toEqual([[8_000n], [8_002n]]);
    expect(await rowsIn(backend.query('pieces', 'EXPLAIN SELECT 1'))).toEqual([[expect.stringContaining('Result')]]);
  });
});
