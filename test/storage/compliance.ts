import fc from 'fast-check';
import type { IStorageBackend, ReadOptions } from '../../src/storage/backend.js';
import { namesSuite } from './compliance-names.js';
import { transactionsSuite } from './compliance-transactions.js';
import { typesSuite } from './compliance-types.js';
import { all, load, numbers, read } from './tables.js';

export interface Opened {
  readonly backend: IStorageBackend;
  /** Another backend on the same stores, as another process has it; closed by the suite. */
  again(env?: Readonly<Record<string, string>>): Promise<IStorageBackend>;
  close(): Promise<void>;
}

export interface ComplianceOptions {
  /** Whether a text may have the character of number 0. Default true. */
  readonly nul?: boolean;
  /** Most columns of a table; default none. */
  readonly columns?: number;
}

export type Context = ComplianceOptions & {
  readonly backend: () => IStorageBackend;
  readonly again: Opened['again'];
  /** A store of its own, dropped after the test. */
  readonly store: () => Promise<string>;
};

/** What every backend promises, whatever database it is; `open` opens one on an empty place. */
export function complianceSuite(name: string, open: () => Promise<Opened>, options: ComplianceOptions = {}): void {
  describe(`${name} keeps the promises of a storage backend`, () => {
    let opened: Opened;
    const made: string[] = [];
    const more: IStorageBackend[] = [];
    let count = 0;
    const context: Context = {
      ...options,
      backend: () => opened.backend,
      again: async (env) => {
        const backend = await opened.again(env);
        more.push(backend);
        return backend;
      },
      store: async () => {
        const store = `c${process.pid}_${++count}`;
        made.push(store);
        await opened.backend.createDataset(store);
        return store;
      },
    };
    beforeAll(async () => {
      opened = await open();
    });
    afterEach(async () => {
      for (const backend of more.splice(0)) await backend.close();
      for (const store of made.splice(0)) await opened.backend.dropDataset(store);
    });
    afterAll(async () => {
      await opened?.close();
    });

    storesSuite(context, name);
    readingSuite(context);
    typesSuite(context);
    namesSuite(context);
    transactionsSuite(context);
  });
}

