import { startServer, type PostgresServer } from '../storage/postgres-server.js';
import { openRepository } from '../../src/datasets/repository.js';
import { removeDataset } from '../../src/datasets/remove.js';
import { createBackup } from '../../src/recovery/points.js';
import { rollback } from '../../src/recovery/rollback.js';
import { verifySnapshot } from '../../src/recovery/verify.js';
import { shelf } from '../datasets/shelf.js';
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
    expect(await backend.datasets()).toEqual(['sales~2']);
    await removeDataset(on.ws, 'sales');
    expect(await rollback(on.ws, made, { type: 'data' })).toMatchObject({ errors: [], verified: true });
    expect(await holding(on.ws)).toEqual(before);
    expect(await backend.datasets()).toEqual(['sales']);
  });

  test('goes on when the server does not answer, and says what is missing', async () => {
    await on.add('lost');
    await on.reopen({ ...server.env, MDM_DATABASE_POSTGRESQL_PORT: '1' });
    const { manifest } = await createBackup(on.ws);
    expect(manifest).toMatchObject({ datasets: [], failed: [{ dataset: 'lost' }] });
  });
});
