import {
  agg,
  classes,
  column,
  defineBatchTransformer,
  defineTransformer,
  fn,
  lag,
  lookup,
  lookupTable,
  number,
  quantiles,
  text,
  time,
  values,
  type BatchTransformer,
  type Feature,
  type Meta,
  type Scope,
  type Transformer,
} from '@mdm/sdk';
import type { TransformerCase } from '@mdm/sdk/testing';
import { z } from 'zod';

/*
 * Transformers that keep every law; the mutations break each in one place.
 */

export interface Params {
  by: number;
}
export interface State {
  middle: number | null;
  spread: number | null;
}

const params = z.strictObject({ by: z.number().positive().default(2) });

/** Distance from the median in `by` spreads. */
export const scaled = defineTransformer({
  meta: {
    name: 'scaled',
    version: 1,
    summary: 'Distance from the median',
    appliesTo: { semantic: ['numeric'], arity: 'each' },
    outputs: ['scaled', 'above'],
    params,
  },
  fit: ({ on: [c] }) => ({ middle: quantiles(number(c), [0.5]), spread: agg.std(number(c)) }),
  learn: ({ middle, spread }): State => ({ middle: middle[0] ?? null, spread }),
  transform({ on: [c], state, params: { by } }): Feature[] {
    const { middle, spread } = state;
    if (middle === null) return [];
    return [
      {
        name: 'scaled',
        expr: fn.divide(fn.divide(fn.subtract(number(c), middle), spread || 1), by),
        explain: `${c.name} less ${middle}, in spreads.`,
      },
      { name: 'above', expr: fn.flagOrMissing(fn.gt(number(c), middle)), explain: `1 where ${c.name} is above ${middle}, else 0.` },
    ];
  },
});

/** A flag for each frequent value. */
export const flags = defineTransformer({
  meta: {
    name: 'flags',
    version: 1,
    summary: 'A flag for each frequent value',
    appliesTo: { semantic: ['categorical'], arity: 'each' },
    outputs: ['is_{value}'],
    params: z.strictObject({}),
  },
  fit: ({ on: [c] }) => ({ top: values(text(c), 3) }),
  transform: ({ on: [c], state }) =>
    state.top.map(({ value }) => ({
      name: `is_${value}`,
      expr: fn.flagOrMissing(fn.eq(text(c), value)),
      explain: `1 where ${c.name} is ${JSON.stringify(value)}, else 0.`,
    })),
});

/** Mean of a target by category, out of fold. */
export const encoded = defineTransformer({
  meta: {
    name: 'encoded',
    version: 1,
    summary: 'Mean of the target for the category',
    appliesTo: { semantic: ['categorical'], arity: 'each', needs: ['target'] },
    outputs: ['mean'],
    params: z.strictObject({}),
  },
  fit: ({ on: [c], roles }) =>
    roles.target!.semantic === 'numeric'
      ? {
          by: lookupTable(
            [text(c)],
            { total: agg.sum(number(roles.target!)), rows: agg.count(column(roles.target!)) },
            { outOfFold: true },
          ),
        }
      : { labels: classes(column(roles.target!), 10) },
  transform: ({ on: [c], roles, state }) =>
    state.labels !== undefined
      ? []
      : [
          {
            name: 'mean',
            expr: fn.divide(lookup('by', [text(c)], 'total', 'double'), lookup('by', [text(c)], 'rows', 'int64')),
            explain: `Mean of ${roles.target!.name} for this ${c.name}.`,
          },
        ],
});

/** The value before. */
export const before = defineTransformer({
  meta: {
    name: 'before',
    version: 1,
    summary: 'The value of the row before',
    appliesTo: { semantic: ['numeric'], arity: 'each', needs: ['time'] },
    outputs: ['before'],
    params: z.strictObject({}),
  },
  transform: ({ on: [c], roles }) => [
    {
      name: 'before',
      expr: lag(number(c), 1, { partition: [], order: time(roles.time!) }),
      explain: `${c.name} of the row before, by ${roles.time!.name}.`,
    },
  ],
});

/** What a plain function makes of each text. */
export const lengths = defineBatchTransformer({
  meta: {
    name: 'lengths',
    version: 1,
    summary: 'Letters in the text',
    appliesTo: { semantic: ['text'], arity: 'each' },
    outputs: ['letters'],
    params: z.strictObject({}),
  },
  reason: 'It stands for a library that no expression can replace.',
  outputs: ({ on: [c] }) => [{ name: 'letters', type: 'int32', explain: `Number of letters in ${c.name}.` }],
  run: (batch, { on: [c] }, arrow) => ({
    letters: arrow.vectorFromArray(
      textsOf(batch, c.name).map((t) => t?.length ?? null),
      new arrow.Int32(),
    ),
  }),
});

type Batch = Parameters<BatchTransformer['run']>[0];
export const textsOf = (batch: Batch, name: string): (string | null)[] =>
  Array.from(batch.getChild(name) ?? [], (v: unknown) => (typeof v === 'string' ? v : null));

export const cases: readonly TransformerCase[] = [
  {
    name: 'one',
    columns: { x: 'numeric' },
    rows: [{ x: 1 }, { x: 3 }, { x: 2 }],
    expect: { x__above: [0, 1, 0], x__scaled: [-0.5, 0.5, 0] },
  },
];

/** The same transformer with some of its parts replaced. */
export const but = <T extends Transformer>(t: T, parts: Partial<T>): T => ({ ...t, ...parts });
export const meta = <P>(t: { readonly meta: Meta<P> }, parts: Partial<Meta<P>>): Meta<P> => ({ ...t.meta, ...parts });

/** The features of `scaled`, changed one by one. */
export const features = (change: (f: Feature, scope: Scope<Params> & { readonly state: State }) => unknown): typeof scaled => ({
  ...scaled,
  transform: (scope) => scaled.transform(scope).map((f) => change(f, scope) as Feature),
});
