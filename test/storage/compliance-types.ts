import {
  Binary,
  Bool,
  DateMillisecond,
  Dictionary,
  Field,
  Float32,
  Int16,
  Int32,
  Int8,
  List,
  RecordBatch,
  Schema,
  Struct,
  TimestampMillisecond,
  TimestampNanosecond,
  TimestampSecond,
  Uint32,
  Uint8,
  Utf8,
  type DataType,
  makeData,
  vectorFromArray,
} from 'apache-arrow';
import fc from 'fast-check';
import type { ColumnType } from '../../src/storage/backend.js';
import { dateText, timeText } from '../../src/storage/times.js';
import type { Context } from './compliance.js';
import { comparable, load, read } from './tables.js';

const EXTREMES: Readonly<Record<ColumnType, readonly unknown[]>> = {
  int64: [0n, 1n, -1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n), null],
  double: [0, -0, 0.1, 1e308, 5e-324, -1.7976931348623157e308, NaN, Infinity, -Infinity, 2 ** 53 + 2, null, 3],
  boolean: [true, false, null, true],
  text: [
    '',
    ' ',
    'a',
    "'",
    '"',
    '\\',
    '\\N',
    '\\.',
    '\t\r\n',
    ',',
    'NULL',
    'NaN',
    'é😀\u202e\ufeff',
    '1e5',
    '007',
    null,
    'x'.repeat(100_000),
  ],
  timestamp: [
    '1970-01-01 00:00:00',
    '1969-12-31 23:59:59.999999',
    '2024-02-29 23:59:59.000001',
    '9999-12-31 23:59:59.999999',
    '0001-01-01 00:00:00',
    '1582-10-10 12:00:00',
    null,
  ],
  date: ['1970-01-01', '1969-12-31', '9999-12-31', '0001-01-01', '2024-02-29', '1900-03-01', null],
};

const value: Readonly<Record<ColumnType, fc.Arbitrary<unknown>>> = {
  int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  double: fc.double(),
  boolean: fc.boolean(),
  text: fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.replaceAll('\0', '').toWellFormed()),
  timestamp: fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n }).map(timeText),
  date: fc.integer({ min: -719_162, max: 2_932_896 }).map(dateText),
};

const anyName = fc.string({ unit: 'binary', maxLength: 12 }).map((name) => name.toWellFormed());

const anyTable = fc
  .uniqueArray(fc.tuple(anyName, fc.constantFrom(...(Object.keys(value) as ColumnType[]))), {
    selector: ([name]) => name,
    minLength: 1,
    maxLength: 6,
  })
  .chain((columns) =>
    fc.tuple(
      fc.constant(columns),
      fc.array(fc.tuple(...columns.map(([, type]) => fc.option(value[type], { freq: 5 }))), { maxLength: 30 }),
    ),
  );

