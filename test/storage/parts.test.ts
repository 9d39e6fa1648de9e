import fc from 'fast-check';
import { differences } from '../../src/storage/checksum.js';
import { columnTypeOf } from '../../src/storage/columns.js';
import { declaredType } from '../../src/storage/declared.js';
import { storableNames } from '../../src/storage/names.js';
import { createPool, type PoolOptions } from '../../src/storage/pool.js';
import { dateText, daysFrom, microsFrom, timeText } from '../../src/storage/times.js';
import { Decimal, Null, TimeSecond, Uint64 } from 'apache-arrow';

describe('times as text', () => {
  test('come back as they were, and sort as they are', () => {
    const time = fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n });
    fc.assert(
      fc.property(time, time, (a, b) => {
        expect(microsFrom(timeText(a))).toBe(a);
        expect(timeText(a) < timeText(b)).toBe(a < b);
        expect(new Date(`${timeText(a).replace(' ', 'T').slice(0, 19)}Z`).getTime()).toBe(
          Number((a - (((a % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1000n),
        );
      }),
    );
  });

  test('dates come back as they were, also far away', () => {
    fc.assert(fc.property(fc.integer({ min: -100_000_000, max: 100_000_000 }), (days) => expect(daysFrom(dateText(days))).toBe(days)));
  });

  test.each([
    ['2024-02-29', 1_709_164_800_000_000n],
    ['2024-02-29T12:00', 1_709_208_000_000_000n],
    ['2024-02-29 12:00:00.5', 1_709_208_000_500_000n],
    ['2024-02-29 12:00:00+02:00', 1_709_200_800_000_000n],
    ['2024-02-29 12:00:00.123456789Z', 1_709_208_000_123_456n],
    ['2024-02-29 12:00:0x', undefined],
    ['2024-02-29 12:00:00.12345x', undefined],
    ['2024-02-2912:00:00', undefined],
    ['2024-02-29 12:00:00Z', 1_709_208_000_000_000n],
    ['noon', undefined],
    ['', undefined],
  ])('%s', (text, micros) => expect(microsFrom(text)).toBe(micros));
});

describe('names that a database can have', () => {
  test('are different, whatever the names, and those that can stay do', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 6 }), { maxLength: 20 }), fc.boolean(), (names, caseSensitive) => {
        const stored = storableNames(names, { caseSensitive, maxBytes: 30 });
        expect(storableNames(names, { caseSensitive, maxBytes: 30 })).toEqual(stored);
        expect(new Set(stored.map((name) => (caseSensitive ? name : name.toLowerCase()))).size).toBe(names.length);
        for (const name of stored) {
          expect(name).not.toBe('');
          expect(name.includes('\0') || !name.isWellFormed()).toBe(false);
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(30);
        }
      }),
    );
  });

  test.each([
    [
      ['a', 'A'],
      ['a', 'A__2'],
    ],
    [
      ['A', 'a', 'a__2'],
      ['A', 'a__3', 'a__2'],
    ],
    [
      ['', 'column'],
      ['column__2', 'column'],
    ],
    [['x\0y'], ['x_y']],
    [
      ['é'.repeat(20), `${'é'.repeat(20)}z`],
      ['é'.repeat(15), `${'é'.repeat(13)}__2`],
    ],
  ])('%j are called %j', (names, stored) => expect(storableNames(names, { maxBytes: 30 })).toEqual(stored));
});

test.each([
  [new Uint64(), 'int64'],
  [new Decimal(2, 10), 'double'],
  [new TimeSecond(), 'text'],
  [new Null(), 'text'],
])('%s is stored as %s', (type, stored) => expect(columnTypeOf(type)).toBe(stored));

test.each([
  ['VARCHAR(20)', 'text'],
  ['BIGINT', 'int64'],
  ['INTEGER[]', 'text'],
  ['STRUCT(a INTEGER)', 'text'],
  ['DECIMAL(18,4)', 'double'],
  ['TIMESTAMP WITH TIME ZONE', 'timestamp'],
  ['DATE', 'date'],
  ['', undefined],
])('a column declared as %j is %s', (words, type) => expect(declaredType(words)).toBe(type));

