import { spawn } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { bin, workspace } from '../e2e/workspace.js';

const space = workspace();
const at = (...parts: string[]): string => join(space.folder, 'home', ...parts);
const text = (): string => readFileSync(at('mdm.yaml'), 'utf8');
beforeEach(() => {
  space.env = { ...space.env, MDM_HOME_DIR: at() };
});
const give = (content: string): void => {
  mkdirSync(at(), { recursive: true });
  writeFileSync(at('mdm.yaml'), content);
};

test('the home is made by set alone, and unset takes back what set wrote', async () => {
  for (const argv of [['list'], ['get', 'comparison.seed'], ['validate'], ['path']])
    expect((await space.mdm('config', ...argv)).code).toBe(0);
  expect(readdirSync(space.folder)).toEqual([]);
  const set = await space.mdm('config', 'set', 'refactoring.use_new_features', 'off');
  expect(set).toEqual({ code: 0, stdout: `refactoring.use_new_features = false (${at('mdm.yaml')}:2:21)\n`, stderr: '' });
  expect(text()).toBe('refactoring:\n  use_new_features: false\n');
  expect(statSync(at('mdm.yaml')).mode & 0o777).toBe(0o600);
  expect((await space.mdm('config', 'get', 'refactoring.use_new_features')).stdout).toBe('false\n');
  expect((await space.mdm('config', 'unset', 'refactoring.use_new_features')).stdout).toBe(
    'refactoring.use_new_features = true (default)\n',
  );
  expect(text()).toBe('');
  expect(
    readdirSync(at())
      .filter((name) => !name.startsWith('.'))
      .sort(),
  ).toEqual(['flag_history.jsonl', 'mdm.yaml']);
});

test.each<[string, string[], number, string]>([
  ['an unknown key', ['set', 'refactoring.use_new_feature', 'true'], 2, 'Did you mean refactoring.use_new_features?'],
  ['an unknown key', ['get', 'comparison.sede'], 2, 'Did you mean comparison.seed?'],
  ['an unknown key', ['unset', 'comparison.sede'], 2, 'Did you mean comparison.seed?'],
  ['a wrong value', ['set', 'comparison.sample_rate', '2'], 7, '2 is not a number from 0 to 1'],
  ['a wrong value', ['set', 'performance.batch_size', '99'], 7, '99 is not a whole number of at least 100'],
  ['no boolean', ['set', 'refactoring.use_new_features', 'maybe'], 7, '"maybe" is not true or false'],
  ['no second side', ['set', 'refactoring.use_new_cli', 'true'], 7, 'the cli has no second implementation'],
  ['no second side', ['set', 'refactoring.rollout_percentage.new_cli', '5'], 7, 'the cli has no second implementation'],
  ['no such profile', ['set', 'features.profile', 'mdm2'], 7, 'features.profile cannot be set: There is no profile mdm2'],
  ['an empty path', ['set', 'comparison.store', ' '], 7, '" " is not a path'],
  ['a missing value', ['set', 'comparison.seed'], 2, 'VALUE is missing'],
])('refused: %s (%p)', async (_, argv, code, said) => {
  give('comparison:\n  seed: mine # keep\n');
  const ended = await space.mdm('config', ...argv);
  expect([ended.code, ended.stdout]).toEqual([code, '']);
  expect(ended.stderr).toContain(said);
  expect(text()).toBe('comparison:\n  seed: mine # keep\n');
});

test('a file with a wrong value is refused by all but set and unset, which mend it', async () => {
  give('comparison:\n  sample_rate: 7\n');
  for (const argv of [['list'], ['get', 'comparison.seed']]) {
    const ended = await space.mdm('config', ...argv);
    expect([ended.code, ended.stdout]).toEqual([7, '']);
    expect(ended.stderr).toContain(`${at('mdm.yaml')}:2:16: comparison.sample_rate is wrong: 7 is not a number from 0 to 1.`);
  }
  const validate = await space.mdm('config', 'validate', '--json');
  expect([validate.code, JSON.parse(validate.stdout)]).toEqual([
    7,
    expect.objectContaining({ valid: false, problems: [expect.any(String)] }),
  ]);
  expect((await space.mdm('config', 'set', 'comparison.sample_rate', '0.5')).code).toBe(0);
  expect((await space.mdm('config', 'validate')).code).toBe(0);
});

