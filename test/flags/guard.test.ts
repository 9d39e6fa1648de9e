import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openConfig } from '../../src/config/config.js';
import type { KeyName, Values } from '../../src/config/keys.js';
import { openDatabase } from '../../src/config/sqlite.js';
import { MdmError, type ErrorCode } from '../../src/errors.js';
import { changeKeys, flagHistory } from '../../src/flags/change.js';
import { openGuard, watched, type Compared, type Guard } from '../../src/flags/guard.js';
import { FLAGS } from '../../src/flags/flags.js';
import { addOutcome, clearOutcomes, readRecent, RECENT_STATEMENTS } from '../../src/metrics/recent.js';
import { openStore } from '../../src/metrics/store.js';
import { comparedOf, type SideResult } from '../../src/parity/trial-result.js';

const dist = join(import.meta.dirname, '../../dist');
/** A home that MDM made does not return by itself unless that is asked for. */
const ASKED = 'refactoring:\n  return: { automatic: true }\n';
let home: string;
let said: string[];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mdm-guard-'));
  writeFileSync(join(home, 'mdm.yaml'), ASKED);
  said = [];
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const open = (env: NodeJS.ProcessEnv = {}) => openConfig({ home, env });
const guard = async (env: NodeJS.ProcessEnv = {}): Promise<Guard> =>
  openGuard(await open(env), { log: (sentence) => void said.push(sentence) });
const set = (values: Partial<Values>, by = 'test') => changeKeys(new Map(Object.entries(values) as [KeyName, unknown][]), { home, by });
const value = async (component: string) => (await open()).get(FLAGS.find((one) => one.component === component)!.key);
const automatic = async () => (await flagHistory(home)).filter(({ by }) => by === 'automatic');
/** `+` is a call that went well, `-` one that failed. */
const calls = async (component: string, all: string, env: NodeJS.ProcessEnv = {}): Promise<void> => {
  const to = await guard(env);
  for (const one of all) await to.call(component, one === '+', 1);
};
const compared = async (component: string, all: readonly Compared[]): Promise<void> => {
  const to = await guard();
  for (const one of all) await to.comparison(component, one);
};
const slower = (percent: number, times: number): Compared[] =>
  Array.from({ length: times }, () => ({ mismatched: false, oldFailed: false, deltaPercent: percent }));
const differs: Compared = { mismatched: true, oldFailed: false, deltaPercent: 0 };
const many = (times: number, all = '+'): string => all.repeat(times);