test('fingerprints of other shapes differ', () => {
  const one = { table: 't', rows: 1, columns: [], checksum: '0' };
  expect(differences(one, { ...one, columns: [{ name: 'a', type: 'text', nulls: 0, min: null, max: null, checksum: '' }] })).toEqual([
    '0 columns became 1',
  ]);
});

describe('a pool', () => {
  const open = (options: Partial<PoolOptions<{ id: number }>> = {}) => {
    const ended: number[] = [];
    let made = 0;
    const pool = createPool<{ id: number }>({
      max: 2,
      wait: 50,
      idle: 10_000,
      what: 'it',
      create: async () => ({ id: ++made }),
      destroy: ({ id }) => void ended.push(id),
      ...options,
    });
    return { pool, ended };
  };

  test('gives the same connection again, and a new one for a broken one', async () => {
    const { pool, ended } = open();
    const first = await pool.acquire();
    await pool.release(first);
    expect(await pool.acquire()).toBe(first);
    await pool.release(first, true);
    expect((await pool.acquire()).id).toBe(2);
    expect(ended).toEqual([1]);
  });

  test('those that wait are served in turn, and a broken connection does not leave them waiting', async () => {
    const { pool } = open({ max: 1, wait: 5_000 });
    const first = await pool.acquire();
    const order: string[] = [];
    const waiting = ['a', 'b'].map(async (name) => {
      const connection = await pool.acquire();
      order.push(name);
      await pool.release(connection);
    });
    await pool.release(first, true);
    await Promise.all(waiting);
    expect(order).toEqual(['a', 'b']);
    expect(pool.idle).toBe(true);
  });

  test('times out, stops on a signal, and ends with close', async () => {
    const { pool, ended } = open({ max: 1 });
    const held = await pool.acquire();
    await expect(pool.acquire()).rejects.toMatchObject({ code: 'backend', message: expect.stringMatching(/timeout/) });
    const stop = new AbortController();
    const stopped = pool.acquire(stop.signal);
    stop.abort();
    await expect(stopped).rejects.toMatchObject({ code: 'interrupted' });
    const waiting = pool.acquire();
    await Promise.all([expect(waiting).rejects.toMatchObject({ code: 'backend' }), pool.close(), pool.close()]);
    await pool.release(held);
    await pool.release(held);
    expect(ended).toEqual([1]);
    await expect(pool.acquire()).rejects.toMatchObject({ code: 'backend' });
  });

  test('a connection that is made for one who gave up goes to another, and no more are made than may be', async () => {
    const makes: ((value: { id: number }) => void)[] = [];
    let made = 0;
    const { pool } = open({
      max: 1,
      create: () => (made++ === 0 ? Promise.resolve({ id: 1 }) : new Promise((done) => makes.push(done))),
    });
    const first = await pool.acquire();
    const late = pool.acquire();
    await pool.release(first, true);
    await expect(late).rejects.toMatchObject({ message: expect.stringMatching(/timeout/) });
    const next = pool.acquire();
    expect(makes).toHaveLength(1);
    makes[0]!({ id: 2 });
    expect(await next).toEqual({ id: 2 });
    await pool.release(await next);
    expect(pool.idle).toBe(true);
    expect(made).toBe(2);
  });

  test('all who wait are told when no connection can be made', async () => {
    let made = 0;
    const { pool } = open({ max: 1, wait: 60_000, create: async () => (made++ === 0 ? { id: 1 } : Promise.reject(new Error('gone'))) });
    const first = await pool.acquire();
    const waiting = Promise.allSettled([pool.acquire(), pool.acquire()]);
    await pool.release(first, true);
    expect((await waiting).map((one) => one.status === 'rejected' && String(one.reason))).toEqual(['Error: gone', 'Error: gone']);
  });

  test('replaces old connections, and closes idle ones', async () => {
    const { pool, ended } = open({ recycle: 0, idle: 5 });
    await pool.release(await pool.acquire());
    expect(ended).toEqual([1]);
    const idle = open({ idle: 5 });
    await idle.pool.release(await idle.pool.acquire());
    while (idle.ended.length === 0) await new Promise((done) => setTimeout(done, 5));
    expect((await idle.pool.acquire()).id).toBe(2);
  });
});
