import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { openConfig } from '../../src/config/config.js';
import { gather, judge, movingFlag } from '../../src/migration/gates/index.js';
import { DIFFERENCES, oldComponents, sideVariables } from '../acceptance/sides.js';
import { items } from '../acceptance/world.js';
import { root, type Ended } from './cli.js';

const script = (name: string, ...argv: readonly string[]): Promise<Ended> =>
  new Promise((done) => {
    const child = execFile(join(root, 'scripts', name), argv, { cwd: root, maxBuffer: 1e8 }, (_, out, err) =>
      done({ code: child.exitCode ?? -1, out, err }),
    );
  });

describe('run_tests.sh', () => {
  test('every test is in one suite', async () => {
    const suites = ['unit', 'integration', 'e2e', 'migration'];
    const listed = await Promise.all(suites.map((suite) => script('run_tests.sh', `--${suite}-only`, '--list')));
    const paths = listed.flatMap(({ out }) => out.split('\n').filter((line) => line.endsWith('.test.ts')));
    const there = ['test/**/*.test.ts', 'plugins/*/test/**/*.test.ts'].flatMap((pattern) => globSync(pattern, { cwd: root }));
    expect(paths.map((path) => relative(root, path)).sort()).toEqual(there.sort());
  }, 60_000);

  test('a suite that is not there is refused', async () => {
    expect(await script('run_tests.sh', '--quick-only')).toMatchObject({ code: 2, err: expect.stringContaining('There is no suite') });
  });
});

describe('figures of two sides', () => {
  type Figures = typeof import('../../bench/implementations/figures.js');
  const figures = (): Promise<Figures> => import('../../bench/implementations/figures.js');
  const rounds = (factor: number, peak = 1, noise = 0.02) =>
    Array.from({ length: 10 }, (_, i) => ({
      old: { wall: 1 + (i % 3) * noise, peak: 0.5 },
      new: { wall: factor * (1 + (i % 2) * noise), peak: 0.5 * peak },
    }));

  test('the interval is of order statistics, and of few values it is all of them', async () => {
    const { interval } = await figures();
    expect(interval([3, 1, 2])).toEqual({ median: 2, low: 1, high: 3 });
    expect(interval([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])).toEqual({ median: 5.5, low: 2, high: 9 });
  });

  test.each([
    ['as fast', rounds(1), []],
    ['four percent slower', rounds(1.04), []],
    ['a tenth slower', rounds(1.1), ['time']],
    ['a tenth slower at times', rounds(1.1, 1, 0.5), []],
    ['a tenth more memory', rounds(1, 1.1), ['memory']],
    ['one percent more memory', rounds(1, 1.01), []],
  ])('%s', async (_, given, beyond) => {
    const { judged } = await figures();
    expect(judged(given).beyond).toEqual(beyond);
  });
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mdm-proof-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const node = (...argv: readonly string[]): Promise<Ended> =>
  new Promise((done) => {
    const options = { cwd: root, env: { ...process.env, BENCH_WORK: folder }, maxBuffer: 1e8 };
    const child = execFile(process.execPath, argv, options, (_, out, err) => done({ code: child.exitCode ?? -1, out, err }));
  });

test('the benchmark writes a record that the gates read, and refuse for too few rounds', async () => {
  const record = join(folder, 'implementations.json');
  const chosen = ['--component', 'features', '--case', '1000 numeric', '--small', '--runs', '1', '--no-gate'];
  expect(await node('bench/implementations.js', ...chosen, '--json', record)).toMatchObject({ code: 0 });
  const evidence = await gather(await openConfig({ home: folder, env: {} }), { benchmark: record });
  expect(evidence.benchmark?.record).toMatchObject({ version: evidence.version, cases: [{ component: 'features', runs: 1 }] });
  const [, time, memory] = judge(evidence, movingFlag('features'));
  for (const gate of [time, memory])
    expect(gate?.conditions[0]).toMatchObject({ holds: false, evidence: '1 case measured in at least 1 round.' });
}, 60_000);

describe('load', () => {
  type Load = typeof import('../../bench/load/figures.js');
  const figures = (): Promise<Load> => import('../../bench/load/figures.js');
  const minutes = (held: (i: number) => number, errors = 0, resident = held) =>
    Array.from({ length: 30 }, (_, i) => ({
      operations: 1_000,
      errors: i === 20 ? errors : 0,
      bytes: 1e9 * resident(i),
      held: 1e9 * held(i),
    }));
  const noise = (i: number): number => 0.01 * Math.sin(7 * i);

  test.each([
    ['flat memory', minutes((i) => 1 + noise(i)), []],
    ['memory that rises at first', minutes((i) => Math.min(1, 0.5 + 0.04 * i) + noise(i)), []],
    ['memory that rises to the end', minutes((i) => 1 + 0.004 * i + noise(i)), ['memory']],
    [
      'memory of which what rises is garbage',
      minutes(
        (i) => 1 + noise(i),
        0,
        (i) => 1 + 0.004 * i,
      ),
      [],
    ],
    ['memory that goes up and down', minutes((i) => 1 + 10 * noise(i)), []],
    ['29 errors of 30000', minutes(() => 1, 29), []],
    ['30 errors of 30000', minutes(() => 1, 30), ['errors']],
    ['nothing that was done', minutes(() => 1).map((one) => ({ ...one, operations: 0 })), ['errors']],
  ])('%s', async (_, periods, wrong) => {
    const { judged } = await figures();
    expect(judged(periods, 30).wrong).toEqual(wrong);
  });

  test('a run of seconds does every operation, without an error', async () => {
    const { code, out, err } = await node('bench/load.js', '--minutes', '0.03', '--workers', '2', '--rows', '50');
    expect([code, err]).toEqual([0, '']);
    for (const name of ['register', 'info', 'query', 'update', 'export', 'remove'])
      expect(out).toMatch(new RegExp(`^\\| ${name} \\| [1-9]\\d* \\|`, 'm'));
    expect(out).toMatch(/^Errors: 0 of \d+/m);
    expect(await node('bench/load.js', '--workers', 'many')).toMatchObject({ code: 2, err: '--workers many is no number of workers.\n' });
  }, 60_000);
});

describe('the acceptance list on an old side', () => {
  test.each([
    ['', []],
    ['new', []],
    ['old:registrar', ['registrar']],
    ['old:features,config', ['config', 'features']],
    ['old:all', ['config', 'backend', 'registrar', 'features']],
  ])('%j', (side, components) => {
    expect(oldComponents(side)).toEqual(components);
    const variables = Object.keys(sideVariables(oldComponents(side))).filter((name) => name.startsWith('MDM_REFACTORING_USE_NEW_'));
    expect(variables).toHaveLength(components.length);
  });

  test.each(['old', 'old:', 'old:cli', 'old:registrar,cli', 'registrar'])('%j is refused', (side) => {
    expect(() => oldComponents(side)).toThrow('MDM_ACCEPTANCE_SIDE');
  });

  test('every listed difference is of a row, with its reason', () => {
    const ids = items().map(({ id }) => id);
    for (const [component, rows] of Object.entries(DIFFERENCES))
      for (const [id, why] of Object.entries(rows)) {
        expect([component, ids.includes(id)]).toEqual([component, true]);
        expect(why).toMatch(/^[A-Z].{20,}\.$/);
      }
  });
});
