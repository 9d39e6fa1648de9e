import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createQueue } from '../../src/client/queue.js';
import { MDMClient, listDatasets, loadDataset } from '@mdm/cli';
import { shop } from './shop.js';

const at = shop();

const csv = (rows: number): string =>
  [
    'id,size,colour,kind',
    ...Array.from({ length: rows }, (_, i) => `${i + 1},${(i * 7) % 13},${['red', 'blue', 'green'][i % 3]},${i % 2 ? 'a' : 'b'}`),
  ].join('\n') + '\n';

test('a dataset from registration to removal', async () => {
  const file = join(at.folder, 'things.csv');
  writeFileSync(file, csv(60));
  const { client } = at;
  const { record } = await client.registerDataset('Things', file, {
    target: 'kind',
    features: false,
    tags: ['toy'],
    description: 'Some things',
  });
  expect(record).toMatchObject({ name: 'things', target_column: 'kind', problem_type: 'binary_classification' });
  expect(await client.datasetExists('THINGS')).toBe(true);
  expect(await client.datasetExists('nothing')).toBe(false);
  expect(await client.getDataset('things')).toMatchObject({ name: 'things', tags: ['toy'] });
  expect((await client.listDatasets({ tags: ['toy'] })).map(({ name }) => name)).toEqual(['things']);
  expect(await client.listDatasets({ tags: ['other'] })).toEqual([]);
  expect((await client.searchDatasets('thin')).matches.map((match) => match.record.name)).toEqual(['things']);
  expect((await client.searchDatasetsByTag('toy')).map(({ name }) => name)).toEqual(['things']);

  await client.updateDataset('things', { description: 'More things', addTags: ['new'] });
  expect(await client.getDataset('things')).toMatchObject({ description: 'More things', tags: ['toy', 'new'] });
  const { tables } = await client.getStatistics('things');
  expect(tables[0]!.columns.find(({ name }) => name === 'size')).toMatchObject({ count: 60 });
  expect((await client.computeStatistics('things', { full: true })).tables[0]!.correlations).toBeDefined();
  const { files } = await client.exportDataset('things', { outputDir: at.folder, format: 'parquet' });
  expect(files.length).toBeGreaterThan(0);

  expect((await client.removeDataset('things', { dryRun: true })).dryRun).toBe(true);
  expect(await client.datasetExists('things')).toBe(true);
  await client.removeDataset('things');
  await expect(client.getDataset('things')).rejects.toMatchObject({ code: 'not-found' });
});

test('rows in memory become a dataset', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({
    id: i + 1,
    x: i * 0.5,
    when: new Date(Date.UTC(2024, 0, i + 1)),
    label: i % 2 ? 'yes' : 'no',
  }));
  const { record } = await at.client.registration.registerRows('memory', rows, { target: 'label', features: false });
  expect(record).toMatchObject({ name: 'memory', target_column: 'label', source: 'memory' });
  const [first] = await at.client.query.rows('memory', `SELECT * FROM "${Object.values(record.tables)[0]}" ORDER BY id LIMIT 1`);
  expect(first).toMatchObject({ id: 1, x: 0, label: 'no' });
});

test('features are made and kept', async () => {
  const file = join(at.folder, 'things.csv');
  writeFileSync(file, csv(80));
  await at.client.registerDataset('things', file, { target: 'kind', features: false });
  const made = await at.client.generateFeatures('things');
  expect(Object.keys(made.tables).length).toBe(1);
  const { featureNames, X_train } = await at.client.prepareForMl('things');
  expect(featureNames.length).toBeGreaterThan(2);
  expect(X_train.shape[0]).toBe(80);
});

test('operations above the limit wait, and none is lost', async () => {
  await at.sales();
  const client = at.open({ config: { 'performance.max_concurrent_operations': 2 } });
  let running = 0;
  let most = 0;
  const one = (n: number): Promise<number> =>
    client.export
      .exportWithTransform({
        dataset: 'sales',
        output: join(at.folder, `o${n}.csv`),
        transform: async (table) => {
          most = Math.max(most, ++running);
          await new Promise((done) => setTimeout(done, 20));
          running--;
          return table;
        },
      })
      .then(({ rows }) => rows);
  expect(await Promise.all(Array.from({ length: 12 }, (_, n) => one(n)))).toEqual(Array(12).fill(60));
  expect(most).toBe(2);
  expect(readdirSync(at.folder)).toHaveLength(12);
});

