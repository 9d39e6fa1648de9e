import { left, logged, registered } from './features-help.js';
import type { Check, World } from '../world.js';

const before = (settings: object): object => ({ validation: { before_features: settings } });
const after = (settings: object): object => ({ validation: { after_features: settings } });
const ALL_OFF = { check_duplicates: false, drop_duplicates: false, signal_detection: false, max_missing_ratio: 1, min_rows: 1 };

/** 40 rows of a number and a category, and the first ones again. */
const rows = (again = 0): (readonly unknown[])[] => {
  const own = Array.from({ length: 40 }, (_, i) => [(i * 37) % 83, 'abc'[(i * i) % 3]]);
  return [...own, ...own.slice(0, again)];
};
const register = (world: World, header: string, lines: readonly (readonly unknown[])[], ...flags: readonly string[]) =>
  world.mdm('dataset', 'register', 'd', world.csv('d.csv', header, lines), ...flags);
const WORDS = /duplicate|missing in|no signal|min_rows|WARNING/i;

export const validation: Readonly<Record<string, Check>> = {
  'A4.5.1-01': async (world) => {
    world.config(before({ check_duplicates: true, drop_duplicates: false }));
    const { code, stdout, stderr } = await register(world, 'x,c', rows(5));
    expect(code).toBe(0);
    expect(`${stdout}${stderr}`).toMatch(/\b5 duplicate/);
    const [count] = await world.sql('d', 'SELECT count(*) AS n FROM "train"');
    expect(Number(count!['n'])).toBe(45);
  },
  'A4.5.1-03': async (world) => {
    const { code, stderr, stdout } = await register(world, 'x,c', rows(5));
    expect(code).toBe(0);
    const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => /duplicate/.test(line));
    expect(lines).toEqual([expect.stringMatching(/WARNING.*\b5 duplicate.*\b5 dropped/i)]);
    const said = logged(world).filter(({ message }) => /duplicate/.test(message));
    expect(said).toEqual([expect.objectContaining({ level: 'WARNING', message: expect.stringMatching(/\b5 duplicate.*\b5 dropped/) })]);
    const [count] = await world.sql('d', 'SELECT count(*) AS n FROM "train"');
    expect(Number(count!['n'])).toBe(40);
  },
  'A4.5.1-04': async (world) => {
    world.config(before({ signal_detection: true }));
    const { code, stderr } = await register(
      world,
      'x,flat',
      rows().map(([x]) => [x, 7]),
      '--verbose',
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(/column flat has no signal/);
    const messages = logged(world).map(({ message, ...rest }) => `${message} ${JSON.stringify(rest)}`);
    const checked = messages.findIndex((message) => /step complete/.test(message) && /detect types/.test(message));
    const made = messages.findIndex((message) => message.startsWith('features of'));
    expect(checked).toBeGreaterThanOrEqual(0);
    expect(made).toBeGreaterThan(checked);
  },
  'A4.5.1-06': async (world) => {
    world.config(before({ max_missing_ratio: 0.3 }));
    const lines = Array.from({ length: 50 }, (_, i) => [i * 3, i % 5 === 0 ? '' : i, i % 5 < 2 ? '' : i + 0.5]);
    const { code, stderr } = await register(world, 'x,fifth,more', lines);
    expect(code).toBe(0);
    const said = stderr.split('\n').filter((line) => /missing in/.test(line) && /column/.test(line));
    expect(said).toEqual([expect.stringMatching(/more.* 40 %/)]);
  },
  'A4.5.1-07': async (world) => {
    world.config(before({ min_rows: 10 }));
    const nine = await register(world, 'x,c', rows().slice(0, 9));
    expect(nine.code).toBe(1);
    expect(nine.stderr).toMatch(/\b9 rows.*\b10\b/);
    expect(left(world)).toEqual([]);
    expect((await register(world, 'x,c', rows().slice(0, 10))).code).toBe(0);
  },
  'A4.5.2-01': async (world) => {
    const { stderr } = await registered(
      world,
      'x',
      Array.from({ length: 60 }, (_, i) => [i % 40]),
      after({ check_duplicates: true }),
    );
    expect(stderr).toMatch(/train_features: 20 duplicate/);
  },
  'A4.5.2-02': async (world) => {
    const lines = Array.from({ length: 1000 }, (_, i) => [(i * 37) % 701, i < 4 ? 'yes' : 'no']);
    const { names } = await registered(world, 'x,flag', lines, after({ signal_detection: true }));
    expect(names.filter((name) => /^flag_(yes|no)$/.test(name))).toEqual([]);
    expect(logged(world).some(({ message }) => /features dropped: .*flag_yes/.test(message))).toBe(true);
    await world.ok('dataset', 'remove', 'd', '--force');
    const off = await registered(world, 'x,flag', lines, after({ signal_detection: false }));
    expect(off.names).toEqual(expect.arrayContaining(['flag_yes', 'flag_no']));
  },
  'A4.5.2-04': async (world) => {
    const { names, stderr } = await registered(
      world,
      'x,gap',
      Array.from({ length: 100 }, (_, i) => [(i * 37) % 83, i % 10 < 7 ? '' : i]),
      after({ max_missing_ratio: 0.5 }),
    );
    expect(names).toContain('x_zscore');
    expect(names).not.toContain('gap_zscore');
    expect(stderr).toMatch(/WARNING.*gap_zscore.*70 %/i);
  },
  'A4.5.2-05': async (world) => {
    world.config(after({ check_duplicates: true, drop_duplicates: true, min_rows: 50 }));
    const path = world.csv(
      'd.csv',
      'k,x',
      Array.from({ length: 60 }, (_, i) => [i, i % 40]),
    );
    const { code, stderr } = await world.mdm('dataset', 'register', 'd', path, '--id-columns', 'k');
    expect(code).toBe(1);
    expect(stderr).toMatch(/\b40 rows.*\b50\b/);
    expect(left(world)).toEqual([]);
    expect((await world.mdm('dataset', 'info', 'd')).code).toBe(3);
  },
  'A4.5.3-01': async (world) => {
    world.config({ validation: { before_features: ALL_OFF, after_features: ALL_OFF } });
    const dirty = [...rows(5).map(([x, c], i) => [x, c, 7, '', i % 3 === 0 ? '' : 1]), [1, 'a', 7, '', 1]];
    const { code, stdout, stderr } = await register(world, 'x,c,flat,empty,gap', dirty);
    expect(code).toBe(0);
    expect(`${stdout}${stderr}`).not.toMatch(WORDS);
  },
  'A4.5.3-02': async (world) => {
    const on = { check_duplicates: true, drop_duplicates: true, signal_detection: true, max_missing_ratio: 0.5, min_rows: 10 };
    world.config({ validation: { before_features: on, after_features: on } });
    const clean = Array.from({ length: 200 }, (_, i) => [i, (i * 37) % 211, 'abcd'[(i * i) % 3], (i * 7919) % 1009]);
    const path = world.csv('d.csv', 'k,x,c,z', clean);
    const { code, stdout, stderr } = await world.mdm('dataset', 'register', 'd', path, '--id-columns', 'k');
    expect(code).toBe(0);
    expect(`${stdout}${stderr}`).not.toMatch(/warning/i);
    expect(logged(world).filter(({ level }) => level === 'WARNING')).toEqual([]);
  },
  'A4.5.3-03': async (world) => {
    const env = { MDM_VALIDATION_BEFORE_FEATURES_CHECK_DUPLICATES: 'false' };
    const { code, stdout, stderr } = await world.mdmWith({ env }, 'info', '--debug');
    expect(code).toBe(0);
    const line = `${stdout}\n${stderr}`.split('\n').find((one) => one.includes('validation.before_features.check_duplicates'));
    expect(line).toMatch(/false/);
    expect(line).toContain('MDM_VALIDATION_BEFORE_FEATURES_CHECK_DUPLICATES');
    const path = world.csv('d.csv', 'x,c', rows(5));
    const made = await world.mdmWith({ env }, 'dataset', 'register', 'd', path);
    expect(made.code).toBe(0);
    expect(`${made.stdout}${made.stderr}`).not.toMatch(/duplicate/);
    const [count] = await world.sql('d', 'SELECT count(*) AS n FROM "train"');
    expect(Number(count!['n'])).toBe(45);
  },
  'A4.5.3-05': async (world) => {
    world.config({ validation: { before_features: { signal_detection: true, max_missing_ratio: 0.3 } } });
    const lines = rows(5).map(([x, c]) => [x, c, 7, Number(x) % 2 === 0 ? '' : 1.5 + Number(x)]);
    const { code, stdout, stderr } = await register(world, 'x,c,flat,gap', lines);
    expect(code).toBe(0);
    for (const word of [/5 duplicate/, /column flat has no signal/, /column gap is missing in/])
      expect(`${stdout}\n${stderr}`.split('\n').filter((line) => word.test(line))).toHaveLength(1);
  },
  'A4.5.3-06': async (world) => {
    const { code, stderr } = await register(world, 'x,c', rows().slice(0, 6));
    expect(code).toBe(1);
    expect(stderr).toMatch(/min_rows/);
    expect(stderr).toMatch(/\b10\b/);
    expect(stderr).toMatch(/\b6\b/);
    expect(left(world)).toEqual([]);
  },
};
