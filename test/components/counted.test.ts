import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { counted } from '../../src/components/counted.js';
import { openConfig } from '../../src/config/config.js';
import { openMetrics, readMethodCounts } from '../../src/metrics/metrics.js';

const dist = join(import.meta.dirname, '../../dist');
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mdm-counted-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));
const open = () => openConfig({ home, env: {} });
const counts = async () =>
  Object.fromEntries((await readMethodCounts(await open())).map(({ side, method, value }) => [`${side} ${method}`, value]));

const broken = new Error('it broke');
const plain = {
  name: 'plain',
  limit: 3,
  add: (a: number, b: number) => a + b,
  later: async (value: string) => value.toUpperCase(),
  steps: async function* (times: number) {
    for (let i = 0; i < times; i++) yield i;
  },
  fail: (): never => {
    throw broken;
  },
  refuse: async (): Promise<never> => {
    throw broken;
  },
  own() {
    return this.limit;
  },
};

test('a counted implementation does what the plain one does, and each call is counted', async () => {
  const one = counted(openMetrics(await open()), 'backend', 'old', plain);
  expect(Object.keys(one)).toEqual(Object.keys(plain));
  expect([one.name, one.limit, one.add(1, 2), await one.later('a'), one.own()]).toEqual(['plain', 3, 3, 'A', 3]);
  const seen: number[] = [];
  for await (const step of one.steps(3)) seen.push(step);
  expect(seen).toEqual([0, 1, 2]);
  expect(() => one.fail()).toThrow(broken);
  await expect(one.refuse()).rejects.toBe(broken);
  one.add(3, 4);
  expect(await counts()).toEqual({ 'old add': 2, 'old later': 1, 'old own': 1, 'old steps': 1, 'old fail': 1, 'old refuse': 1 });
});

test('counts of both sides add up, and none is written twice', async () => {
  const metrics = openMetrics(await open());
  for (const side of ['old', 'new'] as const) counted(metrics, 'backend', side, plain).add(1, 1);
  expect(await counts()).toEqual({ 'old add': 1, 'new add': 1 });
  expect(await counts()).toEqual({ 'old add': 1, 'new add': 1 });
  counted(metrics, 'backend', 'new', plain).add(1, 1);
  expect(await counts()).toEqual({ 'old add': 1, 'new add': 2 });
});

test('nothing is counted while monitoring is off', async () => {
  const config = await openConfig({ home, env: {}, flags: { 'monitoring.enabled': false } });
  counted(openMetrics(config), 'backend', 'new', plain).add(1, 1);
  expect(await counts()).toEqual({});
});

/** Counts in a process of its own, which ends as it is told. */
const counting = async (end: string): Promise<{ readonly code: number | null; readonly stderr: string }> => {
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { openConfig } from ${JSON.stringify(join(dist, 'config/config.js'))};
       import { openMetrics } from ${JSON.stringify(join(dist, 'metrics/metrics.js'))};
       const metrics = openMetrics(await openConfig({ home: ${JSON.stringify(home)}, env: {} }));
       await metrics.countCall('backend', 'new');
       for (let i = 0; i < 10_000; i++) metrics.countMethod('backend', 'new', i % 2 ? 'query' : 'tables');
       ${end}`,
    ],
    { env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
};

test.each([
  ['by itself', '', 0],
  ['at once', 'process.exit(3);', 3],
  ['by an error', 'throw new Error("it broke");', 1],
])('what is counted is written when the process ends %s', async (_, end, code) => {
  expect((await counting(end)).code).toBe(code);
  expect(await counts()).toEqual({ 'new query': 5_000, 'new tables': 5_000 });
});

test('a file that cannot be written is said once, and fails nobody', async () => {
  writeFileSync(join(home, 'metrics.db'), 'no database, '.repeat(1000));
  const { code, stderr } = await counting('');
  expect([code, stderr.trim().split('\n').length]).toEqual([0, 1]);
});
