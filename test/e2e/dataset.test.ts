import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspace } from './workspace.js';

const space = workspace();
let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mdm-home-'));
  space.env = { ...space.env, MDM_HOME_DIR: home };
  const rows = Array.from({ length: 30 }, (_, i) => `${i},${i % 7}.5,c${i % 3}`);
  writeFileSync(join(space.folder, 'flowers.csv'), `id,width,color\n${rows.join('\n')}\n`);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const put = async (name: string, ...flags: readonly string[]): Promise<void> => {
  const ended = await space.mdm('dataset', 'register', name, 'flowers.csv', '--no-features', '--skip-analysis', ...flags);
  expect([ended.code, ended.stderr]).toEqual([0, expect.any(String)]);
};

test('a dataset from registration to removal', async () => {
  await put('flowers');
  const list = await space.mdm('dataset', 'list');
  expect(list.stdout).toMatch(/^flowers +.* 30 +.*sqlite$/m);
  expect((await space.mdm('dataset', 'search', 'FLOW')).stdout).toMatch(/^flowers/m);
  const update = await space.mdm('dataset', 'update', 'flowers', '--target', 'color', '--tags', 'a,b');
  expect(update.stdout).toContain('target_column: - -> color');
  const commas = await space.mdm('dataset', 'update', 'flowers', '--id-columns', ',');
  expect([commas.code, commas.stderr]).toEqual([2, expect.stringContaining('Its columns are id, width, color.')]);
  await space.mdm('dataset', 'update', 'flowers', '--add-tags', ',');
  const info = JSON.parse((await space.mdm('dataset', 'info', 'flowers', '--details', '--json')).stdout) as Record<string, unknown>;
  expect(info).toMatchObject({ target_column: 'color', tags: ['a', 'b'], table_details: [{ table: 'train', rows: 30, columns: 3 }] });
  const exported = await space.mdm('dataset', 'export', 'flowers', '--table', 'train', '--output', 'out.csv', '--columns', 'color,id');
  expect(exported.code).toBe(0);
  expect(readFileSync(join(space.folder, 'out.csv'), 'utf8')).toMatch(/^color,id\nc0,0\n/);
  const twice = await space.mdm('dataset', 'export', 'flowers', '--table', 'train', '--output', 'out.csv');
  expect([twice.code, twice.stderr]).toEqual([4, expect.stringContaining('--force')]);
  expect((await space.mdm('dataset', 'remove', 'flowers', '--dry-run')).stdout).toContain('Nothing was removed.');
  const refused = await space.mdm('dataset', 'remove', 'flowers');
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('--force')]);
  expect((await space.mdm('dataset', 'remove', 'flowers', '--force')).code).toBe(0);
  expect((await space.mdm('dataset', 'list', '--json')).stdout).toBe('[]\n');
});

test('formats of a list', async () => {
  await put('flowers', '--tags', 'a');
  const text = (await space.mdm('dataset', 'list')).stdout;
  for (const format of ['rich', 'text']) expect((await space.mdm('dataset', 'list', '--format', format)).stdout).toBe(text);
  const csv = (await space.mdm('dataset', 'list', '--format', 'csv')).stdout.split('\n');
  expect(csv[0]).toBe('name,problem_type,target_column,tables,row_count,size_bytes,backend,registered_at,last_updated_at,tags,source');
  expect(csv[1]).toMatch(/^flowers,.*,train,30,\d+,sqlite,/);
  expect((await space.mdm('dataset', 'list', '--format', 'table')).stdout).toMatch(/^name +problem_type/);
  expect((await space.mdm('dataset', 'list', '--format', 'json')).stdout).toBe((await space.mdm('dataset', 'list', '--json')).stdout);
  space.env = { ...space.env, MDM_CLI_DEFAULT_OUTPUT_FORMAT: 'csv' };
  expect((await space.mdm('dataset', 'list')).stdout.split('\n')[0]).toBe(csv[0]);
  expect((await space.mdm('dataset', 'list', '--format', 'list.json')).stdout).toBe('Saved to list.json.\n');
  expect(JSON.parse(readFileSync(join(space.folder, 'list.json'), 'utf8'))).toMatchObject([{ name: 'flowers' }]);
  const again = await space.mdm('dataset', 'list', '--format', 'list.json');
  expect([again.code, again.stderr]).toEqual([4, expect.stringContaining('list.json is there already')]);
  const wrong = await space.mdm('dataset', 'list', '--format', 'jsn');
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('Did you mean json?')]);
});

test('a page at a time when pages are asked for', async () => {
  for (const name of ['a', 'b', 'c']) await put(name);
  space.env = { ...space.env, MDM_CLI_PAGE_SIZE: '2' };
  const second = await space.mdm('dataset', 'list', '--page', '2');
  expect(second.stdout).toMatch(/^c /m);
  expect(second.stdout).not.toMatch(/^a /m);
  expect(second.stdout).toContain('Page 2 of 2.');
  expect((await space.mdm('dataset', 'list')).stdout).toMatch(/^c /m);
});
