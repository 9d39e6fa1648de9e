import { defineTransformer, fn, number, sample, type Column, type Expr } from '@mdm/sdk';
import { z } from 'zod';
import { correlation } from './correlation.js';
import { known, mostDistinct, show } from './numbers.js';

const operations = {
  add: { name: 'plus', build: (a: Expr<'double'>, b: Expr<'double'>) => fn.add(a, b), says: 'plus' },
  subtract: { name: 'minus', build: (a: Expr<'double'>, b: Expr<'double'>) => fn.subtract(a, b), says: 'minus' },
  multiply: { name: 'times', build: (a: Expr<'double'>, b: Expr<'double'>) => fn.multiply(a, b), says: 'times' },
  divide: { name: 'ratio', build: (a: Expr<'double'>, b: Expr<'double'>) => fn.divide(a, b), says: 'divided by' },
};

const share = z.number().min(0).max(1);
const schema = z.strictObject({
  min: share.default(0.1).describe('least |r| of a pair'),
  max: share.default(0.95).describe('greatest |r| of a pair'),
  pairs: z.int().min(0).default(10).describe('number of pairs, those with the greatest |r|'),
  columns: z.int().min(2).default(20).describe('number of columns considered, those with most distinct values'),
  ops: z
    .array(z.enum(['add', 'subtract', 'multiply', 'divide']))
    .default(['add', 'subtract', 'multiply', 'divide'])
    .describe('what to compute of each pair'),
  sample: z.int().min(10).default(5000).describe('number of training rows that r is measured on'),
});

type Pair = readonly [a: string, b: string, r: number];
const considered = (on: readonly Column[], params: z.infer<typeof schema>): readonly Column[] => mostDistinct(on, params.columns);

/**
 * Interactions of numeric columns: `plus` a + b, `minus` a - b, `times` a b, `ratio` a / b (missing when b is 0), for the pairs whose
 * Pearson correlation on a sample (rows where both are known) lies within bounds. Missing when either is missing.
 */
export const pairs = defineTransformer({
  meta: {
    name: 'pairs',
    version: 1,
    summary: 'Sum, difference, product and ratio of correlated columns',
    appliesTo: { semantic: ['numeric'], arity: 'all' },
    outputs: ['plus', 'minus', 'times', 'ratio'],
    params: schema,
  },
  fit({ on, params }) {
    const columns = considered(on, params);
    return columns.length < 2 || params.pairs === 0 ? {} : { sample: sample(columns.map(number), params.sample) };
  },
  learn({ sample: measured = [] }, { on, params }) {
    const rows = measured.map((column) => column.map(known));
    const names = considered(on, params).map((c) => c.name);
    const found: Pair[] = [];
    rows.forEach((a, i) =>
      rows.slice(i + 1).forEach((b, j) => {
        const r = correlation(a, b);
        if (r === null || Math.abs(r) < params.min || Math.abs(r) > params.max) return;
        found.push([names[i] ?? '', names[i + 1 + j] ?? '', r]);
      }),
    );
    return { pairs: found.sort((a, b) => Math.abs(b[2]) - Math.abs(a[2])).slice(0, params.pairs) };
  },
  transform({ on, params, state }) {
    const byName = new Map(on.map((c) => [c.name, c]));
    return state.pairs.flatMap(([nameA, nameB, r]) => {
      const [a, b] = [byName.get(nameA), byName.get(nameB)];
      if (a === undefined || b === undefined) return [];
      return [...new Set(params.ops)].map((op) => ({
        name: operations[op].name,
        on: [a, b],
        expr: operations[op].build(number(a), number(b)),
        explain: `${a.name} ${operations[op].says} ${b.name} (correlation ${show(r)}).`,
      }));
    });
  },
});
