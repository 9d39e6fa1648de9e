import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Float64, Int64, Table, Utf8, vectorFromArray } from 'apache-arrow';
import type { TrainTest } from '../../src/client/tables.js';
import { takeTable } from '../../src/ml/take.js';
import { record, shop, train } from './shop.js';

const int64 = (values: readonly number[]) => vectorFromArray(values.map(BigInt), new Int64());
const idsOfTest = Array.from({ length: 12 }, (_, i) => 200 + i);

describe.each([['sqlite'], ['duckdb']])('%s', (backend) => {
  const at = shop({ MDM_DATABASE_DEFAULT_BACKEND: backend });

  test('the tables of features as 32-bit numbers, with labels as codes', async () => {
    await at.sales();
    const made = await at.client.prepareForMl('sales', { framework: 'tfjs' });
    expect(made.featureNames).toEqual(['price_log', 'open_', 'weekday']);
    expect(made.X_train.shape).toEqual([60, 3]);
    expect(made.X_train.data).toBeInstanceOf(Float32Array);
    expect([...made.X_train.data.slice(0, 3)]).toEqual([Math.fround(Math.log1p(10)), 1, 0]);
    expect(made.X_train.data[9 * 3]).toBeNaN();
    expect(made.classes).toEqual(['few', 'many']);
    expect([...made.y_train!.slice(0, 4)]).toEqual([0, 1, 1, 0]);
    expect(made.X_test?.shape).toEqual([12, 3]);
    expect(made.y_test).toBeUndefined();
    expect([...made.ids_test!.getChild('id')!]).toEqual(idsOfTest.map(BigInt));
    expect(made.ids_train.numRows).toBe(60);
  });

  test('the tables as they were loaded, where there are no features', async () => {
    await at.sales({}, { features: false });
    const made = await at.client.prepareForMl('sales');
    expect(made.featureNames).toEqual(['price', 'open']);
    expect(made.X_train.data).toBeInstanceOf(Float64Array);
    expect(made.leftOut).toEqual([
      { name: 'id', why: 'it is an id' },
      { name: 'shop', why: 'it holds text' },
      { name: 'day', why: 'it is the time' },
      { name: 'city', why: 'it holds text' },
      { name: 'sold', why: 'it is the target' },
    ]);
    const coded = await at.client.prepareForMl('sales', { texts: 'codes', order: 'column' });
    expect(coded.featureNames).toEqual(['shop', 'price', 'open', 'city']);
    expect([...coded.X_train.data.slice(0, 4)]).toEqual([0, 1, 2, 0]);
    expect([...coded.X_test!.data.slice(-12)]).toEqual(Array(12).fill(1));
  });

  test('as Arrow tables', async () => {
    await at.sales();
    const made = await at.client.prepareForMl('sales', { framework: 'arrow' });
    expect(made.X_train.schema.fields.map(({ name }) => name)).toEqual(['price_log', 'open_', 'weekday']);
    expect(made.X_test!.numRows).toBe(12);
  });

  test('a number is a target as it is', async () => {
    await at.sales({ target_column: 'price', problem_type: 'regression' }, { features: false });
    const made = await at.client.prepareForMl('sales', { framework: 'tfjs' });
    expect(made.y_train).toBeInstanceOf(Float32Array);
    expect([...made.y_train!.slice(0, 3)]).toEqual([10, 10.5, 11]);
    expect(made.y_train![9]).toBeNaN();
    expect(made.classes).toEqual([]);
    expect(made.y_test).toHaveLength(12);
  });

  test('a test table without a column of the training table is refused by name', async () => {
    await at.sales({}, { features: true, testFeatures: false });
    const wanted = { features: true } as const;
    await expect(at.client.prepareForMl('sales', wanted)).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('no features of test'),
    });
    await expect(at.client.prepareForMl('sales', { featureColumns: ['price', 'sold'], features: false })).rejects.toMatchObject({
      code: 'schema-mismatch',
      message: 'test has not all columns of train: "sold" missing.',
    });
    await expect(at.client.prepareForMl('sales', { featureColumns: ['prize'] })).rejects.toMatchObject({ code: 'unknown-column' });
  });

  test('a framework that reads files needs a folder', async () => {
    await at.sales();
    await expect(at.client.prepareForMl('sales', { framework: 'sklearn' })).rejects.toThrow('sklearn reads files, and no folder');
    const folder = join(at.folder, 'py');
    const { files, X_train } = await at.client.prepareForMl('sales', { framework: 'sklearn', folder });
    expect(X_train.numRows).toBe(60);
    expect(files!.map((file) => existsSync(file))).toEqual([true, true, true]);
    await expect(at.client.prepareForMl('sales', { framework: 'sklearn', folder })).rejects.toMatchObject({ code: 'exists' });
    await at.client.prepareForMl('sales', { framework: 'sklearn', folder, force: true });
    await expect(at.client.prepareForMl('sales', { framework: 'keras' as 'tfjs' })).rejects.toThrow('There is no framework "keras"');
  });

  test('features, target and ids of one table', async () => {
    await at.sales();
    const { X, y, ids } = await at.client.loadDataset('sales', { limit: 5 });
    expect(X.schema.fields.map(({ name }) => name)).toEqual(['shop', 'price', 'open', 'city']);
    expect([...y!]).toEqual(['few', 'many', 'many', 'few', 'many']);
    expect(ids.schema.fields.map(({ name }) => name)).toEqual(['id']);
    const other = await at.client.loadDataset('sales', { role: 'test', featureColumns: ['price'] });
    expect([other.X.numRows, other.y]).toEqual([12, undefined]);
  });

  test('splits follow the columns of the record', async () => {
    await at.sales();
    const byTime = await at.client.ml.split('sales', { testSize: 0.2, gap: 2 });
    expect(byTime).toMatchObject({ by: 'time', column: 'day', table: 'train', rows: 60 });
    expect([byTime.test[0], byTime.test.length, byTime.train.at(-1)]).toEqual([48, 12, 45]);

    const stratified = await at.client.ml.split('sales', { by: 'stratified', testSize: 0.2 });
    const few = [...stratified.test].filter((row) => train.rows[row]![6] === 'few').length;
    expect([stratified.column, stratified.test.length, few]).toEqual(['sold', 12, 4]);

    const grouped = await at.client.ml.split('sales', { by: 'group', column: 'shop', testSize: 0.3 });
    const shops = (rows: Uint32Array): string[] => [...new Set([...rows].map((row) => String(train.rows[row]![1])))];
    expect(shops(grouped.test)).toHaveLength(1);
    expect(shops(grouped.train)).not.toContain(shops(grouped.test)[0]);

    const { folds, by } = await at.client.ml.folds('sales', { folds: 3, by: 'random' });
    expect([by, folds.flatMap(({ test }) => [...test]).length]).toEqual(['random', 60]);
    await expect(at.client.ml.split('sales', { by: 'group' })).rejects.toThrow('has no group column');

    await at.point('sales', {
      ...record,
      tables: { train: 'train', test: 'test' },
      time_column: null,
      metadata: { datetime_columns: [], stratify_column: 'shop' },
    });
    const byShop = await at.client.ml.split('sales', { testSize: 0.25 });
    expect([byShop.by, byShop.column]).toEqual(['stratified', 'shop']);
    for (const name of ['north', 'south', 'west']) expect([...byShop.test].filter((row) => train.rows[row]![1] === name)).toHaveLength(5);
  });

  test('time series go forward, and no row is in two tests', async () => {
    await at.sales();
    const rows = ({ train, test }: TrainTest): number[] => [train.numRows, test.numRows];
    const { client } = at;
    // Twenty days each, and the last six of them are tested; the gap of a day leaves one out.
    expect((await client.splitTimeSeries('sales', { nSplits: 3, testSize: 0.3, gap: 1 })).map(rows)).toEqual([
      [13, 6],
      [33, 6],
      [53, 6],
    ]);
    const sliding = await client.splitTimeSeries('sales', { nSplits: 3, testSize: 0.3, strategy: 'sliding' });
    expect(sliding.map(rows)).toEqual(Array(3).fill([14, 6]));
    for (const { train, test } of sliding) {
      const [before, after] = [train, test].map((part) => [...part.getChild('day')!] as number[]) as [number[], number[]];
      expect(Math.max(...before)).toBeLessThan(Math.min(...after));
      expect(before).toEqual([...before].sort((a, b) => a - b));
    }
    const data = await client.query.loadTable('sales');
    expect((await client.createTimeSeriesSplits(data, 'day', { nSplits: 2 })).map(rows)).toEqual([
      [20, 20],
      [40, 20],
    ]);
    await expect(client.splitTimeSeries('sales', { gap: 100 })).rejects.toThrow('No split has anything to train on');
    await expect(client.createTimeSeriesSplits(data, 'day', { nSplits: 60 })).rejects.toThrow(
      'There are 60 different times, too few for 60 splits',
    );
    await expect(client.createTimeSeriesSplits(data, 'open')).rejects.toThrow('The column "open" holds no times');
  });

  test('predictions are kept with ids, in the order of the table', async () => {
    await at.sales();
    const shuffled = [...idsOfTest].reverse();
    const given = new Table({
      sold: vectorFromArray(
        shuffled.map((id) => `p${id}`),
        new Utf8(),
      ),
      id: int64(shuffled),
    });
    expect(await at.client.ml.savePredictions('sales', given, { name: 'm1' })).toEqual({
      table: 'predictions_m1',
      rows: 12,
      columns: ['id', 'sold'],
    });
    const kept = await at.client.ml.loadPredictions('sales', 'm1');
    expect([...kept.getChild('id')!]).toEqual(idsOfTest.map(BigInt));
    expect([...kept.getChild('sold')!]).toEqual(idsOfTest.map((id) => `p${id}`));
    const described = await at.client.management.describe('sales');
    expect(described.predictions).toEqual([{ name: 'm1', table: 'predictions_m1' }]);
    const { files } = await at.client.exportDataset('sales', {
      tables: ['predictions_m1'],
      format: 'csv',
      compression: 'none',
      outputDir: at.folder,
    });
    expect(readFileSync(files[0]!, 'utf8').split('\n').slice(0, 2)).toEqual(['id,sold', '200,p200']);

    await expect(at.client.ml.savePredictions('sales', given, { name: 'm1' })).rejects.toMatchObject({ code: 'exists' });
    await at.client.ml.savePredictions('sales', { id: idsOfTest, sold: idsOfTest.map(() => 'few') }, { name: 'm1', force: true });
    expect([...(await at.client.ml.loadPredictions('sales', 'm1')).getChild('sold')!]).toEqual(Array(12).fill('few'));
  });

  test.each([
    ['too few rows', { id: idsOfTest.slice(1), sold: idsOfTest.slice(1).map(() => 1) }, /There are 11 predictions for the 12 rows of test/],
    ['a foreign id', { id: [...idsOfTest.slice(1), 7], sold: idsOfTest.map(() => 1) }, /The id 200 is on one side only/],
    ['an id twice', { id: [...idsOfTest.slice(1), 201], sold: idsOfTest.map(() => 1) }, /The id 201 is there more than once/],
    ['no ids', { sold: idsOfTest.map(() => 1) }, /The id column "id" is missing/],
    ['ids alone', { id: idsOfTest }, /There are ids and no predictions/],
  ])('predictions with %s are refused, and nothing is kept', async (_, given, said) => {
    const before = await at.sales();
    await expect(at.client.ml.savePredictions('sales', given, { name: 'm1' })).rejects.toThrow(said);
    expect(await at.client.getDataset('sales')).toEqual(before);
    const { tables } = await at.client.management.describe('sales');
    expect(tables.filter(({ table }) => /predictions/.test(table))).toEqual([]);
  });

  test('predictions never take the place of data', async () => {
    await at.add('other', { train, predictions_m1: train }, { tables: { train: 'train', predictions_m1: 'predictions_m1' } });
    const given = { id: train.rows.map(([id]) => id), p: train.rows.map(() => 1) };
    await expect(at.client.ml.savePredictions('other', given, { name: 'm1', force: true })).rejects.toMatchObject({
      code: 'exists',
      message: 'predictions_m1 is a table of the data of other.',
    });
  });

  test('without an id column, predictions have the number of the row', async () => {
    await at.sales({ id_columns: [] });
    await at.client.ml.savePredictions('sales', { p: idsOfTest.map((id) => id / 1000) }, { name: 'M 1'.replace(' ', '-') });
    const kept = await at.client.ml.loadPredictions('sales', 'm_1');
    expect([kept.getChild('row')!.get(11), kept.getChild('p')!.get(0)]).toEqual([11n, 0.2]);
    await expect(at.client.ml.loadPredictions('sales', 'm2')).rejects.toThrow('has no predictions "m2"');
  });

  test('a submission is as the sample has it', async () => {
    await at.sales();
    const file = join(at.folder, 'submission.csv');
    const made = await at.client.createSubmission(
      'sales',
      idsOfTest.map((id) => (id % 2 ? 'many' : 'few')),
      { file },
    );
    expect(made).toEqual({ file, rows: 12, columns: ['id', 'sold'] });
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    expect([lines[0], lines[1], lines.at(-1)]).toEqual(['id,sold', '211,many', '200,few']);
    await expect(at.client.createSubmission('sales', idsOfTest, { file })).rejects.toMatchObject({ code: 'exists' });

    await at.client.ml.savePredictions('sales', { id: idsOfTest, label: idsOfTest.map(() => 'few') }, { name: 'm1' });
    await at.client.createSubmission('sales', 'm1', { file, force: true });
    expect(readFileSync(file, 'utf8').match(/few/g)).toHaveLength(12);
    await expect(at.client.createSubmission('sales', [1, 2], { file, force: true })).rejects.toThrow(
      'There are 2 predictions of sold for 12 rows',
    );
  });

  test('files for Python have ids, features and target, and say which is which', async () => {
    await at.sales();
    const made = await at.client.ml.writeForPython('sales', join(at.folder, 'p'));
    expect(JSON.parse(readFileSync(join(at.folder, 'p/dataset.json'), 'utf8'))).toEqual({
      name: 'sales',
      problem_type: 'binary_classification',
      target: 'sold',
      ids: ['id'],
      features: ['price_log', 'open_', 'weekday'],
      tables: { train: 'train.parquet', test: 'test.parquet' },
    });
    expect(made.files.map((file) => existsSync(file))).toEqual([true, true, true]);
    await expect(at.client.ml.writeForPython('sales', join(at.folder, 'p'))).rejects.toMatchObject({ code: 'exists' });
    await at.client.ml.writeForPython('sales', join(at.folder, 'p'), { format: 'arrow', force: true });
    const { tableFromIPC } = await import('apache-arrow');
    const table = tableFromIPC(readFileSync(join(at.folder, 'p/train.arrow')));
    expect(table.schema.fields.map(({ name, type }) => [name, String(type)])).toEqual([
      ['id', String(new Int64())],
      ['price_log', String(new Float64())],
      ['open_', 'Bool'],
      ['weekday', 'Int64'],
      ['sold', 'Utf8'],
    ]);
    expect(table.numRows).toBe(60);
  });

  test('columns whose names are numbers keep their values', async () => {
    const file = join(at.folder, 'years.csv');
    const lines = Array.from({ length: 20 }, (_, i) => `${i + 1},${i / 2},${100 + i},${i % 2},2024-01-${String(i + 1).padStart(2, '0')}`);
    writeFileSync(file, `id,share,2019,1,day\n${lines.join('\n')}\n`);
    const { client } = at;
    await client.registerDataset('years', file, { target: '1', idColumns: ['id'], timeColumn: 'day', features: false });
    const { X_train, featureNames } = await client.prepareForMl('years');
    expect(featureNames).toEqual(['share', '2019']);
    expect([...X_train.data.slice(0, 4)]).toEqual([0, 100, 0.5, 101]);
    const { ids } = await client.loadDataset('years');
    expect(ids.schema.fields.map(({ name }) => name)).toEqual(['id']);

    const [first] = await client.splitTimeSeries('years', { nSplits: 2, testSize: 0.4 });
    const table = await client.query.loadTable('years');
    const mixed = takeTable(table, [3, 1]);
    for (const part of [first!.train, mixed])
      expect(part.schema.fields.map(({ name }) => name)).toEqual(['id', 'share', '2019', '1', 'day']);
    expect([...mixed.getChild('2019')!]).toEqual([103n, 101n]);
    expect([...mixed.getChild('share')!]).toEqual([1.5, 0.5]);

    await client.export.exportWithTransform({
      dataset: 'years',
      transformations: [{ type: 'select', columns: ['share', '2019'] }],
      output: join(at.folder, 'two.csv'),
    });
    expect(readFileSync(join(at.folder, 'two.csv'), 'utf8').split('\n').slice(0, 2)).toEqual(['share,2019', '0.0,100']);
    await client.management.loadRows('years', 'more', [{ word: 'a' }, { word: 'b', 7: 'c' }]);
    expect(await client.query.rows('years', 'SELECT * FROM more')).toEqual([
      { word: 'a', 7: null },
      { word: 'b', 7: 'c' },
    ]);
  });
});