export function typesSuite({ backend, store, nul = true, columns: limit }: Context): void {
  describe('types', () => {
    test.each(Object.entries(EXTREMES) as [ColumnType, readonly unknown[]][])('%s keeps its extremes', async (type, values) => {
      const one = await store();
      const rows = values.map((each) => [each]);
      expect(await load(backend(), one, 't', { v: type }, rows)).toBe(rows.length);
      expect(comparable(await read(backend(), one, 't'))).toEqual(comparable(rows));
      expect((await backend().table(one, 't')).columns).toEqual([{ name: 'v', type }]);
    });

    test('a text may have the character of number 0, or is refused in a sentence', async () => {
      const one = await store();
      const loading = load(backend(), one, 't', { v: 'text' }, [['a\0b'], ['\0'], ['c']]);
      if (nul) {
        await loading;
        expect(await read(backend(), one, 't')).toEqual([['a\0b'], ['\0'], ['c']]);
      } else await expect(loading.then(() => read(backend(), one, 't'))).rejects.toMatchObject({ code: 'backend' });
    });

    test('random tables come back as they were', async () => {
      const one = await store();
      let n = 0;
      await fc.assert(
        fc.asyncProperty(anyTable, async ([columns, rows]) => {
          const table = `t${n++}`;
          await load(backend(), one, table, columns, rows);
          expect((await backend().table(one, table)).columns).toEqual(columns.map(([name, type]) => ({ name, type })));
          expect(comparable(await read(backend(), one, table))).toEqual(comparable(rows));
          await backend().dropTables(one, [table]);
        }),
        { numRuns: 40 },
      );
    });

    test('an empty table has its columns', async () => {
      const one = await store();
      const columns = { a: 'int64', b: 'timestamp', c: 'date', d: 'boolean' } as const;
      expect(await load(backend(), one, 't', columns, [])).toBe(0);
      expect(await read(backend(), one, 't')).toEqual([]);
      const schema = await backend().schemaOf(one, 't');
      expect(schema.fields.map(({ name, type }) => [name, String(type)])).toEqual([
        ['a', 'Int64'],
        ['b', 'Timestamp<MICROSECOND>'],
        ['c', 'Date32<DAY>'],
        ['d', 'Bool'],
      ]);
    });

    test('columns that are missing throughout keep their types', async () => {
      const one = await store();
      const types = Object.keys(EXTREMES) as ColumnType[];
      const nulls = types.map(() => null);
      await load(backend(), one, 't', Object.fromEntries(types.map((type) => [type, type])), [nulls, nulls]);
      expect(await read(backend(), one, 't')).toEqual([nulls, nulls]);
      expect((await backend().table(one, 't')).columns.map(({ type }) => type)).toEqual(types);
    });

    test('a table without columns is refused', async () => {
      const one = await store();
      await expect(load(backend(), one, 't', {}, [])).rejects.toMatchObject({ code: 'empty' });
      expect(await backend().tables(one)).toEqual([]);
    });

    test('other types of Arrow become the nearest', async () => {
      const one = await store();
      const rows: readonly [string, DataType, readonly unknown[], readonly unknown[]][] = [
        ['int8', new Int8(), [-128, null], [-128n, null]],
        ['int16', new Int16(), [-32768, null], [-32768n, null]],
        ['int32', new Int32(), [-(2 ** 31), null], [-(2n ** 31n), null]],
        ['uint8', new Uint8(), [255, null], [255n, null]],
        ['uint32', new Uint32(), [4294967295, null], [4294967295n, null]],
        ['float32', new Float32(), [0.5, null], [0.5, null]],
        ['bool', new Bool(), [false, null], [false, null]],
        ['seconds', new TimestampSecond(), [-1000, null], ['1969-12-31 23:59:59', null]],
        ['millis', new TimestampMillisecond(), [1, null], ['1970-01-01 00:00:00.001000', null]],
        ['nanos', new TimestampNanosecond(), [1, null], ['1970-01-01 00:00:00.001000', null]],
        ['date64', new DateMillisecond(), [-86_400_000, null], ['1969-12-31', null]],
        ['dictionary', new Dictionary(new Utf8(), new Int32()), ['red', null], ['red', null]],
        ['binary', new Binary(), [Uint8Array.of(1, 255), null], ['01ff', null]],
        ['list', new List(new Field('item', new Int32())), [[1, 2], null], ['[1,2]', null]],
        ['struct', new Struct([new Field('x', new Int32())]), [{ x: 1 }, null], ['{"x":1}', null]],
      ];
      const vectors = rows.map(([, type, values]) => vectorFromArray(values as never[], type));
      const schema = new Schema(rows.map(([name], i) => new Field(name, vectors[i]!.type, true)));
      const data = makeData({
        type: new Struct(schema.fields),
        length: 2,
        nullCount: 0,
        children: vectors.map((vector) => vector.data[0]!),
      });
      await backend().loadData(
        one,
        't',
        schema,
        (async function* () {
          yield new RecordBatch(schema, data);
        })(),
      );
      expect(await read(backend(), one, 't')).toEqual([rows.map(([, , , [known]]) => known), rows.map(() => null)]);
    });

    test('a wide table is stored, or refused before anything is loaded', async () => {
      const one = await store();
      const width = (limit ?? 2_500) + 1;
      const names = Array.from({ length: width }, (_, i) => [`c${i}`, 'int64'] as const);
      let begun = false;
      const loading = load(backend(), one, 't', names, [names.map((_, i) => BigInt(i))], { onBatch: () => (begun = true) });
      if (limit === undefined) {
        await loading;
        expect((await read(backend(), one, 't'))[0]?.[width - 1]).toBe(BigInt(width - 1));
      } else {
        await expect(loading).rejects.toMatchObject({ code: 'backend', message: expect.stringMatching(new RegExp(`${width}.*${limit}`)) });
        expect(begun).toBe(false);
        expect(await backend().tables(one)).toEqual([]);
      }
    });
  });
}
