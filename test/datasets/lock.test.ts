import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openConfig, type Config } from '../../src/config/config.js';
import { withDataset } from '../../src/datasets/lock.js';

describe('the lock of a dataset', () => {
  let home: string;
  let config: Config;
  beforeEach(async () => {
    home = join(mkdtempSync(join(tmpdir(), 'mdm-lock-')), 'home');
    config = await openConfig({ home, env: {} });
  });
  afterEach(() => rmSync(join(home, '..'), { recursive: true, force: true }));

  it('lets one in at a time, and leaves nothing', async () => {
    let inside = 0;
    let most = 0;
    let done = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await sleep(2);
      inside--;
      done++;
    };
    await Promise.all(Array.from({ length: 20 }, (_, i) => withDataset(config, i % 2 ? 'One' : 'one', work)));
    expect([most, done]).toEqual([1, 20]);
    expect(existsSync(home)).toBe(false);
  });

  it('is let go when the work fails', async () => {
    await expect(withDataset(config, 'a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await withDataset(config, 'a', async () => 1)).toBe(1);
  });

  it('is refused while another process has it, and goes with that process', async () => {
    await withDataset(config, 'a', async () => undefined);
    const file = join(home, 'datasets/.locks/a.lock');
    const code = `
      import { mkdirSync } from 'node:fs';
      import { DatabaseSync } from 'node:sqlite';
      mkdirSync(${JSON.stringify(join(home, 'datasets/.locks'))}, { recursive: true });
      const db = new DatabaseSync(${JSON.stringify(file)});
      db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
      console.log('held');
      setInterval(() => db.isOpen, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    await once(child.stdout, 'data');
    await expect(withDataset(config, 'a', async () => 1, { wait: 0 })).rejects.toMatchObject({
      code: 'backend',
      message: expect.stringContaining('locked'),
    });
    expect(await withDataset(config, 'b', async () => 2, { wait: 0 })).toBe(2);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await withDataset(config, 'a', async () => 3)).toBe(3);
    expect(existsSync(file)).toBe(false);
    expect(existsSync(join(home, 'datasets/.locks')) ? readdirSync(join(home, 'datasets/.locks')) : []).toEqual([]);
  });
});
