import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bench } from './package.js';
import { json, laptop, type Laptop } from './registry.js';

/* What a user may type, and where it may be typed: each costs one sentence with its exit code, and leaves everything as it was. */

const packages = bench();
let computer: Laptop;
let geo: string;

beforeAll(() => {
  geo = packages.plugin({ name: 'mdm-feature-geo' });
});
afterAll(() => packages.remove());
beforeEach(() => {
  computer = laptop();
});
afterEach(() => computer.remove());

test('a file that is no package says what it is', async () => {
  const at = (name: string, content: string | Buffer) => writeFileSync(join(computer.work, name), content);
  at('empty.tgz', '');
  at('hello.tgz', 'hello');
  at('notes.md', '# Notes');
  mkdirSync(join(computer.work, 'broken'));
  at('broken/package.json', '{');
  for (const [spec, code, why] of [
    ['./empty.tgz', 1, './empty.tgz was not installed: it is empty.'],
    ['./hello.tgz', 1, './hello.tgz was not installed: it is no package, or it is damaged.'],
    ['./notes.md', 2, '"./notes.md" cannot be installed: it is a file, and no .tgz.'],
    ['./broken', 1, './broken was not installed: its package.json is not JSON.'],
  ] as const) {
    const refused = await computer.mdm('plugins', 'install', spec, '--yes', '--json');
    expect([spec, refused.code, json(refused).error.message]).toEqual([spec, code, why]);
  }
  expect(computer.installed()).toEqual([]);
});

test('one package that is named twice is installed once or not at all', async () => {
  const [tarball] = JSON.parse((await computer.npm(['pack', geo, '--json', '--pack-destination', computer.work])).stdout) as {
    filename: string;
  }[];
  const twice = await computer.mdm('plugins', 'install', geo, `./${tarball!.filename}`, '--yes');
  expect(twice).toMatchObject({ code: 2, stderr: expect.stringContaining('mdm-feature-geo was named twice, so nothing was installed.') });
  expect(computer.installed()).toEqual([]);
  const same = await computer.mdm('plugins', 'install', geo, geo, 'text', '@mdm/feature-text', '--yes', '--json');
  expect(json(same).plugins).toHaveLength(2);
  expect(computer.state().plugins.map((p) => p.name)).toEqual(['@mdm/feature-text', 'mdm-feature-geo']);
  expect(computer.installed()).toEqual(['mdm-feature-geo/1.0.0']);
});

test('a lock file that is damaged or no file stops everything before it is half done', async () => {
  const lock = join(computer.work, 'mdm.plugins.lock');
  const refuseAll = async (why: RegExp) => {
    for (const argv of [['install', 'text'], ['install', geo, '--yes'], ['uninstall', 'temporal'], ['update']]) {
      const { code, stderr } = await computer.mdm('plugins', ...argv);
      expect({ code, stderr }).toEqual({ code: 7, stderr: expect.stringMatching(why) });
    }
    expect(existsSync(join(computer.data, 'plugins.json'))).toBe(false);
  };
  writeFileSync(lock, '{');
  await refuseAll(/mdm\.plugins\.lock is damaged: it is not JSON/);
  rmSync(lock);
  mkdirSync(lock);
  await refuseAll(/mdm\.plugins\.lock is damaged: it is not a file/);
});

(process.platform === 'linux' ? test : test.skip)('a lock file that cannot be written is a note; what was asked for is done', async () => {
  for (const argv of [
    ['install', 'text'],
    ['install', geo, '--yes'],
  ]) {
    const { code, stderr } = await computer.mdm('plugins', ...argv, '--lock', '/proc/mdm.plugins.lock');
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('Note: /proc/mdm.plugins.lock cannot be written') });
  }
  expect(computer.state().plugins.map((p) => p.name)).toEqual(['@mdm/feature-text', 'mdm-feature-geo']);
});

describe('a data folder', () => {
  const changes = () => [
    ['plugins', 'install', 'text', '--no-lock'],
    ['plugins', 'install', geo, '--yes', '--no-lock'],
    ['plugins', 'uninstall', 'temporal', '--no-lock'],
    ['plugins', 'link', geo],
  ];
  const refuseAll = async (code: number, why: RegExp) => {
    for (const argv of changes()) {
      const refused = await computer.mdm(...argv, '--json');
      expect([argv.join(' '), refused.code, json(refused).error.message]).toEqual([argv.join(' '), code, expect.stringMatching(why)]);
    }
  };

  test('that is a file is named', async () => {
    writeFileSync(computer.data, '');
    await refuseAll(7, /^The data folder .* is a file, or lies in one\.$/);
    const listed = await computer.mdm('plugins', 'list');
    expect(listed).toMatchObject({ code: 0, stderr: '' });
  });

  test('whose state is a folder is damaged, and update says so too', async () => {
    mkdirSync(join(computer.data, 'plugins.json'), { recursive: true });
    await refuseAll(7, /plugins\.json is damaged\.$/);
    expect((await computer.mdm('plugins', 'update')).code).toBe(7);
    const { code, stderr } = await computer.mdm('plugins', 'inspect', 'text');
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('plugins.json cannot be read') });
  });

  test('is no place where oclif finds plugins', async () => {
    const evil = join(computer.data, 'node_modules/evil');
    mkdirSync(evil, { recursive: true });
    const plugins = [{ type: 'user', name: 'evil' }];
    writeFileSync(join(computer.data, 'package.json'), JSON.stringify({ oclif: { schema: 1, plugins }, dependencies: { evil: '1' } }));
    const oclif = { commands: './commands', hooks: { init: './hook.js' } };
    writeFileSync(join(evil, 'package.json'), JSON.stringify({ name: 'evil', version: '1.0.0', oclif }));
    writeFileSync(join(evil, 'hook.js'), `module.exports = async () => { console.log('evil'); };`);
    const { code, stdout } = await computer.mdm('features', 'list', 'temporal', '--json');
    expect({ code, evil: stdout.includes('evil') }).toEqual({ code: 0, evil: false });
  });

  const mounts = canMount();
  (mounts ? test : test.skip)('that is read-only or full (skipped where no disk can be mounted) is left as it was', async () => {
    mkdirSync(computer.data);
    const mount = (options: string) => execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', computer.data]);
    mount('size=64k');
    try {
      expect((await computer.mdm('plugins', 'install', geo, '--yes', '--no-lock')).code).toBe(0);
      const before = readFileSync(join(computer.data, 'plugins.json'), 'utf8');
      execFileSync('mount', ['-o', 'remount,ro', computer.data]);
      await refuseAll(5, /^The data folder .* cannot be written to \(EROFS\)\.$/);
      execFileSync('mount', ['-o', 'remount,rw', computer.data]);
      try {
        writeFileSync(join(computer.data, 'fill'), Buffer.alloc(100_000));
      } catch {
        // That is the point.
      }
      await refuseAll(6, /no space left/);
      expect(readFileSync(join(computer.data, 'plugins.json'), 'utf8')).toBe(before);
      rmSync(join(computer.data, 'fill'));
      expect(readdirSync(computer.data).sort()).toEqual(['plugins', 'plugins.json']);
      expect(computer.installed()).toEqual(['mdm-feature-geo/1.0.0']);
    } finally {
      execFileSync('umount', [computer.data]);
    }
  });
});

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const { folder, remove } = laptop();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return existsSync(folder);
  } catch {
    return false;
  } finally {
    remove();
  }
}
