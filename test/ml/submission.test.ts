import { Float64, Int32, Int64, Table, Utf8, vectorFromArray } from 'apache-arrow';
import { submissionTable } from '../../src/ml/submission.js';

const int64 = (values: number[]) => vectorFromArray(values.map(BigInt), new Int64());
const rows = (table: Table): unknown[] => table.toArray().map((row: { toJSON(): unknown }) => row.toJSON());
const ids = new Table({ id: int64([3, 1, 2]) });

test('ids and predictions, in the order of the test table', () => {
  const table = submissionTable({ ids, predictions: [0.5, 0.25, 1], targets: ['y'] });
  expect(rows(table)).toEqual([
    { id: 3n, y: 0.5 },
    { id: 1n, y: 0.25 },
    { id: 2n, y: 1 },
  ]);
});

test('columns and ids in the order of the sample', () => {
  const sample = new Table({ y: vectorFromArray([0, 0, 0], new Float64()), id: vectorFromArray([1, 2, 3], new Int32()) });
  const table = submissionTable({ ids, predictions: { y: Int32Array.of(30, 10, 20) }, targets: ['y'], sample });
  expect(table.schema.fields.map(({ name }) => name)).toEqual(['y', 'id']);
  expect(rows(table)).toEqual([
    { y: 10n, id: 1n },
    { y: 20n, id: 2n },
    { y: 30n, id: 3n },
  ]);
});

test('columns of the sample keep their order when their names are numbers', () => {
  const sample = new Table({ id: int64([1, 2, 3]) }).assign(new Table({ b: int64([0, 0, 0]), 1: int64([0, 0, 0]), 0: int64([0, 0, 0]) }));
  const named = sample.schema.fields.map(({ name }) => name);
  const table = submissionTable({ ids, predictions: { 0: [0.5, 0.25, 1], 1: [5, 6, 7], b: [1, 2, 3] }, targets: ['b', '1', '0'], sample });
  expect(table.schema.fields.map(({ name }) => name)).toEqual(named);
  expect(rows(table)[0]).toEqual({ id: 1n, 0: 0.25, 1: 6n, b: 2n });
});

test('predictions may be an Arrow vector of text', () => {
  const table = submissionTable({
    ids,
    predictions: vectorFromArray(['c', 'a', 'b'], new Utf8()) as unknown as ArrayLike<unknown>,
    targets: ['y'],
  });
  expect([...table.getChild('y')!]).toEqual(['c', 'a', 'b']);
});

test.each<[string, Partial<Parameters<typeof submissionTable>[0]>, RegExp]>([
  ['too few predictions', { predictions: [1, 2] }, /2 predictions of y for 3 rows/],
  [
    'another number of rows in the sample',
    { sample: new Table({ id: int64([1, 2]), y: int64([0, 0]) }) },
    /sample submission has 2 rows, the test table 3/,
  ],
  [
    'an id that the test table has not',
    { sample: new Table({ id: int64([1, 2, 4]), y: int64([0, 0, 0]) }) },
    /The id 4 is on one side only/,
  ],
  ['an id twice', { sample: new Table({ id: int64([1, 2, 2]), y: int64([0, 0, 0]) }) }, /The id 2 is on one side only/],
  ['a sample without the id', { sample: new Table({ key: int64([1, 2, 3]), y: int64([0, 0, 0]) }) }, /none of the id columns id/],
  ['several targets for one list', { targets: ['a', 'b'] }, /There are 2 columns to predict: a, b/],
  ['a target that was not predicted', { targets: ['a'], predictions: { y: [1, 2, 3] } }, /no predictions of the column "a"/],
])('%s is refused', (_, given, said) => {
  expect(() => submissionTable({ ids, predictions: [1, 2, 3], targets: ['y'], ...given })).toThrow(said);
});
