import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCli, type Cli } from './cli.js';
import { makeOriginalHome } from './original-home.js';

let cli: Cli;
let old: string;

beforeEach(() => {
  cli = openCli();
  old = join(cli.folder, 'old home');
});
afterEach(() => cli.remove());

const files = (of: string): string[] =>
  readdirSync(of, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))
    .map((path) => `${path} ${statSync(path).mtimeMs} ${statSync(path).size}`)
    .sort();

test('from a plan to a home in use, with its settings', async () => {
  await makeOriginalHome(old, { datasets: ['iris', 'penguins'] });
  const before = files(old);
  const plan = await cli.mdm('migrate', 'home', '--from', 'old home', '--dry-run');
  expect([plan.code, plan.err]).toEqual([0, '']);
  expect(plan.out).toMatch(/iris +sqlite +150 +\S+ \S+ +migrate\n.*penguins +duckdb +344/);
  expect(plan.out).toMatch(/Nothing was done\.\n$/);
  expect(existsSync(cli.home)).toBe(false);

  const done = await cli.mdm('migrate', 'home', '--from', 'old home');
  expect([done.code, done.err]).toEqual([0, '']);
  expect(done.out).toMatch(/Migrated 2 datasets, 994 rows/);
  expect(done.out).toContain(`Custom features to port: ${join(old, 'config/custom_features/iris.py')}`);
  expect(readFileSync(join(cli.home, 'mdm.yaml'), 'utf8')).toContain('connection_timeout: 45');
  expect(files(old)).toEqual(before);

  const valid = await cli.mdm('migrate', 'validate', '--all', '--json');
  expect([valid.code, JSON.parse(valid.out)]).toMatchObject([0, { ok: true, datasets: [{ name: 'iris' }, { name: 'penguins' }] }]);
  const status = await cli.mdm('migrate', 'status');
  expect(status.out).toMatch(/iris +migrated +sqlite/);
  expect((await cli.mdm('dataset', 'info', 'iris')).code).toBe(0);

  const all = await cli.mdm('migrate', 'all', '--to', 'duckdb', '--filter', 'name=iris', '--json');
  expect([all.code, JSON.parse(all.out)]).toMatchObject([
    0,
    { migrated: 1, failed: 0, datasets: [{ name: 'iris', state: 'migrated', rows: 306 }] },
  ]);
  expect(all.err).toContain('mdm config set database.default_backend duckdb');
  const back = await cli.mdm('migrate', 'dataset', 'iris', '--to', 'sqlite', '--json');
  expect([back.code, JSON.parse(back.out)]).toMatchObject([0, { name: 'iris', migrated: true }]);
});

test('what fails is told with exit code 1, and is tried again by resume', async () => {
  await makeOriginalHome(old, { datasets: ['iris', 'penguins'] });
  const file = join(old, 'datasets/penguins/penguins.duckdb');
  const whole = readFileSync(file);
  rmSync(file);
  const failed = await cli.mdm('migrate', 'home', '--from', old, '--datasets-only');
  expect(failed.code).toBe(1);
  expect(failed.err).toMatch(/1 of 2 datasets could not be migrated: penguins/);
  expect(existsSync(join(cli.home, 'mdm.yaml'))).toBe(false);
  const run = JSON.parse((await cli.mdm('migrate', 'status', '--json')).out) as { runs: { run: string; failed: number }[] };
  expect(run.runs).toMatchObject([{ failed: 1, migrated: 1 }]);
  writeFileSync(file, whole);
  const resumed = await cli.mdm('migrate', 'resume', run.runs[0]!.run, '--json');
  expect([resumed.code, JSON.parse(resumed.out)]).toMatchObject([0, { migrated: 1, failed: 0, datasets: [{ name: 'penguins' }] }]);
  const log = await cli.mdm('migrate', 'status', '--run', run.runs[0]!.run);
  expect(log.out).toMatch(/penguins: failed: [\s\S]*taken up again[\s\S]*penguins: migrated, 688 rows/);
  expect((await cli.mdm('migrate', 'resume')).code).toBe(3);
});

test.each([
  [['home', '--from', 'none'], 3, /There is no folder/],
  [['home'], 2, /--from|from/],
  [['all'], 2, /to/],
  [['all', '--to', 'oracle'], 2, /oracle/],
  [['validate'], 2, /Name a dataset, or give --all/],
  [['validate', 'none'], 3, /There is no dataset "none"/],
  [['resume', 'none'], 3, /There is no run "none"/],
  [['features', 'none', '-o', 'out'], 3, /no module of custom features/],
])('mdm migrate %j ends with %i', async (args, code, message) => {
  mkdirSync(cli.home, { recursive: true });
  const ended = await cli.mdm('migrate', ...args);
  expect([ended.code, ended.out]).toEqual([code, '']);
  expect(ended.err).toMatch(message);
});
