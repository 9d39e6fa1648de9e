import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { openConfig } from '../../src/config/config.js';
import { loadRows } from '../../src/datasets/read.js';
import { openRepository } from '../../src/datasets/repository.js';
import type { Workspace } from '../../src/datasets/workspace.js';
import { silent } from '../../src/log/logger.js';
import { cleanUp, planCleanup } from '../../src/migration/cleanup/cleanup.js';
import { migrateHome } from '../../src/migration/home/migrate.js';
import { findLeftovers } from '../../src/migration/runs/leftovers.js';
import { resumeRun } from '../../src/migration/runs/resume.js';
import { validateMigrations } from '../../src/migration/validate/validate.js';
import type { BackendName } from '../../src/storage/backend.js';
import { createBackends } from '../../src/storage/open.js';
import { type PostgresServer, startServer } from '../storage/postgres-server.js';
import { die, type Dying } from './moving/die.js';
import { makeOriginalHome } from './original-home.js';

let server: PostgresServer;
let folder: string;
const open: Workspace[] = [];

beforeAll(async () => {
  server = await startServer();
  folder = mkdtempSync(join(tmpdir(), 'mdm-moving-pg-'));
}, 120_000);
afterAll(async () => {
  for (const ws of open) await ws.backends.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function home(name: string, env: Readonly<Record<string, string>>): Promise<Workspace> {
  const config = await openConfig({ home: join(folder, name), env });
  const ws = { config, log: silent, backends: createBackends(config, silent), registry: () => Promise.reject(new Error('no plugins')) };
  open.push(ws);
  return ws;
}

test('a home is copied into databases of a server', async () => {
  await makeOriginalHome(join(folder, 'files'), { datasets: ['iris', 'penguins'] });
  const ws = await home('server', { ...server.env, MDM_DEFAULT_BACKEND: 'postgresql' });
  const done = await migrateHome(ws, { from: join(folder, 'files') });
  expect(done.outcomes.map(({ name, ok }) => [name, ok])).toEqual([
    ['iris', true],
    ['penguins', true],
  ]);
  expect((await openRepository(ws.config).get('iris')).database).toMatchObject({ backend: 'postgresql', port: server.port, store: 'iris' });
  expect((await validateMigrations(ws)).map(({ ok }) => ok)).toEqual([true, true]);
  expect(await loadRows(ws, 'iris', { table: 'data', limit: 1 })).toEqual([
    { sepal_length: 5.1, sepal_width: 3.5, petal_length: 1.4, petal_width: 0.2, species: 'setosa' },
  ]);
});

test('a dataset that the original kept on a server is read from there, and its password is kept nowhere', async () => {
  const { host, user, password } = server;
  await server.sql('CREATE DATABASE old_sales');
  await server.sql('CREATE TABLE train (id BIGINT, price FLOAT, name TEXT, at TIMESTAMP, good BOOLEAN)', 'old_sales');
  await server.sql("INSERT INTO train VALUES (1, 0.5, 'é', '2024-01-02 03:04:05.000006', true), (2, NULL, NULL, NULL, false)", 'old_sales');
  const old = join(folder, 'old');
  mkdirSync(join(old, 'config/datasets'), { recursive: true });
  const pointer = {
    name: 'sales',
    display_name: 'Sales',
    database: { backend: 'postgresql', host, port: server.port, user, password, database_prefix: 'old_' },
    tables: { train: 'train' },
    target_column: 'price',
    registered_at: '2025-07-04T09:15:30.123456+00:00',
    metadata: { statistics: { row_count: 2, memory_size_bytes: 1, computed_at: '2025-07-04T09:15:30.123456' } },
  };
  writeFileSync(join(old, 'config/datasets/sales.yaml'), stringify(pointer));
  const ws = await home('here', {});
  const done = await migrateHome(ws, { from: old });
  expect(done.outcomes.map((one) => (one.ok ? one.value.state : one.error.message))).toEqual(['migrated']);
  expect(await loadRows(ws, 'sales')).toEqual([
    { id: 1, price: 0.5, name: 'é', at: new Date('2024-01-02T03:04:05.000Z'), good: true },
    { id: 2, price: null, name: null, at: null, good: false },
  ]);
  expect((await validateMigrations(ws))[0]).toMatchObject({ ok: true });
  // The advised way: the user in the file, the password in the environment.
  const { user: _, password: __, ...database } = pointer.database;
  writeFileSync(join(old, 'config/datasets/sales.yaml'), stringify({ ...pointer, database }));
  writeFileSync(join(old, 'mdm.yaml'), stringify({ database: { postgresql: { user } } }));
  const again = await migrateHome(await home('with', { MDM_DATABASE_POSTGRESQL_PASSWORD: password }), { from: old });
  expect(again.outcomes.map((one) => (one.ok ? one.value.rows : one.error.message))).toEqual([2]);
  const files = readdirSync(ws.config.home, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const holding = files.filter((one) => readFileSync(join(one.parentPath, one.name)).includes(password)).map(({ name }) => name);
  expect(holding).toEqual([]);
});

describe('a migration of all datasets that is killed goes on', () => {
  // One at a time: a kill while the server makes a database leaves one that no home can claim.
  const own = (): Readonly<Record<string, string>> => ({
    ...server.env,
    MDM_DATABASE_POSTGRESQL_DATABASE_PREFIX: 'killed_',
    MDM_PERFORMANCE_MAX_CONCURRENT_OPERATIONS: '1',
  });
  const places: [BackendName, Partial<Dying>][] = [
    ['postgresql', { step: 1 }],
    ['sqlite', { step: 4 }],
    ['postgresql', { step: 20 }],
    ['duckdb', { step: 9 }],
    ['postgresql', { file: 'config/datasets/iris.yaml', text: 'backend: postgresql' }],
  ];
  beforeAll(async () => {
    const ws = await home('killed', { ...own(), MDM_DATABASE_DEFAULT_BACKEND: 'sqlite' });
    await migrateHome(ws, { from: join(folder, 'files') });
    await ws.backends.close();
  });

  // One after the other, in the same home: each begins where the one before led to.
  test.each(places)('to %s, killed at %j', async (to, where) => {
    const env = { ...own(), MDM_DATABASE_DEFAULT_BACKEND: 'sqlite' };
    expect(die({ kind: 'all', to, home: join(folder, 'killed'), step: 10_000, env, ...where })).toBe(true);
    const ws = await home('killed', env);
    await resumeRun(ws);
    const validated = await validateMigrations(ws);
    expect(validated.map(({ name, ok }) => [name, ok])).toEqual([
      ['iris', true],
      ['penguins', true],
    ]);
    await cleanUp(ws, await planCleanup(ws, { all: true }));
    const stores = to === 'postgresql' ? [expect.stringMatching(/^iris/), expect.stringMatching(/^penguins/)] : [];
    expect(await (await ws.backends.of('postgresql')).datasets()).toEqual(stores);
    expect(await findLeftovers(ws.config)).toEqual({ stores: [], copies: [], runs: [] });
    await ws.backends.close();
  });
});
