import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { guarded } from '../../src/install/guard.js';
import { bench } from './package.js';
import { json, laptop, startRegistry, type Laptop, type Registry } from './registry.js';

const packages = bench();
let registry: Registry;
let computer: Laptop;
const first = 'mdm-feature-first';
const second = 'mdm-feature-second';

beforeAll(async () => {
  registry = await startRegistry();
  for (const version of ['1.0.0', '1.1.0']) await registry.publish(packages.plugin({ name: first, version }));
  await registry.publish(packages.plugin({ name: second, files: { 'big.txt': 'x'.repeat(3_000_000) } }));
});
afterAll(() => {
  registry.stop();
  packages.remove();
});
beforeEach(() => {
  computer = laptop({ registry: registry.url });
});
afterEach(() => computer.remove());

const ended = (child: ReturnType<Laptop['start']>) =>
  new Promise<{ code: number | null; signal: string | null }>((done) => child.on('close', (code, signal) => done({ code, signal })));
const ids = async () =>
  (json(await computer.mdm('features', 'list', 'first', '--json')) as { id: string; packageVersion: string }[]).map(
    (t) => `${t.id} ${t.packageVersion}`,
  );

test('two at once, in one folder: both are there afterwards', async () => {
  const both = await Promise.all([computer.mdm('plugins', 'install', first, '--yes'), computer.mdm('plugins', 'install', second, '--yes')]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(computer.state().plugins.map((p) => p.name)).toEqual([first, second]);
  expect(Object.keys(computer.lock().plugins)).toEqual([first, second]);
  const same = await Promise.all([computer.mdm('plugins', 'install', first, '--yes'), computer.mdm('plugins', 'install', first, '--yes')]);
  expect(same.map(({ code }) => code)).toEqual([0, 0]);
  expect(computer.installed()).toEqual([`${first}/1.1.0`, `${second}/1.0.0`]);
});

test('killed at any moment: the former state works, and the next install clears up', async () => {
  expect((await computer.mdm('plugins', 'install', `${first}@1.0.0`, '--yes')).code).toBe(0);
  for (let k = 1; k <= 8; k++) {
    const child = computer.start('plugins', 'install', first, second, '--yes');
    const end = ended(child);
    await wait(k * 150);
    child.kill('SIGKILL');
    await end;
    const { plugins } = computer.state();
    expect(plugins.map((p) => `${p.name} ${p.version}`)).toEqual(
      plugins.length === 1 ? [`${first} 1.0.0`] : [`${first} 1.1.0`, `${second} 1.0.0`],
    );
    expect(await ids()).toEqual([`first.double ${plugins[0]!.version}`]);
  }
  await wait(500); // npm, which was not killed with it, ends by itself.
  expect((await computer.mdm('plugins', 'install', first, second, '--yes')).code).toBe(0);
  expect(computer.installed()).toEqual([`${first}/1.1.0`, `${second}/1.0.0`]);
  expect(readdirSync(computer.data).sort()).toEqual(['plugins', 'plugins.json']);
});

test('Ctrl-C stops npm, removes what it made, and says so', async () => {
  const child = computer.start('plugins', 'install', second, '--yes');
  let said = '';
  child.stderr!.on('data', (text: Buffer) => (said += text.toString()));
  const end = ended(child);
  while (!computer.installed().some((name) => name.startsWith('.stage-'))) await wait(5);
  child.kill('SIGINT');
  expect(await end).toEqual({ code: 130, signal: null });
  expect(said).toContain('Stopped.');
  expect(computer.installed()).toEqual([]);
});

test('leftovers of killed installs go, a stage in use stays', async () => {
  const plugins = join(computer.data, 'plugins');
  const stage = (name: string, days: number) => {
    mkdirSync(join(plugins, name), { recursive: true });
    utimesSync(join(plugins, name), new Date(), new Date(Date.now() - days * 86_400_000));
  };
  stage('.stage-elsewhere-1-aa', 0.5);
  stage('.stage-elsewhere-1-bb', 1.5);
  expect((await computer.mdm('plugins', 'install', 'text', '--no-lock')).code).toBe(0);
  expect(computer.installed()).toEqual(['.stage-elsewhere-1-aa']);
});

test('a damaged state is not written over', async () => {
  mkdirSync(computer.data);
  writeFileSync(join(computer.data, 'plugins.json'), '{');
  expect(await computer.mdm('plugins', 'install', 'text')).toMatchObject({
    code: 7,
    stderr: expect.stringContaining('plugins.json is damaged'),
  });
});

describe('the lock of the data folder', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'mdm-guard-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const hold = (holder: object) => writeFileSync(join(folder, 'plugins.lock'), JSON.stringify(holder));

  test('lets one in at a time', async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await wait(5);
      inside--;
    };
    await Promise.all(Array.from({ length: 12 }, () => guarded(folder, work)));
    expect([most, readdirSync(folder)]).toEqual([1, []]);
  });

  test('is taken over from one that is too old, by one of many', async () => {
    hold({ pid: 1, machine: 'elsewhere', hold: 'x', at: Date.now() - 3_600_000 });
    let inside = 0;
    await Promise.all(
      Array.from({ length: 6 }, () =>
        guarded(folder, async () => {
          expect(++inside).toBe(1);
          await wait(5);
          inside--;
        }),
      ),
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  test('of one that is at it is waited for, and not for ever', async () => {
    hold({ pid: 1, machine: 'elsewhere', hold: 'x', at: Date.now() });
    const notes: string[] = [];
    const waits = guarded(folder, async () => {}, { patience: 400, onWait: (note) => notes.push(note) });
    await expect(waits).rejects.toMatchObject({ code: 'permission', message: expect.stringContaining('process 1') });
    expect(notes).toHaveLength(1);
  });
});

const disk = smallDisk();
(disk ? test : test.skip)('no space left (skipped where no disk can be mounted): the former state stays', async () => {
  const small = laptop({ registry: registry.url, env: { MDM_DATA_DIR: disk } });
  try {
    expect((await small.mdm('plugins', 'install', first, '--yes')).code).toBe(0);
    const full = await small.mdm('plugins', 'install', second, '--yes');
    expect(full).toMatchObject({ code: 6, stderr: expect.stringContaining(`There is no space left to install ${second}`) });
    expect(json(await small.mdm('features', 'list', 'first', '--json'))).toHaveLength(1);
    expect(readdirSync(join(disk!, 'plugins'))).toEqual([first]);
  } finally {
    small.remove();
  }
});
afterAll(() => {
  if (!disk) return;
  execFileSync('umount', [disk]);
  rmSync(disk, { recursive: true });
});

/** A disk of a megabyte, where this process may mount one. */
function smallDisk(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'mdm-install-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
}
