import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { generateFeatures, openRegistry } from '@mdm/cli';
import type { Row } from '@mdm/cli/testing';
import { caseOf, every, outcome, params, readers, table, targets, values, type Target } from './leak-table.js';
import { compared, differences, order, targetSeen, windowed } from './leak-checks.js';

const registry = await openRegistry(['text']);
const ways = [
  { by: 'hash', folds: { folds: 3, foldBy: 'hash', seed: 7 } },
  { by: 'group', folds: { folds: 3, foldBy: 'group' } },
  { by: 'time', folds: { folds: 3, foldBy: 'time' } },
  { by: 'time with a gap', folds: { folds: 4, foldBy: 'time', gap: 86_400 } },
] as const;
const runs = (numRuns: number): fc.Parameters<unknown> => ({ numRuns, seed: 42, endOnFailure: true });

const story = (target: Target) =>
  [table(target), fc.array(outcome(target), { minLength: 5, maxLength: 40 }), fc.nat(), fc.boolean()] as const;

describe.each(targets)('a %s target', (target) => {
  test.each(ways)('of a row, or of all its fold may not see by $by, changes none of its features', async ({ folds }) => {
    const property = fc.asyncProperty(...story(target), async (rows, changes, n, single) => {
      expect(await targetSeen(readers, caseOf(target, rows, folds), changes, n, single)).toEqual([]);
    });
    await fc.assert(property, runs(2));
  });

  test('nor does it change a feature of any other transformer', async () => {
    const property = fc.asyncProperty(...story(target), fc.constantFrom(...ways), async (rows, changes, n, single, { folds }) => {
      expect(await targetSeen(every, caseOf(target, rows, folds), changes, n, single)).toEqual([]);
    });
    await fc.assert(property, runs(2));
  });
});

describe('a test table', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mdm-leak-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(['regression', 'multiclass'] as const)('changes nothing that is fitted, whatever it holds (%s)', async (target) => {
    const at = (name: string): string => join(folder, name);
    const make = async (test: readonly Row[]): Promise<readonly string[]> => {
      writeFileSync(at('test.json'), JSON.stringify(test));
      await generateFeatures({
        source: at('train.json'),
        test: at('test.json'),
        target: 'y',
        id: ['key'],
        time: 'at',
        group: 'g',
        types: {
          x: 'numeric',
          z: 'numeric',
          c: 'categorical',
          g: 'categorical',
          note: 'text',
          b: 'boolean',
          sent: 'datetime',
          at: 'datetime',
        },
        set: Object.fromEntries(
          Object.entries(params).flatMap(([id, given]) => Object.entries(given).map(([name, value]) => [`${id}.${name}`, value])),
        ),
        with: ['text.counts', 'text.ngrams', 'text.language', 'text.sentiment'],
        output: at('out.csv'),
        recipe: at('recipe.json'),
        force: true,
        folds: 3,
        threads: 2,
        registry,
      });
      return ['out.csv', 'recipe.json', 'out.test.csv'].map((name) => readFileSync(at(name), 'utf8'));
    };
    const property = fc.asyncProperty(table(target), table(target), table(target), async (rows, one, other) => {
      writeFileSync(at('train.json'), JSON.stringify(rows));
      const [features, recipe, test] = await make(one);
      const [again, sameRecipe, otherTest] = await make(other);
      expect(again).toBe(features);
      expect(sameRecipe).toBe(recipe);
      expect(otherTest).not.toBe(test);
    });
    await fc.assert(property, runs(1));
  });
});

describe('a window', () => {
  /** Rows before another in the sequence: earlier, or at the same instant and above it. */
  const before = (rows: readonly Row[], i: number, k: number): boolean =>
    order(rows[i]!) < order(rows[k]!) || (order(rows[i]!) === order(rows[k]!) && i < k);

  test('of a row sees no later one, and none of another group', async () => {
    const property = fc.asyncProperty(table('regression'), values('regression'), fc.nat(), async (rows, other, n) => {
      const k = n % rows.length;
      const changed = rows.map((row, i) => (i === k ? { ...other, key: row['key']! } : row));
      const places = rows.flatMap((row, i) => {
        const apart = row['g'] !== rows[k]!['g'] && row['g'] !== changed[k]!['g'];
        return i !== k && (apart || (before(rows, i, k) && before(changed, i, k))) ? [[i, i] as const] : [];
      });
      const found = await compared(
        every,
        caseOf('regression', rows, { folds: 3 }),
        () => changed,
        (a, b) => {
          const names = windowed(a);
          expect(names.size).toBeGreaterThan(50);
          return differences(a, b, places, (name) => names.has(name));
        },
      );
      expect(found).toEqual([]);
    });
    await fc.assert(property, runs(5));
  });

  test('of a row is the same without the later rows and the other groups', async () => {
    const property = fc.asyncProperty(table('regression'), fc.nat(), async (rows, n) => {
      const k = n % rows.length;
      const kept = rows.flatMap((row, i) => (row['g'] === rows[k]!['g'] && (i === k || before(rows, i, k)) ? [i] : []));
      const found = await compared(
        every,
        caseOf('regression', rows, { folds: 3 }),
        () => kept.map((i) => rows[i]!),
        (a, b) => {
          const names = windowed(a);
          return differences(
            a,
            b,
            kept.map((i, j) => [i, j]),
            (name) => names.has(name),
          );
        },
      );
      expect(found).toEqual([]);
    });
    await fc.assert(property, runs(4));
  });
});

test.each(targets)('where a row stands does not matter, sequences aside, when it has an id (%s)', async (target) => {
  const shuffled = table(target).chain((rows) =>
    fc.tuple(fc.constant(rows), fc.shuffledSubarray([...rows.keys()], { minLength: rows.length })),
  );
  const property = fc.asyncProperty(shuffled, async ([rows, at]) => {
    const found = await compared(
      every,
      caseOf(target, rows, { folds: 3, foldBy: 'hash' }),
      () => at.map((i) => rows[i]!),
      (a, b) => {
        const names = windowed(a);
        expect([...b.values.keys()]).toEqual([...a.values.keys()]);
        return differences(
          a,
          b,
          at.map((i, j) => [i, j]),
          (name) => !names.has(name),
        );
      },
    );
    expect(found).toEqual([]);
  });
  await fc.assert(property, runs(2));
});
