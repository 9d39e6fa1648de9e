import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { batches, files, logLines, logPath, logText, numbers, sum } from '../settings.js';
import type { Check, World } from '../world.js';

const LIMIT = 20_000;

/** Two rows are the same: registration warns of it. */
const doubled = (world: World): string => world.csv('doubled.csv', 'x,y', [...Array.from({ length: 40 }, (_, i) => [i, i % 2]), [0, 0]]);

/** Runs commands until the log has been put aside, and gives the files. */
async function untilRotated(world: World): Promise<readonly string[]> {
  world.config({ logging: { level: 'DEBUG', max_bytes: LIMIT } });
  const path = numbers(world, 400);
  const folder = join(world.home, 'logs');
  const rotated = (): string[] => files(folder).filter((file) => /^mdm\.log\.\d+$/.test(file));
  for (let i = 0; i < 60 && rotated().length === 0; i++)
    await world.ok('dataset', 'register', `r${i}`, path, '--target', 'y', '--no-features');
  expect(rotated().length).toBeGreaterThan(0);
  return files(folder).filter((file) => file.startsWith('mdm.log'));
}

async function checkRotated(world: World): Promise<void> {
  const all = await untilRotated(world);
  expect(all).toContain('mdm.log');
  for (const file of all) {
    const path = join(world.home, 'logs', file);
    const longest = Math.max(
      ...logText(path)
        .split('\n')
        .map((line) => Buffer.byteLength(line) + 1),
    );
    expect(statSync(path).size).toBeLessThanOrEqual(LIMIT + longest);
    expect(logLines(path).length).toBeGreaterThan(0);
  }
}

