import { execFile } from 'node:child_process';
import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { appendResult, readResults } from '../../src/parity/store.js';
import type { ExperimentResult } from '../../src/parity/trial-result.js';
import { openCli, root, type Cli } from './cli.js';

let cli: Cli;
beforeEach(() => void (cli = openCli()));
afterEach(() => cli.remove());

const side = { outcome: 'value', wallMs: 12, cpuMs: 10, peakBytes: 2e8, rows: 3, shown: 'x' } as const;
const result = (more: Partial<ExperimentResult> = {}): ExperimentResult => ({
  id: 'a1b2c3d4-0000',
  name: 'features: legacy and mdm1',
  component: 'features',
  time: new Date().toISOString(),
  subject: 'penguins',
  seed: 's',
  order: ['control', 'candidate'],
  verdict: 'matched',
  expired: [],
  control: side,
  candidate: side,
  deltaPercent: 5,
  differences: [],
  versions: {},
  flags: {},
  host: 'h',
  ...more,
});
const store = (): string => join(cli.home, 'comparison_results');

test('many processes at once, one of which is killed: no result is lost or torn', async () => {
  const code = `
    import { appendResult } from ${JSON.stringify(join(root, 'dist/parity/store.js'))};
    const one = JSON.parse(process.argv[2]);
    for (let i = 0; i < Number(process.argv[3]); i++) await appendResult(process.argv[1], { ...one, id: process.pid + '-' + i });
  `;
  const start = (count: number): { done: Promise<number | null>; kill: () => void } => {
    const args = ['--input-type=module', '-e', code, store(), JSON.stringify(result({ notes: ['y'.repeat(20_000)] })), String(count)];
    const child = execFile(process.execPath, args, { env: { ...process.env, NODE_OPTIONS: '' } });
    return { done: new Promise((done) => child.on('close', (exit) => done(exit))), kill: () => void child.kill('SIGKILL') };
  };
  const killed = start(100_000);
  const others = [start(60), start(60), start(60)];
  expect(await Promise.all(others.map(({ done }) => done))).toEqual([0, 0, 0]);
  killed.kill();
  await killed.done;
  await appendResult(store(), result({ id: 'last' }));
  const { results, unreadable } = await readResults(store());
  const by = Map.groupBy(results, ({ id }) => id.split('-')[0]);
  expect([...by.values()].filter((all) => all.length === 60)).toHaveLength(3);
  expect(unreadable).toBeLessThanOrEqual(1);
  expect(new Set(results.map(({ id }) => id)).size).toBe(results.length);
  expect(results.some(({ id }) => id === 'last')).toBe(true);
});

test('a last line that a crash cut off is passed over and told of', async () => {
  await appendResult(store(), result());
  const [name] = await readdir(store());
  await appendFile(join(store(), name!), '{"id":"torn');
  const listed = await cli.mdm('compare', 'list');
  expect([listed.code, listed.out]).toEqual([0, expect.stringContaining('1 line of the store cannot be read')]);
  await appendResult(store(), result({ id: 'ffff' }));
  expect(JSON.parse((await cli.mdm('compare', 'list', '--json')).out)).toMatchObject({ unreadable: 1, results: [{}, { id: 'ffff' }] });
});

test('filters, and the exit code of the report', async () => {
  const ago = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();
  await appendResult(store(), result({ id: '1', time: ago(40), verdict: 'mismatched' }));
  await appendResult(store(), result({ id: '2', time: ago(3), verdict: 'ignored', ignoredBy: 'known' }));
  await appendResult(store(), result({ id: '3', component: 'storage', time: ago(1), verdict: 'failed', failure: 'no' }));
  await appendResult(store(), result({ id: '4' }));
  const report = async (...args: string[]): Promise<[number, string[]]> => {
    const { code, out } = await cli.mdm('compare', 'report', '--json', ...args);
    return [code, (JSON.parse(out) as { results?: { id: string }[] }).results?.map(({ id }) => id) ?? []];
  };
  expect(await report()).toEqual([1, ['1', '2', '3', '4']]);
  expect(await report('--since', '7d')).toEqual([1, ['2', '3', '4']]);
  expect(await report('--since', '7d', '--component', 'features')).toEqual([0, ['2', '4']]);
  expect(await report('--since', ago(2).slice(0, 10), '--limit', '1')).toEqual([0, ['4']]);
  expect((await report('--since', 'yesterday'))[0]).toBe(2);
  expect((await cli.mdm('config', 'set', 'comparison.keep', '30 days')).code).toBe(0);
  expect((await report())[1]).toEqual(['2', '3', '4']);
  expect((await cli.mdm('config', 'set', 'comparison.keep', '1')).code).toBe(0);
  // The first of each day of the last two weeks stays.
  expect(await report()).toEqual([1, ['2', '3', '4']]);
});

test('an empty store is no mismatch', async () => {
  const { code, out } = await cli.mdm('compare', 'report');
  expect([code, out]).toEqual([0, expect.stringContaining('0 comparisons')]);
});

test('what is stored is shown as text, whatever it holds', async () => {
  const hostile = '<script>alert(1)</script>"\'&|`\u001b[31m';
  await appendResult(
    store(),
    result({
      id: 'abcd',
      verdict: 'mismatched',
      subject: hostile,
      name: hostile,
      notes: [hostile],
      differences: [{ path: hostile, control: hostile, candidate: '</td><img src=x onerror=alert(1)>' }],
      tables: [{ name: hostile, rows: { control: 1, candidate: 1 }, columns: 1, equal: 0, reasons: [hostile], differing: [] }],
    }),
  );
  for (const command of [['list'], ['show', 'abcd'], ['report']]) {
    const html = (await cli.mdm('compare', ...command, '--format', 'html')).out;
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).not.toMatch(/<script|<img|https?:\/\//);
    expect((await cli.mdm('compare', ...command, '--format', 'md')).out).not.toMatch(/<script|<img/);
    expect((await cli.mdm('compare', ...command)).out).not.toContain('\u001b[31m');
  }
});
