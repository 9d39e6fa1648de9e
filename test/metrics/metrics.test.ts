import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openConfig } from '../../src/config/config.js';
import { adviceOn, openMetrics, readMetrics } from '../../src/metrics/metrics.js';
import { prometheusText } from '../../src/metrics/prometheus.js';
import { bin, workspace } from '../e2e/workspace.js';
import { parseExposition } from './exposition.js';

const dist = join(import.meta.dirname, '../../dist');
const NAMES = ['mdm_old_path_calls', 'mdm_new_path_calls', 'mdm_comparison_failures', 'mdm_performance_delta'];

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mdm-metrics-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));
const metrics = async () => openMetrics(await openConfig({ home, env: {} }));
const counts = async () => readMetrics(await openConfig({ home, env: {} }));

/** Counts in a process of its own. */
const counting = (times: number, env: NodeJS.ProcessEnv = {}): ChildProcess =>
  spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { openConfig } from ${JSON.stringify(join(dist, 'config/config.js'))};
       import { openMetrics } from ${JSON.stringify(join(dist, 'metrics/metrics.js'))};
       const metrics = openMetrics(await openConfig({ home: ${JSON.stringify(home)}, env: {} }));
       for (let i = 0; i < ${times}; i++) { await metrics.countCall('features', 'new'); await metrics.observeDelta('features', i % 2 ? 7 : -7); }
       process.stdout.write('done');`,
    ],
    { env: { ...process.env, NODE_OPTIONS: '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
const ended = async (child: ChildProcess): Promise<{ code: number; stdout: string; stderr: string }> => {
  const said = { stdout: '', stderr: '' };
  child.stdout!.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, ...said };
};

test('names, labels and buckets are as promised, and the text parses', async () => {
  const to = await metrics();
  await to.countCall('features', 'old');
  await to.countCall('features', 'new');
  await to.countCall('features', 'new');
  await to.countFailure('a "b" \\ c\nd');
  for (const percent of [-100, -3, 0, 0.5, 25, 1e6, NaN, Infinity]) await to.observeDelta('features', percent);
  const families = parseExposition(await prometheusText(await counts()));
  expect([...families.keys()]).toEqual(NAMES);
  const value = (name: string, labels: object) =>
    families
      .get(name.replace(/_(bucket|sum|count)$/, ''))!
      .samples.find((one) => one.name === name && JSON.stringify(one.labels) === JSON.stringify(labels))?.value;
  expect(value('mdm_old_path_calls', { component: 'features' })).toBe(1);
  expect(value('mdm_new_path_calls', { component: 'features' })).toBe(2);
  expect(value('mdm_comparison_failures', { component: 'a "b" \\ c\nd' })).toBe(1);
  expect(value('mdm_performance_delta_bucket', { le: '-90', component: 'features' })).toBe(1);
  expect(value('mdm_performance_delta_bucket', { le: '0', component: 'features' })).toBe(3);
  expect(value('mdm_performance_delta_bucket', { le: '25', component: 'features' })).toBe(5);
  expect(value('mdm_performance_delta_bucket', { le: '+Inf', component: 'features' })).toBe(6);
  expect(value('mdm_performance_delta_sum', { component: 'features' })).toBe(1e6 - 77.5);
  expect(value('mdm_performance_delta_count', { component: 'features' })).toBe(6);
});

test('recorded operations are a summary with their quantiles, and failures', async () => {
  const times = { count: 3, failed: 1, p50Ms: 20, p95Ms: 30, p99Ms: null, totalMs: 60 };
  const families = parseExposition(await prometheusText(await counts(), [{ name: 'dataset_read', ...times }]));
  expect([...families.keys()]).toEqual([...NAMES, 'mdm_operation_seconds', 'mdm_operation_failures']);
  const type = 'dataset_read';
  expect(families.get('mdm_operation_seconds')).toMatchObject({
    type: 'summary',
    samples: [
      { labels: { type, quantile: '0.5' }, value: 0.02 },
      { labels: { type, quantile: '0.95' }, value: 0.03 },
      { name: 'mdm_operation_seconds_sum', labels: { type }, value: 0.06 },
      { name: 'mdm_operation_seconds_count', labels: { type }, value: 3 },
    ],
  });
  expect(families.get('mdm_operation_failures')!.samples).toMatchObject([{ labels: { type }, value: 1 }]);
});

test('nothing counted is text that parses, and makes no file', async () => {
  expect([...parseExposition(await prometheusText(await counts())).keys()]).toEqual(NAMES);
  expect(existsSync(join(home, 'metrics.db'))).toBe(false);
});

test('many processes at once lose nothing', async () => {
  const all = await Promise.all(Array.from({ length: 12 }, () => ended(counting(250))));
  expect(all).toEqual(all.map(() => ({ code: 0, stdout: 'done', stderr: '' })));
  const { counters, deltas } = await counts();
  expect(counters).toEqual([{ name: 'mdm_new_path_calls', component: 'features', value: 3000 }]);
  expect(deltas.map(({ counts: each, sum }) => [each.reduce((a, b) => a + b, 0), sum])).toEqual([[3000, 0]]);
}, 120_000);

test('a process that is killed loses what it had not counted yet, and nothing else', async () => {
  await (await metrics()).countCall('features', 'new');
  const child = counting(1_000_000);
  await new Promise((done) => setTimeout(done, 700));
  child.kill('SIGKILL');
  await ended(child);
  const first = (await counts()).counters[0]!.value;
  expect(first).toBeGreaterThan(1);
  await (await metrics()).countCall('features', 'new');
  expect((await counts()).counters[0]!.value).toBe(first + 1);
});

test('a count takes less than a millisecond', async () => {
  const to = await metrics();
  await to.countCall('features', 'new');
  const times: number[] = [];
  for (let i = 0; i < 500; i++) {
    const begun = performance.now();
    await to.countCall('features', 'new');
    times.push(performance.now() - begun);
  }
  expect(times.sort((a, b) => a - b)[250]!).toBeLessThan(1);
});

describe('what is wrong with the file is one line, and nothing more', () => {
  const once = async () => {
    const result = await ended(counting(20));
    expect([result.code, result.stdout]).toEqual([0, 'done']);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
    expect(result.stderr).toContain(`${join(home, 'metrics.db')} cannot be written, and calls are not counted`);
  };
  test('no database', async () => {
    writeFileSync(join(home, 'metrics.db'), 'no database, '.repeat(1000));
    await once();
    await expect(counts()).rejects.toThrow('metrics.db cannot be read');
  });
  test('a folder', async () => {
    mkdirSync(join(home, 'metrics.db'));
    await once();
  });
  test.each<[string, object, RegExp]>([
    ['held by another process', { errcode: 5 }, /try again/],
    ['locked, extended code', { errcode: 6 | (1 << 8) }, /try again/],
    ['read-only', { errcode: 8 }, /permissions/],
    ['that cannot be opened', { errcode: 14 }, /permissions/],
    ['that is no database', { errcode: 26 }, /^Move it away/],
    ['of another error', {}, /^Move it away/],
  ])('a file %s, by what SQLite says of it', (_, error, advice) => {
    expect(adviceOn(Object.assign(new Error('no'), error))).toMatch(advice);
  });
  test('another database', async () => {
    const db = new DatabaseSync(join(home, 'metrics.db'));
    db.exec('PRAGMA user_version = 1; CREATE TABLE counter (x)');
    db.close();
    await once();
  });
  test('a file that another process holds', async () => {
    const db = new DatabaseSync(join(home, 'metrics.db'));
    db.exec('BEGIN EXCLUSIVE');
    const begun = Date.now();
    await once();
    expect(Date.now() - begun).toBeLessThan(15_000);
    db.close();
  });
});

describe('mdm metrics', () => {
  const space = workspace();
  beforeEach(() => {
    space.env = { ...space.env, MDM_HOME_DIR: home };
  });

  test('prints a table, JSON and the text of Prometheus', async () => {
    expect(await space.mdm('metrics')).toEqual({ code: 0, stdout: 'Nothing has been counted yet.\n', stderr: '' });
    await (await metrics()).countCall('features', 'old');
    expect((await space.mdm('metrics')).stdout).toContain('features');
    expect(JSON.parse((await space.mdm('metrics', '--format', 'json')).stdout)).toMatchObject({
      counters: [{ component: 'features', value: 1 }],
    });
    expect([...parseExposition((await space.mdm('metrics', '--format', 'prometheus')).stdout).keys()]).toEqual(NAMES);
  });

  test('serves them until Ctrl-C, to this machine alone', async () => {
    const child = spawn(process.execPath, [bin, 'metrics', '--serve', '0'], { env: space.env, stdio: ['ignore', 'pipe', 'pipe'] });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const url = line.toString().trim();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
    await (await metrics()).countCall('features', 'new');
    const answer = await fetch(url);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(parseExposition(await answer.text()).get('mdm_new_path_calls')!.samples).toHaveLength(1);
    expect((await fetch(url.replace('/metrics', '/'))).status).toBe(404);
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
    const taken = await space.mdm('metrics', '--serve', new URL(url).port);
    expect([taken.code, taken.stderr]).toEqual([2, expect.stringContaining('is taken')]);
    child.kill('SIGINT');
    const [code] = (await once(child, 'close')) as [number];
    expect([0, 130]).toContain(code);
  });
});

test('the page of metrics names what is there', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/guide/configuration.md'), 'utf8');
  for (const name of NAMES) expect(page).toContain(`\`${name}\``);
});
