import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspace } from '../e2e/workspace.js';

const iris = join(import.meta.dirname, '../data/acceptance/iris.csv');

/** A command takes a second, and many times that on a machine that has much to do. */
const SLOW = 240_000;

describe('mdm backup and mdm rollback', () => {
  const space = workspace();
  const home = (): string => join(space.folder, 'home');
  beforeEach(async () => {
    space.env = { ...space.env, MDM_HOME_DIR: home() };
    const made = await space.mdm('dataset', 'register', 'iris', iris, '--target', 'species', '--no-features', '--skip-analysis');
    expect(made.code).toBe(0);
  });
  const json = async (...argv: readonly string[]): Promise<Record<string, unknown>> => {
    const { code, stdout, stderr } = await space.mdm(...argv, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout) as Record<string, unknown>;
  };
  const pointer = (): string => readFileSync(join(home(), 'config/datasets/iris.yaml'), 'utf8');

  test(
    'a backup is made, listed, verified, and puts back what was removed',
    async () => {
      expect(await space.mdm('backup', 'verify')).toMatchObject({ code: 3, stderr: expect.stringContaining('There is no backup') });
      const { id, folder } = await json('backup', 'create', '--description', 'mine');
      expect(await json('backup', 'list')).toMatchObject({
        snapshots: [{ id, description: 'mine', datasets: ['iris'], verified: null }],
        problems: [],
      });
      expect(await json('backup', 'verify')).toMatchObject({ id, whole: true, problems: [] });
      const before = pointer();
      await space.mdm('dataset', 'remove', 'iris', '--force');
      expect(await space.mdm('backup', 'restore')).toMatchObject({ code: 2, stderr: expect.stringContaining('--force') });
      expect(await space.mdm('backup', 'restore', '--dry-run')).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/to restore: data iris \(tables and pointer\)[\s\S]*Nothing was done/),
      });
      expect(await json('backup', 'restore', '--force')).toMatchObject({ state: 'done', verified: true });
      expect(pointer()).toBe(before);
      expect(await space.mdm('dataset', 'info', 'iris')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^rows\s+149$/m) });
      rmSync(join(String(folder), 'pointers/iris.yaml'));
      expect(await space.mdm('backup', 'verify', String(id))).toMatchObject({ code: 1, stdout: expect.stringContaining('is damaged') });
      expect(await space.mdm('backup', 'restore', String(id), '--force')).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('cannot be used'),
      });
    },
    SLOW,
  );

  test(
    'a dataset that cannot be copied ends the command with 1',
    async () => {
      writeFileSync(join(home(), 'datasets/iris/iris.sqlite'), 'nothing');
      const { code, stdout } = await space.mdm('backup', 'create');
      expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringMatching(/Not copied: iris: .*damaged/) });
    },
    SLOW,
  );

  test(
    'a point is made, shown, gone back to, and cleaned away',
    async () => {
      expect(await space.mdm('rollback', 'run', '--force')).toMatchObject({
        code: 3,
        stderr: expect.stringContaining('mdm rollback create'),
      });
      const { id } = await json('rollback', 'create', '--description', 'before');
      expect(await space.mdm('rollback', 'show')).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/dataset\s+iris: sqlite, train \(149 rows\)/),
      });
      await space.mdm('config', 'set', 'refactoring.use_new_backend', 'false');
      expect(await space.mdm('rollback', 'run', '--type', 'partial', '--components', 'backends', '--force')).toMatchObject({ code: 2 });
      expect(await space.mdm('rollback', 'run', '--type', 'flags')).toMatchObject({ code: 2, stderr: expect.stringContaining('--force') });
      const back = await space.mdm('rollback', 'run', '--type', 'flags', '--force');
      expect(back).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/restored: flags refactoring.use_new_backend \(false -> not set\)/),
      });
      expect(await json('rollback', 'verify', '--full')).toMatchObject({ id, whole: true });
      expect(await json('rollback', 'cleanup', '--keep', '0', '--force')).toMatchObject({ kept: [id] });
      expect(existsSync(join(home(), 'rollback', String(id)))).toBe(true);
      expect(await json('rollback', 'list')).toMatchObject({ snapshots: [{ id, kind: 'point' }], unfinished: null });
      writeFileSync(join(home(), 'mdm.yaml'), 'logging: [\n');
      expect(await space.mdm('rollback', 'list')).toMatchObject({
        code: 0,
        stderr: expect.stringMatching(/mdm.yaml:2:1 is not YAML[\s\S]*rollback run --type config/),
      });
      expect(await space.mdm('rollback', 'run', '--type', 'data', '--force')).toMatchObject({
        code: 7,
        stderr: expect.stringContaining('mdm rollback run --type config'),
      });
      expect(await space.mdm('rollback', 'run', '--type', 'config', '--force')).toMatchObject({ code: 0 });
      expect(existsSync(join(home(), 'mdm.yaml'))).toBe(false);
    },
    SLOW,
  );
});
