import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openConfig, type Config } from '../../src/config/config.js';
import { MdmError } from '../../src/errors.js';
import { KEY_NAMES, keyOf, type KeyName, type Values } from '../../src/config/keys.js';
import { onFlagChange } from '../../src/flags/callbacks.js';
import { changeKeys, flagHistory } from '../../src/flags/change.js';
import { bucket, chooseSide } from '../../src/flags/choose.js';
import { featureFlag } from '../../src/flags/feature-flag.js';
import { FLAGS } from '../../src/flags/flags.js';
import { readMetrics } from '../../src/metrics/metrics.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mdm-flags-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const open = (flags: Partial<Values> = {}) => openConfig({ home, env: {}, flags });
const change = (values: Partial<Values>, more: object = {}) =>
  changeKeys(new Map(Object.entries(values) as [KeyName, unknown][]), { home, ...more });
const TWO_SIDED = FLAGS.filter(({ old }) => old !== undefined);
const SHARE = 'refactoring.rollout_percentage.new_features';
const ON = 'refactoring.use_new_features';

describe('the table of flags', () => {
  test('every flag has its key, and no key of a flag is left out', () => {
    expect(FLAGS.map(({ key }) => key).sort()).toEqual(KEY_NAMES.filter((key) => key.startsWith('refactoring.use_new_')).sort());
  });
  test.each(FLAGS)('$component can be turned on only with two implementations', ({ key, old, new: side }) => {
    expect(keyOf(key).fixed === undefined).toBe(old !== undefined && side !== undefined);
  });
  test.each(FLAGS)('$component is not due to go', async ({ removeIn }) => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string };
    expect(version.localeCompare(removeIn, undefined, { numeric: true })).toBeLessThan(0);
  });
});

describe('the share of a rollout', () => {
  const subjects = Array.from({ length: 10_000 }, (_, i) => `data set ${i}`);
  const chosen = async (percentage: number): Promise<Set<string>> => {
    const config = await open({ [ON]: false, [SHARE]: percentage });
    return new Set(subjects.filter((subject) => chooseSide(config, 'features', subject).side === 'new'));
  };

  test('is that of the percentage, and raising it only adds', async () => {
    let before = new Set<string>();
    for (const percentage of [0, 1, 5, 25, 50, 75, 99, 100]) {
      const now = await chosen(percentage);
      expect(Math.abs(now.size / 100 - percentage)).toBeLessThanOrEqual(1.5);
      expect([...before].filter((subject) => !now.has(subject))).toEqual([]);
      before = now;
    }
    expect((await chosen(0)).size).toBe(0);
    expect((await chosen(100)).size).toBe(10_000);
  });

  test('is the same in every release', () => {
    expect(['penguins', 'flights', '', 'données'].map((name) => bucket('features', name))).toEqual([54.43, 3.75, 32.39, 65.04]);
  });
});

describe('the side', () => {
  test.each<[string, Partial<Values>, string, 'old' | 'new']>([
    ['on', {}, 'a', 'new'],
    ['off', { [ON]: false }, 'a', 'old'],
    ['off with all of the rollout', { [ON]: false, [SHARE]: 100 }, 'a', 'new'],
    ['on with none of it', { [ON]: true, [SHARE]: 0 }, 'a', 'new'],
    ['always new', { [ON]: false, 'refactoring.always_new': ['a'] }, 'a', 'new'],
    ['always new, another', { [ON]: false, 'refactoring.always_new': ['a'] }, 'b', 'old'],
    ['always old', { [ON]: true, 'refactoring.always_old': ['a'] }, 'a', 'old'],
    ['both lists: old', { 'refactoring.always_old': ['a'], 'refactoring.always_new': ['a'] }, 'a', 'old'],
  ])('%s', async (_, flags, subject, side) => {
    expect(chooseSide(await open(flags), 'features', subject).side).toBe(side);
  });

  test.each(TWO_SIDED)('of $component follows its own flag and its own share', async ({ key, share, component }) => {
    const sides = (config: Config) => TWO_SIDED.map((one) => [one.component, chooseSide(config, one.component, 'a').side]);
    const alone = TWO_SIDED.map((one) => [one.component, one.component === component ? 'old' : 'new']);
    expect(sides(await open({ [key]: false }))).toEqual(alone);
    const off = Object.fromEntries(TWO_SIDED.map((one) => [one.key, false])) as Partial<Values>;
    const shared = TWO_SIDED.map((one) => [one.component, one.component === component ? 'new' : 'old']);
    expect(sides(await open({ ...off, [share]: 100 }))).toEqual(shared);
  });

  test('of what there is not is refused', async () => {
    const config = await open();
    expect(() => chooseSide(config, 'feature', 'a')).toThrow('There is no flag "feature".');
  });
});

