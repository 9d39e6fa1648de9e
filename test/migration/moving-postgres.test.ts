import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { openConfig } from '../../src/config/config.js';
import { loadRows } from '../../src/datasets/read.js';
import { openRepository } from '../../src/datasets/repository.js';
import type { Workspace } from '../../src/datasets/workspace.js';
import { silent } from '../../src/log/logger.js';
import { migrateHome } from '../../src/migration/home/migrate.js';
import { validateMigrations } from '../../src/migration/validate/validate.js';
import { createBackends } from '../../src/storage/open.js';
import { type PostgresServer, startServer } from '../storage/postgres-server.js';
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
  const files = readdirSync(ws.config.home, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const holding = files.filter((one) => readFileSync(join(one.parentPath, one.name)).includes(password)).map(({ name }) => name);
  expect(holding).toEqual([]);
});
