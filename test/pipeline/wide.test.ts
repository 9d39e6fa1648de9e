import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/engine/duckdb/driver.js';
import { applyRecipe, generateFeatures } from '../../src/index.js';

const folder = mkdtempSync(join(tmpdir(), 'mdm-wide-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a small table of many columns: more joins than one query takes, every value in its row', async () => {
  const [rows, columns] = [120, 100];
  const letter = (row: number, c: number): string => 'abcdefg'[(row * 7 + c) % (4 + (c % 4))]!;
  const number = (row: number, c: number): number => ((row * (2 * c + 7)) % 103) + c / 100;
  const names = Array.from({ length: columns }, (_, c) => (c % 2 ? `n${c}` : `c${c}`));
  const lines = Array.from({ length: rows }, (_, r) => [`k${r}`, ...names.map((_n, c) => (c % 2 ? number(r, c) : letter(r, c)))].join(','));
  writeFileSync(join(folder, 'wide.csv'), `id,${names.join(',')}\n${lines.join('\n')}\n`);
  const output = join(folder, 'out.parquet');
  const made = await generateFeatures({
    source: join(folder, 'wide.csv'),
    output,
    recipe: join(folder, 'out.recipe.json'),
    only: ['categorical.count', 'statistical.percentile'],
    keep: 'ids',
    signalFilter: { enabled: false },
  });
  expect(made.features.length).toBe((columns * 3) / 2);
  // The recipe holds a distribution for each of the ranks.
  const again = join(folder, 'again.parquet');
  await applyRecipe({ recipe: join(folder, 'out.recipe.json'), source: join(folder, 'wide.csv'), output: again });
  const db = await openDatabase();
  try {
    const found = await db.rows(`SELECT id, ${names.map((n, c) => `"${n}__${c % 2 ? 'rank' : 'count'}"`).join(', ')} FROM '${output}'`);
    const share = (values: readonly number[], x: number): number =>
      (values.filter((v) => v < x).length + (values.filter((v) => v === x).length + 1) / 2) / values.length;
    for (const [c] of names.entries()) {
      const all = Array.from({ length: rows }, (_, r) => (c % 2 ? number(r, c) : letter(r, c)));
      const wanted = all.map((v) => (typeof v === 'number' ? share(all as number[], v) : all.filter((x) => x === v).length));
      expect(found.map((r) => r[c + 1])).toEqual(wanted);
    }
    const [differ] = await db.rows(`SELECT count(*)::INTEGER FROM (FROM '${output}' EXCEPT FROM '${again}')`);
    expect(differ).toEqual([0]);
    expect(found.map((r) => r[0])).toEqual(Array.from({ length: rows }, (_, r) => `k${r}`));
  } finally {
    await db.close();
  }
});
