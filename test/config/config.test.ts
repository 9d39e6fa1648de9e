import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examineConfig, openConfig } from '../../src/config/config.js';
import { KEY_NAMES, keyOf, variableOf, variablesOf, type KeyName } from '../../src/config/keys.js';
import { checkValue } from '../../src/config/value.js';
import { liveConfig } from '../../src/config/live.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mdm-config-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const file = (text: string, name = 'mdm.yaml'): string => {
  const path = join(home, name);
  writeFileSync(path, text);
  return path;
};
const open = (env: Record<string, string> = {}, flags = {}) => openConfig({ home, env, flags });

describe('the table of keys', () => {
  test.each(KEY_NAMES)('%s', (key) => {
    expect(keyOf(key).summary).toMatch(/^[A-Z].*\.$/);
    expect(checkValue(key, keyOf(key).default)).toEqual({ ok: true, value: keyOf(key).default });
    expect(variableOf(key)).toMatch(/^MDM_[A-Z0-9_]+$/);
  });

  test('no variable means two keys', () => {
    const all = KEY_NAMES.flatMap((key) => [...new Set(variablesOf(key))]);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('precedence', () => {
  const key = 'performance.batch_size';
  test.each<[string, string, Record<string, string>, object, number, string]>([
    ['nothing', '', {}, {}, 10_000, 'default'],
    ['the file', 'performance: {batch_size: 200}', {}, {}, 200, 'file'],
    ['a variable', 'performance: {batch_size: 200}', { MDM_PERFORMANCE_BATCH_SIZE: '300' }, {}, 300, 'environment'],
    ['a flag', 'performance: {batch_size: 200}', { MDM_PERFORMANCE_BATCH_SIZE: '300' }, { [key]: 400 }, 400, 'flag'],
    ['two underscores', '', { MDM_PERFORMANCE__BATCH_SIZE: '300' }, {}, 300, 'environment'],
    ['a short name', '', { MDM_BATCH_SIZE: '300' }, {}, 300, 'environment'],
    ['the full name over the short one', '', { MDM_BATCH_SIZE: '300', MDM_PERFORMANCE_BATCH_SIZE: '500' }, {}, 500, 'environment'],
    ['an old name in the file', 'performance: {chunk_size: 200}', {}, {}, 200, 'file'],
    ['the name over the old one', 'performance: {batch_size: 100, chunk_size: 200}', {}, {}, 100, 'file'],
    ['a variable in the file', 'performance: {batch_size: "${ROWS}"}', { ROWS: '700' }, {}, 700, 'file'],
    ['a variable with a default', 'performance: {batch_size: "${ROWS:900}"}', {}, {}, 900, 'file'],
  ])('%s', async (_, text, env, flags, value, origin) => {
    file(text);
    const config = await open(env, flags);
    expect([config.get(key), config.origin(key)]).toEqual([value, origin]);
  });
});

test('tests compare every call, unless they say otherwise', async () => {
  const rate = async (env: Record<string, string>) => (await open(env)).get('comparison.sample_rate');
  expect(await rate({ MDM_TESTING: '1' })).toBe(1);
  expect(await rate({ MDM_TESTING: '1', MDM_COMPARISON_SAMPLE_RATE: '0.5' })).toBe(0.5);
});

describe('booleans', () => {
  const key = 'refactoring.use_new_features';
  test.each(['true', 'TRUE', '1', 'yes', 'on', ' on '])('%s is true', async (word) => {
    expect((await open({ MDM_REFACTORING_USE_NEW_FEATURES: word })).get(key)).toBe(true);
    file(`refactoring: {use_new_features: ${word}}`);
    expect((await open()).get(key)).toBe(true);
  });
  test.each(['false', 'False', '0', 'no', 'off'])('%s is false', async (word) => {
    expect((await open({ MDM_REFACTORING_USE_NEW_FEATURES: word })).get(key)).toBe(false);
    file(`refactoring: {use_new_features: ${word}}`);
    expect((await open()).get(key)).toBe(false);
  });
  test.each(['', 'maybe', '2', 'truee', 'null'])('%j is neither', async (word) => {
    await expect(open({ MDM_REFACTORING_USE_NEW_FEATURES: word })).rejects.toMatchObject({ code: 'configuration', exit: 7 });
  });
});

describe('files', () => {
  test.each<[string, string, KeyName, unknown]>([
    ['no keys', '', 'comparison.sample_rate', 0.01],
    ['comments', '# mine\n', 'comparison.sample_rate', 0.01],
    ['a section without keys', 'comparison:\n', 'comparison.sample_rate', 0.01],
    ['a mark of the byte order', '\uFEFFcomparison:\r\n  sample_rate: 0.5\r\n', 'comparison.sample_rate', 0.5],
    ['a shared value', 'x: &half 0.5\ncomparison:\n  sample_rate: *half\n', 'comparison.sample_rate', 0.5],
    ['a shared section', 'x: &all\n  sample_rate: 0.5\ncomparison: *all\n', 'comparison.sample_rate', 0.5],
    ['<<', 'x: &all\n  sample_rate: 0.5\n  seed: a\ncomparison:\n  <<: *all\n  seed: b\n', 'comparison.sample_rate', 0.5],
    ['a key over <<', 'x: &all\n  seed: a\ncomparison:\n  seed: b\n  <<: *all\n', 'comparison.seed', 'b'],
    ['a list', 'refactoring:\n  always_new: [a, b]\n', 'refactoring.always_new', ['a', 'b']],
  ])('%s', async (_, text, key, value) => {
    file(text);
    expect((await open()).get(key)).toEqual(value);
  });

  test.each<[string, string, string]>([
    ['a wrong type', 'refactoring:\n  use_new_features: 3\n', ':2:21: refactoring.use_new_features is wrong: 3 is not true or false.'],
    ['out of range', 'comparison:\n  sample_rate: 7\n', ':2:16: comparison.sample_rate is wrong: 7 is not a number from 0 to 1.'],
    ['a section that is a value', 'refactoring: 3\n', ':1:14: refactoring is wrong: it has keys of its own and no value.'],
    [
      'one side only',
      'refactoring: {use_new_cli: true}\n',
      ':1:28: refactoring.use_new_cli is wrong: the cli has no second implementation.',
    ],
    ['a variable that is not set', 'comparison: {seed: "${NO_SUCH}"}', ': it needs the variable NO_SUCH, which is not set'],
    ['what is no YAML', 'a: [\n', ':2:1 is not YAML: '],
    ['a key twice', 'comparison:\n  seed: a\n  seed: b\n', ':3:3: comparison.seed is wrong: it stands in the file twice.'],
    ['a section twice', 'cli: {page_size: 5}\ncli: {page_size: 6}\n', ':2:1: cli is wrong: it stands in the file twice.'],
    ['a list', '- a\n', ' is not a list of keys and values.'],
    ['two documents', 'a: 1\n---\nb: 1\n', ' has more than one document.'],
  ])('refused: %s', async (_, text, message) => {
    const path = file(text);
    await expect(open()).rejects.toMatchObject({ exit: 7 });
    await expect(open()).rejects.toThrow(message);
    await expect(open()).rejects.toThrow(path);
  });

  test('every wrong value is found at once', async () => {
    file('refactoring: {use_new_features: 3}\ncomparison: {sample_rate: 7}\nunknown: 1\n');
    const { problems, config } = await examineConfig({ home, env: { MDM_BATCH_SIZE: 'x' } });
    expect(problems).toHaveLength(3);
    expect(config.warnings).toEqual([expect.stringContaining('there is no key unknown')]);
    await expect(openConfig({ home, env: { MDM_BATCH_SIZE: 'x' } })).rejects.toMatchObject({ next: '2 more: mdm config validate' });
  });

  test('a misspelled key is a warning that names the nearest', async () => {
    file('refactoring: {use_new_feature: true}\n');
    expect((await open({ MDM_COMPARISON_SAMPLERATE: '1' })).warnings).toEqual([
      expect.stringContaining(':1:32: there is no key refactoring.use_new_feature (did you mean refactoring.use_new_features?)'),
      'The variable MDM_COMPARISON_SAMPLERATE is that of no key (did you mean MDM_COMPARISON_SAMPLE_RATE?)',
    ]);
  });

  test('old names hold, with a warning', async () => {
    const config = await open({ MDM_FEATURE_USE_NEW_FEATURES: 'no' });
    expect(config.get('refactoring.use_new_features')).toBe(false);
    expect(config.warnings).toEqual(['The variable MDM_FEATURE_USE_NEW_FEATURES is an old name of MDM_REFACTORING_USE_NEW_FEATURES']);
  });

  test('a file that is not UTF-8 is refused, a folder too', async () => {
    writeFileSync(join(home, 'mdm.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xff, 0x0a]));
    await expect(open()).rejects.toThrow('is not UTF-8 text');
    rmSync(join(home, 'mdm.yaml'));
    mkdirSync(join(home, 'mdm.yaml'));
    await expect(open()).rejects.toThrow('is a folder');
  });

  test('JSON is read, code is not', async () => {
    file('module.exports = { comparison: { seed: "code" } };', 'mdm.config.js');
    file('export default {}', 'mdm.config.ts');
    expect((await open()).get('comparison.seed')).toBe('');
    file('{"comparison": {"seed": "data"}}', 'mdm.json');
    expect((await open()).get('comparison.seed')).toBe('data');
    const named = file('module.exports = {};', 'named.js');
    await expect(openConfig({ home, env: {}, file: named })).rejects.toThrow('is neither YAML nor JSON');
    await expect(openConfig({ home, env: { MDM_CONFIG_PATH: join(home, 'none.yaml') } })).rejects.toMatchObject({ code: 'not-found' });
  });
});

test('a program that runs on sees a change, and goes on after a wrong one is mended', async () => {
  const live = liveConfig({ home, env: {} });
  const seed = async () => (await live()).get('comparison.seed');
  expect(await seed()).toBe('');
  file('comparison: {seed: one}');
  await new Promise((done) => setTimeout(done, 1_100));
  expect(await seed()).toBe('one');
  file('comparison: {seed: three} # longer\n');
  await new Promise((done) => setTimeout(done, 1_100));
  expect(await seed()).toBe('three');
});
