import {
  agg,
  column,
  constant,
  fn,
  lookup,
  lookupTable,
  number,
  text,
  type Expr,
  type Feature,
  type Output,
  type Transformer,
} from '@mdm/sdk';
import type { Checks } from '@mdm/sdk/testing';
import { z } from 'zod';
import { lawsOf, reportOn } from '@mdm/cli/testing';
import { valueLaws } from '../../src/testing/laws/values.js';
import { trialsOf, valueOf, type Study } from '../../src/testing/trial.js';
import type { FeatureValues } from '../../src/testing/fixture.js';
import { before, but, cases, encoded, features, flags, lengths, meta, scaled, textsOf } from './right.js';

const lie = (value: unknown) => value as never;
const node = (value: object) => value as Expr;
const add = (expr: Expr, by: number): Expr => fn.add(expr as Expr<'double'>, by);
const batch = (make: (texts: (string | null)[]) => (number | null)[]): typeof lengths =>
  but(lengths, {
    run: (rows, { on: [c] }, arrow) => ({ letters: arrow.vectorFromArray(make(textsOf(rows, c.name)), new arrow.Int32()) }),
  });

/** Kept between calls, as no transformer may. */
let counter = 0;
let total = 0;
let seen: string | null = null;

const WINDOW = (frame: object, order?: string) =>
  but(before, {
    transform: (scope) =>
      before.transform(scope).map((f): Feature => {
        const expr = f.expr as Expr & { kind: 'window' };
        return { ...f, expr: node({ ...expr, frame, ...(order ? { order: { kind: 'column', name: order, type: 'timestamp' } } : {}) }) };
      }),
  });

