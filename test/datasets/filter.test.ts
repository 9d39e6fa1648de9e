import fc from 'fast-check';
import { factsOf, timeOf, type DatasetFacts } from '../../src/datasets/facts.js';
import { FILTER_FIELDS, matches, parseFilter } from '../../src/datasets/filter.js';
import { parseNodes, type FilterNode } from '../../src/datasets/filter-parse.js';
import { glob } from '../../src/datasets/glob.js';

const NOW = Date.parse('2026-06-15T12:00:00Z');

const facts = (more: Partial<DatasetFacts> = {}): DatasetFacts => ({
  name: 'titanic',
  display_name: 'Titanic',
  problem_type: 'binary_classification',
  target_column: 'Survived',
  row_count: 891,
  column_count: 12,
  size_mb: 9.5,
  registered_at: Date.parse('2026-06-01T10:30:00Z'),
  last_updated_at: Date.parse('2026-06-14T00:00:00Z'),
  source: 'kaggle',
  has_test: true,
  has_validation: false,
  ...more,
});
const holds = (text: string, more: Partial<DatasetFacts> = {}): boolean => matches(parseFilter(text, NOW), facts(more));

describe('comparisons', () => {
  test.each<[string, boolean, Partial<DatasetFacts>?]>([
    ['name=titanic', true],
    ['name=TITANIC', true],
    ['name = "Titanic"', true],
    ['name=titan', false],
    ['name!=titanic', false],
    ['name=my-data', true, { name: 'my_data', display_name: 'My-Data' }],
    ['name~tit*', true],
    ['name~test*', false, { name: 'my_test', display_name: 'my_test' }],
    ['name~test*', true, { name: 'test_1', display_name: 'Test-1' }],
    ['name~*test', true, { name: 'my_test', display_name: 'my_test' }],
    ['name~*test', false, { name: 'test_1', display_name: 'test_1' }],
    ['name!~*temp*', true],
    ['name!~*temp*', false, { name: 'a_temp_b', display_name: 'a_temp_b' }],
    ['name~T?TANIC', true],
    ['name~[s-u]itanic', true],
    ['name~[!s-u]itanic', false],
    ['problem_type=classification', true],
    ['problem_type=classification', true, { problem_type: 'multiclass_classification' }],
    ['problem_type=classification', false, { problem_type: 'regression' }],
    ['problem_type!=classification', true, { problem_type: 'regression' }],
    ['problem_type!=classification', true, { problem_type: undefined }],
    ['problem_type=multiclass', true, { problem_type: 'multiclass_classification' }],
    ['problem_type=time-series', true, { problem_type: 'time_series' }],
    ['row_count>890', true],
    ['row_count>891', false],
    ['row_count>=891', true],
    ['row_count<10000', true],
    ['size_mb<=100', true],
    ['size_mb<=9', false],
    ['size_mb<=9.5', true],
    ['column_count=12', true],
    ['row_count>0', false, { row_count: undefined }],
    ['row_count<5', false, { row_count: undefined }],
    ['row_count!=5', true, { row_count: undefined }],
    ['target_column=survived', true],
    ['target_column~*', false, { target_column: undefined }],
    ['target_column!~*', true, { target_column: undefined }],
    ['source=kaggle', true],
    ['has_test=true', true],
    ['has_test=yes', true],
    ['has_validation=true', false],
    ['has_validation!=true', true],
    ['registered_at>30days', true],
    ['registered_at>1week', false],
    ['registered_at<1week', true],
    ['last_updated_at<1week', false],
    ['last_updated_at>2months', true],
    ['registered_at=2026-06-01', true],
    ['registered_at>2026-06-01', false],
    ['registered_at>=2026-06-01', true],
    ['registered_at<2026-06-02', true],
    ['registered_at>2026-06-01T10:29:59', true],
    ['registered_at>2026-06-01T10:30:00', false],
    ['registered_at>=2026-06-01T10:30:00', true],
    ['registered_at<2026-06-01T10:30:00', false],
    ['registered_at<2026-06-01T10:30:01', true],
    ['registered_at="2026-06-01 12:30:00+02:00"', true],
    ['registered_at>1day', false, { registered_at: undefined }],
    ['rows>100', true],
    ['size<10', true],
  ])('%s is %s', (text, expected, more = {}) => expect(holds(text, more)).toBe(expected));
});

