import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { openConfig } from '../../../src/config/config.js';
import type { BackendName } from '../../../src/storage/backend.js';
import { openBackend } from '../../../src/storage/open.js';
import { startServer } from '../../storage/postgres-server.js';
import { writeParquet } from '../files.js';
import { pointerOf } from '../read-store.js';
import { byFile, configOf, connected, logLines, logPath, pragma, refused } from '../settings.js';
import type { Check, World } from '../world.js';

type Env = Readonly<Record<string, string | undefined>>;
const on = (backend: BackendName, more: Env = {}): { readonly env: Env } => ({ env: { ...more, MDM_DATABASE_DEFAULT_BACKEND: backend } });

async function registered(
  world: World,
  name: string,
  run: { readonly env: Env },
  path = world.data('iris.csv'),
  ...flags: readonly string[]
) {
  const ended = await world.mdmWith(run, 'dataset', 'register', name, path, ...(flags.length > 0 ? flags : ['--target', 'species']));
  expect({ code: ended.code, stderr: ended.code === 0 ? '' : ended.stderr }).toEqual({ code: 0, stderr: '' });
  return ended;
}

const isKeptBy =
  (backend: BackendName, name: string): Check =>
  async (world) => {
    world.config({ database: { default_backend: backend } });
    await registered(world, name, byFile);
    const info = await world.mdmWith(byFile, 'dataset', 'info', name);
    expect(info.code).toBe(0);
    expect(info.stdout).toMatch(new RegExp(`^backend\\s+${backend}\\b`, 'm'));
    expect(pointerOf(world.home, name).database.backend).toBe(backend);
  };

/** A pragma on a connection of MDM, with the setting of the row and with another. */
const pragmaIs =
  (name: string, setting: unknown, wanted: unknown, other: unknown, thenWanted: unknown): Check =>
  async (world) => {
    for (const [value, is] of [
      [setting, wanted],
      [other, thenWanted],
    ]) {
      world.config({ database: { default_backend: 'sqlite', sqlite: { [name]: value } } });
      if (!existsSync(join(world.home, 'datasets'))) await registered(world, 's1', byFile);
      expect(await pragma(world, 's1', name)).toBe(is);
    }
  };

const settingIs =
  (name: string, setting: unknown, wanted: unknown): Check =>
  async (world) => {
    world.config({ database: { default_backend: 'duckdb', duckdb: { [name]: setting } } });
    await registered(world, 'k1', byFile);
    const rows = await connected(world, 'duckdb', 'k1', (connection) => connection.rows(`SELECT current_setting('${name}') AS v`));
    expect(rows).toEqual([{ v: wanted }]);
  };

async function spills(world: World): Promise<void> {
  const scratch = join(world.folder, 'scratch');
  const elsewhere = join(world.folder, 'elsewhere');
  for (const folder of [scratch, elsewhere]) mkdirSync(folder);
  world.config({ database: { default_backend: 'duckdb', duckdb: { temp_directory: scratch, memory_limit: '60MB', threads: 2 } } });
  await registered(world, 'k1', byFile);
  const backend = await openBackend('duckdb', await configOf(world, { TMPDIR: elsewhere }));
  const below = (folder: string): string[] => readdirSync(folder, { recursive: true }).map(String);
  const seen = new Set<string>();
  const strange = new Set<string>();
  const before = new Set(below(world.home));
  const timer = setInterval(() => {
    for (const file of below(scratch)) seen.add(file);
    for (const file of [...below(elsewhere), ...below(world.home)]) if (!before.has(file) && /temp|spill/.test(file)) strange.add(file);
  }, 5);
  let rows = 0;
  try {
    const sql = 'SELECT i, md5(i::VARCHAR) AS s FROM range(2000000) t(i) ORDER BY s';
    for await (const batch of backend.query('k1', sql)) rows += batch.numRows;
  } finally {
    clearInterval(timer);
    await backend.close();
  }
  expect(rows).toBe(2_000_000);
  expect([...seen].filter((file) => /duckdb_temp/.test(file)).length).toBeGreaterThan(0);
  expect([...strange]).toEqual([]);
  expect(readdirSync(scratch)).toEqual([]);
}