/** A small change of a right transformer, and the one law that it breaks. */
const mutations: readonly (readonly [change: string, law: string, mutant: Transformer, checks?: Checks])[] = [
  // The facts.
  ['an empty summary', 'the facts about it are well-formed', but(scaled, { meta: meta(scaled, { summary: '' }) })],
  ['version 0', 'the facts about it are well-formed', but(scaled, { meta: meta(scaled, { version: 0 }) })],
  [
    'outputs that fit every name',
    'the facts about it are well-formed',
    but(scaled, { meta: meta(scaled, { outputs: ['scaled', 'above', '{x}'] }) }),
  ],
  ['a batch transformer without a reason', 'the facts about it are well-formed', but(lengths, { reason: '' })],

  // Parameters.
  [
    'a parameter without a default',
    'parameters accept {}',
    but(scaled, { meta: meta(scaled, { params: z.strictObject({ by: z.number() }) }) }),
  ],
  [
    'a schema that throws on {}',
    'parameters accept {}',
    but(scaled, {
      meta: meta(scaled, {
        params: z.strictObject({ by: z.number().default(2) }).refine(() => {
          throw new Error('none given');
        }),
      }),
    }),
  ],
  [
    'parameters that are not there',
    'parameters are strict and JSON',
    but(scaled, { meta: meta(scaled, { params: z.object({ by: z.number().default(2) }) }) }),
  ],
  [
    'a default that is no JSON',
    'parameters are strict and JSON',
    but(scaled, {
      meta: meta(scaled, { params: lie(z.strictObject({ by: z.number().default(2), since: z.date().default(new Date(0)) })) }),
    }),
  ],

  // What it reads.
  [
    'another column by name',
    'it reads only what it is given',
    features((f) => ({ ...f, expr: add(node({ kind: 'column', name: 'plain numeric', type: 'double' }), 1) })),
  ],
  [
    'the row number',
    'it reads only what it is given',
    features((f) => ({ ...f, expr: node({ kind: 'column', name: '#row', type: 'int64' }) })),
  ],
  [
    'a measure of another column',
    'it reads only what it is given',
    but(scaled, {
      fit: (s) => ({ ...scaled.fit!(s), more: agg.max(node({ kind: 'column', name: 'plain numeric', type: 'double' }) as Expr<'double'>) }),
    }),
  ],
  [
    'the target in a feature',
    'it reads the target out of fold only',
    but(encoded, {
      transform: (s) => encoded.transform(s).map((f) => ({ ...f, expr: fn.add(f.expr as Expr<'double'>, number(s.roles.target!)) })),
    }),
  ],
  [
    'a lookup of the target that is not out of fold',
    'it reads the target out of fold only',
    but(encoded, {
      fit: ({ on: [c], roles }) => ({
        by: lookupTable([text(c)], { total: agg.sum(number(roles.target!)), rows: agg.count(column(roles.target!)) }),
      }),
    }),
  ],
  ['a frame of later rows', 'windows look back only', WINDOW({ kind: 'following', after: 1 })],
  ['a frame that reaches forward', 'windows look back only', WINDOW({ kind: 'rows', before: -1, end: 0 })],
  [
    'a window by another column than the time',
    'windows look back only',
    but(before, { transform: (s) => before.transform(s).map((f) => ({ ...f, expr: node({ ...f.expr, order: number(s.on[0]) }) })) }),
  ],

  // What it writes.
  [
    'a function that there is not',
    'expressions bind and are of the type they say',
    features((f) => ({ ...f, expr: node({ kind: 'call', fn: 'cube', args: [f.expr], type: 'double' }) })),
  ],
  [
    'an argument too many',
    'expressions bind and are of the type they say',
    features((f) => ({ ...f, expr: node({ kind: 'call', fn: 'abs', args: [f.expr, f.expr], type: 'double' }) })),
  ],
  [
    'text for a number',
    'expressions bind and are of the type they say',
    but(flags, { transform: (s) => flags.transform(s).map((f) => ({ ...f, expr: fn.add(text(s.on[0]) as never, 1) })) }),
  ],
  [
    'a type that is not the real one',
    'expressions bind and are of the type they say',
    features((f) => ({ ...f, expr: node({ ...f.expr, type: 'text' }) })),
  ],
  [
    'a lookup of another type',
    'expressions bind and are of the type they say',
    but(encoded, { transform: (s) => encoded.transform(s).map((f) => ({ ...f, expr: lookup('by', [text(s.on[0])], 'rows', 'double') })) }),
  ],
  [
    'a lookup that fit did not ask for',
    'expressions bind and are of the type they say',
    features((f, { on: [c] }) => ({ ...f, expr: lookup('none', [column(c)], 'x', 'double') })),
  ],
  [
    'a list',
    'expressions bind and are of the type they say',
    but(flags, { transform: (s) => flags.transform(s).map((f) => ({ ...f, expr: fn.splitOn(text(s.on[0]), ' ') })) }),
  ],

  // Tables.
  [
    'it throws when nothing is known',
    'it runs on columns without a value',
    but(scaled, { transform: (s) => (s.state.middle === null && s.on[0].stats.rows > 2 ? boom() : scaled.transform(s)) }),
  ],
  ['it throws on no rows', 'it runs on no rows', but(scaled, { fit: (s) => (s.on[0].stats.rows === 0 ? boom() : scaled.fit!(s)) })],
  [
    'it throws on one row',
    'it runs on one row',
    but(scaled, { learn: (m, s) => (m.spread === null && s.on[0].stats.rows === 1 ? boom() : scaled.learn!(m, s)) }),
  ],
  [
    'it throws on two rows',
    'it runs on two rows',
    but(scaled, { learn: (m, s) => (s.on[0].stats.rows === 2 ? boom() : scaled.learn!(m, s)) }),
  ],
  [
    'it throws on a spread of 0',
    'it runs on columns of one value',
    but(scaled, { transform: (s) => (s.state.spread === 0 ? boom() : scaled.transform(s)) }),
  ],
  [
    'it throws on the greatest numbers',
    'it runs on extreme values',
    but(scaled, {
      fit: (s) => ({ ...scaled.fit!(s), max: agg.max(number(s.on[0])) }),
      learn: (m, s) => (Number(m['max']) > 1e300 ? boom() : scaled.learn!(m, s)),
    }),
  ],
  [
    'it throws when most numbers are missing',
    'it runs on numbers that are not finite',
    but(scaled, { fit: (s) => (most(s.on[0].stats) ? boom() : scaled.fit!(s)) }),
  ],
  [
    'it throws on an odd name',
    'it runs on hostile names',
    but(scaled, { transform: (s) => (s.on[0].name.startsWith('__') ? boom() : scaled.transform(s)) }),
  ],
  ['it always throws', 'it runs on an ordinary table', but(scaled, { transform: () => boom() })],

  // Purity.
  [
    'it changes the parameters',
    'inputs are left untouched',
    but(scaled, {
      transform: (s) => {
        s.params.by += 0;
        (s.params as { more?: number }).more = 1;
        return scaled.transform(s);
      },
    }),
  ],
  [
    'it sorts the columns it is given',
    'inputs are left untouched',
    but(scaled, {
      meta: meta(scaled, { appliesTo: { semantic: ['numeric'], arity: 'all' }, outputs: ['scaled', 'above'] }),
      fit: undefined,
      learn: undefined,
      transform: ({ on }) => {
        const sorted = (on as unknown as { name: string }[]).sort((a, b) => (a.name < b.name ? 1 : -1));
        return sorted.length ? [] : [];
      },
    }),
  ],
  [
    'random numbers',
    'same call, same answer',
    features((f) => ({ ...f, ...(f.name === 'scaled' ? { expr: add(f.expr, Math.random()) } : {}) })),
  ],
  ['the clock', 'same call, same answer', features((f) => ({ ...f, ...(f.name === 'scaled' ? { expr: add(f.expr, Date.now()) } : {}) }))],
  [
    'today',
    'same call, same answer',
    features((f) => ({ ...f, ...(f.name === 'scaled' ? { expr: add(f.expr, new Date().getFullYear()) } : {}) })),
  ],
  ['a counter between calls', 'same call, same answer', features((f) => ({ ...f, explain: `${f.explain.slice(0, -1)} (${counter++}).` }))],
  [
    'a Map in the state',
    'state survives JSON',
    lie({
      ...scaled,
      learn: () => ({ middle: new Map([['x', 1]]) }),
      transform: ({ on: [c] }: { on: [never] }) => [{ name: 'scaled', expr: number(c), explain: 'The number itself.' }],
    }),
  ],
  ['NaN in the state', 'state survives JSON', lie({ ...scaled, learn: () => ({ middle: 1, spread: NaN }) })],
  ['undefined in the state', 'state survives JSON', lie({ ...scaled, learn: () => ({ middle: 1, spread: 2, more: undefined }) })],
  ['a Date in the state', 'state survives JSON', lie({ ...scaled, learn: () => ({ middle: 1, spread: 2, at: new Date(0) }) })],

  // Names.
  ['the same name twice', 'names are declared and unique', features((f) => ({ ...f, name: 'scaled' }))],
  ['a name that is not declared', 'names are declared and unique', features((f) => ({ ...f, name: `${f.name}_2` }))],
  [
    'the name of the column in the name',
    'names are declared and unique',
    features((f, { on: [c] }) => ({ ...f, name: `${f.name}_${c.name}` })),
  ],
  ['upper case', 'names are declared and unique', features((f) => ({ ...f, name: f.name.toUpperCase() }))],
  ['no explanation', 'each feature is explained', features((f) => ({ ...f, explain: '' }))],
  ['an explanation of one word', 'each feature is explained', features((f) => ({ ...f, explain: 'Scaled' }))],

  // Values.
  [
    'what a name seems to say',
    'names of columns change only names',
    features((f, { on: [c] }) => (c.name.includes('date') && f.name === 'scaled' ? { ...f, expr: constant(0) } : f)),
  ],
  [
    'as many features as the name has letters',
    'names of columns change only names',
    but(scaled, { transform: (s) => scaled.transform(s).slice(0, s.on[0].name.length % 2 === 0 ? 1 : 2) }),
  ],
  [
    'the first value of the table',
    'the order of the rows changes nothing',
    but(scaled, {
      fit: ({ on: [c] }) => ({ first: { kind: 'sample', args: [number(c)], size: 1000 } }),
      learn: ({ first }) => ({ middle: (first as number[][])[0]?.find((v) => v !== null) ?? null, spread: 1 }),
    }),
  ],
  [
    'how many targets are missing',
    'the target of a row does not reach its features',
    but(encoded, { transform: (s) => encoded.transform(s).map((f) => ({ ...f, expr: constant(s.roles.target!.stats.missing) })) }),
  ],

  // Batches.
  ['a running total', 'same call, same answer', batch((texts) => texts.map((t) => (total += t?.length ?? 0)))],
  [
    'the last text of the batch before',
    'same call, same answer',
    batch((texts) => {
      const last = seen;
      seen = texts.at(-1) ?? null;
      return texts.map((t) => (last?.length ?? 0) + (t?.length ?? 0));
    }),
  ],
  ['the place in the batch', 'the size of a batch changes nothing', batch((texts) => texts.map((_, i) => i))],
  ['the size of the batch', 'the size of a batch changes nothing', batch((texts) => texts.map(() => texts.length))],
  [
    'rows in another order',
    'the size of a batch changes nothing',
    batch((texts) => texts.map((t) => t?.length ?? 0).sort((a, b) => a - b)),
  ],
  ['fewer rows', 'batches are what outputs says', batch((texts) => texts.filter((t) => t !== null).map((t) => t.length))],
  [
    'another type',
    'batches are what outputs says',
    but(lengths, {
      run: (rows, { on: [c] }, arrow) => ({
        letters: arrow.vectorFromArray(
          textsOf(rows, c.name).map((t) => t?.length ?? null),
          new arrow.Float64(),
        ),
      }),
    }),
  ],
  ['an output that is not declared', 'batches are what outputs says', but(lengths, { outputs: () => [] as Output[] })],
  [
    'an output of no type',
    'batches are what outputs says',
    but(lengths, { outputs: (s) => lengths.outputs(s).map((o) => ({ ...o, type: 'texts' as never })) }),
  ],
  ['a batch that throws', 'it runs on an ordinary table', but(lengths, { run: () => boom() })],

  // Tables of cases.
  [
    'two cases of one name',
    'the cases differ, and expected failures name checks',
    scaled,
    { cases: [cases[0]!, { ...cases[0]!, rows: [], expect: {} }] },
  ],
  ['one case twice', 'the cases differ, and expected failures name checks', scaled, { cases: [cases[0]!, { ...cases[0]!, name: 'two' }] }],
  [
    'an expected failure of no law',
    'the cases differ, and expected failures name checks',
    scaled,
    { cases, expectedFailures: { 'it flies': 'too heavy' } },
  ],
  [
    'an expected failure that holds',
    'threads change nothing',
    scaled,
    { cases, expectedFailures: { 'threads change nothing': 'it never did' } },
  ],
];