describe('calls that fail', () => {
  test.each<[string, string, boolean]>([
    ['all well', many(100), true],
    ['five of a hundred', many(95) + many(5, '-'), true],
    ['six of a hundred', many(94) + many(6, '-'), false],
    ['the first six of a hundred', many(6, '-') + many(94), false],
    ['nineteen, all failed', many(19, '-'), true],
    ['twenty, two failed', many(18) + '--', false],
  ])('%s', async (_, all, stays) => {
    await calls('backend', all);
    expect(await value('backend')).toBe(stays);
    expect(said).toHaveLength(stays ? 0 : 1);
  });

  test('the window slides over what was long ago', async () => {
    await set({ 'refactoring.return.window': 20, 'refactoring.return.min_calls': 20, 'refactoring.return.max_error_percent': 50 });
    await calls('backend', many(10, '-') + many(10) + many(10, '-') + many(10));
    expect([await value('backend'), said]).toEqual([true, []]);
    await calls('backend', many(11, '-'));
    expect(await value('backend')).toBe(false);
  });

  test('the return is recorded with its reason, takes the share to 0, leaves other flags, and is said once', async () => {
    writeFileSync(
      join(home, 'mdm.yaml'),
      '# mine\nrefactoring:\n  return: { automatic: true }\n  rollout_percentage: { new_registrar: 40 }\n',
    );
    await calls('registrar', many(18) + many(20, '-'));
    expect(await automatic()).toMatchObject([
      { flag: 'refactoring.rollout_percentage.new_registrar', old: 40, new: 0 },
      {
        flag: 'refactoring.use_new_registrar',
        old: null,
        new: false,
        by: 'automatic',
        reason: '2 of the last 20 calls of the new side failed, more than 5 %',
      },
    ]);
    expect(said).toEqual([
      'refactoring.use_new_registrar is false and refactoring.rollout_percentage.new_registrar is 0 now: 2 of the last 20 calls of the new side failed, more than 5 %. See: mdm flags history --flag registrar',
    ]);
    expect(readFileSync(join(home, 'mdm.yaml'), 'utf8')).toMatch(/^# mine/);
    expect(await value('backend')).toBe(true);
  });

  test('a share of the rollout returns too', async () => {
    await set({ 'refactoring.use_new_backend': false, 'refactoring.rollout_percentage.new_backend': 30 });
    await calls('backend', many(20, '-'));
    expect((await open()).get('refactoring.rollout_percentage.new_backend')).toBe(0);
    expect(said[0]).toMatch(/^refactoring.rollout_percentage.new_backend is 0 now: .* See: mdm flags history --flag backend$/);
  });

  test('a flag that is turned on again is judged by what comes then', async () => {
    await calls('backend', many(20, '-'));
    await calls('backend', many(5, '-'));
    await set({ 'refactoring.use_new_backend': true });
    await calls('backend', many(19) + '-');
    expect(await value('backend')).toBe(true);
  });
});

describe('comparisons', () => {
  test.each<[string, readonly Compared[], Partial<Values>, boolean]>([
    ['one that differs', [differs], {}, false],
    ['one that differs, and that is not enough', [differs], { 'refactoring.return.on_mismatch': false }, true],
    ['as fast', slower(0, 40), {}, true],
    ['20 % slower', slower(20, 40), {}, true],
    ['21 % slower', slower(21, 20), {}, false],
    ['21 % slower, too few', slower(21, 19), {}, true],
    ['slower in half of them', [...slower(-10, 21), ...slower(500, 20)], {}, true],
    ['slower in more than half of them', [...slower(-10, 19), ...slower(500, 20)], {}, false],
    ['without times', Array.from({ length: 40 }, () => ({ mismatched: false, oldFailed: false, deltaPercent: null })), {}, true],
    ['one in which the old side failed', [{ ...differs, oldFailed: true }], {}, true],
  ])('%s', async (_, all, values, stays) => {
    await set(values);
    await compared('features', all);
    expect(await value('features')).toBe(stays);
    expect((await automatic()).length > 0).toBe(!stays);
  });
});

test.each<['old' | 'new', SideResult['outcome'], SideResult['outcome'], boolean]>([
  ['new', 'value', 'error', true],
  ['new', 'error', 'value', false],
  ['old', 'value', 'error', false],
  ['old', 'error', 'value', true],
  ['new', 'error', 'error', false],
  ['new', 'value', 'value', false],
])('the %s side ended with %s and the other with %s: the old one alone failed: %s', (side, own, others, oldFailed) => {
  const [control, candidate] = [own, others].map((outcome) => ({ outcome }) as SideResult);
  const result = { verdict: 'mismatched', control: control!, candidate: candidate! } as const;
  expect(comparedOf(result, side, 3)).toEqual({ mismatched: true, oldFailed, deltaPercent: 3 });
});

describe('what is not returned', () => {
  test('with refactoring.return.automatic false it is only said, once', async () => {
    await set({ 'refactoring.return.automatic': false });
    await calls('backend', many(25, '-'));
    await compared('registrar', [differs, differs]);
    expect(await value('backend')).toBe(true);
    expect(said).toHaveLength(2);
    expect(said[0]).toMatch(/^backend should go back to the old side: 20 of the last 20 .* Run: mdm migration rollback backend$/);
  });
  test('a variable wins over the file, which is said', async () => {
    await calls('backend', many(25, '-'), { MDM_REFACTORING_USE_NEW_BACKEND: 'true' });
    expect([await value('backend'), await automatic()]).toEqual([true, []]);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/MDM_REFACTORING_USE_NEW_BACKEND sets it and wins over the file/);
  });
  test('the flag of one implementation', async () => {
    await compared('cli', [differs]);
    expect([said, readFileSync(join(home, 'mdm.yaml'), 'utf8')]).toEqual([[], ASKED]);
  });
  test('while nothing is counted, nothing is known', async () => {
    await set({ 'monitoring.enabled': false });
    await calls('backend', many(40, '-'));
    expect(await value('backend')).toBe(true);
  });
});

