import fc from 'fast-check';
import {
  agg,
  classes,
  column,
  constant,
  defineTransformer,
  expanding,
  fn,
  lag,
  lookup,
  lookupTable,
  number,
  quantiles,
  ranks,
  rank,
  rolling,
  sample,
  text,
  time,
  values as valuesOf,
  type Column,
  type Expr,
  type ExprTransformer,
  type Feature,
  type Measure,
} from '@mdm/sdk';
import { z } from 'zod';
import { trainAll, type Used } from '@mdm/cli/testing';
import { caseOf, outcome, table, values } from './leak-table.js';
import { targetSeen } from './leak-checks.js';

interface Given {
  readonly c: Column;
  readonly y: Column;
  readonly at: Column;
  readonly g: Column;
}
interface Leak {
  readonly fit?: (given: Given) => Record<string, Measure>;
  readonly make: (given: Given) => Expr;
}

/** A transformer of categories that does not keep to the contract. */
function leaky({ fit, make }: Leak, needs: readonly ('target' | 'time' | 'group')[] = ['target', 'time', 'group']): Used[] {
  const absent = (name: string): Column => ({
    name,
    type: name === 'y' ? 'double' : 'timestamp',
    semantic: 'numeric',
    stats: { rows: 1, missing: 0, distinct: 1 },
  });
  const transformer: ExprTransformer<object> = defineTransformer({
    meta: {
      name: 'leaky',
      version: 1,
      summary: 'Leaks',
      appliesTo: { semantic: ['categorical'], arity: 'each', needs },
      outputs: ['leak'],
      params: z.strictObject({}),
    },
    fit: ({ on, roles }) =>
      fit?.({ c: on[0], y: roles.target ?? absent('y'), at: roles.time ?? absent('at'), g: roles.group ?? absent('g') }) ?? {},
    transform: ({ on, roles }): Feature[] => {
      const expr = make({ c: on[0], y: roles.target ?? absent('y'), at: roles.time ?? absent('at'), g: roles.group ?? absent('g') });
      return [{ name: 'leak', expr, explain: 'What it should not know.' }];
    },
  });
  return [{ id: 'test.leaky', transformer }];
}

const [rows] = fc.sample(table('regression'), { numRuns: 1, seed: 1 });
const fitted = caseOf('regression', rows!, { folds: 3, foldBy: 'hash' });
const one = constant(1);
const over = (order: Expr, g: Column) => ({ partition: [column(g)], order });
const window = (given: Given): Extract<Expr, { kind: 'window' }> =>
  rolling('count', number(given.y), expanding(), over(time(given.at), given.g)) as never;