async function accessModes(world: World): Promise<void> {
  const written = on('duckdb', { MDM_DATABASE_DUCKDB_ACCESS_MODE: 'READ_WRITE' });
  const only = on('duckdb', { MDM_DATABASE_DUCKDB_ACCESS_MODE: 'READ_ONLY' });
  await registered(world, 'k1', written);
  for (const [run, to] of [
    [written, 'a'],
    [only, 'b'],
  ] as const) {
    const out = join(world.folder, to);
    mkdirSync(out);
    expect(await world.mdmWith(run, 'dataset', 'export', 'k1', '--output-dir', out)).toMatchObject({ code: 0 });
    expect(readdirSync(out).length).toBeGreaterThan(0);
    expect(await world.mdmWith(run, 'dataset', 'info', 'k1')).toMatchObject({ code: 0 });
  }
  refused(await world.mdmWith(only, 'dataset', 'update', 'k1', '--description', 'x'), 6, 'access_mode');
  refused(await world.mdmWith(only, 'dataset', 'register', 'k2', world.data('iris.csv'), '--target', 'species'), 6, 'access_mode');
  expect(await world.mdmWith(written, 'dataset', 'update', 'k1', '--description', 'x')).toMatchObject({ code: 0 });
}

async function echoes(world: World): Promise<void> {
  const server = await startServer();
  try {
    for (const backend of ['sqlite', 'duckdb', 'postgresql'] as const) {
      const name = `s_${backend}`;
      const run = on(backend, server.env);
      await registered(world, name, run);
      const said = await world.mdmWith(
        on(backend, { ...server.env, MDM_DATABASE_ECHO: 'true' }),
        'dataset',
        'stats',
        name,
        '--full',
        '--json',
      );
      expect(said.code).toBe(0);
      JSON.parse(said.stdout);
      const lines = said.stderr.split('\n').filter((line) => line.startsWith('SQL '));
      expect(lines.length).toBeGreaterThan(0);
      expect(lines.filter((line) => /\bFROM "train"/.test(line)).length).toBeGreaterThan(0);
      expect(said.stdout).not.toContain('SQL ');
      const one = await openBackend(backend, await configOf(world, { ...server.env, MDM_DATABASE_ECHO: 'true' }), {
        echo: (line) => told.push(line),
      });
      const told: string[] = [];
      for await (const _ of one.query(name, 'SELECT 42 AS answer'));
      await one.close();
      expect(told.filter((line) => line.includes('SELECT 42 AS answer'))).toHaveLength(1);
      const quiet = await world.mdmWith(on(backend, { ...server.env, MDM_DATABASE_ECHO: 'false' }), 'dataset', 'stats', name);
      expect(quiet.stderr).not.toMatch(/SELECT|SQL/);
    }
  } finally {
    await server.stop();
  }
}

/** How many connections can be held before the next one times out. */
async function held(
  world: World,
  backend: BackendName,
  store: string,
  env: Readonly<Record<string, string>>,
): Promise<{ count: number; waited: number; error: unknown }> {
  const opened = await openBackend(backend, await configOf(world, env));
  const connections = [];
  let began = performance.now();
  try {
    for (;;) {
      began = performance.now();
      connections.push(await opened.getConnection(store));
    }
  } catch (error) {
    return { count: connections.length, waited: performance.now() - began, error };
  } finally {
    for (const one of connections) await one.release();
    await opened.close();
  }
}

const small = { MDM_DATABASE_SQLALCHEMY_MAX_OVERFLOW: '0', MDM_DATABASE_SQLALCHEMY_POOL_TIMEOUT: '1' };

async function poolSizes(world: World): Promise<void> {
  const server = await startServer();
  try {
    await registered(world, 'p1', on('postgresql', server.env));
    const env = { ...server.env, ...small, MDM_DATABASE_SQLALCHEMY_POOL_SIZE: '4' };
    expect((await held(world, 'postgresql', 'p1', env)).count).toBe(4);
    expect((await held(world, 'postgresql', 'p1', { ...env, MDM_DATABASE_POSTGRESQL_POOL_SIZE: '2' })).count).toBe(2);
  } finally {
    await server.stop();
  }
}

