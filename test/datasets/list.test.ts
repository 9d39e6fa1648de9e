import { listDatasets, hiddenNote } from '../../src/datasets/list.js';
import type { DatasetRecord } from '../../src/datasets/record.js';
import { shelf } from './shelf.js';

const home = shelf();
const names = async (options: Parameters<typeof listDatasets>[1] = {}): Promise<string[]> =>
  (await listDatasets(home.ws, options)).datasets.map(({ record }) => record.name);
const rows = (count: number): Pick<DatasetRecord, 'metadata'> => ({
  metadata: { datetime_columns: [], statistics: { row_count: count, memory_size_bytes: 1, computed_at: '2026-01-01T00:00:00Z' } },
});

describe('order', () => {
  beforeEach(async () => {
    await home.point('zebra', { ...rows(9), registered_at: '2026-03-01T00:00:00Z', last_updated_at: '2026-03-02T00:00:00Z' });
    await home.point('apple', { ...rows(100), registered_at: '2026-02-01T00:00:00Z', last_updated_at: '2026-05-01T00:00:00Z' });
    await home.point('mango', { registered_at: '2026-01-01T00:00:00Z', last_updated_at: '2026-01-01T00:00:00Z' });
    await home.point('banana', { ...rows(20), registered_at: '2026-01-01T00:00:00Z', last_updated_at: '2026-01-01T00:00:00Z' });
  });

  test.each([
    [{}, ['apple', 'banana', 'mango', 'zebra']],
    [{ sortBy: 'name', reverse: true }, ['zebra', 'mango', 'banana', 'apple']],
    [{ sortBy: 'registration_date' }, ['banana', 'mango', 'apple', 'zebra']],
    [{ sortBy: 'last_updated_at' }, ['banana', 'mango', 'zebra', 'apple']],
    // Numbers, not texts; what is unknown comes last either way.
    [{ sortBy: 'row_count' }, ['zebra', 'banana', 'apple', 'mango']],
    [{ sortBy: 'rows', reverse: true }, ['apple', 'banana', 'zebra', 'mango']],
    [{ limit: 2 }, ['apple', 'banana']],
    [{ limit: 2, offset: 3 }, ['zebra']],
    [{ filter: 'row_count>=20' }, ['apple', 'banana']],
  ])('%j', async (options, expected) => expect(await names(options)).toEqual(expected));

  test('a field that is none is refused', () =>
    expect(names({ sortBy: 'colour' })).rejects.toMatchObject({ code: 'usage', next: expect.stringContaining('row_count') }));
});

test('sizes are those on disk, and unknown ones come last', async () => {
  const many = {
    columns: { id: 'int64', text: 'text' },
    rows: Array.from({ length: 2_000 }, (_, i) => [BigInt(i), 'x'.repeat(100)]),
  } as const;
  await home.add('large', { train: many });
  await home.add('small');
  await home.point('gone');
  const { datasets } = await listDatasets(home.ws, { sortBy: 'size' });
  expect(datasets.map(({ record }) => record.name)).toEqual(['small', 'large', 'gone']);
  expect(datasets[2]?.size).toBeUndefined();
  const backend = await home.ws.backends.of('sqlite');
  expect(datasets[1]?.size).toBe(await backend.sizeOf('large'));
  expect(await names({ filter: 'size_mb<=100' })).toEqual(['large', 'small']);
  expect(await names({ filter: 'size_mb>0.15' })).toEqual(['large']);
});

test('datasets of other backends are hidden, counted, and shown on demand', async () => {
  await home.point('mine');
  await home.point('theirs', { database: { backend: 'duckdb', store: 'theirs' } });
  const list = await listDatasets(home.ws);
  expect(list.datasets.map(({ record }) => record.name)).toEqual(['mine']);
  expect(hiddenNote(list)).toContain('1 dataset of another backend');
  const all = await listDatasets(home.ws, { allBackends: true });
  expect(all.datasets.map(({ record, usable }) => [record.name, usable])).toEqual([
    ['mine', true],
    ['theirs', false],
  ]);
  expect(await names({ backend: 'duckdb' })).toEqual(['theirs']);
  await expect(names({ backend: 'oracle' })).rejects.toMatchObject({ code: 'usage' });
});

test('an empty home is an empty list', async () => {
  expect(await listDatasets(home.ws)).toMatchObject({ datasets: [], total: 0, hidden: 0 });
});
