import { schemaFrom, batchesFrom, load, numbers, read } from './tables.js';
import type { Context } from './compliance.js';

const columns = { n: 'int64', s: 'text' } as const;

export function transactionsSuite({ backend, store, again }: Context): void {
  describe('writing', () => {
    test('a table that is there is not loaded again; append adds to it, by name', async () => {
      const one = await store();
      await load(backend(), one, 't', columns, numbers(3));
      await expect(load(backend(), one, 't', columns, numbers(1))).rejects.toMatchObject({ code: 'exists' });
      expect(await load(backend(), one, 't', { s: 'text', n: 'int64' }, [['row 3', 3n]], { append: true })).toBe(1);
      expect(await read(backend(), one, 't')).toEqual(numbers(4));
      await load(backend(), one, 'u', columns, numbers(2), { append: true });
      expect((await backend().table(one, 'u')).rows).toBe(2);
    });

    test.each([
      ['without a column', { n: 'int64' }, [[1n]]],
      ['with another', { n: 'int64', s: 'text', x: 'text' }, [[1n, 'a', 'b']]],
      ['with another type', { n: 'text', s: 'text' }, [['1', 'a']]],
    ] as const)('rows %s are not appended', async (_, other, rows) => {
      const one = await store();
      await load(backend(), one, 't', columns, numbers(2));
      await expect(load(backend(), one, 't', other, rows, { append: true })).rejects.toMatchObject({ code: 'schema-mismatch' });
      expect((await backend().table(one, 't')).rows).toBe(2);
    });

    test('tells of each batch', async () => {
      const one = await store();
      const schema = schemaFrom(columns);
      const told: number[] = [];
      await backend().loadData(one, 't', schema, batchesFrom(schema, numbers(25), 10), { onBatch: (rows) => told.push(rows) });
      expect(told).toEqual([10, 10, 5]);
    });

    test.each([
      [
        'a source that fails',
        () => {
          throw new Error('the source broke');
        },
      ],
      ['an abort', (stop: AbortController) => stop.abort()],
    ])('%s in the middle of a load leaves nothing', async (_, end) => {
      const one = await store();
      await load(backend(), one, 'kept', columns, numbers(2));
      const stop = new AbortController();
      const schema = schemaFrom(columns);
      async function* source() {
        yield* batchesFrom(schema, numbers(20_000), 5_000);
        end(stop);
        yield* batchesFrom(schema, numbers(5_000), 5_000);
      }
      await expect(backend().loadData(one, 't', schema, source(), { signal: stop.signal })).rejects.toThrow();
      expect((await backend().tables(one)).map(({ name }) => name)).toEqual(['kept']);
      await load(backend(), one, 't', columns, numbers(1));
      const more = new AbortController();
      const appending = backend().loadData(one, 'kept', schema, batchesFrom(schema, numbers(500), 100), {
        append: true,
        signal: more.signal,
        onBatch: () => more.abort(),
      });
      await expect(appending).rejects.toMatchObject({ code: 'interrupted' });
      expect((await backend().table(one, 'kept')).rows).toBe(2);
    });

    test('a table is read and another written from it', async () => {
      const one = await store();
      await load(backend(), one, 't', columns, numbers(3_000));
      const schema = await backend().schemaOf(one, 't');
      await backend().loadData(one, 'copy', schema, backend().readTable(one, 't', { batchSize: 100 }));
      expect(await read(backend(), one, 'copy')).toEqual(numbers(3_000));
    });

    test('swapTables drops, renames and sets metadata at once', async () => {
      const one = await store();
      await load(backend(), one, 'train', columns, numbers(1));
      await load(backend(), one, '_new_train', columns, numbers(2));
      await load(backend(), one, '_new_test', columns, numbers(3));
      await backend().swapTables(one, {
        drop: ['train', 'never was'],
        rename: { _new_train: 'train', _new_test: 'test' },
        metadata: { recipe: { a: [1, null] } },
      });
      expect((await backend().tables(one)).map(({ name, rows }) => [name, rows])).toEqual([
        ['test', 3],
        ['train', 2],
      ]);
      expect(await backend().getMetadata(one, 'recipe')).toEqual({ a: [1, null] });
    });

    test.each([
      ['a table that is not there', { drop: ['a'], rename: { nothing: 'x' }, metadata: { k: 1 } }, 'not-found'],
      ['a name that is taken', { drop: ['a'], rename: { b: 'c' }, metadata: { k: 1 } }, 'exists'],
    ])('a swap with %s changes nothing', async (_, swap, code) => {
      const one = await store();
      for (const name of ['a', 'b', 'c']) await load(backend(), one, name, columns, numbers(1));
      await expect(backend().swapTables(one, swap)).rejects.toMatchObject({ code });
      expect((await backend().tables(one)).map(({ name }) => name)).toEqual(['a', 'b', 'c']);
      expect(await backend().getMetadata(one, 'k')).toBeUndefined();
    });

    test('dropTables with one that is not there drops none', async () => {
      const one = await store();
      await load(backend(), one, 'a', columns, numbers(1));
      await expect(backend().dropTables(one, ['a', 'b'])).rejects.toMatchObject({ code: 'not-found' });
      expect((await backend().tables(one)).map(({ name }) => name)).toEqual(['a']);
    });
  });

  describe('side by side', () => {
    test('readers see a table before or after a swap', async () => {
      const one = await store();
      await load(backend(), one, 't', columns, numbers(500));
      const other = await again();
      const seen = new Set<number>();
      let writing = true;
      const reader = async (): Promise<void> => {
        while (writing) seen.add((await read(backend(), one, 't')).length);
      };
      const readers = [reader(), reader(), reader()];
      for (let i = 0; i < 4; i++) {
        await load(other, one, '_new_t', columns, numbers(500 + 10 * (i + 1)));
        await other.swapTables(one, { drop: ['t'], rename: { _new_t: 't' } });
      }
      writing = false;
      await Promise.all(readers);
      for (const rows of seen) expect([500, 510, 520, 530, 540]).toContain(rows);
      expect((await backend().table(one, 't')).rows).toBe(540);
    });

    test('writers of one store wait for each other', async () => {
      const one = await store();
      const backends = [backend(), await again()];
      await Promise.all(Array.from({ length: 8 }, (_, i) => load(backends[i % 2]!, one, `t${i}`, columns, numbers(300))));
      await load(backend(), one, 'all', columns, []);
      await Promise.all(
        Array.from({ length: 8 }, (_, i) => load(backends[i % 2]!, one, 'all', columns, numbers(50, i * 50), { append: true })),
      );
      expect((await backend().tables(one)).map(({ rows }) => rows)).toEqual([400, ...Array<number>(8).fill(300)]);
      const rows = await read(backend(), one, 'all');
      expect(rows.map(([n]) => Number(n)).sort((a, b) => a - b)).toEqual(Array.from({ length: 400 }, (_, i) => i));
    });

    test('metadata of several writers is all kept', async () => {
      const one = await store();
      const backends = [backend(), await again()];
      await Promise.all(Array.from({ length: 10 }, (_, i) => backends[i % 2]!.updateMetadata(one, `k${i}`, i)));
      for (let i = 0; i < 10; i++) expect(await backend().getMetadata(one, `k${i}`)).toBe(i);
    });

    test('many stores are used at once', async () => {
      const stores: string[] = [];
      for (let i = 0; i < 12; i++) stores.push(await store());
      await Promise.all(stores.map((one, i) => load(backend(), one, 't', columns, numbers(20 + i))));
      const counts = await Promise.all(stores.map(async (one) => (await read(backend(), one, 't')).length));
      expect(counts).toEqual(stores.map((_, i) => 20 + i));
    });
  });
}
