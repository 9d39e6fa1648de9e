import fc from 'fast-check';
import type { Json } from '@mdm/sdk';
import { trainAll, type Row, type TableCase, type Used } from '@mdm/cli/testing';
import { caseOf, differences, every, foldsOf, hidden, outcome, table, values, windowed, type Target } from './leak-table.js';

const targets: readonly Target[] = ['regression', 'binary', 'multiclass', 'flag'];
const ways = [
  { by: 'hash', folds: { folds: 3, foldBy: 'hash', seed: 7 } },
  { by: 'group', folds: { folds: 3, foldBy: 'group' } },
  { by: 'time', folds: { folds: 3, foldBy: 'time' } },
  { by: 'time with a gap', folds: { folds: 4, foldBy: 'time', gap: 86_400 } },
] as const;
const runs = (numRuns: number): fc.Parameters<unknown> => ({ numRuns, seed: Number(process.env['SEED'] ?? 42), endOnFailure: true });

/** Rows whose target is changed, and the rows that must not see it. */
async function seen(uses: readonly Used[], before: TableCase, target: Target, changes: readonly Json[], fold: (count: number) => number, single: boolean): Promise<string[]> {
  const a = await trainAll(uses, before);
  try {
    const folds = a.made.fitted.tables.folds()!;
    const own = foldsOf(folds, before.rows);
    const chosen = fold(Math.max(...own.map((f) => f ?? 0)) + 1);
    const mine = own.flatMap((f, i) => (f === chosen ? [i] : []));
    const at = single ? mine.slice(0, 1) : mine;
    const changed = before.rows.map((row, i) => ((single ? i === at[0] : hidden(folds, chosen, row, own[i]!)) ? { ...row, y: changes[i % changes.length]! } : row));
    const b = await trainAll(uses, { ...before, rows: changed });
    try {
      if (uses === every) expect([...a.made.features].filter((f) => f.transformer === 'categorical.target' && b.values.has(f.name)).length).toBeGreaterThan(0);
      return differences(a, b, at.map((i) => [i, i]));
    } finally {
      await b.close();
    }
  } finally {
    await a.close();
  }
}

describe.each(targets)('a %s target', (target) => {
  test.each(ways)('of a row, or of its whole fold by $by, changes none of its features', async ({ folds }) => {
    const property = fc.asyncProperty(table(target), fc.array(outcome(target), { minLength: 5, maxLength: 40 }), fc.nat(), fc.boolean(), async (rows, changes, n, single) => {
      expect(await seen(every, caseOf(target, rows, folds), target, changes, (count) => n % count, single)).toEqual([]);
    });
    await fc.assert(property, runs(3));
  });
});
void values; void windowed; void ({} as Row);
