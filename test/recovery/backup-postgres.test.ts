import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer, type PostgresServer } from '../storage/postgres-server.js';
import { openRepository } from '../../src/datasets/repository.js';
import { removeDataset } from '../../src/datasets/remove.js';
import { createBackup, createPoint, pointOf } from '../../src/recovery/points.js';
import { rollback } from '../../src/recovery/rollback.js';
import { verifySnapshot } from '../../src/recovery/verify.js';
import { readOriginals, writeOriginals } from '../../src/storage/old-metadata.js';
import { shelf } from '../datasets/shelf.js';
import { child } from './killed.js';
import { every, holding, many } from './state.js';

describe('a backup of datasets in PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.stop());
  const on = shelf();
  beforeEach(async () => {
    await on.reopen({ ...server.env, MDM_DEFAULT_BACKEND: 'postgresql' });
  });

  test('has the tables as files, and puts them back', async () => {
    const cased = { columns: { a: 'int64', A: 'text' }, rows: [[1n, 'x']] } as const;
    await on.add('sales', { train: every, 'A"; DROP TABLE train; --': many, cased, train_features: many });
    const backend = await on.ws.backends.of('postgresql');
    await backend.updateMetadata('sales', 'recipe', { transformers: ['a'] });
    const noted = { _columns: [['train', 'n', 'BIGINT', 'numeric', 3, 1, 'then']], _statistics: [['train', 4, 6, null, 'then']] };
    await writeOriginals(backend, 'sales', { ...noted, _metadata: [['version', '"1.0.6"', 'then', 'then']] });
    const before = await holding(on.ws);
    const made = await createBackup(on.ws);
    expect(made.manifest).toMatchObject({ failed: [], datasets: [{ name: 'sales', backend: 'postgresql', store: 'sales' }] });
    expect(made.manifest.files.filter(({ path }) => path.endsWith('.parquet'))).toHaveLength(4);
    expect(await verifySnapshot(on.ws, made, { full: true })).toMatchObject({ problems: [], datasets: 1 });
    await backend.executeSql('sales', 'UPDATE train SET n = 7');
    expect(await rollback(on.ws, made, { type: 'data' })).toMatchObject({ errors: [], verified: true });
    expect(await holding(on.ws)).toEqual(before);
    const { database } = await openRepository(on.ws.config).get('sales');
    expect(database).toMatchObject({ store: 'sales~2' });
    expect(await backend.getMetadata('sales~2', 'recipe')).toEqual({ transformers: ['a'] });
    expect(await backend.getMetadata('sales~2', 'version')).toBe('1.0.6');
    expect(await readOriginals(backend, 'sales~2')).toEqual({ ...noted, _metadata: [] });
    expect(await backend.datasets()).toEqual(['sales~2']);
    await removeDataset(on.ws, 'sales');
    expect(await rollback(on.ws, made, { type: 'data' })).toMatchObject({ errors: [], verified: true });
    expect(await holding(on.ws)).toEqual(before);
    expect(await backend.datasets()).toEqual(['sales']);
  });

  test.each([
    ['before the pointer is switched', 'rename shop.yaml'],
    ['after it, before the old tables go', 'rm migration.json'],
  ])('goes back to its end when it was killed %s', async (_, kill) => {
    await on.add('shop', { train: every });
    // As registration leaves it: that a store of this name on the server is of this home.
    mkdirSync(join(on.home, 'datasets/shop'), { recursive: true });
    writeFileSync(join(on.home, 'datasets/shop/dataset_info.json'), '{}');
    const before = await holding(on.ws);
    const point = await createPoint(on.ws);
    const backend = await on.ws.backends.of('postgresql');
    const stores = async (): Promise<readonly string[]> => (await backend.datasets()).filter((store) => store.startsWith('shop'));
    await backend.executeSql('shop', 'UPDATE train SET n = 7');
    const damaged = await holding(on.ws);
    const env = { ...server.env, MDM_DEFAULT_BACKEND: 'postgresql' };
    expect(await child({ home: on.home, work: 'run', env, kill })).toBe(false);
    expect([before, damaged]).toContainEqual(await holding(on.ws));
    expect(await stores()).toEqual(['shop', 'shop~2']);
    const result = await rollback(on.ws, point, { type: 'full' });
    expect(result).toMatchObject({ errors: [], verified: true });
    expect(await holding(on.ws)).toEqual(before);
    expect(await stores()).toEqual(['shop~2']);
    const { datasets } = (await pointOf(on.ws, result.before!)).manifest;
    expect(datasets.map(({ tables }) => tables.map(({ columns }) => columns))).toEqual([damaged['shop']!.map(({ columns }) => columns)]);
    await removeDataset(on.ws, 'shop');
  });

  test('goes on when the server does not answer, and says what is missing', async () => {
    await on.add('lost');
    await on.reopen({ ...server.env, MDM_DATABASE_POSTGRESQL_PORT: '1' });
    const { manifest } = await createBackup(on.ws);
    expect(manifest).toMatchObject({ datasets: [], failed: [{ dataset: 'lost' }] });
  });
});