async function poolTimeout(world: World): Promise<void> {
  const server = await startServer();
  try {
    for (const backend of ['sqlite', 'duckdb', 'postgresql'] as const) {
      const name = `s_${backend}`;
      await registered(world, name, on(backend, server.env));
      const one = { ...server.env, ...small, MDM_DATABASE_SQLALCHEMY_POOL_SIZE: '1', MDM_DATABASE_POSTGRESQL_POOL_SIZE: '1' };
      const { count, waited, error } = await held(world, backend, name, one);
      expect(count).toBe(1);
      expect(waited).toBeGreaterThan(900);
      expect(waited).toBeLessThan(5_000);
      expect(error).toMatchObject({ code: 'backend', exit: 6, message: expect.stringMatching(/pool.*timeout|timeout.*pool/i) });
    }
  } finally {
    await server.stop();
  }
}

async function recycles(world: World): Promise<void> {
  const server = await startServer();
  try {
    await registered(world, 'p1', on('postgresql', server.env));
    for (const [recycle, same] of [
      ['1', false],
      ['-1', true],
    ] as const) {
      const opened = await openBackend(
        'postgresql',
        await configOf(world, { ...server.env, MDM_DATABASE_SQLALCHEMY_POOL_RECYCLE: recycle }),
      );
      const pid = async (): Promise<unknown> => {
        const connection = await opened.getConnection('p1');
        try {
          return (await connection.rows('SELECT pg_backend_pid() AS pid'))[0]!['pid'];
        } finally {
          await connection.release();
        }
      };
      const first = await pid();
      await sleep(2_000);
      expect((await pid()) === first).toBe(same);
      await opened.close();
    }
  } finally {
    await server.stop();
  }
}

async function indexed(world: World): Promise<void> {
  world.config({ database: { default_backend: 'sqlite' } });
  const path = await writeParquet(
    join(world.folder, 'big.parquet'),
    'SELECT i AS key, i * 7919 % 1000003 AS value, i % 2 AS y FROM range(1000000) t(i)',
  );
  await registered(world, 'big', byFile, path, '--target', 'y', '--no-features', '--skip-analysis');
  const { MDMClient } = await import('@mdm/cli');
  const client = new MDMClient({ home: world.home, env: { ...world.env, MDM_DATABASE_DEFAULT_BACKEND: 'sqlite' } });
  try {
    const sql = 'SELECT key FROM train WHERE value = ?';
    const fastest = async (): Promise<number> => {
      const times: number[] = [];
      for (let i = 0; i < 5; i++) {
        const began = performance.now();
        expect(await client.query.rows('big', sql, [7919])).toHaveLength(1);
        times.push(performance.now() - began);
      }
      return Math.min(...times);
    };
    const before = await fastest();
    expect((await client.query.explain('big', sql, [7919])).join('\n')).not.toContain('by_value');
    await client.query.executeSql('big', 'CREATE INDEX by_value ON train (value)');
    expect((await client.query.explain('big', sql, [7919])).join('\n')).toContain('by_value');
    expect(await fastest()).toBeLessThan(before);
  } finally {
    await client.close();
  }
}

async function slow(world: World): Promise<void> {
  world.config({ performance: { slow_query_ms: 0 } });
  await world.register('s1');
  const client = await world.client();
  await client.query.rows('s1', 'SELECT count(*) AS n FROM train WHERE sepal_length > ?', [5]);
  const found = (logLines(logPath(world)) as unknown as readonly (Readonly<Record<string, unknown>> & { message: string })[]).find((line) =>
    JSON.stringify(line).includes('sepal_length > ?'),
  );
  expect(found).toBeDefined();
  expect(JSON.stringify(found)).toMatch(/slow/i);
  expect(found).toMatchObject({ store: 's1', ms: expect.any(Number) });
  world.config({});
}

