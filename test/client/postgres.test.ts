import { join } from 'node:path';
import { startServer } from '../storage/postgres-server.js';
import { shop, train } from './shop.js';

const env: Record<string, string> = { MDM_DATABASE_DEFAULT_BACKEND: 'postgresql' };
let stop = async (): Promise<void> => {};
beforeAll(async () => {
  const server = await startServer();
  Object.assign(env, server.env);
  stop = () => server.stop();
}, 120_000);
afterAll(() => stop());

const at = shop(env);
afterEach(async () => {
  const backend = await at.ws.backends.of('postgresql');
  for (const store of await backend.datasets()) await backend.dropDataset(store);
});

test('a dataset on PostgreSQL is asked, divided, and prepared as on a file', async () => {
  await at.sales();
  const { client } = at;
  expect(await client.query.rows('sales', 'SELECT id, city FROM train WHERE shop = ? AND price < ? ORDER BY id', ['north', 12])).toEqual([
    { id: 100, city: null },
    { id: 103, city: 'Ort 3' },
  ]);
  const none = await client.queryDataset('sales', 'SELECT id, city FROM train WHERE id < ?', [0]);
  expect([none.numRows, none.schema.fields.map(({ name }) => name)]).toEqual([0, ['id', 'city']]);
  await client.query.executeSql('sales', 'CREATE INDEX by_price ON train (price)');
  expect((await client.query.explain('sales', 'SELECT id FROM train WHERE price = ?', [12])).join('\n')).toMatch(/train/);
  for (const sql of ['SELECT 1; DELETE FROM train', 'ANALYZE DELETE FROM train'])
    await expect(client.query.explain('sales', sql)).rejects.toThrow();

  const ids: unknown[] = [];
  for await (const chunk of client.iterateDataset('sales', { chunkSize: 7 })) ids.push(...chunk.getChild('id')!);
  expect(ids).toEqual(train.rows.map(([id]) => id));

  expect((await client.ml.split('sales', { testSize: 0.2 })).test.length).toBe(12);
  const { X_train, X_test, y_train } = await client.prepareForMl('sales', { framework: 'tfjs' });
  expect([X_train.shape, X_test?.shape, y_train?.length]).toEqual([[60, 3], [12, 3], 60]);

  const test = Array.from({ length: 12 }, (_, i) => 200 + i);
  await client.ml.savePredictions('sales', { id: [...test].reverse(), sold: test.map((id) => `p${id}`) }, { name: 'm1' });
  expect([...(await client.ml.loadPredictions('sales', 'm1')).getChild('sold')!]).toEqual(test.map((id) => `p${411 - id}`));
  expect(await client.createSubmission('sales', 'm1', { file: join(at.folder, 's.csv') })).toMatchObject({
    rows: 12,
    columns: ['id', 'sold'],
  });
});

test('two datasets on PostgreSQL in one query', async () => {
  await at.sales();
  await at.add('shops', { train: { columns: { shop: 'text', boss: 'text' }, rows: [['north', 'Nora']] } });
  const rows = await at.client.query.rows(
    ['sales', 'shops'],
    'SELECT boss, count(*) AS n FROM sales.train LEFT JOIN shops.train USING (shop) GROUP BY boss ORDER BY n',
  );
  expect(rows).toEqual([
    { boss: 'Nora', n: 20 },
    { boss: null, n: 40 },
  ]);
});
