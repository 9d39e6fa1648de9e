import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateTable, readFeatureTable } from '@mdm/cli';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mdm-wide-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

// Two whole numbers that are one double once gave each row that held one of them twice.
test.each([
  ['repeating', 5],
  ['mostly different', 400],
])('whole numbers beyond 2^53, %s values: a row of the table is a row of the features', async (_, distinct) => {
  const source = join(folder, `${distinct}.csv`);
  const values = ['9007199254740992', '9007199254740993', ...Array.from({ length: distinct }, (_, i) => String(i))];
  const rows = Array.from({ length: 500 }, (_, i) => `${values[i % values.length]},${i}.5`);
  writeFileSync(source, `n,x\n${rows.join('\n')}\n`);
  const recipe = join(folder, `${distinct}.recipe.json`);
  const made = await generateTable({ source, recipe, only: ['statistical.percentile'], signalFilter: { enabled: false } });
  expect(made.table.numRows).toBe(500);
  const again = await readFeatureTable({ recipe, source });
  for (const table of [made.table, again]) {
    expect([...table.getChild('x')!]).toEqual(rows.map((row) => Number(row.split(',')[1])));
    const ranks = [...table.getChild('n__rank')!] as number[];
    expect(Math.max(...ranks)).toBe(Math.max(...ranks.slice(0, 2)));
    expect(ranks.every((rank) => rank > 0 && rank <= 1)).toBe(true);
  }
});