function storesSuite({ backend, store, again }: Context, name: string): void {
  describe('stores', () => {
    test('has the name of its kind', () => {
      expect(backend().backendType).toBe(name);
    });

    test('a store is there from createDataset to dropDataset', async () => {
      const one = await store();
      expect(await backend().datasetExists(one)).toBe(true);
      expect(await backend().datasets()).toContain(one);
      expect(await backend().tables(one)).toEqual([]);
      expect(await backend().sizeOf(one)).toBeGreaterThan(0);
      await load(backend(), one, 't', { a: 'int64' }, [[1n]]);
      await backend().dropDataset(one);
      expect(await backend().datasetExists(one)).toBe(false);
      expect(await backend().datasets()).not.toContain(one);
      await backend().dropDataset(one);
    });

    test('a store that was dropped can be made again, empty', async () => {
      const one = await store();
      await load(backend(), one, 't', { a: 'int64' }, [[1n]]);
      await backend().dropDataset(one);
      await backend().createDataset(one);
      expect(await backend().tables(one)).toEqual([]);
    });

    test('says where a store is, without a password', async () => {
      expect(backend().locate(await store())).toMatch(/c\d+_\d+/);
    });

    test('of several that make one store, one succeeds', async () => {
      const one = await store();
      await backend().dropDataset(one);
      const backends = [backend(), await again(), await again()];
      const ended = await Promise.allSettled(Array.from({ length: 9 }, (_, i) => backends[i % 3]!.createDataset(one)));
      const failed = ended.filter((end) => end.status === 'rejected');
      expect(failed.map((end) => (end.reason as { code: string }).code)).toEqual(Array(8).fill('exists'));
      await load(backend(), one, 't', { a: 'int64' }, [[1n]]);
    });

    test.each([
      ['tables', (one: string) => backend().tables(one)],
      ['table', (one: string) => backend().table(one, 't')],
      ['schemaOf', (one: string) => backend().schemaOf(one, 't')],
      ['readTable', (one: string) => read(backend(), one, 't')],
      ['query', (one: string) => all(backend().query(one, 'SELECT 1'))],
      ['executeSql', (one: string) => backend().executeSql(one, 'SELECT 1')],
      ['loadData', (one: string) => load(backend(), one, 't', { a: 'int64' }, [[1n]])],
      ['dropTables', (one: string) => backend().dropTables(one, ['t'])],
      ['swapTables', (one: string) => backend().swapTables(one, {})],
      ['getMetadata', (one: string) => backend().getMetadata(one, 'k')],
      ['updateMetadata', (one: string) => backend().updateMetadata(one, 'k', 1)],
      ['getConnection', (one: string) => backend().getConnection(one)],
    ])('%s of a store that is not there: not-found, and nothing is made', async (_, work) => {
      await expect(work('nowhere')).rejects.toMatchObject({ code: 'not-found' });
      expect(await backend().datasetExists('nowhere')).toBe(false);
    });

    test('closeConnections and close may be called twice; a store can be used after closeConnections', async () => {
      const one = await store();
      const other = await again();
      await load(other, one, 't', { a: 'int64' }, [[1n]]);
      await other.closeConnections(one);
      await other.closeConnections(one);
      expect(await read(other, one, 't')).toEqual([[1n]]);
      await other.close();
      await other.close();
    });

    test('a connection is given back; the second waits for the first and times out', async () => {
      const one = await store();
      const small = await again({
        MDM_DATABASE_SQLALCHEMY_POOL_SIZE: '1',
        MDM_DATABASE_POSTGRESQL_POOL_SIZE: '1',
        MDM_DATABASE_SQLALCHEMY_MAX_OVERFLOW: '0',
        MDM_DATABASE_SQLALCHEMY_POOL_TIMEOUT: '1',
      });
      const held = await small.getConnection(one);
      await expect(small.getConnection(one)).rejects.toMatchObject({ code: 'backend', message: expect.stringMatching(/timeout/i) });
      const waiting = small.getConnection(one);
      await held.release();
      await held.release();
      const second = await waiting;
      expect(await second.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
      await second.release();
    });
  });
}

function readingSuite({ backend, store }: Context): void {
  describe('reading', () => {
    const columns = { n: 'int64', s: 'text' } as const;

    test('rows come in the order they were loaded, in batches of the size that was asked for', async () => {
      const one = await store();
      await load(backend(), one, 't', columns, numbers(5_000));
      await backend().executeSql(one, 'CREATE INDEX i ON t (s, n)');
      const sizes: number[] = [];
      for await (const batch of backend().readTable(one, 't', { batchSize: 700 })) sizes.push(batch.numRows);
      expect(sizes).toEqual([...Array<number>(7).fill(700), 100]);
      expect(await read(backend(), one, 't')).toEqual(numbers(5_000));
      expect(await read(backend(), one, 't', { columns: ['s'] })).toEqual(numbers(5_000).map(([, s]) => [s]));
    });

    test.each<[ReadOptions, number[]]>([
      [{ limit: 2 }, [0, 1]],
      [{ limit: 0 }, []],
      [{ offset: 7 }, [7, 8, 9]],
      [{ limit: 2, offset: 3 }, [3, 4]],
      [{ limit: 100, offset: 9 }, [9]],
      [{ offset: 100 }, []],
    ])('%j', async (options, wanted) => {
      const one = await store();
      await load(backend(), one, 't', columns, numbers(10));
      expect((await read(backend(), one, 't', options)).map(([n]) => Number(n))).toEqual(wanted);
    });

    test('columns in another order, and one that is not there', async () => {
      const one = await store();
      await load(backend(), one, 't', columns, numbers(1));
      expect(await read(backend(), one, 't', { columns: ['s', 'n'] })).toEqual([['row 0', 0n]]);
      await expect(read(backend(), one, 't', { columns: ['m'] })).rejects.toMatchObject({ code: 'unknown-column' });
    });

    test('a table that is not there', async () => {
      const one = await store();
      await load(backend(), one, 'train', columns, numbers(1));
      for (const work of [() => read(backend(), one, 'trian'), () => backend().table(one, 'trian'), () => backend().schemaOf(one, 'trian')])
        await expect(work()).rejects.toMatchObject({ code: 'not-found', next: expect.stringContaining('train') });
    });

    test('a reader that stops early gives its connection back', async () => {
      const one = await store();
      await load(backend(), one, 't', columns, numbers(3_000));
      for (let i = 0; i < 40; i++) {
        for await (const batch of backend().readTable(one, 't', { batchSize: 100 })) {
          expect(batch.numRows).toBe(100);
          break;
        }
      }
      await load(backend(), one, 'u', columns, numbers(1));
    });

    test('stops when its signal is aborted', async () => {
      const one = await store();
      await load(backend(), one, 't', columns, numbers(20_000));
      const stop = new AbortController();
      const reading = async (): Promise<void> => {
        for await (const _ of backend().readTable(one, 't', { batchSize: 100, signal: stop.signal })) stop.abort();
      };
      await expect(reading()).rejects.toMatchObject({ code: 'interrupted' });
    });

    test('a query has its parameters bound', async () => {
      const one = await store();
      await load(backend(), one, 't', { n: 'int64', s: 'text', x: 'double', b: 'boolean' }, [
        [1n, "a'; DROP TABLE t; --", 0.5, true],
        [2n, 'b', -1.5, false],
        [3n, null, null, null],
      ]);
      const ask = async (where: string, ...values: (null | boolean | number | bigint | string)[]) =>
        (await all(backend().query(one, `SELECT n FROM t WHERE ${where} ORDER BY n`, values))).flat();
      expect(await ask('s = ?', "a'; DROP TABLE t; --")).toEqual([1n]);
      expect(await ask('n > ? AND n < ?', 1, 3n)).toEqual([2n]);
      expect(await ask('x = ?', -1.5)).toEqual([2n]);
      expect(await ask('b = ?', true)).toEqual([1n]);
      expect(await ask("s = '?' OR s = ?", 'b')).toEqual([2n]);
      expect((await backend().tables(one)).map(({ name }) => name)).toEqual(['t']);
    });

    test('a query gives its columns the types of the table', async () => {
      const one = await store();
      await load(backend(), one, 't', { n: 'int64', s: 'text', x: 'double' }, [
        [1n, 'a', 0.5],
        [5n, 'b', 2],
      ]);
      expect(await all(backend().query(one, 'SELECT count(*) AS c, max(s) AS m, avg(x) AS x FROM t'))).toEqual([[2n, 'b', 1.25]]);
      const empty: string[] = [];
      for await (const batch of backend().query(one, 'SELECT n, s FROM t WHERE n > 100')) {
        expect(batch.numRows).toBe(0);
        empty.push(String(batch.schema));
      }
      expect(empty).toEqual(['Schema<{ 0: n: Int64, 1: s: Utf8 }>']);
    });

    test.each([
      'DELETE FROM t',
      'DROP TABLE t',
      "INSERT INTO t VALUES (1, 'x')",
      'CREATE TABLE u (a integer)',
      'WITH x AS (SELECT 1) DELETE FROM t',
      'SELECT 1; DROP TABLE t',
      '/* SELECT */ DELETE FROM t',
    ])('a query that writes is refused: %s', async (sql) => {
      const one = await store();
      await load(backend(), one, 't', columns, numbers(3));
      await expect(all(backend().query(one, sql))).rejects.toMatchObject({ code: expect.stringMatching(/^(usage|backend)$/) });
      expect((await backend().tables(one)).map(({ name, rows }) => [name, rows])).toEqual([['t', 3]]);
    });

    test('a wrong statement is an error of the backend', async () => {
      const one = await store();
      for (const sql of ['SELECT FROM WHERE', 'SELECT * FROM nothing', 'SELECT nothing FROM t', 'SELECT 1; SELECT 2', '', '--'])
        await expect(all(backend().query(one, sql))).rejects.toMatchObject({ code: expect.stringMatching(/^(usage|backend)$/) });
    });

    test('executeSql gives the number of rows that were changed, connections give rows', async () => {
      const one = await store();
      await load(backend(), one, 't', columns, numbers(5));
      expect(await backend().executeSql(one, 'UPDATE t SET s = ? WHERE n >= ?', ['x', 3])).toBe(2);
      const connection = await backend().getConnection(one);
      expect(await connection.rows('SELECT n, s FROM t WHERE s = ? ORDER BY n', ['x'])).toEqual([
        { n: 3, s: 'x' },
        { n: 4, s: 'x' },
      ]);
      expect(await connection.run('DELETE FROM t WHERE n < ?', [2])).toBe(2);
      await connection.release();
      expect((await backend().table(one, 't')).rows).toBe(3);
    });

    test('metadata is any JSON', async () => {
      const one = await store();
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), fc.jsonValue(), async (key, value) => {
          const name = key.toWellFormed().replaceAll('\0', '_');
          const kept = JSON.parse(JSON.stringify(value).replaceAll('\\u0000', '').toWellFormed()) as never;
          await backend().updateMetadata(one, name, kept);
          expect(await backend().getMetadata(one, name)).toEqual(kept);
          await backend().updateMetadata(one, name, undefined);
          expect(await backend().getMetadata(one, name)).toBeUndefined();
        }),
        { numRuns: 20 },
      );
      expect(await backend().tables(one)).toEqual([]);
    });
  });
}
