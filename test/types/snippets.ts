/** A transformer of one numeric column whose parts a snippet replaces. */
const numeric = (parts: string, meta = '', params = 'z.strictObject({ by: z.number().default(2) })') => `
import { agg, bin, cast, classes, column, defineBatchTransformer, definePlugin, defineTransformer, fn, lookupTable, number, quantiles, ranks, sample, text, time, values } from '@mdm/sdk';
import { z } from 'zod';
const meta = { name: 'x', version: 1, summary: 'X', appliesTo: { semantic: ['numeric'], arity: 'each' }, outputs: ['x'], ${meta}
  params: ${params},
} as const;
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A,>() => <B,>(_: Same<A, B>) => undefined;
${parts}
`;
const transform = (expr: string, more = '') =>
  numeric(`
export default defineTransformer({ meta, ${more}
  transform: ({ on, params, state }) => [{ name: 'x', explain: 'X.', expr: ${expr} }],
});`);
const state = (fit: string, check: string) =>
  numeric(`
export default defineTransformer({ meta, fit: ({ on: [c], params }) => (${fit}),
  transform: ({ state, params }) => { ${check}; return []; },
});`);

/** Must compile. */
export const right: Readonly<Record<string, string>> = {
  'params in transform': numeric(
    `export default defineTransformer({ meta, transform: ({ params }) => { same<typeof params>()<{ by: number }>(true); return []; } });`,
  ),
  'params in fit and learn': numeric(`export default defineTransformer({ meta,
    fit: ({ params: { by }, on: [c] }) => { same<typeof by>()<number>(true); return { mean: agg.mean(number(c)) }; },
    learn: (measured, { params: { by } }) => { same<typeof by>()<number>(true); return { shift: (measured.mean ?? 0) * by }; },
    transform: ({ state, on: [c] }) => { same<typeof state>()<{ shift: number }>(true); return [{ name: 'x', expr: fn.add(number(c), state.shift), explain: 'X.' }]; } });`),
  'an aggregate': state('{ mean: agg.mean(number(c)) }', 'same<typeof state.mean>()<number | null>(true)'),
  quantiles: state('{ middle: quantiles(number(c), [0.5]) }', 'same<typeof state.middle>()<readonly (number | null)[]>(true)'),
  'values of texts': state(
    '{ top: values(text(c), 3) }',
    'const first = state.top[0]; if (first) same<typeof first>()<{ readonly value: string; readonly count: number }>(true)',
  ),
  'values of any column': state(
    '{ top: values(column(c), 3) }',
    'const first = state.top[0]; if (first) same<typeof first.value>()<string | number | boolean>(true)',
  ),
  'a sample': state('{ rows: sample([number(c)], 3) }', 'same<typeof state.rows>()<readonly (readonly (number | null)[])[]>(true)'),
  labels: state('{ labels: classes(text(c), 3) }', 'same<typeof state.labels>()<readonly string[]>(true)'),
  'what stays in the engine': state(
    '{ table: lookupTable([column(c)], { rows: agg.rows() }), ranks: ranks(number(c)) }',
    'same<typeof state.table>()<null>(true); same<typeof state.ranks>()<null>(true)',
  ),
  'a measure that may be left out': state(
    'params.by > 1 ? { mean: agg.mean(number(c)) } : {}',
    'same<typeof state.mean>()<number | null | undefined>(true)',
  ),
  'a spread of measures': state(
    '{ ...(params.by > 1 ? { mean: agg.mean(number(c)) } : {}), rows: agg.rows() }',
    'same<typeof state.rows>()<number | null>(true)',
  ),
  'no measure at all': numeric(
    `export default defineTransformer({ meta, transform: ({ on: [c] }) => [{ name: 'x', expr: number(c), explain: 'X.' }] });`,
  ),
  'literals in the place of numbers': transform('fn.divide(fn.subtract(1, number(on[0])), 2)'),
  'a schema without parameters': numeric('export default defineTransformer({ meta, transform: () => [] });', '', 'z.strictObject({})'),
  'an optional parameter': numeric(
    'export default defineTransformer({ meta, transform: () => [] });',
    '',
    'z.strictObject({ zone: z.string().optional() })',
  ),
  'a refined schema': numeric(
    'export default defineTransformer({ meta, transform: () => [] });',
    '',
    'z.strictObject({ a: z.int().default(1), b: z.int().default(2) }).refine((p) => p.a < p.b)',
  ),
  'a batch transformer':
    numeric(`const one = defineBatchTransformer({ meta, reason: 'R.', outputs: ({ on: [c] }) => [{ name: 'x', type: 'double', explain: c.name }],
    run: (batch, { params: { by } }, arrow) => ({ x: arrow.vectorFromArray(new Float64Array(batch.numRows).fill(by)) }) });
export default definePlugin({ namespace: 'x', transformers: [one] });`),
};

