import { execFileSync } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PostgresServer, startServer } from '../storage/postgres-server.js';
import { contentOf, filesOf, gone, mdm, place, writeTable, type Place } from './home.js';

/** A small disk needs a right that not every machine gives. */
function mounted(folder: string, kilobytes: number): boolean {
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const unmount = (folder: string): void => {
  try {
    execFileSync('umount', ['-l', folder], { stdio: 'ignore' });
  } catch {
    // It was not mounted.
  }
};

/** Sizes of the disk: each fails a later step, the last holds all. */
describe.each([
  ['sqlite', [80, 200, 400, 700, 1_000, 1_400, 2_000, 2_800, 4_000]],
  ['duckdb', [400, 1_000, 2_000, 4_000]],
] as const)('a full disk, %s', (backend, sizes) => {
  let one: Place;
  let source: string;

  beforeAll(() => {
    one = place(backend);
    source = writeTable(join(one.root, 'table.csv'), 4_000, 3);
  });
  afterAll(() => {
    unmount(one.home);
    gone(one);
  });

  test('registration on disks of many sizes: the dataset, or nothing and exit code 6', async () => {
    if (!mounted(one.home, sizes[0])) return;
    const outcomes = new Set<number | null>();
    for (const size of sizes) {
      unmount(one.home);
      mounted(one.home, size);
      const ended = await mdm(one, ['dataset', 'register', 'full', source, '--target', 'y']);
      outcomes.add(ended.code);
      expect(ended.stderr).not.toMatch(/no transaction is active/);
      if (ended.code === 0) {
        expect(Object.keys((await contentOf(one, 'full'))!)).toContain('train_features');
        break;
      }
      expect([size, ended.code, ended.stderr]).toEqual([size, 6, expect.stringMatching(/no space left|disk is full/i)]);
      expect(existsSync(join(one.home, 'config/datasets/full.yaml'))).toBe(false);
      const stores = existsSync(join(one.home, 'datasets'))
        ? readdirSync(join(one.home, 'datasets')).filter((name) => !name.startsWith('.'))
        : [];
      expect([size, stores]).toEqual([size, []]);
    }
    expect(outcomes).toContain(6);
  }, 300_000);

  test('--force on a disk too small for both leaves the old dataset as it was', async () => {
    unmount(one.home);
    const roomy = place(backend);
    try {
      expect((await mdm(roomy, ['dataset', 'register', 'full', source, '--target', 'y', '--no-features'])).code).toBe(0);
      const used = Object.keys(filesOf(roomy.home, /^$/)).reduce((sum, name) => sum + readFileSync(join(roomy.home, name)).length, 0);
      if (!mounted(one.home, Math.ceil(used / 1024) + 300)) return;
      cpSync(roomy.home, one.home, { recursive: true });
      const pointer = join(one.home, 'config/datasets/full.yaml');
      writeFileSync(pointer, readFileSync(pointer, 'utf8').replaceAll(roomy.home, one.home));
      const before = await contentOf(one, 'full');
      const ended = await mdm(one, ['dataset', 'register', 'full', source, '--target', 'y', '--force']);
      expect([ended.code, ended.stderr]).toEqual([6, expect.stringMatching(/no space left|disk is full/i)]);
      expect(await contentOf(one, 'full')).toEqual(before);
      expect(readdirSync(join(one.home, 'datasets')).filter((name) => !name.startsWith('.'))).toEqual(['full']);
    } finally {
      gone(roomy);
    }
  }, 120_000);
});

/** A disk of the server; each fails a later step, the last holds all. */
describe('a full disk, postgresql', () => {
  let server: PostgresServer | undefined;
  const disk = mkdtempSync(join(tmpdir(), 'mdm-server-'));
  let one: Place;
  let source: string;

  beforeAll(async () => {
    if (!mounted(disk, 400)) return;
    server = await startServer();
    const [{ data_directory: data }] = (await server.sql('SHOW data_directory')) as [{ data_directory: string }];
    const { uid, gid } = statSync(data);
    chownSync(disk, uid, gid);
    await server.sql(`CREATE TABLESPACE small LOCATION '${disk}'`);
    // Tables go there, the log of the server does not.
    await server.sql(`ALTER ROLE ${server.user} SET default_tablespace = small`);
    one = place('postgresql', server.env);
    source = writeTable(join(one.root, 'table.csv'), 4_000, 3);
  }, 120_000);
  afterAll(async () => {
    await server?.stop();
    unmount(disk);
    if (server) gone(one);
  });

  test('registration on disks of many sizes: the dataset, or nothing and exit code 6', async () => {
    if (!server) return;
    const outcomes = new Set<number | null>();
    for (const size of [400, 1_200, 2_400, 40_000]) {
      execFileSync('mount', ['-o', `remount,size=${size}k`, disk]);
      const ended = await mdm(one, ['dataset', 'register', 'full', source, '--target', 'y']);
      outcomes.add(ended.code);
      expect(ended.stderr).not.toMatch(/no transaction is active/);
      const databases = await server.sql("SELECT datname FROM pg_database WHERE datname LIKE 'mdm\\_%'");
      if (ended.code === 0) {
        expect(Object.keys((await contentOf(one, 'full'))!)).toContain('train_features');
        break;
      }
      expect([size, ended.code, ended.stderr]).toEqual([size, 6, expect.stringMatching(/no space left|disk is full/i)]);
      expect([size, databases, existsSync(join(one.home, 'config/datasets/full.yaml'))]).toEqual([size, [], false]);
    }
    expect([...outcomes].sort()).toEqual([0, 6]);
  }, 300_000);
});