async function explained(world: World): Promise<void> {
  world.config({ development: { explain_queries: true } });
  const server = await startServer();
  try {
    for (const backend of ['sqlite', 'duckdb', 'postgresql'] as const) {
      const name = `s_${backend}`;
      await registered(world, name, on(backend, server.env));
      const { MDMClient } = await import('@mdm/cli');
      const client = new MDMClient({ home: world.home, env: { ...world.env, ...server.env, MDM_DATABASE_DEFAULT_BACKEND: backend } });
      await client.query.rows(name, 'SELECT species FROM train WHERE sepal_length > ?', [5]).finally(() => client.close());
      const line = (logLines(logPath(world)) as unknown as readonly (Readonly<Record<string, unknown>> & { message: string })[]).find(
        (one) => /plan/i.test(one.message) && JSON.stringify(one).includes('sepal_length > ') && one['store'] === name,
      );
      expect(JSON.stringify(line?.['plan'])).toMatch(/scan/i);
    }
  } finally {
    await server.stop();
  }
}

const yamls = (world: World): Record<string, { database: object }> =>
  Object.fromEntries(
    readdirSync(join(world.home, 'config/datasets'))
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => [
        file.replace('.yaml', ''),
        parse(readFileSync(join(world.home, 'config/datasets', file), 'utf8')) as { database: object },
      ]),
  );

async function together(world: World): Promise<void> {
  await world.register('s1');
  const ended = await Promise.all([
    world.mdm('dataset', 'list'),
    world.mdm('dataset', 'info', 's1'),
    world.mdm('dataset', 'stats', 's1'),
    world.mdm('dataset', 'register', 'n1', world.data('iris.csv'), '--target', 'species'),
    world.mdm('dataset', 'list', '--format', 'json'),
    world.mdm('dataset', 'info', 's1', '--details'),
    world.mdm('dataset', 'stats', 's1', '--full'),
    world.mdm('dataset', 'register', 'n2', world.data('iris.csv'), '--target', 'species'),
  ]);
  expect(ended.map(({ code, stderr }) => [code, code === 0 ? '' : stderr])).toEqual(Array.from({ length: 8 }, () => [0, '']));
  const pointers = yamls(world);
  expect(Object.keys(pointers).sort()).toEqual(['n1', 'n2', 's1']);
  for (const { database } of Object.values(pointers)) expect(database).toMatchObject({ backend: world.backend });
}

async function readWhileUpdated(world: World): Promise<void> {
  await world.register('s1', world.data('iris.csv'), '--target', 'species', '--description', 'd0', '--no-features');
  const descriptions = ['d0'];
  let updating = true;
  const seen: string[] = [];
  const reader = async (): Promise<void> => {
    while (updating) {
      const info = await world.json<{ description: string }>('dataset', 'info', 's1');
      seen.push(info.description);
      const stats = await world.mdm('dataset', 'stats', 's1');
      expect({ code: stats.code, stderr: stats.code === 0 ? '' : stats.stderr }).toEqual({ code: 0, stderr: '' });
    }
  };
  const readers = Array.from({ length: 4 }, reader);
  try {
    for (let i = 1; i <= 5; i++) {
      descriptions.push(`d${i}`);
      await world.ok('dataset', 'update', 's1', '--description', `d${i}`);
    }
  } finally {
    updating = false;
  }
  await Promise.all(readers);
  expect(seen.length).toBeGreaterThan(0);
  for (const one of seen) expect(descriptions).toContain(one);
}