test('a failure gives its place to the next', async () => {
  const queue = createQueue(1);
  const order: number[] = [];
  const results = await Promise.allSettled(
    [0, 1, 2, 3].map((n) =>
      queue.run(async () => {
        order.push(n);
        if (n % 2 === 0) throw new Error(`no ${n}`);
        return n;
      }),
    ),
  );
  expect(order).toEqual([0, 1, 2, 3]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled']);
  expect([queue.running, queue.waiting]).toEqual([0, 0]);
});

test('iterations leave their place between two steps', async () => {
  await at.sales();
  const client = at.open({ config: { 'performance.max_concurrent_operations': 1 } });
  let read = 0;
  for await (const a of client.iterateDataset('sales', { chunkSize: 30 }))
    for await (const b of client.iterateDataset('sales', { table: 'test', chunkSize: 6 })) read += a.numRows * b.numRows;
  expect(read).toBe(720);
});

test('the configuration is that of the client until it is read anew', async () => {
  const client = at.open({ env: {} });
  mkdirSync(at.home, { recursive: true });
  expect((await client.config()).get('performance.batch_size')).toBe(10_000);
  writeFileSync(join(at.home, 'mdm.yaml'), 'performance:\n  batch_size: 500\ndatabase:\n  default_backend: duckdb\n');
  await client.listDatasets();
  expect((await client.config()).get('performance.batch_size')).toBe(10_000);
  expect((await client.reloadConfig()).get('performance.batch_size')).toBe(500);
  expect((await client.config()).get('database.default_backend')).toBe('duckdb');
  writeFileSync(join(at.home, 'mdm.yaml'), 'performance:\n  batch_size: 5\n');
  await expect(client.reloadConfig()).rejects.toMatchObject({ code: 'configuration' });
  expect((await client.config()).get('performance.batch_size')).toBe(500);
});

test('a wrong configuration is told by the first call', async () => {
  const client = at.open({ env: { MDM_PERFORMANCE_BATCH_SIZE: 'many' } });
  await expect(client.listDatasets()).rejects.toMatchObject({ code: 'configuration' });
});

test('what runs ends with the configuration it began with', async () => {
  await at.sales();
  const client = at.open();
  const iteration = client.iterateDataset('sales', { chunkSize: 20 });
  await iteration.next();
  await client.reloadConfig();
  let rows = 20;
  for await (const chunk of iteration) rows += chunk.numRows;
  expect(rows).toBe(60);
});

test('closing waits for what runs, and ends the client', async () => {
  await at.sales();
  const client = at.open();
  const loading = client.query.loadTable('sales');
  await client.config();
  await client.close();
  await client.close();
  expect((await loading).numRows).toBe(60);
  await expect(client.listDatasets()).rejects.toThrow('The client is closed');
  await using other = new MDMClient({ home: at.home, env: {} });
  expect(await other.datasetExists('sales')).toBe(true);
});

test('shortcuts need no client', async () => {
  await at.sales();
  expect((await listDatasets({ home: at.home, env: {} })).map(({ name }) => name)).toEqual(['sales']);
  const { X } = await loadDataset('sales', { home: at.home, env: {}, limit: 3 });
  expect(X.numRows).toBe(3);
});

test('a monitor says what was done', async () => {
  await at.sales();
  const monitor = at.client.monitorPerformance();
  await at.client.queryDataset('sales', 'SELECT count(*) AS n FROM train');
  await at.client.queryDataset('sales', 'SELECT nothing FROM train').catch(() => undefined);
  const { operations, seconds, peakMemory } = await monitor.stop();
  expect(operations.map(({ type, dataset, success }) => [type, dataset, success])).toEqual([
    ['query_execution', 'sales', false],
    ['query_execution', 'sales', true],
  ]);
  expect(seconds).toBeGreaterThan(0);
  expect(peakMemory).toBeGreaterThan(1e6);
});

test('a table as a series in time', async () => {
  await at.sales();
  const { timeSeries } = at.client;
  expect(await timeSeries.analyze('sales')).toMatchObject({ dataset: 'sales', time_column: 'day' });
  expect((await timeSeries.resample('sales', '1w', { aggregate: 'mean' })).rows).toBe(9);
  const { splits } = await timeSeries.split('sales', { splits: 3, testSize: 0.3, gap: '1d' });
  const same = await at.client.splitTimeSeries('sales', { nSplits: 3, testSize: 0.3, gap: 1 });
  expect(splits.map(({ train, test }) => [train.rows, test.rows])).toEqual(same.map(({ train, test }) => [train.numRows, test.numRows]));
  const { folds } = await timeSeries.validate('sales', { folds: 4 });
  const walked = await at.client.createTimeSeriesSplits(await at.client.query.loadTable('sales'), 'day', { nSplits: 4 });
  expect(folds.map(({ train, test }) => [train.rows, test.rows])).toEqual(walked.map(({ train, test }) => [train.numRows, test.numRows]));
});

test('a signal stops what runs', async () => {
  await at.sales();
  const stop = new AbortController();
  const client = at.open({ signal: stop.signal });
  const iteration = client.iterateDataset('sales', { chunkSize: 1 });
  await iteration.next();
  stop.abort();
  await expect(
    (async () => {
      for await (const chunk of iteration) expect(chunk.numRows).toBe(1);
    })(),
  ).rejects.toMatchObject({ code: 'interrupted' });
});

const open = (): number => readdirSync('/proc/self/fd').length;

(process.platform === 'linux' ? test : test.skip)(
  'a hundred registrations leave no descriptor open',
  async () => {
    const file = join(at.folder, 'one.csv');
    writeFileSync(file, csv(20));
    const register = (n: number): Promise<unknown> => at.client.registerDataset(`d${n}`, file, { features: false, analysis: false });
    await Promise.all(Array.from({ length: 50 }, (_, n) => register(n)));
    const before = open();
    for (let from = 50; from < 100; from += 50) await Promise.all(Array.from({ length: 50 }, (_, n) => register(from + n)));
    expect(await at.client.listDatasets()).toHaveLength(100);
    expect(open()).toBeLessThanOrEqual(before + 20);
    await at.client.close();
    expect(open()).toBeLessThan(before);
    expect(readFileSync(file, 'utf8')).toBe(csv(20));
  },
  300_000,
);
