import { existsSync } from 'node:fs';
import { BACKENDS, type IStorageBackend } from '../../src/storage/backend.js';
import { differences, fingerprint } from '../../src/storage/checksum.js';
import { copyStore, metadataOf } from '../../src/storage/move.js';
import { openBackend } from '../../src/storage/open.js';
import { home, load, numbers, read, type Rows } from './tables.js';

const FILES = BACKENDS.filter((name) => name !== 'postgresql');
const columns = { n: 'int64', x: 'double', b: 'boolean', s: 'text', t: 'timestamp', d: 'date' } as const;
const rows: Rows = [
  [1n, 0.5, true, 'a', '2024-01-01 00:00:00.000001', '2024-01-01'],
  [-(2n ** 63n), NaN, false, 'é😀', '1969-12-31 23:59:59', '1900-01-01'],
  [2n ** 63n - 1n, -0, null, '', null, null],
  [null, Infinity, true, null, '9999-12-31 23:59:59.999999', '9999-12-31'],
];

describe('moving stores', () => {
  const place = home();
  const backends: IStorageBackend[] = [];
  beforeAll(async () => {
    for (const name of FILES) backends.push(await openBackend(name, await place.config()));
    for (const backend of backends) await backend.createDataset('one');
  });
  afterAll(async () => {
    for (const backend of backends) await backend.close();
    place.remove();
  });

  test('a fingerprint is the same on every backend and in every order of rows', async () => {
    const prints = [];
    for (const backend of backends) {
      await load(backend, 'one', 'same', columns, rows);
      await load(backend, 'one', 'turned', columns, [...rows].reverse());
      prints.push(await fingerprint(backend, 'one', 'same'), { ...(await fingerprint(backend, 'one', 'turned')), table: 'same' });
    }
    for (const print of prints) expect(print).toEqual(prints[0]);
    expect(prints[0]).toMatchObject({
      rows: 4,
      columns: [
        { name: 'n', nulls: 1, min: String(-(2n ** 63n)), max: String(2n ** 63n - 1n) },
        { name: 'x', nulls: 0, min: '0', max: 'Infinity' },
        { name: 'b', nulls: 1, min: 'false', max: 'true' },
        { name: 's', nulls: 1, min: '', max: 'é😀' },
        { name: 't', nulls: 1, min: '1969-12-31 23:59:59', max: '9999-12-31 23:59:59.999999' },
        { name: 'd', nulls: 1, min: '1900-01-01', max: '9999-12-31' },
      ],
    });
  });

  test.each<[string, (given: unknown[][]) => unknown[][], RegExp]>([
    ['a row less', (given) => given.slice(1), /4 rows became 3/],
    ['another number', (given) => [[2n, ...given[0]!.slice(1)], ...given.slice(1)], /column "n": checksum/],
    ['a null for a text', (given) => given.map((row) => row.with(3, row[3] === '' ? null : row[3])), /column "s": nulls 1 became 2/],
    ['NaN for null', (given) => given.map((row) => row.with(1, Number.isNaN(row[1]) ? null : row[1])), /column "x": nulls 0 became 1/],
    ['values in other rows', (given) => given.map((row, i) => row.with(3, given[(i + 1) % 4]![3])), /values stand in other rows/],
    [
      'a microsecond',
      (given) => given.map((row) => row.with(4, row[4] === '1969-12-31 23:59:59' ? '1969-12-31 23:59:59.000001' : row[4])),
      /column "t": min/,
    ],
  ])('%s is seen', async (name, change, problem) => {
    const [backend] = backends as [IStorageBackend];
    await load(backend, 'one', `a ${name}`, columns, rows);
    await load(backend, 'one', `b ${name}`, columns, change(rows.map((row) => [...row])));
    const found = differences(await fingerprint(backend, 'one', `a ${name}`), await fingerprint(backend, 'one', `b ${name}`));
    expect(found.join('; ')).toMatch(problem);
  });

  test.each([
    [0, 1],
    [1, 0],
  ])('from backend %i to %i, tables, rows, their order and metadata stay', async (a, b) => {
    const [from, to] = [backends[a]!, backends[b]!];
    const store = `from${a}`;
    await from.createDataset(store);
    await to.createDataset(`${store}~2`);
    await load(from, store, 'train', columns, rows);
    await load(from, store, 'A"; --', { x: 'text', X: 'int64', '': 'date' }, [["'", 1n, '2024-01-01']]);
    await load(from, store, 'empty', columns, []);
    await load(from, store, 'long', { n: 'int64', s: 'text' }, numbers(10_000));
    await from.updateMetadata(store, '__proto__', { a: 1 });
    await from.updateMetadata(store, 'recipe', [1, 'two', null]);
    const told: number[] = [];
    const copied = await copyStore({ from, store, to, target: `${store}~2`, batchSize: 1_000, onRows: (n) => told.push(n) });
    expect(copied.tables).toEqual([
      { name: 'A"; --', rows: 1 },
      { name: 'empty', rows: 0 },
      { name: 'long', rows: 10_000 },
      { name: 'train', rows: 4 },
    ]);
    expect(told.filter((n) => n === 1_000)).toHaveLength(10);
    expect(await to.tables(`${store}~2`)).toEqual(await from.tables(store));
    expect(await read(to, `${store}~2`, 'long')).toEqual(numbers(10_000));
    for (const { name } of copied.tables)
      expect(differences(await fingerprint(from, store, name), await fingerprint(to, `${store}~2`, name))).toEqual([]);
    expect(JSON.stringify(await metadataOf(from, store))).toBe('{"__proto__":{"a":1},"recipe":[1,"two",null]}');
  });

  test('metadata that cannot be read is not taken for none', async () => {
    const [from] = backends as [IStorageBackend];
    await from.createDataset('said');
    const broken: IStorageBackend = { ...from, query: () => from.query('gone', 'SELECT 1') };
    await expect(metadataOf(broken, 'said')).rejects.toMatchObject({ code: 'not-found' });
    for (const backend of backends) {
      await backend.createDataset('foreign');
      await backend.executeSql('foreign', 'DROP TABLE "_mdm_metadata"');
      expect(await metadataOf(backend, 'foreign')).toEqual({});
    }
  });

  test('an abort ends a copy', async () => {
    const [from, to] = backends as [IStorageBackend, IStorageBackend];
    await from.createDataset('stopped');
    await to.createDataset('stopped');
    await load(from, 'stopped', 't', { n: 'int64', s: 'text' }, numbers(5_000));
    const stop = new AbortController();
    const copying = copyStore({
      from,
      store: 'stopped',
      to,
      target: 'stopped',
      batchSize: 500,
      onRows: () => stop.abort(),
      signal: stop.signal,
    });
    await expect(copying).rejects.toMatchObject({ code: 'interrupted' });
    expect(await to.tables('stopped')).toEqual([]);
    expect((await from.table('stopped', 't')).rows).toBe(5_000);
    expect(existsSync(to.locate('stopped'))).toBe(true);
  });
});
