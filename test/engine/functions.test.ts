import { FUNCTIONS, type ArgType, type FunctionName, type FunctionSpec } from '@mdm/sdk';
import { TYPES } from '../../src/engine/duckdb/dialect.js';
import { openDatabase, type Database } from '../../src/engine/duckdb/driver.js';
import { evaluate, same, type Value } from './evaluate.js';
import { CASES } from './functions.cases.js';

const NAMES = Object.keys(FUNCTIONS) as FunctionName[];
const spec = (fn: FunctionName): FunctionSpec => FUNCTIONS[fn];
/** What the C library may round differently; all else is exact. */
const ROUGH = new Set<FunctionName>(['ln', 'log1p', 'exp', 'expm1', 'power', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan2']);

let db: Database;
beforeAll(async () => {
  db = await openDatabase({ threads: 2 });
});
afterAll(() => db.close());

describe.each(NAMES)('%s', (fn) => {
  const calls = CASES[fn].map((c) => ({ fn, args: c.slice(0, -1), expected: c.at(-1)! }));
  test.each(['columns', 'constants'] as const)('has the results of its table, with values as %s', async (how) => {
    for (const { args } of calls) expect(args).toHaveLength(spec(fn).args.length);
    const found = await evaluate(db, calls, how);
    const shown = (v: unknown): string =>
      JSON.stringify(v, (_, x: unknown) => (typeof x === 'bigint' || typeof x === 'number' ? String(x) : x)) ?? 'undefined';
    const wrong = calls.flatMap(({ args, expected }, i) =>
      same(found.values[i], expected, ROUGH.has(fn) ? 1e-15 : 0)
        ? []
        : [`${fn}(${args.map(shown).join(', ')}) is ${shown(found.values[i])}, not ${shown(expected)}`],
    );
    expect(wrong).toEqual([]);
    const type = TYPES[spec(fn).returns];
    expect(new Set(found.cast)).toEqual(new Set([type]));
    // A number may be narrower before the cast; other kinds are what they are said to be.
    if (!/INT|DOUBLE/.test(type)) expect(new Set(found.raw.filter((t) => t !== '"NULL"'))).toEqual(new Set([type]));
  });

  test('its table has a missing value for every argument that can be missing', () => {
    spec(fn).args.forEach((kind, i) => {
      if (!['literal', 'pattern', 'integer'].includes(kind)) expect(CASES[fn].some((c) => c[i] === null)).toBe(true);
    });
  });

  test('its documented example is true', async () => {
    const { args, check } = readExample(fn, spec(fn).example);
    const found = await evaluate(db, [{ fn, args }], 'columns');
    expect([spec(fn).example, check(found.values[0]!)]).toEqual([spec(fn).example, true]);
  });
});

test('the table of cases names every function and no other', () => {
  expect(Object.keys(CASES).sort()).toEqual([...NAMES].sort());
});

/** Reads `name(a, b) = c`, `... is missing`, `... is true` or `... has 8 items`. */
function readExample(fn: FunctionName, text: string): { args: Value[]; check: (found: Value) => boolean } {
  const [, name, inside, rest] = /^(\w+)\((.*)\) (= .+|is \w+|has \d+ items)$/s.exec(text) ?? [];
  if (name !== fn || inside === undefined || rest === undefined) throw new Error(`the example of ${fn} cannot be read: ${text}`);
  const args = (inside.match(/\[[^\]]*\]|'[^']*'|[^,]+/g) ?? [])
    .filter((part) => part.trim() !== '')
    .map((part, i) => valueIn(part.trim(), spec(fn).args[i]!));
  const items = /^has (\d+) items$/.exec(rest)?.[1];
  if (items !== undefined) return { args, check: (found) => Array.isArray(found) && found.length === Number(items) };
  const wanted = rest.replace(/^(=|is) /, '');
  if (spec(fn).returns === 'timestamp') return { args, check: (found) => String(found).includes(` ${wanted}`) };
  const expected = valueIn(wanted, spec(fn).returns === 'texts' ? 'texts' : spec(fn).returns === 'text' ? 'text' : 'any');
  return { args, check: (found) => same(found, expected) };
}

function valueIn(text: string, kind: ArgType): Value {
  if (text === 'missing') return null;
  if (text.startsWith('[')) {
    const items = text.slice(1, -1).split(', ');
    return items.map((item) => (kind === 'numbers' ? Number(item) : item.replace(/^'(.*)'$/, '$1')));
  }
  if (text.startsWith("'")) return text.slice(1, -1);
  if (kind === 'timestamp') return /^\d\d:/.test(text) ? `1970-01-01 ${text}` : text;
  if (text === 'true' || text === 'false') return text === 'true';
  return Number(text);
}
