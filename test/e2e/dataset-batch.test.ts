import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspace } from './workspace.js';

const space = workspace();
let home = '';
// The datasets are registered once; the last test removes them.
beforeEach(async () => {
  const first = home === '';
  if (first) home = mkdtempSync(join(tmpdir(), 'mdm-home-'));
  space.env = { ...space.env, MDM_HOME_DIR: home };
  if (!first) return;
  writeFileSync(join(space.folder, 'a.csv'), `id,width\n${Array.from({ length: 12 }, (_, i) => `${i},${i}.5`).join('\n')}\n`);
  for (const [name, source] of [
    ['one', 'kaggle'],
    ['two', 'here'],
  ] as const) {
    const ended = await space.mdm('dataset', 'register', name, 'a.csv', '--no-features', '--source', source);
    expect(ended.code).toBe(0);
  }
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const folder = (name: string): string[] => (existsSync(join(space.folder, name)) ? readdirSync(join(space.folder, name)).sort() : []);

test('export: a folder each, one line each, and failures told', async () => {
  const all = await space.mdm('batch', 'export', 'One', 'two', 'one');
  expect([all.code, all.stdout]).toEqual([0, expect.stringContaining('Exported 2 of 2 datasets to exports.')]);
  expect(all.stdout).toMatch(/^\[1\/2\] \w+: 2 files$/m);
  expect(folder('exports')).toEqual(['one', 'two']);
  expect(folder('exports/one')).toEqual(['one_metadata.json', 'one_train.csv.zip']);
  const some = await space.mdm('batch', 'export', 'one', 'nosuch', '-o', 'o', '--json');
  expect(some.code).toBe(3);
  expect(JSON.parse(some.stdout)).toMatchObject({
    total: 2,
    done: 1,
    failed: [{ name: 'nosuch', error: { code: 'not-found' } }],
    datasets: [{ name: 'one' }],
  });
  expect((await space.mdm('batch', 'export', '--filter', 'source=kaggle', '-o', 'p')).code).toBe(0);
  expect(folder('p')).toEqual(['one']);
});

test.each([
  [['batch', 'export'], 'No dataset was named'],
  [['batch', 'export', 'one', '--filter', 'source=kaggle'], 'Give one of the two'],
  [['batch', 'export', 'one', '--format', 'excel'], 'no export format'],
  [['batch', 'export', '--filter', 'colour=red'], 'no field'],
  [['batch', 'remove', 'one'], '--force'],
])('%j is refused', async (argv, problem) => {
  const ended = await space.mdm(...argv);
  expect([ended.code, ended.stderr]).toEqual([2, expect.stringContaining(problem)]);
  expect(folder('exports')).toEqual([]);
});

test('stats and remove', async () => {
  const stats = await space.mdm('batch', 'stats', 'one', 'two', '--export', 'figures');
  expect([stats.code, stats.stdout]).toEqual([0, expect.stringMatching(/one: 12 rows, 2 columns, 1 table, 100\.0 % complete/)]);
  expect(JSON.parse(readFileSync(join(space.folder, 'figures/one_stats.json'), 'utf8'))).toMatchObject({ dataset: 'one' });
  expect((await space.mdm('batch', 'remove', 'one', 'two', '--dry-run')).stdout).toContain('Would be removed: 2 datasets');
  const removed = await space.mdm('batch', 'remove', 'one', 'nosuch', '--force');
  expect([removed.code, removed.stdout]).toEqual([3, expect.stringContaining('Removed 1 of 2 datasets.')]);
  expect(JSON.parse((await space.mdm('dataset', 'list', '--json')).stdout)).toMatchObject([{ name: 'two' }]);
});
