import fc from 'fast-check';
import { FUNCTIONS, type ArgType, type FunctionName, type FunctionSpec } from '@mdm/sdk';
import { openDatabase, type Database } from '../../src/engine/duckdb/driver.js';
import { evaluate, same, type Call, type Value } from './evaluate.js';
import { REFERENCE } from './functions.reference.js';

/** Rows of one query; several queries per function. */
const ROWS = 150;
const QUERIES = 6;
/** New values every time; a failure names the seed that brings them back. */
const seed = Number(process.env['MDM_SEED'] ?? Date.now() % 1_000_000_007);

const shown = (v: Value | undefined): string =>
  v instanceof Date ? v.toISOString() : typeof v === 'number' ? String(v) : JSON.stringify(v);

let db: Database;
beforeAll(async () => {
  db = await openDatabase({ threads: 2 });
});
afterAll(() => db.close());

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -1000, max: 1000 }),
  fc.integer({ min: -20, max: 20 }).map((k) => k / 2),
  fc.constantFrom(0, -0, 1, -1, 5e-324, -5e-324, Number.MAX_VALUE, -Number.MAX_VALUE, 2 ** 53, 0.1, -0.9999999999999999, 1e-17),
);
/** Letters whose upper and lower case is one letter in every version of Unicode; and what is no letter. */
const ALPHABET = [...'abcxyzABCXYZ0123456789 ,.;:-_\'"%\\\n\t|é É ä Ä ж Ж ω Ω ß 列 車 🎉 \u0301 \u00a0 \u200d'];
const text = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...ALPHABET.filter((c) => c !== 'ß')), { maxLength: 30 }).map((cs) => cs.join('')) },
  fc.constantFrom('', ' ', '  ', ' a', 'a ', ' a  b ', '\\', "'", '"; DROP TABLE t; --', 'aaaa', 'abab', 'x'.repeat(300)),
);
/** Beyond what people write: the years before 1, 1969, leap days, the ends of JavaScript's dates. */
const time = fc.oneof(
  fc.integer({ min: -8.57e15, max: 8.63e15 }).map((ms) => new Date(ms)),
  fc.integer({ min: Date.UTC(1890, 0, 1), max: Date.UTC(2110, 0, 1) }).map((ms) => new Date(ms)),
  fc
    .integer({ min: -100, max: 3000 })
    .chain((y) =>
      fc
        .constantFrom('01-01T00:00:00.000', '02-28T23:59:59.999', '12-31T23:59:59.500', '12-28T12:00:00.000')
        .map((at) => new Date(`${y < 0 ? `-${String(-y).padStart(6, '0')}` : `+${String(y).padStart(6, '0')}`}-${at}Z`)),
    ),
  fc
    .constantFrom(
      '1969-12-31T23:59:59.999',
      '1970-01-01T00:00:00.000',
      '2024-02-29T12:00:00.000',
      '1900-02-28T00:00:00.000',
      '-271820-12-31T00:00:00.000',
      '+275759-12-31T00:00:00.000',
    )
    .map((at) => new Date(`${at}Z`)),
);
/** Times whose offsets are the same in every edition of the zone database. */
const modern = fc.integer({ min: Date.UTC(1975, 0, 1), max: Date.UTC(2022, 0, 1) }).map((ms) => new Date(ms));