export const checks: Readonly<Record<string, Check>> = {
  'A1.4-01': async (world) => {
    await world.register('s1', world.data('iris.csv'), '--target', 'species', '--no-features');
    world.config({ logging: { level: 'DEBUG' } });
    const before = logLines(logPath(world)).length;
    const listed = await world.ok('dataset', 'list');
    expect(listed.stderr).toBe('');
    const records = logLines(logPath(world)).slice(before);
    const debug = records.filter(({ level }) => level === 'DEBUG');
    expect(debug.some(({ message }) => /configuration/.test(message))).toBe(true);
    expect(debug.some(({ logger, message }) => logger.startsWith('storage') || /SELECT/.test(message))).toBe(true);
  },
  'A1.4-02': async (world) => {
    world.config({ logging: { level: 'ERROR' } });
    const made = await world.ok('dataset', 'register', 's1', doubled(world), '--target', 'y', '--no-features');
    const listed = await world.ok('dataset', 'list');
    for (const { stderr } of [made, listed]) expect(stderr).not.toMatch(/INFO|WARN/i);
    expect(logText(logPath(world))).not.toMatch(/INFO|WARNING/);
  },
  'A1.4-03': async (world) => {
    for (const format of ['json', 'text']) {
      const file = `${format}.log`;
      world.config({ logging: { format, file } });
      await world.ok('dataset', 'register', format, doubled(world), '--target', 'y', '--no-features');
      const path = join(world.home, 'logs', file);
      const lines = logText(path)
        .split('\n')
        .filter((line) => line !== '');
      expect(lines.length).toBeGreaterThan(3);
      if (format === 'json')
        for (const line of logLines(path))
          expect(line).toMatchObject({
            time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
            level: expect.any(String),
            message: expect.any(String),
          });
      else for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\dT\S+ [A-Z]+ \S+ \S/);
    }
  },
  'A1.4-04': async (world) => {
    world.config({ logging: { file: 'my.log' }, paths: { logs_path: 'other-logs' } });
    await world.ok('dataset', 'register', 's1', doubled(world), '--target', 'y', '--no-features');
    expect(logLines(join(world.home, 'other-logs/my.log')).length).toBeGreaterThan(0);
    const absolute = join(world.folder, 'far/away.log');
    world.config({ logging: { file: absolute } });
    await world.ok('dataset', 'register', 's2', doubled(world), '--target', 'y', '--no-features');
    expect(logLines(absolute).length).toBeGreaterThan(0);
    expect(existsSync(join(world.home, 'logs/mdm.log'))).toBe(false);
  },
  'A1.4-05': checkRotated,
  'A1.4-07': async (world) => {
    world.config({ logging: { level: 'INFO' } });
    const register = (name: string, ...more: string[]) =>
      world.ok('dataset', 'register', name, doubled(world), '--target', 'y', '--no-features', ...more);
    const plain = await register('s1');
    const levels = new Set(logLines(logPath(world)).map(({ level }) => level));
    expect([...levels].sort()).toEqual(['INFO', 'WARNING']);
    expect(plain.stderr).toMatch(/^WARNING/m);
    expect(plain.stderr).not.toMatch(/^(INFO|DEBUG)/m);
    expect((await register('s2', '--verbose')).stderr).toMatch(/^INFO/m);
    const debug = (await register('s3', '--debug')).stderr;
    expect(debug).toMatch(/^INFO/m);
    expect(debug).toMatch(/^DEBUG/m);
  },
  'A1.5-01': async (world) => {
    world.config({ performance: { batch_size: 1000 } });
    const ended = await world.ok('dataset', 'register', 's1', numbers(world, 3500), '--target', 'y', '--debug', '--no-features');
    expect(batches(ended.stderr, 'load batch')).toEqual([1000, 1000, 1000, 500]);
  },
  'A1.5-03': async (world) => {
    world.config({ performance: { batch_size: 1000 } });
    await world.ok('dataset', 'register', 's1', numbers(world, 3500), '--target', 'y', '--no-features');
    for (const format of ['csv', 'parquet', 'json']) {
      const ended = await world.ok('dataset', 'export', 's1', '--format', format, '--output-dir', `out-${format}`, '--debug');
      const seen = batches(ended.stderr, 'batch');
      expect([format, seen, sum(seen)]).toEqual([format, [1000, 1000, 1000, 500], 3500]);
    }
  },
  'A10.3-01': async (world) => {
    const path = numbers(world, 100);
    const verbose = await world.ok('dataset', 'register', 's1', path, '--target', 'y', '--no-features', '--verbose');
    expect([...verbose.stderr.matchAll(/^INFO.*step complete/gm)].length).toBeGreaterThanOrEqual(10);
    expect(verbose.stdout).not.toMatch(/^INFO/m);
    const plain = await world.ok('dataset', 'register', 's2', path, '--target', 'y', '--no-features');
    expect(plain.stderr).not.toMatch(/^(INFO|DEBUG)/m);
    const warned = await world.ok('dataset', 'register', 's3', doubled(world), '--target', 'y', '--no-features');
    expect(warned.stderr).toMatch(/^WARNING/m);
  },
  'A10.3-03': checkRotated,
  'A10.3-04': async (world) => {
    world.config({ logging: { level: 'INFO' } });
    // A part of the program that fails as no user can make it fail.
    const broken = world.file('broken.mjs', 'String.prototype.padEnd = () => { throw new TypeError("a probe of an internal error"); };\n');
    const env = { NODE_OPTIONS: `--import ${broken}` };
    const plain = await world.mdmWith({ env }, 'info');
    expect(plain.code).toBe(1);
    const lines = plain.stderr.trim().split('\n');
    expect(lines[0]).toBe('Error: a probe of an internal error.');
    expect(lines.slice(1).join('\n')).toContain(logPath(world));
    expect(lines.length).toBeLessThanOrEqual(2);
    expect(plain.stderr).not.toMatch(/^\s+at /m);
    const trace = /TypeError: a probe of an internal error(\\n|\n)\s+at /;
    expect(logText(logPath(world))).toMatch(trace);
    const before = logText(logPath(world)).length;
    const debug = await world.mdmWith({ env }, 'info', '--debug');
    expect(debug.code).toBe(1);
    expect(debug.stderr).toMatch(/TypeError: a probe of an internal error\n\s+at /);
    expect(logText(logPath(world)).slice(before)).toMatch(trace);
  },
};