test('origins are told', async () => {
  give('comparison:\n  seed: mine\n');
  space.env = { ...space.env, MDM_COMPARISON_SAMPLE_RATE: '0.25' };
  const { keys } = JSON.parse((await space.mdm('config', 'list', '--json')).stdout) as {
    keys: { key: string; value: unknown; origin: string; where: string }[];
  };
  const of = (key: string) => keys.find((one) => one.key === key);
  expect(of('comparison.seed')).toMatchObject({ value: 'mine', origin: 'file', where: `${at('mdm.yaml')}:2:9` });
  expect(of('comparison.sample_rate')).toMatchObject({ value: 0.25, origin: 'environment', where: 'MDM_COMPARISON_SAMPLE_RATE' });
  expect(of('comparison.keep')).toMatchObject({ value: '1000', origin: 'default' });
  const set = await space.mdm('config', 'set', 'comparison.sample_rate', '0.5');
  expect(set.stderr).toContain('MDM_COMPARISON_SAMPLE_RATE is set and wins over the file');
});

test('code of the present folder is not run', async () => {
  give('comparison:\n  seed: mine\n');
  mkdirSync(join(space.folder, '.config'));
  for (const name of ['config.js', 'config.cjs', 'config.mjs'])
    writeFileSync(join(space.folder, '.config', name), 'require("fs").writeFileSync("ran", "")');
  writeFileSync(join(space.folder, 'package.json'), '{"cosmiconfig": {"searchPlaces": ["other.yaml"]}}');
  expect((await space.mdm('config', 'get', 'comparison.seed')).stdout).toBe('mine\n');
  expect(space.files()).not.toContain('ran');
});

test('a link stays a link, the mode stays, a read-only file stays as it is', async () => {
  mkdirSync(at());
  symlinkSync('../real.yaml', at('mdm.yaml'));
  expect((await space.mdm('config', 'set', 'comparison.seed', 'a')).code).toBe(0);
  expect(lstatSync(at('mdm.yaml')).isSymbolicLink()).toBe(true);
  const real = join(space.folder, 'real.yaml');
  chmodSync(real, 0o640);
  expect((await space.mdm('config', 'set', 'comparison.seed', 'b')).code).toBe(0);
  expect([readFileSync(real, 'utf8'), statSync(real).mode & 0o777]).toEqual(['comparison:\n  seed: b\n', 0o640]);
  chmodSync(real, 0o440);
  const refused = await space.mdm('config', 'set', 'comparison.seed', 'c');
  expect([refused.code, readFileSync(real, 'utf8')]).toEqual([5, 'comparison:\n  seed: b\n']);
});

test('processes that set at the same time lose nothing, and the history is whole', async () => {
  const keys = ['comparison.timeout_ms', 'comparison.memory_mb', 'performance.batch_size', 'refactoring.rollout_percentage.new_features'];
  const ended = await Promise.all(
    keys.flatMap((key, k) =>
      [1, 2, 3].map((n) => space.mdm('config', 'set', key, String(k === 3 ? n : 100 * (k + 1) + n), '--reason', `${n}`)),
    ),
  );
  expect(ended.map(({ code }) => code)).toEqual(ended.map(() => 0));
  const data = parse(text()) as Record<string, Record<string, unknown>>;
  expect(Object.keys(data['comparison']!).sort()).toEqual(['memory_mb', 'timeout_ms']);
  expect(data['performance']).toEqual({ batch_size: expect.any(Number) });
  const history = readFileSync(at('flag_history.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(history.map(({ new: to }) => to).sort()).toEqual([1, 2, 3]);
  expect(history.map(({ old }) => old)).toEqual([null, ...history.slice(0, -1).map(({ new: to }) => to)]);
  expect(history[0]).toMatchObject({
    flag: 'refactoring.rollout_percentage.new_features',
    by: expect.any(String),
    reason: expect.any(String),
    time: expect.any(String),
  });
}, 120_000);

test('a process that is killed leaves the old file or the new one, and no lock', async () => {
  const big = Array.from({ length: 2_000 }, (_, i) => `key${i}: ${'x'.repeat(50)}\n`).join('');
  give(`${big}comparison:\n  seed: start\n`);
  const seen = new Set<string>();
  for (let i = 0; i < 12; i++) {
    const child = spawn(process.execPath, [bin, 'config', 'set', 'comparison.seed', `s${i}`], { env: space.env, stdio: 'ignore' });
    await new Promise((done) => setTimeout(done, 120 + i * 40));
    child.kill('SIGKILL');
    await new Promise((done) => (child.exitCode === null && child.signalCode === null ? child.once('exit', done) : done(0)));
    const now = text();
    expect(now).toMatch(/comparison:\n {2}seed: (start|s\d+)\n$/);
    expect(now.length).toBeGreaterThan(big.length);
    seen.add(now.slice(-8));
  }
  const begun = Date.now();
  expect((await space.mdm('config', 'set', 'comparison.seed', 'after')).code).toBe(0);
  expect(Date.now() - begun).toBeLessThan(10_000);
  expect(seen.size).toBeGreaterThan(0);
}, 120_000);
