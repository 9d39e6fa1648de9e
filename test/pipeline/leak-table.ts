import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Json } from '@mdm/sdk';
import categorical from '@mdm/feature-categorical';
import statistical from '@mdm/feature-statistical';
import temporal from '@mdm/feature-temporal';
import text from '@mdm/feature-text';
import type { Columns, Row, TableCase, Trained, Used } from '@mdm/cli/testing';
import type { Folds } from '../../src/pipeline/folds.js';
import { nodes } from '../../src/sql/walk.js';

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

const instant = fc.integer({ min: 0, max: 40 }).map((k) => new Date(Date.UTC(2024, 2, 20) + k * 43_200_000).toISOString().slice(0, 19).replace('T', ' '));
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

/** Rows with keys k0, k1, ... in which every label of the target occurs. */
export const table = (target: Target, rows = { minLength: 10, maxLength: 30 }): fc.Arbitrary<readonly Row[]> =>
  fc.array(values(target), rows).map((all) => {
    const classes = target === 'flag' ? [true, false] : target === 'regression' ? [] : labels[target];
    return [...all.map((row, i) => ({ ...row, key: `k${i}` })), ...classes.flatMap((y, i) => [0, 1].map((j) => ({ ...all[i]!, key: `l${i}${j}`, y })))];
  });

export const caseOf = (target: Target, rows: readonly Row[], folds: TableCase['folds']): TableCase => ({ columns: columns(target), roles, rows, ...(folds ? { folds } : {}) });

const seconds = (at: Json | undefined): number => Date.parse(`${String(at).replace(' ', 'T')}Z`) / 1000;

/** Where a row stands in its sequence; rows without a time come first. */
export const order = (row: Row): number => (row['at'] === null ? -Infinity : seconds(row['at']));

/** The fold of each row by the recipe's definition, worked out here; null for a row without a key. */
export function foldsOf(folds: Folds, rows: readonly Row[]): readonly (number | null)[] {
  return rows.map((row, i) => {
    const key = folds.key === null ? i : (row[folds.key] ?? null);
    if (key === null) return null;
    if (folds.by === 'time') return folds.starts.filter((start) => start <= seconds(key)).length;
    const digits = createHash('md5').update(`${folds.seed}:${String(key)}`).digest('hex').slice(0, 15);
    return Number(BigInt(`0x${digits}`) % BigInt(folds.count));
  });
}

/** The row, other than by its fold, whose target a fold may not see. */
export const hidden = (folds: Folds, fold: number, row: Row, own: number | null): boolean => {
  if (folds.by !== 'time') return own === fold;
  return row['at'] === null || fold === 0 || seconds(row['at']) >= folds.starts[fold - 1]! - folds.gap;
};

/** Names of the features that look back in a sequence. */
export const windowed = (trained: Trained): ReadonlySet<string> => new Set(trained.made.features.filter((f) => [...nodes(f.expr)].some((n) => n.kind === 'window')).map((f) => f.name));

/** Where two tables differ, among the rows of `a` (and their places in `b`) and the features of both: `name, row: before -> after`. */
export function differences(a: Trained, b: Trained, places: readonly (readonly [number, number])[], only: (name: string) => boolean = () => true): string[] {
  const out: string[] = [];
  for (const [name, before] of a.values) {
    const after = b.values.get(name);
    if (!after || !only(name)) continue;
    for (const [i, j] of places) if (!Object.is(before[i], after[j])) out.push(`${name}, row ${i}: ${before[i] as string} -> ${after[j] as string}`);
  }
  return out;
}