const most = ({ rows, missing }: { rows: number; missing: number }) => missing < rows && missing * 2 > rows;

function boom(): never {
  throw new Error('boom');
}

describe('what is right keeps every law', () => {
  test.each([scaled, flags, encoded, before, lengths].map((t) => [t.meta.name, t as Transformer] as const))(
    '%s',
    async (_, transformer) => {
      const { results } = await reportOn(transformer);
      expect(results.filter((r) => !r.ok)).toEqual([]);
      expect(results.map((r) => r.name)).toEqual(expect.arrayContaining(lawsOf(transformer).map((l) => l.name)));
    },
  );

  test('and its cases', async () => {
    const { results } = await reportOn(scaled, { cases });
    expect(results.filter((r) => !r.ok)).toEqual([]);
  });
});

describe('what is broken breaks its law, and no other', () => {
  test.each(mutations.map(([change, law, mutant, checks]) => ({ change, law, mutant, checks })))(
    '$change: $law',
    async ({ law, mutant, checks }) => {
      counter = total = 0;
      const { results } = checks ? await reportOn(mutant, checks) : await reportOn(mutant);
      const broken = results.filter((r) => !r.ok && r.blockedBy === undefined);
      expect(broken.map((r) => r.name)).toEqual([law]);
      expect(broken[0]!.problem).toMatch(/^\S[^\n]{15,}$/);
    },
  );

  test('every law is broken by one of them, but those that the host does not let anyone break', () => {
    const laws = new Set([scaled, lengths].flatMap((t) => lawsOf(t as Transformer).map((l) => l.name)));
    expect([...laws].filter((law) => !mutations.some(([, broken]) => broken === law)).sort()).toEqual(kept);
  });
});

