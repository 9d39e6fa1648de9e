import {
  agg,
  cast,
  column,
  constant,
  defineTransformer,
  fn,
  lookup,
  lookupTable,
  text,
  values,
  when,
  type Column,
  type Expr,
} from '@mdm/sdk';
import { z } from 'zod';
import { flag, whole } from './types.js';
import { compareText, floatText, timeText } from './python.js';

/** What a value is told apart by: a number of a column of doubles, else text. */
const keyOf = (c: Column): Expr => (c.type === 'double' ? column(c) : text(c));

/** A value as the original wrote it in a name. Whole numbers among missing ones were doubles there. */
function written(value: string | number | boolean, c: Column): string {
  if (c.type === 'boolean') return String(value) === 'true' ? 'True' : 'False';
  if (c.type === 'timestamp') return `${timeText(String(value))}${c.zoned ? '+00:00' : ''}`;
  if (c.type === 'double' || (c.type === 'int64' && c.stats.missing > 0)) return floatText(Number(value));
  return String(value);
}

function inOrder(c: Column, found: readonly (string | number)[]): readonly (string | number)[] {
  if (c.type === 'int64') return [...found].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  if (c.type === 'double') return [...found].sort((a, b) => Number(a) - Number(b));
  return [...found].sort((a, b) => compareText(String(a), String(b)));
}

/** Length of the value as text, where the original kept the column as Python objects. */
function characters(c: Column): Expr<'int64'> | null {
  if (c.type === 'text') return fn.length(fn.orEmpty(text(c)));
  if (c.type !== 'boolean' || c.stats.missing === 0) return null;
  const truth = column(c) as Expr<'boolean'>;
  return cast(
    when(
      [
        [truth, constant(4)],
        [fn.not(truth), constant(5)],
      ],
      constant(0),
    ),
    'int64',
  );
}

/**
 * `frequency`: rows with this value; `frequency_ratio`: by the number of rows, missing ones included; one flag for each value (at
 * most `most`, else none), called by the value; `is_rare`: 1 when frequency < `rare` of the rows; `nunique_chars`: length of the text
 * in code points. Missing: no frequency, no flag set, not rare, length 0.
 */
export const category = defineTransformer({
  meta: {
    name: 'category',
    version: 1,
    summary: 'Frequency, one flag for each value, rarity and length of a category, as MDM 1.0.6 made them',
    appliesTo: { semantic: ['categorical'], arity: 'each' },
    outputs: ['frequency', 'frequency_ratio', '{value}', 'is_rare', 'nunique_chars'],
    params: z.strictObject({
      most: z.int().min(0).max(10_000).default(50).describe('with more different values there are no flags of values'),
      rare: z.number().min(0).max(1).default(0.01).describe('share of the rows below which a value is rare'),
    }),
    onByDefault: false,
  },
  fit: ({ on: [c], params }) => ({
    rows: agg.rows(),
    counts: lookupTable([column(c)], { rows: agg.rows() }),
    values: values(keyOf(c), params.most + 1),
  }),
  learn: (measured, { on: [c], params }) => {
    const found = measured.values.map(({ value }) => value as string | number);
    return { rows: measured.rows ?? 0, values: found.length > params.most ? [] : inOrder(c, found) };
  },
  transform({ on: [c], params, state: { rows, values: found } }) {
    const frequency = lookup('counts', [column(c)], 'rows', 'int64');
    const length = characters(c);
    return [
      { name: 'frequency', expr: whole(frequency, c), explain: `Number of rows with this ${c.name}.` },
      { name: 'frequency_ratio', expr: fn.divide(frequency, Math.max(rows, 1)), explain: `Share of the ${rows} rows with this ${c.name}.` },
      ...found.map((value) => ({
        name: written(value, c),
        expr: when([[fn.eq(keyOf(c), value), constant(true)]], constant(false)),
        explain: `Whether ${c.name} is ${written(value, c)}.`,
      })),
      {
        name: 'is_rare',
        expr: flag(fn.lt(frequency, params.rare * rows)),
        explain: `1 when fewer than ${params.rare * rows} rows have this ${c.name}.`,
      },
      ...(length ? [{ name: 'nunique_chars', expr: length, explain: `Number of characters of ${c.name}.` }] : []),
    ];
  },
});
