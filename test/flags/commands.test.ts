import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openConfig } from '../../src/config/config.js';
import { answering, type Way } from '../../src/commands/input/way.js';
import { openMetrics, readMethodCounts, readMetrics, readOutcomes, withMetrics } from '../../src/metrics/metrics.js';
import { addOutcome } from '../../src/metrics/recent.js';
import { workspace, type Ended } from '../e2e/workspace.js';

const space = workspace();
const home = (...parts: string[]): string => join(space.folder, 'home', ...parts);
beforeEach(() => {
  space.env = { ...space.env, MDM_HOME_DIR: home() };
});
const text = (): string => readFileSync(home('mdm.yaml'), 'utf8');
const flags = (...argv: string[]): Promise<Ended> => space.mdm('flags', ...argv);
const json = async <T>(...argv: string[]): Promise<T> => {
  const { code, stdout, stderr } = await flags(...argv, '--json');
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as T;
};

interface Status {
  readonly component: string;
  readonly value: boolean;
  readonly origin: string;
  readonly percentage: number;
  readonly answers: string | null;
  readonly calls: unknown;
  readonly recent: unknown;
  readonly methods: readonly unknown[];
  readonly implementations: { readonly old: string | null; readonly new: string | null };
}

test('set says the new value, keeps the file, and get, status and history agree', async () => {
  mkdirSync(home());
  writeFileSync(home('mdm.yaml'), '# mine\nrefactoring:\n  use_new_backend: true # for now\n');
  const set = await flags('set', 'backend', 'off', '--reason', 'wrong dates');
  expect(set).toEqual({ code: 0, stdout: `refactoring.use_new_backend = false (${home('mdm.yaml')}:3:20)\n`, stderr: '' });
  expect(text()).toBe('# mine\nrefactoring:\n  use_new_backend: false # for now\n');
  for (const name of ['backend', 'use_new_backend', 'refactoring.use_new_backend', 'use_new_storage', 'MDM_REFACTORING_USE_NEW_BACKEND'])
    expect(await flags('get', name)).toEqual({ code: 0, stdout: 'false\n', stderr: '' });
  expect(await json<Status[]>('status', 'backend')).toMatchObject([{ component: 'backend', value: false, origin: 'file', answers: 'old' }]);
  expect((await flags('history')).stdout).toMatch(/use_new_backend +true +false +\S+ +wrong dates/);
});

test('a share takes the flag to false, which alone leaves it; several are set in one change, or none', async () => {
  expect((await flags('set', 'registrar', '25%')).code).toBe(0);
  expect(await json<Status[]>('status', 'registrar')).toMatchObject([{ value: false, percentage: 25, answers: 'both' }]);
  const note = /rollout_percentage.new_registrar is 25: .* All of them back: mdm migration rollback registrar/;
  expect((await flags('set', 'registrar', 'false')).stderr).toMatch(note);
  const began = performance.now();
  expect((await space.mdm('config', 'set', 'refactoring.use_new_registrar', 'false')).stderr).toMatch(note);
  expect(performance.now() - began).toBeLessThan(60_000);
  const before = text();
  const refused = await flags('set', 'backend=false', 'registrar=50%', 'cli=true');
  expect([refused.code, refused.stdout, text()]).toEqual([7, '', before]);
  expect(refused.stderr).toContain('the cli has no second implementation');
  expect((await flags('set', 'backend=false', 'registrar=50%', 'always_new=iris,wine')).code).toBe(0);
  const config = await openConfig({ home: home(), env: {} });
  expect(config.get('refactoring.always_new')).toEqual(['iris', 'wine']);
  expect([config.get('refactoring.use_new_backend'), config.get('refactoring.rollout_percentage.new_registrar')]).toEqual([false, 50]);
});

test.each<[string, readonly string[], number, string]>([
  ['no such flag', ['set', 'bakend', 'true'], 2, 'Did you mean backend?'],
  ['no such flag', ['get', 'comparison.seed'], 2, 'There is no flag'],
  ['no such flag', ['history', '--flag', 'nothing'], 2, 'See: mdm flags list'],
  ['no state', ['set', 'backend', 'maybe'], 2, 'Give true, false or a share such as 25%'],
  ['no share', ['set', 'backend', '101%'], 2, 'from 0% to 100%'],
  ['no value', ['set', 'backend'], 2, 'Such as: mdm flags set backend=false'],
  ['two values', ['set', 'backend=true', 'use_new_backend=false'], 2, 'is given two values'],
  ['one implementation', ['set', 'cli', 'true'], 7, 'the cli has no second implementation'],
  ['one implementation', ['set', 'cli', '5%'], 7, 'the cli has no second implementation'],
  ['nobody to ask', ['reset'], 2, 'Add --force'],
])('refused: %s (%p)', async (_, argv, code, said) => {
  const ended = await flags(...argv);
  expect([ended.code, ended.stdout]).toEqual([code, '']);
  expect(ended.stderr).toContain(said);
  expect(existsSync(home('mdm.yaml'))).toBe(false);
});

test('list has every key under refactoring., with its value and where it comes from', async () => {
  space.env = { ...space.env, MDM_REFACTORING_USE_NEW_CONFIG: 'false' };
  const listed = await json<{ key: string; value: unknown; where: string }[]>('list');
  expect(listed.every(({ key }) => key.startsWith('refactoring.'))).toBe(true);
  expect(listed.find(({ key }) => key === 'refactoring.use_new_config')).toMatchObject({
    value: false,
    where: 'MDM_REFACTORING_USE_NEW_CONFIG',
  });
  expect((await flags('list')).stdout).toContain('return.max_error_percent');
  expect((await flags('set', 'config', 'true')).stderr).toContain('is set and wins over the file: refactoring.use_new_config stays false');
});

