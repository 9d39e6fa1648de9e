import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bench } from './package.js';
import { json, laptop, startRegistry, type Laptop, type Registry } from './registry.js';

// The old generator as it is published: a package without dependencies, for danfojs is in it.

const root = join(import.meta.dirname, '../..');
const own = join(root, 'plugins/legacy');
const penguins = join(root, 'examples/penguins.csv');
const packages = bench();
let registry: Registry;
let computer: Laptop;
let copy: string;

beforeAll(async () => {
  registry = await startRegistry();
  copy = mkdtempSync(join(tmpdir(), 'mdm-legacy-'));
  for (const part of ['dist', 'README.md', 'LICENSE']) cpSync(join(own, part), join(copy, part), { recursive: true });
  const pjson = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8')) as { dependencies?: unknown };
  expect(pjson.dependencies).toBeUndefined();
  writeFileSync(join(copy, 'package.json'), JSON.stringify({ ...pjson, version: '0.1.1' }));
  await registry.publish(copy);
});
afterAll(() => {
  registry.stop();
  packages.remove();
  rmSync(copy, { recursive: true, force: true });
});
beforeEach(() => {
  computer = laptop({ registry: registry.url, lines: [`@mdm:registry=${registry.url}`] });
});
afterEach(() => computer.remove());

test('installs from a registry without overrides, and runs in the place of the one that came along', async () => {
  const installed = await computer.mdm('plugins', 'install', 'legacy', '--yes', '--json');
  expect([installed.code, json(installed).plugins]).toMatchObject([
    0,
    [{ package: '@mdm/feature-legacy', version: '0.1.1', kinds: ['generator'] }],
  ]);
  const made = await computer.mdm(
    'features',
    'generate',
    penguins,
    '--generator',
    'legacy',
    '-t',
    'species',
    '-o',
    'out.parquet',
    '--json',
  );
  expect([made.code, json(made)]).toMatchObject([0, { generator: { version: '0.1.1' }, tables: [{ rows: 344, originals: 8 }] }]);
  expect(await computer.mdm('plugins', 'doctor')).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing is wrong') });
});

test('its library takes and gives data frames where no danfojs is installed', async () => {
  mkdirSync(join(computer.work, 'lib'));
  writeFileSync(join(computer.work, 'package.json'), '{"private": true}');
  expect(await computer.npm(['install', '@mdm/feature-legacy'])).toMatchObject({ code: 0 });
  const script = `import { generateDataFrame } from '@mdm/feature-legacy';
    const column = () => ({ values: [1, 2, 3, 5] });
    const made = await generateDataFrame({ columns: ['n'], shape: [4, 1], column });
    console.log(JSON.stringify([made.constructor.name.length > 0, made.shape, made.columns, made.column('n').mean()]));`;
  writeFileSync(join(computer.work, 'script.mjs'), script);
  const { code, stdout } = await computer.npm(['exec', '--offline', '--no', '--call', `"${process.execPath}" script.mjs`]);
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    [true, [4, 7], ['n', 'n_log', 'n_zscore', 'n_percentile', 'n_sqrt', 'n_boxcox', 'n_div_mean'], 2.75],
  ]);
});

test('a generator of others is not installed', async () => {
  const alien = packages.plugin({ name: 'mdm-feature-alien', pjson: { mdm: { api: '^1', generator: './index.js' } } });
  expect(await computer.mdm('plugins', 'install', alien, '--yes')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('MDM runs generators of its own packages alone'),
  });
});
