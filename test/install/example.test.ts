import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cleanFolder, envOf, give, root } from '../docs/blocks.js';
import { json, laptop, startRegistry, type Laptop, type Registry } from './registry.js';

// The package of examples/third-party-plugin, as its author publishes it and a user finds it.
const { top, folder } = cleanFolder();
const source = join(folder, 'geo');
let registry: Registry;
let computer: Laptop;

beforeAll(async () => {
  give('examples/third-party-plugin', folder, 'geo');
  const run = (...argv: string[]): string => execFileSync(join(top, 'bin/npm'), argv, { cwd: source, env: envOf(top), encoding: 'utf8' });
  run('run', 'build');
  run('run', 'lint');
  registry = await startRegistry();
  await registry.publish(source);
  computer = laptop({ registry: registry.url });
  cpSync(join(root, 'examples/third-party-plugin/trips.csv'), join(computer.work, 'trips.csv'));
}, 300_000);
afterAll(() => {
  computer.remove();
  registry.stop();
  rmSync(top, { recursive: true, force: true });
});

const csv = (name: string): string => readFileSync(join(computer.work, name), 'utf8');

test('what is committed of the package says what its code does', () => {
  for (const file of ['package.json', 'README.md'])
    expect(readFileSync(join(source, file), 'utf8')).toBe(readFileSync(join(root, 'examples/third-party-plugin', file), 'utf8'));
});

test('installed by its short name, it makes features, and its recipe makes them again', async () => {
  const installed = await computer.mdm('plugins', 'install', 'geo', '--yes', '--json');
  expect(json(installed)).toMatchObject({
    plugins: [{ package: 'mdm-feature-geo', kinds: ['expr', 'batch'], transformers: ['geo.distance', 'geo.geohash'], dependencies: [] }],
  });
  const made = await computer.mdm('features', 'generate', 'trips.csv', '--only', 'geo', '--keep', 'none', '-o', 'one.csv');
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(csv('one.csv').split('\n').slice(0, 2)).toEqual([
    'from_lat__from_lon__to_lat__to_lon__distance,geohash__from_cell,geohash__to_cell',
    expect.stringMatching(/^877\.46453792150\d*,u33dc0,u09tvw$/),
  ]);
  const again = await computer.mdm('features', 'apply', 'one.recipe.json', 'trips.csv', '--keep', 'none', '-o', 'two.csv');
  expect(again).toMatchObject({ code: 0, stderr: '' });
  expect(csv('two.csv')).toBe(csv('one.csv'));
});

test('parameters reach it, and a wrong one is refused by its schema', async () => {
  const made = await computer.mdm(
    ...['features', 'generate', 'trips.csv', '--only', 'geo', '--set', 'geo.geohash.precision=3', '--set', 'geo.distance.radius=1'],
    ...['--keep', 'none', '-o', 'three.csv'],
  );
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(csv('three.csv').split('\n')[1]).toMatch(/^0\.137727\d*,u33,u09$/);
  const wrong = await computer.mdm(
    'features',
    'generate',
    'trips.csv',
    '--only',
    'geo',
    '--set',
    'geo.geohash.precision=99',
    '-o',
    'x.csv',
  );
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('precision') });
});

test('after it is uninstalled, the expressions of a recipe still work, and what needs its code says so', async () => {
  const made = await computer.mdm('features', 'generate', 'trips.csv', '--only', 'geo.distance', '--keep', 'none', '-o', 'expr.csv');
  expect(made.code).toBe(0);
  expect((await computer.mdm('plugins', 'uninstall', 'geo')).code).toBe(0);
  const again = await computer.mdm('features', 'apply', 'expr.recipe.json', 'trips.csv', '--keep', 'none', '-o', 'expr2.csv');
  expect(again.code).toBe(0);
  expect(csv('expr2.csv')).toBe(csv('expr.csv'));
  const lost = await computer.mdm('features', 'apply', 'one.recipe.json', 'trips.csv', '--keep', 'none', '-o', 'four.csv');
  expect(lost.code).not.toBe(0);
  expect(lost.stderr).toContain('mdm-feature-geo');
});