/** What reads other rows is refused before anything runs; these laws are there should that ever fail. */
const kept = ['a part gives the same as the whole', 'rows below change nothing above', 'threads change nothing'].filter(
  (law) => !mutations.some(([, broken]) => broken === law),
);

describe('a value that should not have changed is told', () => {
  const told = async (law: string, change: (study: Study) => Study) => {
    const trials = trialsOf(scaled);
    const changed = (await trials.studies()).map(change);
    const laws = valueLaws(scaled, { ...trials, studies: () => Promise.resolve(changed) });
    return laws.find((l) => l.name === law)!.check();
  };
  const other = (values: FeatureValues): FeatureValues =>
    new Map([...values].map(([name, v]) => [name, name.endsWith('scaled') ? v.map((x) => (x === null ? x : Number(x) + 1e-15)) : v]));
  const changed = (tried: Study['whole']): Study['whole'] => ({ value: other(valueOf(tried)) });

  test('by rows below', async () => {
    await expect(told('rows below change nothing above', (s) => ({ ...s, continued: changed(s.continued) }))).rejects.toThrow(
      /scaled", row 1: .* with later rows below, .* without that\.$/,
    );
  });
  test('by the rows beside it', async () => {
    await expect(
      told('a part gives the same as the whole', (s) => ({
        ...s,
        alone: { value: valueOf(s.alone).map(({ row, values }) => ({ row, values: other(values) })) },
      })),
    ).rejects.toThrow(/scaled", row 1: .* alone, /);
  });
  test('by one thread', async () => {
    await expect(
      told('threads change nothing', (s) => {
        const one = valueOf(s.oneThread);
        return { ...s, oneThread: { value: { ...one, values: changed(one.values) } } };
      }),
    ).rejects.toThrow(/with one thread/);
  });
  test('by nothing, when nothing is changed', async () => {
    await told('rows below change nothing above', (s) => s);
  });
});