async function sameAsSerial(world: World): Promise<void> {
  const tables = async (name: string): Promise<unknown> => {
    const { fingerprint } = await import('../../../src/storage/checksum.js');
    const backend = await openBackend(world.backend, await openConfig({ home: world.home, env: world.env }));
    try {
      const { store } = pointerOf(world.home, name).database;
      const prints = [];
      for (const table of await backend.tables(store)) prints.push(await fingerprint(backend, store, table.name));
      return prints;
    } finally {
      await backend.close();
    }
  };
  const path = world.titanic();
  await world.ok('dataset', 'register', 'serial', path);
  const names = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'];
  const ended = await Promise.all([
    ...names.map((name) => world.mdm('dataset', 'register', name, path)),
    world.mdm('dataset', 'stats', 'serial', '--full'),
    world.mdm('dataset', 'list'),
  ]);
  expect(ended.map(({ code, stderr }) => [code, code === 0 ? '' : stderr])).toEqual(ended.map(() => [0, '']));
  const wanted = await tables('serial');
  for (const name of names) expect(await tables(name)).toEqual(wanted);
}

async function two(world: World): Promise<void> {
  world.config({ database: { default_backend: 'sqlite' } });
  for (const name of ['a', 'b']) await registered(world, name, byFile, world.data('iris.csv'), '--target', 'species', '--no-features');
}

async function listed(world: World): Promise<void> {
  await two(world);
  const { code, stdout } = await world.mdmWith(byFile, 'dataset', 'list');
  expect(code).toBe(0);
  for (const name of ['a', 'b']) expect(stdout).toMatch(new RegExp(`^${name}\\s.*\\bsqlite\\b`, 'm'));
}

async function switched(world: World): Promise<void> {
  await two(world);
  world.config({ database: { default_backend: 'duckdb' } });
  const hidden = await world.mdmWith(byFile, 'dataset', 'list');
  expect(hidden.code).toBe(0);
  expect(hidden.stdout).not.toMatch(/^a\s/m);
  const all = await world.mdmWith(byFile, 'dataset', 'list', '--all-backends');
  expect(all.code).toBe(0);
  expect(all.stdout).toMatch(/^a\s.*sqlite/m);
  refused(await world.mdmWith(byFile, 'dataset', 'info', 'a'), 6, 'sqlite', 'duckdb', 'BACKEND=sqlite', 'migrate a --to duckdb');
}

async function warned(world: World): Promise<void> {
  const server = await startServer();
  try {
    for (const backend of ['sqlite', 'duckdb', 'postgresql'] as const)
      await registered(world, `s_${backend}`, on(backend, server.env), world.data('iris.csv'), '--target', 'species', '--no-features');
    for (const backend of ['sqlite', 'duckdb', 'postgresql'] as const) {
      const { code, stdout, stderr } = await world.mdmWith(on(backend, server.env), 'dataset', 'list');
      expect(code).toBe(0);
      expect(stdout).toContain(`s_${backend}`);
      const lines = stderr.split('\n').filter((line) => /backend/.test(line));
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(/\b2 datasets\b/);
      expect(lines[0]).toContain(backend);
    }
  } finally {
    await server.stop();
  }
}

async function locked(world: World): Promise<void> {
  await registered(world, 's1', on('sqlite'));
  const { DatabaseSync } = await import('node:sqlite');
  const db = new DatabaseSync(pointerOf(world.home, 's1').database.path!);
  db.exec('BEGIN IMMEDIATE');
  const began = performance.now();
  const ended = await world.mdmWith(
    on('sqlite', { MDM_DATABASE_CONNECTION_TIMEOUT: '2' }),
    'dataset',
    'update',
    's1',
    '--description',
    'x',
  );
  expect(performance.now() - began).toBeGreaterThan(2_000);
  refused(ended, 6, 'locked');
  db.exec('ROLLBACK');
  db.close();
  expect(await world.mdmWith(on('sqlite'), 'dataset', 'update', 's1', '--description', 'x')).toMatchObject({ code: 0 });
}