/** Must not compile: what the compiler says, on the line that ends in \`// !\`. */
export const wrong: Readonly<Record<string, readonly [code: string, says: RegExp]>> = {
  'a text in the place of a number': [transform('fn.log1p(\ntext(on[0]))// !\n'), /Expr<"text">|not assignable.*number/],
  'any column in the place of a number': [transform('fn.log1p(\ncolumn(on[0]))// !\n'), /not assignable.*NumberLike/],
  'a number in the place of a time': [transform('fn.year(\nnumber(on[0]))// !\n'), /not assignable.*"timestamp"/],
  'a function that is not there': [transform('fn\n.log2(number(on[0]))// !\n'), /Property 'log2' does not exist on type 'Functions'/],
  'an argument too few': [transform('fn\n.divide(number(on[0]))// !\n'), /Expected 2 arguments, but got 1/],
  'an argument too many': [transform('fn.sqrt(number(on[0]),\n2)// !\n'), /Expected 1 arguments, but got 2/],
  'a mean of texts': [transform('number(on[0])', 'fit: ({ on }) => ({ a: agg.mean(\ntext(on[0]))// !\n}),'), /not assignable/],
  'a measure that fit does not ask for': [
    transform('fn.subtract(number(on[0]), \nstate.median)// !\n', 'fit: ({ on }) => ({ mean: agg.mean(number(on[0])) }),'),
    /Property 'median' does not exist/,
  ],
  'a measure that may be missing': [
    transform('fn.subtract(number(on[0]), \nstate.mean)// !\n', 'fit: ({ on }) => ({ mean: agg.mean(number(on[0])) }),'),
    /null.*not assignable/,
  ],
  'a parameter that is not there': [transform('fn.multiply(number(on[0]), \nparams.factor)// !\n'), /Property 'factor' does not exist/],
  'fit that returns no measure': [transform('number(on[0])', '\nfit: () => ({ mean: 3 }),// !\n'), /number.*not assignable/],
  'a feature without explain': [
    numeric(`export default defineTransformer({ meta,\n transform: ({ on }) => [{ name: 'x', expr: number(on[0]) }],// !\n });`),
    /explain/,
  ],
  'a feature without a name': [
    numeric(`export default defineTransformer({ meta,\n transform: ({ on }) => [{ explain: 'X.', expr: number(on[0]) }],// !\n });`),
    /name/,
  ],
  'a parameter without a default': [
    numeric('export default defineTransformer({ \nmeta, // !\n transform: () => [] });', '', 'z.strictObject({ by: z.number() })'),
    /every parameter needs a default/,
  ],
  'the same of a batch transformer': [
    numeric(
      `export default defineBatchTransformer({ \nmeta, // !\n reason: 'R.', outputs: () => [], run: () => ({}) });`,
      '',
      'z.strictObject({ by: z.number() })',
    ),
    /every parameter needs a default/,
  ],
  'a meaning that is not there': [
    numeric(
      `export default defineTransformer({ meta: { ...meta, \nappliesTo: { semantic: ['number'], arity: 'each' } },// !\n transform: () => [] });`,
    ),
    /"number".*not assignable.*Semantic/,
  ],
  'a role that is not there': [
    numeric(
      `export default defineTransformer({ meta: { ...meta, \nappliesTo: { semantic: ['numeric'], arity: 'each', needs: ['label'] } },// !\n transform: () => [] });`,
    ),
    /"label".*not assignable.*Role/,
  ],
  'an arity that is not there': [
    numeric(
      `export default defineTransformer({ meta: { ...meta, \nappliesTo: { semantic: ['numeric'], arity: 'pair' } },// !\n transform: () => [] });`,
    ),
    /"pair".*not assignable/,
  ],
  'no outputs': [
    numeric(`const { outputs, ...rest } = meta; export default defineTransformer({ \nmeta: rest, // !\n transform: () => [] });`),
    /'outputs' is missing/,
  ],
  'a batch transformer without a reason': [
    numeric(`export default defineBatchTransformer(\n{ meta, outputs: () => [], run: () => ({}) });// !`),
    /'reason' is missing/,
  ],
  'an output of a type that features cannot have': [
    numeric(
      `export default defineBatchTransformer({ meta, reason: 'R.', run: () => ({}),\n outputs: () => [{ name: 'x', type: 'texts', explain: 'X.' }] });// !`,
    ),
    /"texts".*not assignable/,
  ],
  'a cast to a type that is not there': [transform("cast(number(on[0]), \n'float')// !\n"), /"float".*not assignable/],
  'edges that are no numbers': [transform("bin(number(on[0]), \n['a'], 'lt')// !\n"), /'string' is not assignable to type 'number'/],
};