/** Each with what the planner says of it. */
const refused: Readonly<Record<string, readonly [Leak, RegExp, boolean?]>> = {
  'a target mean of all rows': [
    {
      fit: ({ c, y }) => ({ t: lookupTable([column(c)], { m: agg.mean(number(y)) }) }),
      make: ({ c }) => lookup('t', [column(c)], 'm', 'double'),
    },
    /target "y" other than out of fold/,
  ],
  'a mean out of fold': [
    { fit: ({ c, y }) => ({ t: lookupTable([column(c)], { m: agg.mean(number(y)) }, { outOfFold: true }) }), make: () => one },
    /may only count and sum/,
  ],
  'the target itself': [{ make: ({ y }) => number(y) }, /feature leak reads the target/],
  'the target as a key': [
    { fit: ({ y }) => ({ t: lookupTable([number(y)], { n: agg.rows() }) }), make: () => one },
    /other than out of fold/,
  ],
  'an earlier target': [{ make: ({ y, at, g }) => lag(number(y), 1, over(time(at), g)) }, /reads the target/],
  'an aggregate of the target': [{ fit: ({ y }) => ({ m: agg.mean(number(y)) }), make: () => one }, /measure m reads the target/],
  'quantiles of the target': [{ fit: ({ y }) => ({ q: quantiles(number(y), [0.5]) }), make: () => one }, /measure q reads the target/],
  'values of the target': [{ fit: ({ y }) => ({ v: valuesOf(number(y), 10) }), make: () => one }, /measure v reads the target/],
  'a sample of the target': [{ fit: ({ y }) => ({ s: sample([number(y)], 10) }), make: () => one }, /measure s reads the target/],
  'ranks of the target': [
    { fit: ({ y }) => ({ r: ranks(number(y)) }), make: ({ y }) => rank('r', number(y)) },
    /measure r reads the target/,
  ],
  'labels with what they belong to': [
    { fit: ({ c, y }) => ({ l: classes(fn.concat(text(c), text(y)), 1000) }), make: () => one },
    /measure l/,
  ],
  'a column it was not given': [{ make: ({ y }) => number(y) }, /reads column "y", which it was not given/, true],
  'a measure of a column it was not given': [
    { fit: ({ y }) => ({ m: agg.max(number(y)) }), make: () => one },
    /reads column "y", which it was not given/,
    true,
  ],
  'a later row': [
    { make: (given) => ({ ...window({ ...given, y: given.c }), fn: 'lag', frame: { kind: 'rows', before: -1, end: 1 } }) },
    /window/,
  ],
  'rows up to a later one': [
    { make: (given) => ({ ...window({ ...given, y: given.c }), frame: { kind: 'rows', before: -2, end: 0 } }) },
    /window/,
  ],
  'an interval that has not been': [
    { make: (given) => ({ ...window({ ...given, y: given.c }), frame: { kind: 'seconds', before: -3600 } }) },
    /window/,
  ],
  'a sequence that runs backwards': [
    { make: (given) => lag(column(given.c), 1, over(fn.negate(fn.epochSeconds(time(given.at))), given.g)) },
    /window/,
  ],
  'a sequence by another column': [{ make: ({ c, g }) => lag(column(c), 1, over(column(c), g)) }, /window/],
  'a window of what is looked up': [
    {
      fit: ({ c }) => ({ t: lookupTable([column(c)], { n: agg.rows() }) }),
      make: ({ c, at, g }) => lag(lookup('t', [column(c)], 'n', 'int64'), 1, over(time(at), g)),
    },
    /a lookup stands in a window/,
  ],
};

describe('a transformer that leaks is refused by the planner', () => {
  test.each(Object.entries(refused))('%s', async (_, [leak, words, blind]) => {
    const trained = trainAll(leaky(leak, blind ? [] : undefined), fitted);
    await expect(trained.then((t) => t.close())).rejects.toMatchObject({ code: 'plugin', message: expect.stringMatching(words) });
  });
});

describe('one that slips past the planner is caught by the property', () => {
  let turns = 0;
  const slipping: Readonly<Record<string, Leak>> = {
    'a measure that is out of fold only when it is looked at': {
      fit: ({ c, y }) => {
        turns = 0;
        const honest = lookupTable([column(c)], { n: agg.count(number(y)), s: agg.sum(number(y)) }, { outOfFold: true });
        return {
          t: {
            ...honest,
            get outOfFold() {
              return turns++ < 2;
            },
          },
        };
      },
      make: ({ c }) => fn.divide(lookup('t', [column(c)], 's', 'double'), lookup('t', [column(c)], 'n', 'int64')),
    },
    'what the profile says of the target': { make: ({ y }) => constant(y.stats.distinct + y.stats.missing / 100) },
  };
  test.each(Object.entries(slipping))('%s', async (_, leak) => {
    const property = fc.asyncProperty(
      table('regression'),
      fc.array(outcome('regression'), { minLength: 5, maxLength: 40 }),
      fc.nat(),
      async (all, changes, n) => {
        expect(await targetSeen(leaky(leak), caseOf('regression', all, { folds: 3, foldBy: 'hash' }), changes, n, false)).toEqual([]);
      },
    );
    const found = await fc.check(property, { numRuns: 10, seed: 42, endOnFailure: true });
    expect(found.failed).toBe(true);
    expect(String(found.errorInstance)).toMatch(/leak, row/);
  });
});
void values;
