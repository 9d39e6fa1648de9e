import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workspace } from '../e2e/workspace.js';

/* The commands of features, with a dataset's name. */
const space = workspace();
const home = (): void => {
  space.env = { ...space.env, MDM_HOME_DIR: join(space.folder, 'home') };
};

const rows = (from: number, count: number, target: boolean): string =>
  Array.from({ length: count }, (_, i) => {
    const k = from + i;
    return [
      k,
      `2024-01-${String((k % 28) + 1).padStart(2, '0')} ${String(k % 24).padStart(2, '0')}:00:00`,
      'abc'[k % 3],
      (k * 37) % 1009,
      ...(target ? [k % 2] : []),
    ].join(',');
  }).join('\n');

async function register(): Promise<void> {
  home();
  const { mkdir, writeFile } = await import('node:fs/promises');
  await mkdir(join(space.folder, 'data'));
  await mkdir(join(space.folder, 'home/config/custom_features'), { recursive: true });
  await writeFile(join(space.folder, 'data/train.csv'), `k,at,c,x,y\n${rows(0, 1500, true)}\n`);
  await writeFile(join(space.folder, 'data/test.csv'), `k,at,c,x\n${rows(5000, 200, false)}\n`);
  await writeFile(
    join(space.folder, 'home/config/custom_features/shop.mjs'),
    'export const twice = (t) => ({ twice: Array.from(t.getChild("x"), (v) => Number(v) * 2) });\n',
  );
  const { code, stderr } = await space.mdm('dataset', 'register', 'shop', 'data', '--target', 'y', '--id-columns', 'k');
  if (code !== 0) throw new Error(stderr);
}

test('a dataset’s features are made of another table as they were made of test, after a move to another backend too', async () => {
  await register();
  const applied = async (file: string): Promise<string> => {
    const { code, stderr } = await space.mdm('features', 'apply', 'shop', 'data/test.csv', '-o', file);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return readFile(join(space.folder, file), 'utf8');
  };
  const exported = await space.mdm(
    'dataset',
    'export',
    'shop',
    '--table',
    'test_features',
    '--format',
    'csv',
    '--compression',
    'none',
    '--output',
    'kept.csv',
  );
  expect(exported).toMatchObject({ code: 0 });
  const kept = await readFile(join(space.folder, 'kept.csv'), 'utf8');
  const made = await applied('made.csv');
  const table = (text: string): number[][] =>
    text
      .trim()
      .split('\n')
      .map((line) => line.split(',').map(Number));
  expect(made.split('\n')[0]).toBe(kept.split('\n')[0]);
  expect(made.split('\n')[0]).toMatch(/^k,.*x_percentile.*,twice$/);
  expect(table(made)).toEqual(table(kept));
  expect(await space.mdm('dataset', 'migrate', 'shop', '--to', 'duckdb', '--drop-source', '--force')).toMatchObject({ code: 0 });
  space.env = { ...space.env, MDM_DATABASE_DEFAULT_BACKEND: 'duckdb' };
  expect(table(await applied('moved.csv'))).toEqual(table(made));
});

test('features generate NAME makes them again; explain says what one is; a file of that name wins', async () => {
  await register();
  const made = await space.mdm('features', 'generate', 'shop', '--ignore', 'c', '--json');
  expect(made.code).toBe(0);
  expect(JSON.parse(made.stdout)).toMatchObject({
    tables: { train: 'train_features', test: 'test_features' },
    rows: { train: 1500, test: 200 },
  });
  const explained = await space.mdm('features', 'explain', 'shop', 'x_zscore');
  expect(explained.stdout).toContain('statistical.zscore');
  expect((await space.mdm('features', 'explain', 'shop', 'twice')).stdout).toContain('shop.mjs');
  expect((await space.mdm('features', 'explain', 'shop', 'c_a')).code).toBe(2);
  expect(await space.mdm('features', 'generate', 'shop', '--only', 'temporal')).toMatchObject({ code: 2 });
  expect(await space.mdm('features', 'generate', 'shopp')).toMatchObject({ code: 3 });
  const { writeFile } = await import('node:fs/promises');
  await writeFile(join(space.folder, 'shop'), 'a,b\n1,2\n');
  const { stderr } = await space.mdm('features', 'generate', 'shop', '-o', 'x.csv');
  expect(stderr).toContain('shop is a file here and a dataset: the file is taken.');
});
