import { existsSync, readFileSync } from 'node:fs';
import { openDataset } from '../../src/datasets/open.js';
import { openRepository } from '../../src/datasets/repository.js';
import { batchStats } from '../../src/datasets/statistics/batch.js';
import { computeStatistics, statisticsFile } from '../../src/datasets/statistics/compute.js';
import { datasetStatistics } from '../../src/datasets/statistics/statistics.js';
import { storedStatistics } from '../../src/datasets/statistics/stored.js';
import { MdmError } from '../../src/errors.js';
import { shelf, small, type TableOf } from './shelf.js';

const features: TableOf = { columns: { age_log: 'double' }, rows: [[1], [2]] };
const tables = { train: small, test: small, sample_submission: small, train_features: features, predictions_a: small };

describe.each(['sqlite', 'duckdb'])('statistics of a dataset in %s', (backend) => {
  const home = shelf({ MDM_DATABASE_DEFAULT_BACKEND: backend });
  const add = (name = 'd') => home.add(name, tables, { tables: { train: 'train', test: 'test', sample_submission: 'sample_submission' } });
  const open = (name = 'd') => openDataset(home.ws, name);

  it('measures and keeps them in the store and as a file', async () => {
    await add();
    const dataset = await open();
    expect(await storedStatistics(dataset)).toBeUndefined();
    const found = await computeStatistics(home.ws, dataset, dataset.record.tables);
    expect(found.tables.map(({ table, rows }) => [table, rows])).toEqual([
      ['train', 2],
      ['test', 2],
      ['sample_submission', 2],
    ]);
    expect(found.tables[0]!.columns).toMatchObject([
      { name: 'id', type: 'int64', count: 2, nulls: 0, unique: 2, min: 1, max: 2, mean: 1.5 },
      { name: 'age', type: 'double', count: 1, nulls: 1, mean: 22, std: null },
      { name: 'city', type: 'text', count: 2, unique: 2, length: { min: 4, mean: 4, max: 4 } },
    ]);
    expect(await storedStatistics(dataset)).toEqual(found);
    expect(JSON.parse(readFileSync(statisticsFile(home.ws, dataset.store), 'utf8'))).toEqual(found);
  });

  it('rows and memory are those of train, validation, test and data alone', async () => {
    await add();
    const dataset = await open();
    const found = await computeStatistics(home.ws, dataset, { ...dataset.record.tables, 'train features': 'train_features' });
    expect(found.row_count).toBe(4);
    const [train, test] = found.tables;
    expect(found.memory_size_bytes).toBe(train!.memory_size_bytes + test!.memory_size_bytes);
    // id: 16; age: 16 and a bitmap; city: two offsets and 8 letters.
    expect(train!.memory_size_bytes).toBe(16 + 16 + 1 + 8 + 8);
  });

  it('takes those that are kept until the dataset changes', async () => {
    const record = await add();
    const first = await datasetStatistics(home.ws, await open());
    expect((await datasetStatistics(home.ws, await open())).computed_at).toBe(first.computed_at);
    await openRepository(home.ws.config).save({ ...record, description: 'other', last_updated_at: '2026-02-02T00:00:00.000Z' });
    expect((await datasetStatistics(home.ws, await open())).computed_at > first.computed_at).toBe(true);
  });

  it('takes those of the registration, which knows of no record', async () => {
    await add();
    const { backend: store } = await open();
    const kept = await computeStatistics(
      home.ws,
      { backend: store, store: 'd', record: { name: 'd' } },
      { train: 'train', test: 'test', sample_submission: 'sample_submission' },
    );
    expect(kept.last_updated_at).toBeNull();
    expect((await datasetStatistics(home.ws, await open())).computed_at).toBe(kept.computed_at);
  });

  it('measures again for full ones, keeps them for both, and adds features', async () => {
    await add();
    const little = await datasetStatistics(home.ws, await open());
    expect(little.other_tables).toEqual([
      { table: 'predictions_a', rows: 2, columns: 3 },
      { table: 'train_features', rows: 2, columns: 1 },
    ]);
    const full = await datasetStatistics(home.ws, await open(), { full: true });
    expect(full.tables.map(({ table, full: all }) => [table, all])).toEqual([
      ['train', true],
      ['test', true],
      ['sample_submission', true],
      ['train_features', true],
    ]);
    expect(full.other_tables.map(({ table }) => table)).toEqual(['predictions_a']);
    expect((await datasetStatistics(home.ws, await open())).computed_at).toBe(full.computed_at);
  });

  it('one table, by its name or its role, predictions too', async () => {
    await add();
    expect((await datasetStatistics(home.ws, await open(), { table: 'predictions_a' })).tables.map(({ table }) => table)).toEqual([
      'predictions_a',
    ]);
    expect((await datasetStatistics(home.ws, await open(), { table: 'test' })).tables).toHaveLength(1);
    const refused = await datasetStatistics(home.ws, await open(), { table: 'tset' }).catch((error: unknown) => error as MdmError);
    expect(refused).toMatchObject({ code: 'usage', message: 'The dataset "d" has no table "tset"; did you mean test?' });
  });

  it('of several datasets, one of which is not there', async () => {
    await add('a');
    await add('b');
    const outcomes = await batchStats(home.ws, ['a', 'gone', 'b']);
    expect(outcomes.map(({ name, ok }) => [name, ok])).toEqual([
      ['a', true],
      ['gone', false],
      ['b', true],
    ]);
  });

  it('an aborted measurement leaves nothing', async () => {
    await add();
    const stop = new AbortController();
    stop.abort();
    const stopped = { ...home.ws, signal: stop.signal };
    await expect(computeStatistics(stopped, await open(), { train: 'train' })).rejects.toMatchObject({ code: 'interrupted' });
    expect(await storedStatistics(await open())).toBeUndefined();
    expect(existsSync(statisticsFile(home.ws, 'd'))).toBe(false);
  });
});
