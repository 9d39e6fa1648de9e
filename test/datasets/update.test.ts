import { DatabaseSync } from 'node:sqlite';
import { openRepository } from '../../src/datasets/repository.js';
import { RECORD_KEY, updateDataset, type DatasetChanges } from '../../src/datasets/update.js';
import { shelf } from './shelf.js';

const home = shelf();
beforeEach(() => home.add('t', undefined, { tags: ['a', 'b'], target_column: 'age' }));

const stored = async (): Promise<Record<string, unknown>> => {
  const backend = await home.ws.backends.of('sqlite');
  return (await backend.getMetadata('t', RECORD_KEY)) as Record<string, unknown>;
};

test.each<[DatasetChanges, Record<string, unknown>]>([
  [{ description: 'New text' }, { description: 'New text', target_column: 'age' }],
  [{ target: 'city' }, { target_column: 'city', description: null }],
  [{ problemType: 'regression' }, { problem_type: 'regression' }],
  [{ problemType: 'multiclass' }, { problem_type: 'multiclass_classification' }],
  [{ problemType: 'time-series' }, { problem_type: 'time_series' }],
  [{ idColumns: ['id', ' id '] }, { id_columns: ['id'] }],
  [{ tags: ['x', 'y', 'x'] }, { tags: ['x', 'y'] }],
  [{ tags: [''] }, { tags: [] }],
  [{ addTags: ['b', 'c'] }, { tags: ['a', 'b', 'c'] }],
  [{ removeTags: ['a'] }, { tags: ['b'] }],
  [{ addTags: ['c'], removeTags: ['c', 'a'] }, { tags: ['b'] }],
  [
    { timeColumn: 'id', groupColumn: 'city', source: 'kaggle' },
    { time_column: 'id', group_column: 'city', source: 'kaggle' },
  ],
])('%j', async (changes, expected) => {
  await updateDataset(home.ws, 'T', changes);
  const record = await openRepository((await home.reopen()).config).get('t');
  expect(record).toMatchObject(expected);
  expect(Date.parse(record.last_updated_at)).toBeGreaterThan(Date.parse('2026-01-01T00:00:00.000Z'));
  expect(await stored()).toMatchObject({ ...expected, last_updated_at: record.last_updated_at });
});

test.each<[DatasetChanges, string]>([
  [{ target: 'agee' }, 'unknown-column'],
  [{ idColumns: ['id', 'no'] }, 'unknown-column'],
  [{ timeColumn: 'no' }, 'unknown-column'],
  [{ problemType: 'guess' }, 'usage'],
  [{ problemType: 'classification' }, 'usage'],
])('%j is refused and changes nothing', async (changes, code) => {
  const before = await openRepository(home.ws.config).get('t');
  await expect(updateDataset(home.ws, 't', { description: 'no', ...changes })).rejects.toMatchObject({ code, exit: 2 });
  expect(await openRepository(home.ws.config).get('t')).toEqual(before);
});

test('nothing to change moves nothing', async () => {
  const { changed, record } = await updateDataset(home.ws, 't', {});
  expect(changed).toEqual([]);
  expect(record.last_updated_at).toBe('2026-01-01T00:00:00.000Z');
});

test('a dataset that is not there is not found', () =>
  expect(updateDataset(home.ws, 'nosuch', { description: 'x' })).rejects.toMatchObject({ code: 'not-found', exit: 3 }));

test('times of update never stand still', async () => {
  await home.point('t', { last_updated_at: '2999-01-01T00:00:00.000Z' });
  const { record } = await updateDataset(home.ws, 't', { description: 'later' });
  expect(record.last_updated_at).toBe('2999-01-01T00:00:00.001Z');
});

test('a locked database is waited for and then told, and the pointer stays', async () => {
  const ws = await home.reopen({ MDM_DATABASE_CONNECTION_TIMEOUT: '1' });
  const path = (await ws.backends.of('sqlite')).locate('t');
  const other = new DatabaseSync(path);
  other.exec('BEGIN EXCLUSIVE');
  try {
    await expect(updateDataset(ws, 't', { description: 'x' })).rejects.toMatchObject({
      code: 'backend',
      message: expect.stringContaining('locked'),
    });
  } finally {
    other.exec('ROLLBACK');
    other.close();
  }
  expect((await openRepository(ws.config).get('t')).description).toBeNull();
});
