import { pandasJson, ujsonDouble, type JsonColumn } from '../src/json.js';
import { folder, run } from './folder.js';
import { generateLegacy, readSource, type Column } from '../src/index.js';
import type { Source } from '../src/source.js';

const files = folder();
const none = (): Promise<never> => Promise.reject(new Error('left to the engine'));

/** Figures of pandas 2.3.3: `pandas.read_json`. */
const DOUBLES = {
  '0.00020409191213851825': 0.00020409191213800003,
  '-0.0023193237764418946': -0.0023193237764410003,
  '0.48194538850678587': 0.48194538850678503,
  '-0.5': -0.5,
  '17.6': 17.6,
  '3e8': 3e8,
  '10.0': 10,
};
test.each(Object.entries(DOUBLES))('%s is read as %d', (text, value) => expect(ujsonDouble(text)).toBe(value));

type Values = readonly (string | number | boolean | null)[];
const COLUMNS: Readonly<Record<string, readonly [name: string, given: Values, type: JsonColumn['type'], values: Values]>> = {
  'whole doubles': ['x', [1.5, 2.5, 4.5].map((x) => x * 2), 'int64', [3, 5, 9]],
  'whole numbers and nulls': ['x', [3, null, 9], 'double', [3, null, 9]],
  'texts of whole numbers': ['x', ['1820', ' 1830 ', '1_840'], 'int64', [1820, 1830, 1840]],
  'texts of numbers and nulls': ['x', ['1.5', null, 'nan', '.5'], 'double', [1.5, null, null, 0.5]],
  'numbers and their texts': ['x', [1, '2', 3], 'int64', [1, 2, 3]],
  'numbers, booleans and words': ['x', [1, true, 'a', null], 'text', ['1', '1', 'a', null]],
  booleans: ['x', [true, false, true], 'boolean', [true, false, true]],
  'booleans and nulls': ['x', [true, null, false], 'double', [1, null, 0]],
  'dates by name': ['date', ['2001/01/01 00:47', '2001/01/02 06:55', ''], 'timestamp', [978310020e6, 978418500e6, null]],
  'dates of another name': ['day', ['2001-01-01', '2001-01-02'], 'text', ['2001-01-01', '2001-01-02']],
  'a date that is none': ['created_at', ['2001-01-01', 'soon'], 'text', ['2001-01-01', 'soon']],
  'seconds by name': ['update_time', [1577836800, 1577840400], 'timestamp', [1577836800e6, 1577840400e6]],
  'milliseconds by name': ['Timestamp_ms', [1577836800000, 1577840400000], 'timestamp', [1577836800e6, 1577840400e6]],
  'years by name': ['date', [2001, 2002], 'int64', [2001, 2002]],
};
test.each(Object.entries(COLUMNS))('%s', (_, [name, given, type, values]) => {
  expect(pandasJson(JSON.stringify(given.map((value) => ({ [name]: value }))))).toEqual([{ name, type, values }]);
});

test('columns in the order in which they are written', () => {
  const names = (text: string): string[] | undefined => pandasJson(text)?.map(({ name }) => name);
  expect(names('[{"10": 1, "b": "3\\": {"}, {"2": 1, "b": "x"}]')).toEqual(['10', 'b', '2']);
  expect(names('{"10": {"0": 1, "3": 2}, "b": {"0": 1, "3": 2}, "3": {"0": 1, "3": 2}}')).toEqual(['10', 'b', '3']);
});

const LEFT = [
  '[{"a": {"b": 1}}]',
  '[{"a": [1]}]',
  '[1, 2]',
  '[]',
  '{"a": 1}',
  '{"a": [1], "b": [1, 2]}',
  '[{"a": 9007199254740993}]',
  '{"a": 1}\n{"a": 2}',
];
test.each(LEFT)('%s is left to the engine', (text) => expect(pandasJson(text)).toBeNull());

test('times are texts in SQLite, and times in DuckDB', async () => {
  const text = JSON.stringify([1, 2, 3].map((n) => ({ n, date: `2001/01/0${n} 00:47` })));
  const source = await readSource(files.put('times.json', text), none);
  const [date] = ['sqlite', 'duckdb'].map((storage) => generateLegacy(source, { storage: storage as 'sqlite' }));
  expect(date!.tables[0]!.generated.frame.columns[1]).toMatchObject({ dtype: 'object' });
  expect(date!.tables[0]!.generated.frame.columns[1]!.values[0]).toBe('2001-01-01 00:47:00.000000');
  const { report } = await run({ source: files.put('times.json', text), storage: 'duckdb' });
  expect(report.types).toEqual({ n: 'numeric', date: 'datetime' });
});

test('days without a time, from Parquet, are texts of days in SQLite', () => {
  const days = { name: 'd', dtype: 'datetime', zoned: false, days: true, values: Float64Array.of(0, NaN, 86_400e6) } as const;
  const source = (column: Column): Source => ({ dates: [], tables: [{ name: 'data', frame: { rows: 3, columns: [column] } }] });
  const first = (column: Column): unknown => generateLegacy(source(column)).tables[0]!.generated.frame.columns[0]!.values;
  expect(first(days)).toEqual(['1970-01-01', null, '1970-01-02']);
  expect(first({ ...days, days: false })).toEqual(['1970-01-01 00:00:00.000000', null, '1970-01-02 00:00:00.000000']);
});
