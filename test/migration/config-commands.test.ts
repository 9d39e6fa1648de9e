import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCli, type Cli } from './cli.js';

let cli: Cli;
beforeEach(() => {
  cli = openCli();
  mkdirSync(cli.home);
});
afterEach(() => cli.remove());

const file = (text: string): void => writeFileSync(join(cli.home, 'mdm.yaml'), text);
const got = (): string => readFileSync(join(cli.home, 'mdm.yaml'), 'utf8');

test('migrate config: a dry run, the run with a report, and once more', async () => {
  const before = '# mine\nlogging:\n  max_size: 5000000 # small\nspeed: 9\n';
  file(before);
  const dry = await cli.mdm('migrate', 'config', '--dry-run');
  expect(dry).toMatchObject({ code: 0, err: '' });
  expect(dry.out).toMatch(/logging\.max_size +renamed +logging\.max_bytes/);
  expect(dry.out).toMatch(/1 renamed, 1 dropped\.\nNothing was written\./);
  expect([got(), readdirSync(cli.home)]).toEqual([before, ['mdm.yaml']]);

  const run = await cli.mdm('migrate', 'config', '--report', 'report.json');
  expect(run).toMatchObject({ code: 0, err: '' });
  expect(run.out).toMatch(/mdm\.yaml was written; the file as it was: .*\.bak\./);
  expect(got()).toBe('# mine\nlogging:\n  max_bytes: 5000000 # small\n');
  const report = JSON.parse(readFileSync(join(cli.folder, 'report.json'), 'utf8')) as { backup: string; keys: { what: string }[] };
  expect(readFileSync(report.backup, 'utf8')).toBe(before);
  expect(report.keys.map(({ what }) => what)).toEqual(['renamed', 'dropped']);

  const again = JSON.parse((await cli.mdm('migrate', 'config', '--json')).out) as { changes: boolean; written: boolean };
  expect([again.changes, again.written]).toEqual([false, false]);
});

test('migrate config: a wrong value is named, nothing is written, exit code 7', async () => {
  file('performance: {batch_size: 5}\nlogging: {max_size: 5}\n');
  const { code, out } = await cli.mdm('migrate', 'config');
  expect(code).toBe(7);
  expect(out).toMatch(/mdm\.yaml:1:27: performance\.batch_size is wrong: 5 is not a whole number of at least 100\.\nNothing was written\./);
  expect(got()).toContain('max_size');
});

test('compare config: cases, known differences and the stored result; exit code 1 when the readers differ', async () => {
  file('logging: {max_size: 5}\n');
  const known = await cli.mdm('compare', 'config');
  expect(known.code).toBe(0);
  for (const line of [/YAML loading +72 +72 +0 +0/, /basic loading +19 +18 +1 +0/, /logging\.max_bytes +10485760 +5 +known: old names/])
    expect(known.out).toMatch(line);
  expect((await cli.mdm('compare', 'list', '--component', 'config')).out).toMatch(/1 comparison: 0 matched, 1 ignored/);

  file('performance: {batch_size: "500"}\n');
  const differing = await cli.mdm('compare', 'config', '--no-store', '--json');
  expect(differing.code).toBe(1);
  expect((JSON.parse(differing.out) as { verdict: string }).verdict).toBe('mismatched');
  expect((await cli.mdm('compare', 'list', '--component', 'config', '--json')).out).not.toContain('mismatched');
});

test('a command works by the reader that the flag says, and its calls are counted', async () => {
  file('logging: {max_size: 5}\nrefactoring: {use_new_config: false}\n');
  writeFileSync(join(cli.home, 'metrics.db'), '');
  expect(existsSync(join(cli.home, 'logs'))).toBe(false);
  expect((await cli.mdm('dataset', 'list')).code).toBe(0);
  expect((await cli.mdm('config', 'set', 'refactoring.use_new_config', 'true')).code).toBe(0);
  expect((await cli.mdm('dataset', 'list')).code).toBe(0);
  const { out } = await cli.mdm('metrics', '--format', 'json');
  const { counters } = JSON.parse(out) as { counters: { name: string; component: string; value: number }[] };
  const count = (name: string): number => counters.find((one) => one.component === 'config' && one.name === name)?.value ?? 0;
  // The command that prints the counts has read the configuration too.
  expect([count('mdm_old_path_calls'), count('mdm_new_path_calls')]).toEqual([1, 2]);
});

test('what only the old reader takes keeps no command from its work, nor anybody from seeing the flags', async () => {
  file('cli: {show_progress: "t"}\nrefactoring: {use_new_config: false}\n');
  const commands = [['compare', 'list'], ['metrics'], ['features', 'generate', 'none.csv']];
  const ended = await Promise.all(commands.map((argv) => cli.mdm(...argv)));
  expect(ended.map(({ code }) => code)).toEqual([0, 0, 3]);
  file('cli: {show_progress: "t"}\n');
  expect((await cli.mdm('metrics')).code).toBe(7);
  expect((await cli.mdm('flags', 'status', '--json')).code).toBe(0);
});
