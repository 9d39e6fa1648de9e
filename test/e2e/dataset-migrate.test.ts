import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspace } from './workspace.js';

const iris = join(import.meta.dirname, '../data/acceptance/iris.csv');

describe('mdm dataset migrate', () => {
  const space = workspace();
  beforeEach(async () => {
    space.env = { ...space.env, MDM_HOME_DIR: join(space.folder, 'home') };
    const made = await space.mdm('dataset', 'register', 'iris', iris, '--target', 'species', '--no-features', '--skip-analysis');
    expect(made.code).toBe(0);
  });
  const at = (path: string): boolean => existsSync(join(space.folder, 'home/datasets', path));
  const pointer = (): string => readFileSync(join(space.folder, 'home/config/datasets/iris.yaml'), 'utf8');

  test('plans, moves, and takes the source away when it is told to', async () => {
    const before = pointer();
    const planned = await space.mdm('dataset', 'migrate', 'iris', '--to', 'duckdb', '--dry-run');
    expect(planned).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/would move from sqlite to duckdb[\s\S]*train: 149 rows, 5 columns[\s\S]*Nothing was done/),
    });
    expect(pointer()).toBe(before);
    const moved = await space.mdm('dataset', 'migrate', 'iris', '--to', 'duckdb', '--json');
    expect(moved.code).toBe(0);
    expect(JSON.parse(moved.stdout)).toMatchObject({
      name: 'iris',
      migrated: true,
      from: { backend: 'sqlite', store: 'iris' },
      to: { backend: 'duckdb', store: 'iris~2' },
      rows: 149,
      verified: 'full',
      kept: [{ backend: 'sqlite', store: 'iris' }],
    });
    expect(at('iris/iris.sqlite') && at('iris~2/iris~2.duckdb')).toBe(true);
    const unconfirmed = await space.mdm('dataset', 'migrate', 'iris', '--to', 'duckdb', '--drop-source');
    expect(unconfirmed).toMatchObject({ code: 2, stderr: expect.stringContaining('--force') });
    expect(at('iris/iris.sqlite')).toBe(true);
    const dropped = await space.mdm('dataset', 'migrate', 'iris', '--to', 'duckdb', '--drop-source', '--force');
    expect(dropped).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Taken away: iris (sqlite)'),
      stderr: expect.stringContaining('There is no backup of this home'),
    });
    expect(at('iris')).toBe(false);
    space.env = { ...space.env, MDM_DEFAULT_BACKEND: 'duckdb' };
    expect(await space.mdm('dataset', 'info', 'iris')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^rows\s+149$/m) });
  });

  test.each([
    [['iris', '--to', 'oracle'], 2, /There is no backend "oracle"/],
    [['iris'], 2, /to/],
    [['iris', '--to', 'sqlite', '--force'], 2, /kept by sqlite already/],
    [['nothing', '--to', 'duckdb', '--force'], 3, /There is no dataset "nothing"/],
    [['iris', '--to', 'postgresql', '--force'], 7, /postgresql/i],
  ])('%j ends with %i', async (argv, code, message) => {
    const before = pointer();
    const { code: ended, stderr } = await space.mdm('dataset', 'migrate', ...argv);
    expect({ ended, stderr }).toEqual({ ended: code, stderr: expect.stringMatching(message) });
    expect(pointer()).toBe(before);
    expect(at('iris~2')).toBe(false);
  });
});