async function parquetBack(world: World): Promise<void> {
  const query = `SELECT i AS id, i / 7 AS x, 'row ' || i AS s, i % 3 = 0 AS b, TIMESTAMP '2024-01-01 00:00:00.000001' + INTERVAL (i) SECOND AS t, DATE '1960-01-01' + i::INTEGER AS d,
    (i * 1.25)::DECIMAL(18, 4) AS price, [i, i + 1] AS list, {'a': i, 'b': 'x'} AS nested, CASE WHEN i % 5 = 0 THEN NULL ELSE i END AS gaps, i % 2 AS y FROM range(500) t(i)`;
  const path = await writeParquet(join(world.folder, 'rich.parquet'), query);
  const ended = await registered(world, 'rich', on('duckdb'), path, '--target', 'y', '--no-features');
  const out = join(world.folder, 'out');
  mkdirSync(out);
  const exported = await world.mdmWith(on('duckdb'), 'dataset', 'export', 'rich', '--format', 'parquet', '--output-dir', out);
  expect(exported.code).toBe(0);
  const file = readdirSync(out, { recursive: true })
    .map(String)
    .find((name) => /train.*\.parquet$/.test(name))!;
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const rows = async (sql: string): Promise<unknown[][]> => (await connection.runAndReadAll(sql)).getRowsJson();
  const [a, b] = [`read_parquet('${path}')`, `read_parquet('${join(out, file)}')`];
  const plain = 'id, x, s, b, t, d::DATE AS d, price::DOUBLE AS price, gaps, y';
  expect(await rows(`SELECT ${plain} FROM ${b}`)).toEqual(await rows(`SELECT ${plain} FROM ${a}`));
  const types = async (of: string): Promise<ReadonlyMap<unknown, unknown>> =>
    new Map((await rows(`DESCRIBE SELECT * FROM ${of}`)).map(([name, type]) => [name, type]));
  const [was, is] = [await types(a), await types(b)];
  for (const name of ['price', 'list', 'nested'])
    if (was.get(name) !== is.get(name)) expect(ended.stderr + exported.stderr).toMatch(new RegExp(`\\b${name}\\b`));
  expect((await rows(`SELECT list, nested FROM ${b} LIMIT 1`))[0]!.every((value) => value !== null)).toBe(true);
  connection.closeSync();
  instance.closeSync();
}

export const checks: Readonly<Record<string, Check>> = {
  'A1.3.1-01': isKeptBy('sqlite', 's1'),
  'A1.3.1-04': pragmaIs('synchronous', 'NORMAL', 1, 'FULL', 2),
  'A1.3.1-05': pragmaIs('cache_size', -64000, -64000, 123, 123),
  'A1.3.1-06': pragmaIs('temp_store', 'MEMORY', 2, 'FILE', 1),
  'A1.3.1-07': async (world) => {
    await pragmaIs('mmap_size', 268435456, 268435456, 0, 0)(world);
    // More than any SQLite is compiled for.
    world.config({ database: { default_backend: 'sqlite', sqlite: { mmap_size: 2 ** 44 } } });
    const limit = Number(await pragma(world, 's1', 'mmap_size'));
    expect(limit).toBeLessThan(2 ** 44);
    const { code, stderr } = await world.mdmWith(byFile, 'dataset', 'info', 's1', '--debug');
    expect([code, stderr]).toEqual([0, expect.stringMatching(new RegExp(`^DEBUG .*\\b${limit} bytes`, 'm'))]);
  },
  'A1.3.2-01': isKeptBy('duckdb', 'k1'),
  'A1.3.2-03': settingIs('memory_limit', '1GB', '953.6 MiB'),
  'A1.3.2-04': settingIs('threads', 2, 2),
  'A1.3.2-05': spills,
  'A1.3.2-06': accessModes,
  'A1.3.4-01': echoes,
  'A1.3.4-02': poolSizes,
  'A1.3.4-04': poolTimeout,
  'A1.3.4-05': recycles,
  'A5.1-01': indexed,
  'A5.1-02': slow,
  'A5.1-04': explained,
  'A6.4-01': together,
  'A6.4-02': readWhileUpdated,
  'A6.4-04': sameAsSerial,
  'A7.1-01': listed,
  'A7.1-03': switched,
  'A7.1-05': warned,
  'A7.2-01': async (world) => {
    await registered(world, 's1', on('sqlite'));
    expect(await world.sql('s1', 'PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
  },
  'A7.2-02': locked,
  'A7.2-04': parquetBack,
};
