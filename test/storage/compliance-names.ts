import { readOriginals, writeOriginals } from '../../src/storage/old-metadata.js';
import { ORIGINALS } from '../../src/storage/originals.js';
import type { Context } from './compliance.js';
import { load, read } from './tables.js';

const HOSTILE = [
  'a"; DROP TABLE t; --',
  "a'; DROP TABLE t; --",
  '"',
  '""',
  "'",
  '`',
  '[x]',
  '\\',
  '%s',
  '?',
  '$1',
  ':a',
  '__proto__',
  'constructor',
  'rowid',
  'oid',
  'ctid',
  'select',
  'NULL',
  'null',
  'order',
  '',
  ' ',
  '\0',
  'x\0y',
  'new\nline',
  'Ünïcödé',
  'ünïcödé',
  '日本語',
  '😀',
  'A',
  'a',
  'A__2',
  'x'.repeat(300),
  `${'x'.repeat(300)}y`,
];

/** MDM 1.0.6 kept metadata in tables called so. */
const OF_METADATA = ['_metadata', '_METADATA', '_columns', '_statistics'];

export function namesSuite({ backend, store }: Context): void {
  describe('names', () => {
    test('columns may have any names', async () => {
      const one = await store();
      const columns = HOSTILE.map((name) => [name, 'int64'] as const);
      const row = HOSTILE.map((_, i) => BigInt(i));
      await load(backend(), one, 't', columns, [row]);
      expect(await read(backend(), one, 't')).toEqual([row]);
      expect((await backend().table(one, 't')).columns.map(({ name }) => name)).toEqual(HOSTILE);
      expect((await backend().schemaOf(one, 't')).fields.map(({ name }) => name)).toEqual(HOSTILE);
      for (const [i, name] of HOSTILE.entries()) expect(await read(backend(), one, 't', { columns: [name] })).toEqual([[BigInt(i)]]);
    });

    test('tables may have any names', async () => {
      const one = await store();
      const names = [...HOSTILE, ...OF_METADATA, 'sqlite_master', '_mdm_metadata', 'pg_class', 'information_schema'];
      for (const [i, name] of names.entries())
        await load(backend(), one, name, { v: 'int64', [name]: 'text' }, [[BigInt(i), name.replaceAll('\0', '')]]);
      expect((await backend().tables(one)).map(({ name }) => name)).toEqual([...names].sort());
      for (const [i, name] of names.entries()) expect(await read(backend(), one, name, { columns: ['v'] })).toEqual([[BigInt(i)]]);
      await backend().dropTables(one, names);
      expect(await backend().tables(one)).toEqual([]);
    });

    test('tables of MDM 1.0.6 are not listed, others that are called so are; its metadata is known', async () => {
      const one = await store();
      await writeOriginals(backend(), one, {
        _metadata: [['recipe', '{"a":1}', 'then', 'then']],
        _columns: [['t', 'v', 'BIGINT', 'numeric', 1, 0, 'then']],
        _statistics: [],
      });
      const listed = async (): Promise<readonly string[]> => (await backend().tables(one)).map(({ name }) => name);
      expect(await listed()).toEqual([]);
      expect(await backend().getMetadata(one, 'recipe')).toEqual({ a: 1 });
      await expect(backend().table(one, '_columns')).rejects.toMatchObject({ code: 'not-found' });
      await backend().swapTables(one, { drop: ['_columns'] });
      const same = Object.keys(ORIGINALS._columns).map((name) => [name, 'text'] as const);
      await load(backend(), one, '_columns', same, [same.map(([name]) => name)]);
      await backend().executeSql(one, 'ALTER TABLE _statistics ADD COLUMN more TEXT');
      expect(await listed()).toEqual(['_columns', '_statistics']);
      expect(await read(backend(), one, '_columns')).toEqual([same.map(([name]) => name)]);
      await backend().dropTables(one, ['_columns', '_statistics']);
      expect(await listed()).toEqual([]);
      const { _columns, ...others } = await readOriginals(backend(), one);
      expect([_columns, Object.keys(others)]).toEqual([[['t', 'v', 'BIGINT', 'numeric', 1, 0, 'then']], ['_metadata']]);
    });

    test('tables are renamed from any name to any', async () => {
      const one = await store();
      let name = 'start';
      await load(backend(), one, name, { a: 'int64', A: 'int64', '': 'text' }, [[1n, 2n, 'x']]);
      for (const to of HOSTILE) {
        await backend().swapTables(one, { rename: Object.fromEntries([[name, to]]) });
        name = to;
        expect((await backend().tables(one)).map((table) => table.name)).toEqual([to]);
        expect(await read(backend(), one, to, { columns: ['A', ''] })).toEqual([[2n, 'x']]);
      }
    });

    test('names that differ only in case are two, whichever comes first', async () => {
      const one = await store();
      await load(
        backend(),
        one,
        'T',
        [
          ['Price', 'int64'],
          ['price', 'int64'],
          ['price__2', 'int64'],
        ],
        [[1n, 2n, 3n]],
      );
      await load(
        backend(),
        one,
        't',
        [
          ['price', 'int64'],
          ['Price', 'int64'],
        ],
        [[4n, 5n]],
      );
      expect(await read(backend(), one, 'T', { columns: ['price', 'Price', 'price__2'] })).toEqual([[2n, 1n, 3n]]);
      expect(await read(backend(), one, 't', { columns: ['Price'] })).toEqual([[5n]]);
      await backend().dropTables(one, ['T']);
      expect((await backend().tables(one)).map(({ name }) => name)).toEqual(['t']);
    });

    test.each(['', '.', '..', '../up', 'a/b', 'a\\b', 'a\0b', '.hidden', '/etc/passwd'])('no store is named %j', async (name) => {
      await expect(backend().createDataset(name)).rejects.toMatchObject({ code: 'usage' });
    });
  });
}
