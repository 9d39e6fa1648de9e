import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Field, Int64, Schema, Utf8 } from 'apache-arrow';
import { stringify } from 'yaml';
import { openConfig } from '../../src/config/config.js';
import { openRepository } from '../../src/datasets/repository.js';
import { batchOf } from '../../src/storage/arrow-rows.js';
import type { BackendName } from '../../src/storage/backend.js';
import { openBackend } from '../../src/storage/open.js';
import { type PostgresServer, startServer } from '../storage/postgres-server.js';
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
  expect(done.out).toMatch(/Migrated 2 datasets, 988 rows/);
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
    { migrated: 1, failed: 0, datasets: [{ name: 'iris', state: 'migrated', rows: 300 }] },
  ]);
  expect(all.err).toContain('mdm config set database.default_backend duckdb');
  const back = await cli.mdm('migrate', 'dataset', 'iris', '--to', 'sqlite', '--json');
  expect([back.code, JSON.parse(back.out)]).toMatchObject([0, { name: 'iris', migrated: true }]);

  const unsure = await cli.mdm('migrate', 'cleanup', 'iris');
  expect([unsure.code, unsure.out]).toEqual([2, '']);
  expect(unsure.err).toMatch(/Add --force/);
  const would = await cli.mdm('migrate', 'cleanup', '--all', '--dry-run', '--json');
  expect([would.code, JSON.parse(would.out)]).toMatchObject([0, { done: false, kept_stores: [{ dataset: 'iris' }], stays: [] }]);
  expect(existsSync(join(cli.home, 'datasets/iris~2'))).toBe(true);
  const clean = await cli.mdm('migrate', 'cleanup', 'iris', '--force');
  expect([clean.code, clean.err]).toEqual([0, '']);
  expect(clean.out).toMatch(/^Taken away:\n {2}iris: iris \(sqlite, .*\n {2}iris: iris~2 \(duckdb, /);
  expect([existsSync(join(cli.home, 'datasets/iris')), existsSync(join(cli.home, 'datasets/iris~2'))]).toEqual([false, false]);
}, 120_000);

/** A dataset of so many rows, without a registration. */
async function fill(name: string, rows: number, on: BackendName = 'sqlite'): Promise<void> {
  const config = await openConfig({ home: cli.home, env: {} });
  const backend = await openBackend(on, config);
  await backend.createDataset(name);
  const schema = new Schema([new Field('n', new Int64(), true), new Field('s', new Utf8(), true)]);
  const batches = async function* () {
    for (let start = 0; start < rows; start += 10_000)
      yield batchOf(
        schema,
        Array.from({ length: Math.min(10_000, rows - start) }, (_, i) => [BigInt(start + i), `row ${(start + i) * 7919}`]),
      );
  };
  await backend.loadData(name, 'train', schema, batches());
  await backend.close();
  const pointer = { name, database: { backend: on, store: name }, tables: { train: 'train' } };
  mkdirSync(join(cli.home, 'config/datasets'), { recursive: true });
  writeFileSync(join(cli.home, `config/datasets/${name}.yaml`), stringify(pointer));
}

describe('at once', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startServer();
  }, 120_000);
  afterAll(() => server.stop());

  test.each<[BackendName, BackendName]>([
    ['sqlite', 'duckdb'],
    ['duckdb', 'sqlite'],
    ['sqlite', 'postgresql'],
  ])(
    'from %s to %s: of two processes that migrate a dataset one does, and an update beside them is not lost',
    async (from, to) => {
      cli.remove();
      cli = openCli({ ...server.env, MDM_DATABASE_DEFAULT_BACKEND: from });
      await fill('sales', 20_000, from);
      const [one, other, update] = await Promise.all([
        cli.mdm('migrate', 'dataset', 'sales', '--to', to),
        cli.mdm('migrate', 'dataset', 'sales', '--to', to),
        cli.mdm('dataset', 'update', 'sales', '--description', 'of the shop'),
      ]);
      expect([one.code, other.code].sort()).toEqual([0, 2]);
      expect(one.err + other.err).toMatch(new RegExp(`is kept by ${to} already`));
      // Once it has moved, it is not of the backend in use, and the update is refused.
      expect([0, 6]).toContain(update.code);
      const config = await openConfig({ home: cli.home, env: {} });
      const record = await openRepository(config).get('sales');
      expect(record).toMatchObject({ description: update.code === 0 ? 'of the shop' : null, database: { backend: to } });
      const stores = readdirSync(join(cli.home, 'datasets')).filter((name) => !name.startsWith('.'));
      expect(stores).toEqual(['sales', 'sales~2']);
      const valid = await cli.mdm('migrate', 'validate', 'sales', '--json');
      expect([valid.code, JSON.parse(valid.out)]).toMatchObject([0, { ok: true }]);
      const databases = await server.sql("SELECT datname FROM pg_database WHERE datname LIKE 'mdm\\_%'");
      expect(databases).toHaveLength(to === 'postgresql' ? 1 : 0);
    },
    60_000,
  );
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
  [['cleanup', '--all', 'x'], 2, /--all goes neither/],
  [['cleanup', '--run', 'none'], 3, /There is no run "none"/],
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