describe('a function behind a flag', () => {
  const log: string[] = [];
  const counts = async () => Object.fromEntries((await readMetrics(await open())).counters.map(({ name, value }) => [name, value]));
  const behind = (flags: Partial<Values>, options: object, implementation: () => string = () => 'new') =>
    featureFlag('use_new_features', implementation, { config: () => open(flags), log: (line: string) => void log.push(line), ...options });
  beforeEach(() => void log.splice(0));
  const fails = (): string => {
    throw new Error('it broke');
  };

  test('on and off', async () => {
    expect(await behind({}, { fallback: () => 'old' })()).toBe('new');
    expect(await behind({ [ON]: false }, { fallback: () => 'old' })()).toBe('old');
    expect(await counts()).toEqual({ mdm_new_path_calls: 1, mdm_old_path_calls: 1 });
  });
  test('off without a fallback names the flag', async () => {
    await expect(behind({ [ON]: false }, {})()).rejects.toThrow('refactoring.use_new_features is false');
  });
  test('an error is answered by the fallback, once, logged and counted', async () => {
    let calls = 0;
    const fallback = () => `old ${++calls}`;
    expect(await behind({ [ON]: true }, { fallback, undo: 'not needed' }, fails)()).toBe('old 1');
    expect(log).toEqual(['The new side of features failed, and the old one answered: it broke.']);
    expect(await counts()).toEqual({ mdm_new_path_calls: 1, mdm_old_path_calls: 1 });
  });
  test('after what was changed is undone', async () => {
    const order: string[] = [];
    await behind({ [ON]: true }, { fallback: () => void order.push('old'), undo: () => void order.push('undo') }, fails)();
    expect(order).toEqual(['undo', 'old']);
  });
  test('whose new side fails too often returns, and the fallback answers alone', async () => {
    await changeKeys(new Map([[ON, true]]), { home });
    let calls = 0;
    const broken = () => {
      calls++;
      return fails();
    };
    const now = featureFlag('use_new_features', broken, {
      fallback: () => 'old',
      undo: 'not needed',
      config: () => open(),
      log: (line: string) => void log.push(line),
    });
    for (let i = 0; i < 25; i++) expect(await now()).toBe('old');
    expect(calls).toBe(20);
    expect((await open()).get(ON)).toBe(false);
    expect((await flagHistory(home)).slice(0, 1)).toMatchObject([
      { flag: ON, new: false, by: 'automatic', reason: '20 of the last 20 calls of the new side failed, more than 5 %' },
    ]);
  });
  const stopped = (): string => {
    throw new MdmError('usage', 'it broke: no such column');
  };
  test.each<[string, Partial<Values>, object, (() => string)?]>([
    ['nothing said of undoing', {}, {}],
    ['auto_fallback off', { 'refactoring.auto_fallback': false }, { undo: 'not needed' }],
    ['undoing fails', {}, { undo: () => Promise.reject(new Error('not undone')) }],
    ['an error of the caller', {}, { undo: 'not needed' }, stopped],
    ['a home that began on the new side', { [ON]: undefined }, { undo: 'not needed' }],
  ])('not: %s', async (_, flags, options, implementation = fails) => {
    let calls = 0;
    const given = behind({ [ON]: true, ...flags }, { fallback: () => void calls++, ...options }, implementation);
    await expect(given()).rejects.toThrow('it broke');
    expect([calls, log]).toEqual([0, []]);
  });
  test('when the fallback fails too, the first error is thrown', async () => {
    const fallback = () => Promise.reject(new Error('so did the old one'));
    await expect(behind({ [ON]: true }, { fallback, undo: 'not needed' }, fails)()).rejects.toThrow('it broke');
    expect([log, await counts()]).toEqual([[], { mdm_new_path_calls: 1 }]);
  });
});

describe('changes', () => {
  test('all or none', async () => {
    writeFileSync(join(home, 'mdm.yaml'), '# mine\n');
    await expect(change({ [ON]: false, [SHARE]: 101 })).rejects.toMatchObject({ exit: 7 });
    await expect(change({ [ON]: false, 'refactoring.use_new_cli': true })).rejects.toThrow('the cli has no second implementation');
    expect(readFileSync(join(home, 'mdm.yaml'), 'utf8')).toBe('# mine\n');
    expect(await flagHistory(home)).toEqual([]);
    await change({ [ON]: false, [SHARE]: 10 }, { by: 'test', reason: 'first' });
    const config = await open();
    expect([config.get(ON), config.get(SHARE)]).toEqual([false, 10]);
    expect(await flagHistory(home)).toMatchObject([
      { flag: SHARE, old: null, new: 10, by: 'test', reason: 'first' },
      { flag: ON, old: null, new: false, by: 'test', reason: 'first' },
    ]);
  });

  test('the last hundred and more are kept; what is no change is not one; a broken line is left out', async () => {
    for (let i = 1; i <= 60; i++) {
      await change({ [SHARE]: i });
      await change({ [SHARE]: i, 'comparison.seed': `${i}` });
      await change({ [ON]: i % 2 === 0 });
    }
    writeFileSync(join(home, 'flag_history.jsonl'), `${readFileSync(join(home, 'flag_history.jsonl'), 'utf8')}{"time": "20`);
    expect(await flagHistory(home, { limit: 500 })).toHaveLength(120);
    expect(await flagHistory(home, { flag: SHARE, limit: 2 })).toMatchObject([
      { old: 59, new: 60 },
      { old: 58, new: 59 },
    ]);
    await change({ [SHARE]: 1 });
    expect((await flagHistory(home, { flag: SHARE, limit: 1 }))[0]).toMatchObject({ old: 60, new: 1 });
  }, 60_000);

  test('callbacks are told after the change, one that throws stops nothing', async () => {
    const seen: unknown[] = [];
    const ends = [
      onFlagChange(ON, () => {
        throw new Error('no');
      }),
      onFlagChange(
        ON,
        ({ old, new: to }) => void seen.push(['one', old, to, readFileSync(join(home, 'mdm.yaml'), 'utf8').includes('false')]),
      ),
      onFlagChange('*', ({ flag }) => void seen.push(['all', flag])),
    ];
    await change({ [ON]: false, [SHARE]: 5 });
    for (const end of ends) end();
    await change({ [ON]: true });
    expect(seen).toEqual([
      ['one', null, false, true],
      ['all', ON],
      ['all', SHARE],
    ]);
  });
});