const BY_KIND: Readonly<Record<ArgType, fc.Arbitrary<Value>>> = {
  number,
  boolean: fc.boolean(),
  text,
  timestamp: time,
  texts: fc.array(text, { maxLength: 6 }),
  numbers: fc.array(fc.integer({ min: -99, max: 99 }), { maxLength: 5 }),
  any: fc.oneof(number, text, fc.boolean()),
  literal: fc.constantFrom(' ', ',', 'a', 'aa', 'ab', '\\', "'", '🎉', '--', 'é', '\n'),
  pattern: fc.constantFrom('[0-9]', '[a-z]+', 'a|b+', '([a-c])([0-9])?', '[^a-zA-Z0-9 ]', '\\\\', "'"),
  integer: fc.integer({ min: 1, max: 12 }),
};
const unit = fc.oneof(fc.double({ min: -1, max: 1, noNaN: true }), number);
const SPECIAL: Partial<Record<FunctionName, readonly fc.Arbitrary<Value>[]>> = {
  asin: [unit],
  acos: [unit],
  contains: [text, fc.oneof(BY_KIND.literal, fc.constant(''))],
  countLiteral: [text, fc.oneof(BY_KIND.literal, fc.constant(''))],
  countChars: [text, fc.constantFrom('a-z', '^a-z', '0-9', ' ', '\\n\\t', '\\\\', '!-/')],
  item: [BY_KIND.numbers, fc.integer({ min: -7, max: 7 })],
  inZone: [
    modern,
    fc.constantFrom(
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'America/St_Johns',
      'Pacific/Auckland',
      'UTC',
    ),
  ],
};
/** Relative errors of the C library and of V8 together. */
const ROUGH: Partial<Record<FunctionName, number>> = {
  ln: 1e-15,
  log1p: 2e-15,
  exp: 2e-15,
  expm1: 2e-15,
  power: 2e-15,
  sin: 1e-15,
  cos: 1e-15,
  tan: 2e-15,
  asin: 1e-15,
  acos: 1e-15,
  atan2: 1e-15,
  epochSeconds: 3e-16,
};

const calls = (fn: FunctionName): fc.Arbitrary<readonly Call[]> => {
  const spec: FunctionSpec = FUNCTIONS[fn];
  const args = SPECIAL[fn] ?? spec.args.map((kind) => BY_KIND[kind]);
  const isLiteral = (i: number): boolean => ['literal', 'pattern', 'integer'].includes(spec.args[i]!);
  // Literals are of the query, not of the row: few different ones.
  const literals = fc.array(fc.tuple(...args.map((a, i) => (isLiteral(i) ? a : fc.constant(null)))), { minLength: 3, maxLength: 3 });
  const rows = fc.array(fc.tuple(...args.map((a, i) => (isLiteral(i) ? fc.constant(null) : fc.option(a, { freq: 12, nil: null })))), {
    minLength: ROWS,
    maxLength: ROWS,
  });
  return fc
    .tuple(literals, rows)
    .map(([some, values]) => values.map((v, r) => ({ fn, args: v.map((x, i) => (isLiteral(i) ? some[r % some.length]![i]! : x)) })));
};

/** Missing in gives missing out, but for these. */
const ABSENT: Partial<Record<FunctionName, (...args: Value[]) => Value>> = {
  isMissing: () => true,
  flag: () => 0,
  orEmpty: () => '',
  and: (a, b) => (a === false || b === false ? false : null),
  or: (a, b) => (a === true || b === true ? true : null),
};

describe('against JavaScript', () => {
  test.each(Object.keys(REFERENCE) as FunctionName[])('%s', async (fn) => {
    const reference = REFERENCE[fn] as (...args: readonly Value[]) => Value;
    for (const all of fc.sample(calls(fn), { numRuns: QUERIES, seed })) {
      const { values } = await evaluate(db, all, 'columns');
      all.forEach(({ args }, i) => {
        const expected = args.includes(null) ? (ABSENT[fn]?.(...args) ?? null) : reference(...args);
        const found = `seed ${seed}: ${fn}(${args.map(shown).join(', ')}) is ${shown(values[i])}`;
        if (!same(values[i], expected, ROUGH[fn])) throw new Error(`${found}, not ${shown(expected)}`);
        const finite = typeof values[i] !== 'number' || Number.isFinite(values[i]);
        if (!finite && !('overflows' in FUNCTIONS[fn])) throw new Error(`${found}, and may not overflow`);
      });
    }
  });
  test('every function but toText has a reference', () => {
    expect(Object.keys(FUNCTIONS).filter((fn) => !(fn in REFERENCE))).toEqual(['toText']);
  });
});

test('a number as text reads back as the same number, and is short where JavaScript writes a whole one', async () => {
  for (const all of fc.sample(fc.array(number, { minLength: ROWS, maxLength: ROWS }), { numRuns: QUERIES, seed })) {
    const { values } = await evaluate(
      db,
      all.map((x) => ({ fn: 'toText', args: [x] })),
      'columns',
    );
    all.forEach((x, i) => {
      expect(Number(values[i]) === x).toBe(true);
      if (Number.isInteger(x) && Math.abs(x) < 1e15) expect(values[i]).toBe(String(x));
    });
  }
});
