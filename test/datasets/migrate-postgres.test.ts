import { openConfig } from '../../src/config/config.js';
import { examineHome, mend } from '../../src/datasets/doctor.js';
import { migrateDataset } from '../../src/datasets/migrate.js';
import { withDataset } from '../../src/datasets/lock.js';
import { dropBegun, leftStores } from '../../src/datasets/migrate/leftovers.js';
import { markMigration } from '../../src/datasets/migrate/mark.js';
import { openDataset } from '../../src/datasets/open.js';
import { removeDataset } from '../../src/datasets/remove.js';
import { openRepository } from '../../src/datasets/repository.js';
import type { BackendName } from '../../src/storage/backend.js';
import { fingerprint } from '../../src/storage/checksum.js';
import { createBackends } from '../../src/storage/open.js';
import { type PostgresServer, startServer } from '../storage/postgres-server.js';
import { shelf, type TableOf } from './shelf.js';

const table: TableOf = {
  columns: { n: 'int64', N: 'double', b: 'boolean', 'a"; --': 'text', t: 'timestamp', d: 'date' },
  rows: [
    [1n, 0.5, true, 'a', '2024-01-01 00:00:00.000001', '2024-01-01'],
    [-(2n ** 63n), NaN, false, 'é😀\n\t\\N', '1969-12-31 23:59:59', '1900-01-01'],
    [null, Infinity, null, '', null, '9999-12-31'],
  ],
};

describe('migrating a dataset by way of PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startServer();
  }, 120_000);
  afterAll(() => server.stop());
  const on = shelf();

  test('SQLite, PostgreSQL, DuckDB, PostgreSQL and back: the data are the same', async () => {
    const env = { ...server.env, MDM_DATABASE_DEFAULT_BACKEND: 'sqlite' };
    const ws = await on.reopen(env);
    await on.add('sales', { train: table });
    const print = async () => {
      const { database } = await openRepository(ws.config).get('sales');
      return fingerprint(await ws.backends.of(database.backend), database.store, 'train');
    };
    const before = await print();
    for (const to of ['postgresql', 'duckdb', 'postgresql', 'sqlite'] as const satisfies readonly BackendName[]) {
      const moved = await migrateDataset(ws, 'sales', to, { dropSource: true });
      expect(moved.record.database).toMatchObject({ backend: to, ...(to === 'postgresql' ? { port: server.port } : {}) });
      expect(await print()).toEqual(before);
    }
    expect(await (await ws.backends.of('postgresql')).datasets()).toEqual([]);
  });

  test('what a killed migration left on the server is found while another backend is in use, and taken away', async () => {
    const ws = await on.reopen({ ...server.env, MDM_DATABASE_DEFAULT_BACKEND: 'sqlite' });
    await on.add('sales', { train: table });
    const postgres = await ws.backends.of('postgresql');
    await postgres.createDataset('sales~2');
    await markMigration(ws.config, 'sales~2', 'postgresql', postgres.locate('sales~2'));
    const [finding] = await examineHome(ws);
    expect(finding).toMatchObject({ kind: 'unfinished-migration', store: 'sales~2', backend: 'postgresql', mendable: true });
    const away = await on.reopen({ ...server.env, MDM_DATABASE_POSTGRESQL_PORT: '1', MDM_DATABASE_DEFAULT_BACKEND: 'sqlite' });
    expect(await mend(away, finding!)).toBe(false);
    const again = await on.reopen({ ...server.env, MDM_DATABASE_DEFAULT_BACKEND: 'sqlite' });
    expect(await mend(again, finding!)).toBe(true);
    expect(await examineHome(again)).toEqual([]);
    expect(await (await again.backends.of('postgresql')).datasets()).toEqual([]);
  });

  test('what was begun is taken away from the server only where it is known to be made by this home', async () => {
    const ws = await on.reopen({ ...server.env, MDM_DATABASE_DEFAULT_BACKEND: 'sqlite' });
    await on.add('sales', { train: table });
    const postgres = await ws.backends.of('postgresql');
    for (const store of ['sales~2', 'sales~3', 'sales~4']) await postgres.createDataset(store);
    // Ended before the store was made, so another home may have made it since; made by this home; made on another server.
    await markMigration(ws.config, 'sales~2', 'postgresql');
    await markMigration(ws.config, 'sales~3', 'postgresql', postgres.locate('sales~3'));
    await markMigration(ws.config, 'sales~4', 'postgresql', 'postgresql://elsewhere:5432/mdm_sales~4');
    await withDataset(ws.config, 'sales', () => dropBegun(ws, 'sales'));
    expect(await postgres.datasets()).toEqual(['sales~2', 'sales~4']);
    expect((await leftStores(ws.config)).map(({ store }) => store)).toEqual(['sales~4']);
    for (const store of ['sales~2', 'sales~4']) await postgres.dropDataset(store);
  });

  test('datasets of the same name that other homes keep on the server stay', async () => {
    const env = { ...server.env, MDM_DATABASE_DEFAULT_BACKEND: 'postgresql' };
    const theirs = createBackends(await openConfig({ home: on.folder, env }));
    const shared = await theirs.of('postgresql');
    try {
      await shared.createDataset('sales');
      const ws = await on.reopen({ ...env, MDM_DATABASE_DEFAULT_BACKEND: 'sqlite' });
      await on.add('sales', { train: table });
      expect((await removeDataset(ws, 'sales')).stores).toMatchObject([{ backend: 'sqlite', store: 'sales' }]);
      await on.add('sales', { train: table });
      expect((await migrateDataset(ws, 'sales', 'postgresql', { dropSource: true })).record.database.store).toBe('sales~2');
      expect((await removeDataset(ws, 'sales')).stores).toMatchObject([{ backend: 'postgresql', store: 'sales~2' }]);
      expect(await shared.datasets()).toEqual(['sales']);
      await shared.dropDataset('sales');
    } finally {
      await theirs.close();
    }
  });

  test('a database of the same name on another server is not taken for the dataset', async () => {
    const env = { ...server.env, MDM_DATABASE_DEFAULT_BACKEND: 'postgresql' };
    const ws = await on.reopen(env);
    const shared = await ws.backends.of('postgresql');
    await on.add('sales', { train: table }, { database: { backend: 'postgresql', store: 'sales', host: 'Localhost', port: server.port } });
    expect((await openDataset(ws, 'sales')).store).toBe('sales');
    await on.point('sales', { database: { backend: 'postgresql', store: 'sales', host: 'db.example', port: server.port } });
    for (const work of [
      () => openDataset(ws, 'sales'),
      () => removeDataset(ws, 'sales'),
      () => migrateDataset(ws, 'sales', 'sqlite', { dropSource: true }),
    ])
      await expect(work()).rejects.toMatchObject({ code: 'backend', message: expect.stringContaining(`db.example:${server.port}`) });
    expect(await shared.datasets()).toEqual(['sales']);
    await shared.dropDataset('sales');
  });

  test('a failed check takes the database of the server away', async () => {
    const ws = await on.reopen({ ...server.env, MDM_DATABASE_DEFAULT_BACKEND: 'sqlite' });
    await on.add('sales', { train: table });
    const stop = new AbortController();
    const stopped = {
      ...ws,
      signal: stop.signal,
      onProgress: ({ what }: { what: string }) => void (what.startsWith('verify') && stop.abort()),
    };
    await expect(migrateDataset(stopped, 'sales', 'postgresql')).rejects.toMatchObject({ code: 'interrupted' });
    expect(await (await ws.backends.of('postgresql')).datasets()).toEqual([]);
    expect((await openRepository(ws.config).get('sales')).database.backend).toBe('sqlite');
  });
});
