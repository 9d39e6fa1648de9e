import fc from 'fast-check';
import type { Json } from '@mdm/sdk';
import categorical from '@mdm/feature-categorical';
import statistical from '@mdm/feature-statistical';
import temporal from '@mdm/feature-temporal';
import text from '@mdm/feature-text';
import type { Columns, Row, TableCase, Used } from '@mdm/cli/testing';

/** Parameters that make each transformer do as much as it can on a small table. */
export const params: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  'categorical.hash': { above: 0 },
  'temporal.holiday': { country: 'DE', from: 2024, to: 2024 },
  'temporal.rolling': { windows: [1, 3], intervals: ['36h', '7d'] },
  'temporal.lag': { lags: [1, 2] },
  'statistical.pairs': { min: 0, max: 1 },
  'statistical.missing': { always: true },
  'text.tfidf': { minDocs: 1, maxShare: 1 },
};

/** Every transformer there is, those off by default too. */
export const every: readonly Used[] = [temporal, statistical, categorical, text].flatMap(({ namespace, transformers }) =>
  transformers.map((transformer) => {
    const id = `${namespace}.${transformer.meta.name}`;
    return { id, transformer, ...(params[id] ? { params: params[id] } : {}) };
  }),
);

/** Those that may read the target. */
export const readers = every.filter(({ transformer }) => transformer.meta.appliesTo.needs?.includes('target'));

export const targets = ['regression', 'binary', 'multiclass', 'flag'] as const;
export type Target = (typeof targets)[number];
const labels = { binary: ['no', 'yes'], multiclass: ['p', 'q', 'r'] } as const;

const number = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }));
/** Wild ones too: how a number is added up must not show what another one was. */
const outcomes: Readonly<Record<Target, fc.Arbitrary<Json>>> = {
  regression: fc.oneof({ weight: 6, arbitrary: number }, { weight: 1, arbitrary: fc.constantFrom(1e300, -1e300, 1e18, 1e-300, -0, 0.1) }),
  binary: fc.constantFrom(...labels.binary),
  multiclass: fc.constantFrom(...labels.multiclass),
  flag: fc.boolean(),
};
export const outcome = (target: Target): fc.Arbitrary<Json> => fc.option(outcomes[target], { freq: 8 });

const instant = fc
  .integer({ min: 0, max: 40 })
  .map((k) => new Date(Date.UTC(2024, 2, 20) + k * 43_200_000).toISOString().slice(0, 19).replace('T', ' '));
const known = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values, { freq: 9 });

export const columns = (target: Target): Columns => ({
  key: 'id',
  at: 'datetime',
  sent: 'datetime',
  g: 'categorical',
  c: 'categorical',
  b: 'boolean',
  x: 'numeric',
  z: 'numeric',
  note: 'text',
  y: target === 'regression' ? 'numeric' : target === 'flag' ? 'boolean' : 'categorical',
});
export const roles = { id: 'key', time: 'at', group: 'g', target: 'y' };

/** Any values but those of the key. */
export const values = (target: Target): fc.Arbitrary<Row> =>
  fc
    .record({
      at: known(instant),
      sent: known(instant),
      g: known(fc.constantFrom('a', 'b', 'c')),
      c: known(fc.constantFrom('p', 'q', 'r', '', "o'x")),
      b: known(fc.boolean()),
      x: known(number),
      noise: fc.integer({ min: -3, max: 3 }),
      note: known(fc.constantFrom('', 'One two. Three!', 'two three four', 'ÉCLAIR 42 #tag @me', 'see https://example.org now')),
      y: outcome(target),
    })
    .map(({ noise, ...row }) => ({ ...row, z: row.x === null ? noise : row.x * 2 + noise }));

/** Rows with keys k0, k1, ... and after them, for each label of the target, two rows that keep it. */
export const table = (target: Target, rows = { minLength: 10, maxLength: 30 }): fc.Arbitrary<readonly Row[]> =>
  fc.array(values(target), rows).map((all) => {
    const classes = target === 'flag' ? [true, false] : target === 'regression' ? [] : labels[target];
    return [
      ...all.map((row, i) => ({ ...row, key: `k${i}` })),
      ...classes.flatMap((y, i) => [0, 1].map((j) => ({ ...all[i]!, key: `l${i}${j}`, y }))),
    ];
  });

export const caseOf = (target: Target, rows: readonly Row[], folds: TableCase['folds']): TableCase => ({
  columns: columns(target),
  roles,
  rows,
  ...(folds ? { folds } : {}),
});

/** Whether the row is one of those by which every label stays. */
export const keepsLabel = (row: Row): boolean => (row['key'] as string).startsWith('l');
