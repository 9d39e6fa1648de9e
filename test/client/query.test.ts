import { Int64, Table, Utf8, vectorFromArray } from 'apache-arrow';
import { rowsOfTable } from '../../src/datasets/read.js';
import { shop, train } from './shop.js';
import type { TableOf } from '../datasets/shelf.js';

const shops: TableOf = {
  columns: { shop: 'text', boss: 'text' },
  rows: [
    ['north', 'Nora'],
    ['south', 'Sam'],
  ],
};

describe.each([['sqlite'], ['duckdb']])('%s', (backend) => {
  const at = shop({ MDM_DATABASE_DEFAULT_BACKEND: backend });

  test('rows of a statement, with values bound', async () => {
    await at.sales();
    const table = await at.client.queryDataset('sales', 'SELECT id, price FROM train WHERE shop = ? AND price < ? ORDER BY id', [
      'north',
      12,
    ]);
    expect(table.toArray().map((row: { toJSON(): unknown }) => row.toJSON())).toEqual([
      { id: 100n, price: 10 },
      { id: 103n, price: 11.5 },
    ]);
    expect(await at.client.query.rows('sales', 'SELECT count(*) AS n FROM train WHERE shop = ?', ["north' OR '1'='1"])).toEqual([{ n: 0 }]);
  });

  test('no rows keep their columns', async () => {
    await at.sales();
    const table = await at.client.queryDataset('sales', 'SELECT id, city FROM train WHERE id < 0');
    expect([table.numRows, table.schema.fields.map(({ name }) => name)]).toEqual([0, ['id', 'city']]);
  });

  test('what writes is refused by query and done by executeSql', async () => {
    await at.sales();
    await expect(at.client.queryDataset('sales', 'DELETE FROM train')).rejects.toThrow();
    expect((await at.client.query.loadTable('sales')).numRows).toBe(60);
    await at.client.query.executeSql('sales', 'CREATE INDEX by_price ON train (price)');
    expect(await at.client.query.executeSql('sales', 'UPDATE train SET city = ? WHERE id = ?', ['Bergen', 100])).toBe(1);
    expect(await at.client.query.rows('sales', 'SELECT city FROM train WHERE id = 100')).toEqual([{ city: 'Bergen' }]);
    const plan = (await at.client.query.explain('sales', 'SELECT id FROM train WHERE price = ?', [12])).join('\n');
    expect(plan).toMatch(backend === 'sqlite' ? /by_price/ : /train/i);
    for (const sql of ['SELECT 1; DELETE FROM train', 'ANALYZE DELETE FROM train'])
      await expect(at.client.query.explain('sales', sql)).rejects.toThrow();
    expect((await at.client.query.loadTable('sales')).numRows).toBe(60);
  });

  test('two datasets by key, inner and left, and neither is changed', async () => {
    await at.sales();
    await at.add('shops', { train: shops });
    const before = rowsOfTable(await at.client.query.loadTable('shops'));
    const inner = await at.client.query.rows(
      ['sales', 'shops'],
      'SELECT boss, count(*) AS n FROM sales.train JOIN shops.train AS s USING (shop) WHERE price > ? GROUP BY boss ORDER BY boss',
      [10],
    );
    const expected = (name: string): number =>
      train.rows.filter((row) => row[1] === name && row[3] !== null && (row[3] as number) > 10).length;
    expect(inner).toEqual([
      { boss: 'Nora', n: expected('north') },
      { boss: 'Sam', n: expected('south') },
    ]);
    const left = await at.client.query.rows(
      ['sales', 'shops'],
      'SELECT a.id, b.boss FROM sales.train AS a LEFT JOIN shops.train AS b ON a.shop = b.shop ORDER BY a.id',
    );
    expect(left).toHaveLength(60);
    expect(left.slice(0, 3).map(({ boss }) => boss)).toEqual(['Nora', 'Sam', null]);
    await expect(at.client.queryDataset(['sales', 'shops'], 'DELETE FROM shops.train')).rejects.toThrow();
    await expect(at.client.queryDataset(['sales', 'shops'], 'SELECT * FROM shops.tran')).rejects.toThrow(/The query is wrong/);
    await expect(at.client.queryDataset(['sales', 'shops'], 'SELECT 1; SELECT 2')).rejects.toThrow('A query is one statement; these are 2');
    expect(rowsOfTable(await at.client.query.loadTable('shops'))).toEqual(before);
    const empty = await at.client.queryDataset(['sales', 'shops'], 'SELECT boss FROM shops.train WHERE boss IS NULL');
    expect([empty.numRows, empty.schema.fields.map(({ name }) => name)]).toEqual([0, ['boss']]);
  });

  test('batches of a query in bounded memory', async () => {
    await at.sales();
    const sizes: number[] = [];
    for await (const batch of at.client.query.batches('sales', 'SELECT id FROM train ORDER BY id', [], { batchSize: 25 }))
      sizes.push(batch.numRows);
    expect(sizes.reduce((a, b) => a + b)).toBe(60);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(25);
  });

  test('a table chunk by chunk: every row once, in order', async () => {
    await at.sales();
    const ids: bigint[] = [];
    const sizes: number[] = [];
    for await (const chunk of at.client.iterateDataset('sales', { chunkSize: 7, columns: ['id'] })) {
      sizes.push(chunk.numRows);
      ids.push(...chunk.getChild('id')!);
    }
    expect(ids).toEqual(train.rows.map(([id]) => id));
    expect(sizes).toEqual([7, 7, 7, 7, 7, 7, 7, 7, 4]);
    expect(await at.client.processInChunks('sales', (chunk, i) => [i, chunk.numRows], { chunkSize: 40 })).toEqual([
      [0, 40],
      [1, 20],
    ]);
    expect(
      await at.client.processInChunks(await at.client.query.loadTable('sales', 'test'), (chunk) => chunk.numRows, { chunkSize: 5 }),
    ).toEqual([5, 5, 2]);
    await expect(at.client.iterateDataset('sales', { chunkSize: 0 }).next()).rejects.toThrow('Chunks of 0 rows');
  });

  test('an iteration that is left early gives its connection back', async () => {
    await at.sales();
    for (let i = 0; i < 20; i++)
      for await (const chunk of at.client.iterateDataset('sales', { chunkSize: 1 })) if (chunk.numRows === 1) break;
    expect((await at.client.query.loadTable('sales')).numRows).toBe(60);
  });

  test('every table by its name', async () => {
    await at.sales();
    expect(Object.keys(await at.client.loadDatasetFiles('sales', { features: false })).sort()).toEqual([
      'sample_submission',
      'test',
      'train',
    ]);
    const all = await at.client.loadDatasetFiles('sales', { limit: 3 });
    expect(Object.entries(all).map(([name, table]) => [name, table.numRows])).toContainEqual(['train_features', 3]);
    expect(await at.client.query.getColumnInfo('sales', 'test')).toContainEqual({ name: 'day', type: 'timestamp' });
    await expect(at.client.query.loadTable('sales', 'tran')).rejects.toThrow('has no table "tran"');
    await expect(at.client.query.loadTable('sales', 'train', { columns: ['prise'] })).rejects.toMatchObject({ code: 'unknown-column' });
  });

  test('other rows of a table take its features away, and are counted', async () => {
    await at.sales();
    const { management } = at.client;
    const rows = rowsOfTable(await at.client.query.loadTable('sales', 'train', { limit: 5 }));
    await management.loadRows('sales', 'train', rows, { force: true });
    const record = await at.client.getDataset('sales');
    expect(record.metadata.statistics?.row_count).toBe(17);
    expect(record.feature_tables).toEqual({ test: 'test_features' });
    expect((await management.describe('sales')).tables.map(({ table }) => table)).not.toContain('train_features');
    await management.loadRows('sales', 'train', await at.client.query.loadTable('sales', 'train'), { append: true });
    expect((await at.client.query.loadTable('sales')).numRows).toBe(10);
    expect((await at.client.prepareForMl('sales')).featureNames).toEqual(['price', 'open']);
  });

  test('rows in memory become a table: objects, Arrow tables, batches', async () => {
    await at.sales();
    const objects = [
      { id: 1, at: new Date('2024-02-03T04:05:06Z'), ok: true, x: 1.5, word: 'a' },
      { id: 2, at: null, ok: null, x: null, word: null, more: 'b' },
    ];
    const { management, query } = at.client;
    expect(await management.loadRows('sales', 'notes', objects)).toBe(2);
    expect(rowsOfTable(await query.loadTable('sales', 'notes'))).toEqual([{ ...objects[0], more: null }, objects[1]]);
    await expect(management.loadRows('sales', 'notes', objects)).rejects.toMatchObject({ code: 'exists' });
    expect(await management.loadRows('sales', 'notes', [{ id: 3, word: 'c' }], { append: true }).catch(() => 'refused')).toBe('refused');

    const table = new Table({ k: vectorFromArray([1n, null], new Int64()), v: vectorFromArray(['x', 'y'], new Utf8()) });
    await management.loadRows('sales', 'arrow', table);
    await management.loadRows('sales', 'arrow', table.batches, { append: true });
    expect(rowsOfTable(await query.loadTable('sales', 'arrow'))).toHaveLength(4);
    await management.loadRows('sales', 'arrow', table, { force: true });
    expect(rowsOfTable(await query.loadTable('sales', 'arrow'))).toEqual([
      { k: 1, v: 'x' },
      { k: null, v: 'y' },
    ]);
    expect((await at.client.getDataset('sales')).tables).toMatchObject({ notes: 'notes', arrow: 'arrow', train: 'train' });
    await expect(management.loadRows('sales', 'none', [])).rejects.toMatchObject({ code: 'empty' });
    async function* many() {
      for (let i = 0; i < 25_000; i++) yield { i, text: `row ${i}` };
    }
    expect(await management.loadRows('sales', 'many', many())).toBe(25_000);
    await expect(management.loadRows('sales', 'odd', [{ i: 1 }, { i: 'x' }])).resolves.toBe(2);
  });
});

describe('datasets of two backends', () => {
  const at = shop();

  test('are not asked together, and the error names both', async () => {
    await at.sales();
    await at.reopen({ MDM_DATABASE_DEFAULT_BACKEND: 'duckdb' });
    await at.add('shops', { train: shops });
    const query = at.client.queryDataset(['sales', 'shops'], 'SELECT * FROM sales.train JOIN shops.train USING (shop)');
    await expect(query).rejects.toMatchObject({
      code: 'backend',
      message: 'sales is kept by sqlite and shops by duckdb: one query reads datasets of one backend.',
    });
  });

  test('a dataset that is not there is named', async () => {
    await at.sales();
    await expect(at.client.queryDataset(['sales', 'shop'], 'SELECT 1')).rejects.toMatchObject({ code: 'not-found' });
    await expect(at.client.queryDataset([], 'SELECT 1')).rejects.toThrow('needs the name of a dataset');
  });
});