test('status names both implementations, what is in use, the calls and the methods', async () => {
  const config = await openConfig({ home: home(), env: {} });
  const metrics = openMetrics(config);
  await metrics.countCall('backend', 'old');
  for (let i = 0; i < 3; i++) await metrics.countCall('backend', 'new');
  for (let i = 0; i < 7; i++) metrics.countMethod('backend', 'new', 'readTable');
  await metrics.countFailure('backend');
  await withMetrics(config, (db) => addOutcome(db, { component: 'backend', kind: 'call', failed: true, value: 2 }, 100));
  await readMethodCounts(config);
  const all = await json<Status[]>('status');
  expect(all.map(({ component, answers }) => [component, answers])).toEqual([
    ['features', 'new'],
    ['backend', 'new'],
    ['registrar', 'new'],
    ['config', 'new'],
    ['cli', null],
  ]);
  expect(all.find(({ component }) => component === 'backend')).toMatchObject({
    calls: { old: 1, new: 3 },
    recent: { seen: 1, failed: 1 },
    comparisons: { timed: 0, failures: 1 },
    methods: [{ side: 'new', method: 'readTable', value: 7 }],
    implementations: { old: 'the storage of MDM 1.0.6 (@mdm/feature-legacy)', new: 'the storage backends' },
  });
  const { stdout } = await flags('status');
  expect(stdout).toMatch(/backend +true +default +100 % +new: the storage backends +1 +3 +1 of 1 +0 +1/);
  expect(stdout).toMatch(/cli +false .*the only implementation there is/);
});

test('reset takes flags back to their defaults, and leaves the rest', async () => {
  await flags('set', 'backend=10%', 'registrar=false', 'auto_fallback=false');
  const one = await flags('reset', 'backend');
  expect(one.stdout).toContain('refactoring.use_new_backend = true (default)');
  expect((await flags('get', 'registrar')).stdout).toBe('false\n');
  await flags('reset', '--force', '--reason', 'anew');
  expect(text()).toBe('refactoring:\n  auto_fallback: false\n');
  expect(await json<{ flag: string }[]>('history', '--limit', '1')).toMatchObject([
    { flag: 'refactoring.use_new_registrar', old: false, new: null, reason: 'anew' },
  ]);
  expect((await flags('reset', '--force')).stdout).toBe('None of them is in the configuration file.\n');
});

test('history is of one flag, the latest first, so many', async () => {
  for (const state of ['false', 'true', '5%', '10%']) await flags('set', 'config', state);
  const changes = await json<{ new: unknown }[]>('history', '--flag', 'config', '--limit', '2');
  expect(changes.map((change) => change.new)).toEqual([10, 5]);
  const flag = await json<{ new: unknown }[]>('history', '--flag', 'use_new_config', '--limit', '2');
  expect(flag.map((change) => change.new)).toEqual([false, true]);
  expect((await flags('history', '--flag', 'backend')).stdout).toBe('No flag has been changed yet.\n');
});

test.each<[readonly string[], number, RegExp]>([
  [['use_new_backend', 'false'], 0, /^refactoring.use_new_backend = false/],
  [['features', '25%'], 0, /new_features = 25/],
  [['bakend', 'true'], 2, /^$/],
  [['backend', 'perhaps'], 2, /^$/],
  [['backend'], 2, /^$/],
  [['cli', 'on'], 7, /^$/],
])('scripts/toggle_feature.sh %p', async (argv, code, said) => {
  const script = join(import.meta.dirname, '../../scripts/toggle_feature.sh');
  const ended = await new Promise<{ code: number | null; stdout: string }>((done) => {
    const child = execFile('sh', [script, ...argv], { env: space.env }, (_, stdout) => done({ code: child.exitCode, stdout }));
  });
  expect(ended.code).toBe(code);
  expect(ended.stdout).toMatch(said);
});

test('features of a home that moves: an error of the pipeline is answered by the generator, once, said and counted', async () => {
  mkdirSync(home());
  writeFileSync(home('mdm.yaml'), 'refactoring:\n  use_new_features: true\nfeatures:\n  profile: mdm1\ncomparison:\n  sample_rate: 0\n');
  const broken = `import { registerHooks } from 'node:module';
    const source = 'export const generate = () => { throw new Error("it broke"); }; export const plan = generate;';
    const load = (url, context, next) =>
      url.endsWith('/dist/pipeline/generate.js') ? { format: 'module', source, shortCircuit: true } : next(url, context);
    registerHooks({ load });`;
  space.env = { ...space.env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(broken)}` };
  const source = join(import.meta.dirname, '../../examples/penguins.csv');
  const made = await space.mdm('features', 'generate', source, '--target', 'species', '-o', 'made.csv');
  expect([made.code, existsSync(join(space.folder, 'made.csv'))]).toEqual([0, true]);
  expect(made.stderr).toContain('The new side of features failed, and the old one answered: it broke.');
  const config = await openConfig({ home: home(), env: {} });
  expect((await readMetrics(config)).counters.map(({ name, value }) => [name, value])).toEqual([
    ['mdm_new_path_calls', 1],
    ['mdm_old_path_calls', 1],
  ]);
  expect((await readOutcomes(config))('features')).toEqual({ seen: 1, failed: 1 });

  const way: Way = { side: 'new', config, subject: 'penguins', profile: 'mdm1', other: 'legacy' };
  expect(answering(way, {})).toMatchObject({ side: 'old', generator: 'legacy' });
  // A profile that was asked for, a recipe, features that the generator cannot make.
  for (const asked of [{ profile: 'mdm1' }, { recipe: 'r.json' }, { plan: true }, { only: ['temporal'] }])
    expect(answering(way, asked)).toBeUndefined();
  expect(answering({ ...way, other: 'mdm2' }, {})).toBeUndefined();
});