describe('joined comparisons', () => {
  test.each<[string, boolean, Partial<DatasetFacts>?]>([
    ['problem_type=regression AND row_count>1000', false],
    ['source=x OR size_mb<50', true],
    ['source=x or size_mb<50', true],
    // AND binds tighter: a OR (b AND c).
    ['source=kaggle OR row_count>1000 AND has_validation=true', true],
    ['(source=kaggle OR row_count>1000) AND has_validation=true', false],
    ['problem_type!=classification AND has_test=true', false],
    ['problem_type!=classification AND has_test=true', true, { problem_type: 'regression' }],
    ['name=titanic,source=kaggle', true],
    ['name=titanic,source=local', false],
    ['source="a AND b"', true, { source: 'a AND b' }],
    ["source='it\\'s'", true, { source: "it's" }],
    ['source=data(1).csv', true, { source: 'data(1).csv' }],
    ['(source=data(1).csv)', true, { source: 'data(1).csv' }],
    ['name=ORchid', true, { name: 'orchid', display_name: 'orchid' }],
  ])('%s is %s', (text, expected, more = {}) => expect(holds(text, more)).toBe(expected));
});

describe('refused', () => {
  test.each([
    ['colour=red', /no field "colour"/],
    ['nam=red', /no field "nam"/],
    ['', /comparison is missing/],
    ['name', /operator is expected after name/],
    ['name=', /value is missing/],
    ['name=a AND', /comparison is missing/],
    ['(name=a', /a \) is missing/],
    ['name=a)', /\) without a \(/],
    ['name=a b', /AND or OR is expected after a/],
    ['name="a', /closing " is missing/],
    ['name>a', /name is a text/],
    ['row_count~1*', /row_count is a number/],
    ['row_count>many', /"many" is none/],
    ['has_test=maybe', /neither/],
    ['has_test>true', /yes or no/],
    ['registered_at>yesterday', /"yesterday" is not a date/],
    ['registered_at>2024-13-01', /not a date/],
    ['registered_at>2024-02-30', /not a date/],
    ['registered_at~2024*', /is a time/],
    ['('.repeat(1000), /too many parentheses/],
  ])('%s', (text, problem) => {
    const fail = (): unknown => parseFilter(text, NOW);
    expect(fail).toThrow(problem);
    expect(fail).toThrow(expect.objectContaining({ code: 'usage', exit: 2 }));
  });

  test('an unknown field lists the fields', () => {
    const next = (): string => {
      try {
        parseFilter('colour=red');
        return '';
      } catch (error) {
        return (error as { next: string }).next;
      }
    };
    for (const field of FILTER_FIELDS) expect(next()).toContain(field);
  });
});

describe('any filter', () => {
  const value = fc.string({ maxLength: 12 });
  const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
  const tree: fc.Arbitrary<FilterNode> = fc.letrec<{ node: FilterNode }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fc.record({
        kind: fc.constant('compare' as const),
        field: fc.constantFrom('name', 'source'),
        operator: fc.constantFrom('=' as const, '!=' as const, '~' as const, '!~' as const),
        value,
      }),
      fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), of: fc.array(tie('node'), { minLength: 2, maxLength: 3 }) }),
    ),
  })).node;
  const text = (node: FilterNode): string =>
    node.kind === 'compare'
      ? `${node.field} ${node.operator} ${quoted(node.value)}`
      : node.of.map((one) => `(${text(one)})`).join(node.kind === 'and' ? ' AND ' : ' OR ');

  test('is read as it was written', () => fc.assert(fc.property(tree, (node) => expect(parseNodes(text(node))).toEqual(node))));

  test('parses, or is refused with a usage error', () =>
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z_=<>~!()",' 0-9*]{0,40}$/)), (given) => {
        try {
          parseFilter(given);
        } catch (error) {
          expect(error).toMatchObject({ code: 'usage' });
        }
      }),
    ));
});

describe('globs', () => {
  test('a text without special characters covers itself alone', () =>
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const plain = a.replace(/[*?[\]]/g, '');
        expect(glob(plain, { caseSensitive: true })(plain)).toBe(true);
        expect(glob(plain, { caseSensitive: true })(b)).toBe(plain.normalize('NFC') === b.normalize('NFC'));
      }),
    ));

  test('a hostile pattern ends', () => expect(glob('*a'.repeat(200))('b'.repeat(5_000))).toBe(false));

  test('letters beyond ASCII', () => {
    expect(glob('ÅR?')('år1')).toBe(true);
    expect(glob('?')('😀')).toBe(true);
  });
});

test('facts of a record', () => {
  expect(timeOf('2026-01-01T00:00:00.123456')).toBe(Date.parse('2026-01-01T00:00:00.123Z'));
  expect(timeOf('2026-01-01T00:00:00+02:00')).toBe(Date.parse('2025-12-31T22:00:00Z'));
  expect(timeOf('no time')).toBeUndefined();
  const record = {
    name: 'a',
    display_name: 'A',
    tables: { train: 't', test: 'u' },
    metadata: {},
    registered_at: '2026-01-01',
    last_updated_at: 'x',
  };
  expect(factsOf(record as never, 2 * 1024 * 1024)).toMatchObject({
    size_mb: 2,
    has_test: true,
    has_validation: false,
    row_count: undefined,
  });
});