test.each<[ErrorCode | 'another', boolean]>([
  ['another', true],
  ['backend', true],
  ['engine', true],
  ['not-found', false],
  ['usage', false],
  ['bad-data', false],
  ['interrupted', false],
])('an error counts by whose it is: %s', async (code, counts) => {
  const to = await guard();
  const error = code === 'another' ? new Error('it broke') : new MdmError(code, 'It broke.');
  for (let i = 0; i < 20; i++) {
    const call = watched(to, 'backend', () => Promise.reject(error));
    await expect(call).rejects.toBe(error);
  }
  expect(await watched(to, 'backend', () => 'value')).toBe('value');
  expect(await value('backend')).toBe(!counts);
});

describe('what it costs', () => {
  test('every statement of a call finds its row by the key', async () => {
    const db = await openStore(join(home, 'metrics.db'));
    for (const sql of Object.values(RECENT_STATEMENTS)) {
      const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...Array<string>((sql.match(/\?/g) ?? []).length).fill('x'));
      for (const { detail } of plan as unknown as { detail: string }[]) expect(detail).toMatch(/^SEARCH .* USING PRIMARY KEY/);
    }
  });
  test('a call is four statements, and as many rows are kept as the window has', async () => {
    const db = await openDatabase(':memory:');
    const { RECENT_SCHEMA } = await import('../../src/metrics/recent.js');
    db.exec(RECENT_SCHEMA);
    let prepared = 0;
    const counting = new Proxy(db, {
      get: (of, name: keyof typeof db) => {
        if (name === 'prepare') prepared++;
        return (of[name] as (...args: unknown[]) => unknown).bind(of);
      },
    });
    const work: number[] = [];
    for (let i = 0; i < 1_000; i++) {
      prepared = 0;
      addOutcome(counting, { component: 'backend', kind: 'call', failed: i % 10 === 0, value: 1 }, 100);
      work.push(prepared);
    }
    expect(Math.max(...work)).toBe(4);
    expect(db.prepare('SELECT count(*) AS n FROM recent').get()).toEqual({ n: 100 });
    expect(readRecent(db, 'backend', 'call')).toEqual({ seen: 100, failed: 10 });
    clearOutcomes(db, 'backend');
    expect(readRecent(db, 'backend', 'call')).toEqual({ seen: 0, failed: 0 });
  });
});

test('processes at once are counted together, and the flag returns once', async () => {
  await set({ 'refactoring.return.min_calls': 60 });
  const script = `import { openConfig } from ${JSON.stringify(join(dist, 'config/config.js'))};
    import { openGuard } from ${JSON.stringify(join(dist, 'flags/guard.js'))};
    const guard = openGuard(await openConfig({ home: ${JSON.stringify(home)}, env: {} }));
    for (let i = 0; i < 20; i++) await guard.call('backend', false, 1);`;
  const child = () =>
    spawn(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  const all = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const one = child();
      let stderr = '';
      one.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      await once(one, 'close');
      return stderr;
    }),
  );
  expect(all.join('').match(/is false now/g)).toHaveLength(1);
  expect([await value('backend'), (await automatic()).length]).toEqual([false, 1]);
});

test('a file of counts that cannot be used fails nobody', async () => {
  writeFileSync(join(home, 'metrics.db'), 'no database, '.repeat(1000));
  await calls('backend', many(20, '-'));
  expect(await value('backend')).toBe(true);
  // A comparison that differs needs no counts.
  await compared('backend', [differs]);
  expect(await value('backend')).toBe(false);
});

test('a home that cannot be written is said, and fails nobody', async () => {
  writeFileSync(join(home, 'mdm.yaml'), 'refactoring: [');
  const env = { MDM_REFACTORING_RETURN_AUTOMATIC: 'true' };
  const config = await openConfig({ home: mkdtempSync(join(tmpdir(), 'mdm-guard-')), env });
  await openGuard(Object.freeze({ ...config, file: join(home, 'mdm.yaml') }), { log: (one) => void said.push(one) }).comparison(
    'backend',
    differs,
  );
  expect(said[0]).toMatch(/^The flag of backend cannot be returned, although a comparison of the two sides differed: .*is not YAML/);
  rmSync(config.home, { recursive: true });
});

test('a home that began on the new side, and whose flags nobody set, stays there', async () => {
  rmSync(join(home, 'mdm.yaml'));
  await calls('backend', many(30, '-'));
  await compared('registrar', [differs]);
  expect([await value('backend'), await value('registrar'), said, existsSync(join(home, 'mdm.yaml'))]).toEqual([true, true, [], false]);
});
