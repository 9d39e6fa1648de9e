import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { generateDatasetFeatures } from '../../src/components/features/index.js';
import { applyDatasetFeatures } from '../../src/datasets/features/apply.js';
import { storedFeatures } from '../../src/datasets/features/recipe-store.js';
import { openDataset } from '../../src/datasets/open.js';
import { updateDataset } from '../../src/datasets/update.js';
import type { RegisterOptions } from '../../src/datasets/registration/context.js';
import { openDatabase } from '../../src/engine/duckdb/driver.js';
import { literal } from '../../src/engine/duckdb/dialect.js';
import { bucket } from '../../src/flags/choose.js';
import { generateWith } from '../../src/index.js';
import { readCallDays, readMetrics } from '../../src/metrics/metrics.js';
import { readResults } from '../../src/parity/store.js';
import { data, root } from '../migration/goldens.js';
import { registrarWorld, type RegistrarWorld, type Settings } from './registrar-world.js';

const penguins = join(root, 'examples/penguins.csv');
const opened: RegistrarWorld[] = [];
/** A home whose registrar is the new one. */
const open = async (settings: Settings = {}): Promise<RegistrarWorld> => {
  const world = await registrarWorld({ MDM_REFACTORING_USE_NEW_REGISTRAR: 'true', ...settings });
  opened.push(world);
  return world;
};
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

const OLD: Settings = { MDM_REFACTORING_USE_NEW_FEATURES: 'false' };
const LITTLE: RegisterOptions = { target: 'y', analysis: false };
const little = (world: RegistrarWorld): string =>
  world.file('little.csv', `x,c,y\n${Array.from({ length: 40 }, (_, i) => `${(i * 7) % 11},${'abc'[i % 3]},${i % 2}`).join('\n')}\n`);

const counts = async ({ ws }: RegistrarWorld): Promise<Readonly<Record<string, number>>> =>
  Object.fromEntries(
    (await readMetrics(ws.config)).counters.filter((one) => one.component === 'features').map((one) => [one.name, one.value]),
  );
const kept = async ({ ws }: RegistrarWorld, name: string) => storedFeatures(await openDataset(ws, name));

/** Of a number, a 64-bit integer or a boolean; SQLite keeps no negative zero. */
const plain = (value: unknown): unknown => (value === null ? null : Number(value) + 0);

test.each<[name: string, path: string, options: RegisterOptions, tables: readonly string[]]>([
  ['penguins', penguins, { target: 'species' }, ['data']],
  ['seattle_weather', join(data, 'seattle_weather.csv'), { target: 'weather' }, ['data']],
  ['mdm_sample', join(data, 'mdm_sample'), { target: 'target' }, ['train', 'test']],
])('%s: the old side makes of the stored tables what the generator makes of the files', async (name, path, options, tables) => {
  const world = await open(OLD);
  const { record, features } = await world.register(name, { ...options, path, analysis: false });
  expect(features?.notes).toContainEqual(
    expect.stringMatching(/generator legacy makes the features: refactoring.use_new_features is false/),
  );
  expect(record.feature_tables).toEqual(Object.fromEntries(Object.keys(record.feature_tables).map((role) => [role, `${role}_features`])));
  const folder = join(world.home, 'by-file/');
  mkdirSync(folder);
  const made = await generateWith({ generator: 'legacy', source: path, target: options.target!, output: folder });
  const db = await openDatabase();
  try {
    for (const table of tables) {
      const one = made.tables.find((each) => each.name === table)!;
      const wanted = await db.rows(
        `SELECT ${one.features.map((feature) => `"${feature}"`).join(', ')} FROM read_parquet(${literal(one.file!)})`,
      );
      const found = await world.rows(record.feature_tables[table === 'data' ? 'train' : table]!, name);
      const roles = [...record.id_columns, ...(table === 'test' ? [] : [options.target!])];
      expect(Object.keys(found[0]!)).toEqual([...roles, ...one.features]);
      expect(found.map((row) => one.features.map((feature) => plain(row[feature])))).toEqual(wanted.map((row) => row.map(plain)));
    }
  } finally {
    await db.close();
  }
});

test.each<[side: string, settings: Settings]>([
  ['old', OLD],
  ['new', {}],
])('%s side: a dataset of which no feature is made has no table of features', async (_, settings) => {
  const world = await open(settings);
  const path = world.file('empty.csv', `a,b\n${Array.from({ length: 30 }, () => ',').join('\n')}\n`);
  const { record } = await world.register('empty', { path, analysis: false });
  expect(record.feature_tables).toEqual({});
  expect(Object.values(record.tables)).toHaveLength(1);
});

const at = bucket('features', 'little');
test.each<[what: string, settings: Settings, side: 'old' | 'new']>([
  ['the flag', OLD, 'old'],
  ['a list', { MDM_REFACTORING_ALWAYS_OLD: 'little' }, 'old'],
  ['a list against the flag', { ...OLD, MDM_REFACTORING_ALWAYS_NEW: 'little' }, 'new'],
  ['a share that has it', { ...OLD, MDM_REFACTORING_ROLLOUT_PERCENTAGE_NEW_FEATURES: String(Math.ceil(at + 0.01)) }, 'new'],
  ['a share that has it not', { ...OLD, MDM_REFACTORING_ROLLOUT_PERCENTAGE_NEW_FEATURES: String(Math.floor(at)) }, 'old'],
  ['nothing', {}, 'new'],
])('%s chooses, at registration and after an update', async (_, settings, side) => {
  const world = await open(settings);
  await world.register('Little', { ...LITTLE, path: little(world) });
  // A list is of datasets, not of components: its old registrar made the features itself.
  const before = settings['MDM_REFACTORING_ALWAYS_OLD'] === undefined ? 1 : 0;
  expect((await counts(world))[`mdm_${side}_path_calls`] ?? 0).toBe(before);
  await updateDataset(world.ws, 'little', { description: 'Changed' });
  const { tables, log } = await generateDatasetFeatures(world.ws, 'little');
  expect(await counts(world)).toEqual({ [`mdm_${side}_path_calls`]: before + 1 });
  expect(log.some(({ name }) => name === 'MDM 1.0.6')).toBe(side === 'old');
  expect(Object.keys(tables)).toHaveLength(1);
  const { recipe, report } = await kept(world, 'little');
  expect([recipe === undefined, report?.made_by]).toEqual(side === 'old' ? [true, 'legacy'] : [false, undefined]);
});

test('features of the old side take the place of those before, their recipe too, with those of a module', async () => {
  const world = await open({ MDM_PATHS_CUSTOM_FEATURES_PATH: 'modules' });
  world.file('../home/modules/little.mjs', 'export const twice = (t) => ({ twice: Array.from(t.getChild("x"), (v) => Number(v) * 2) });\n');
  await world.register('little', { ...LITTLE, path: little(world) });
  expect((await kept(world, 'little')).recipe).toBeDefined();
  const before = Object.keys((await world.rows('train_features', 'little'))[0]!);
  const old = await openSame(world, OLD);
  await generateDatasetFeatures(old.ws, 'little');
  const after = await old.rows('train_features', 'little');
  expect(before).toContain('twice');
  expect([after[3]!['twice'], after[3]!['y'], 'x' in after[3]!]).toEqual([20, 1n, false]);
  expect((await kept(old, 'little')).recipe).toBeUndefined();
  const apply = applyDatasetFeatures(old.ws, 'little', { source: little(old), output: join(old.home, 'a.csv'), format: 'csv' });
  await expect(apply).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringMatching(/made by the old side.*have no recipe\.$/),
  });
});

/** The same home under other settings. */
async function openSame(world: RegistrarWorld, settings: Settings): Promise<RegistrarWorld> {
  const { openConfig } = await import('../../src/config/config.js');
  const env = { MDM_PATHS_CUSTOM_FEATURES_PATH: 'modules', MDM_REFACTORING_ENABLE_COMPARISON_TESTS: 'false', ...settings };
  return { ...world, ws: { ...world.ws, config: await openConfig({ home: world.home, env }) } };
}

/** The new side finds transformers that cannot be loaded. */
async function broken(settings: Settings): Promise<RegistrarWorld> {
  const world = await open(settings);
  const registry = await world.ws.registry();
  const wrong = { ...registry, load: () => Promise.reject(new Error('the plugins are gone')) };
  const ws = { ...world.ws, registry: () => Promise.resolve(wrong) };
  await world.register('little', { ...LITTLE, path: little(world), features: false });
  return { ...world, ws };
}
const NEW: Settings = { MDM_REFACTORING_USE_NEW_FEATURES: 'true' };

test('a failure of the new side is counted, and answered by the old one while the flag moves', async () => {
  const world = await broken(NEW);
  const made = await generateDatasetFeatures(world.ws, 'little');
  expect(made.notes).toContainEqual(expect.stringMatching(/legacy makes the features: the new side failed \(.*the plugins are gone/));
  expect(world.said).toContainEqual(
    expect.objectContaining({ message: expect.stringMatching(/new side of features failed, and the old one/) }),
  );
  expect(await counts(world)).toEqual({ mdm_new_path_calls: 1, mdm_old_path_calls: 1 });
  expect(await failures(world)).toBe(1);
});

test.each([
  ['where the flag moves nothing', {}],
  ['without auto_fallback', { ...NEW, MDM_REFACTORING_AUTO_FALLBACK: 'false' }],
])('%s a failure of the new side is an error, and counted', async (_, settings) => {
  const world = await broken(settings);
  await expect(generateDatasetFeatures(world.ws, 'little')).rejects.toThrow('the plugins are gone');
  expect(await counts(world)).toEqual({ mdm_new_path_calls: 1 });
  expect(await failures(world)).toBe(1);
  expect((await openDataset(world.ws, 'little')).record.feature_tables).toEqual({});
});

const failures = async ({ ws }: RegistrarWorld): Promise<number> =>
  (await readCallDays(ws.config)).filter(({ component }) => component === 'features').reduce((sum, { failed }) => sum + failed, 0);

test.each([
  ['mdm1', ['matched']],
  ['', []],
])('the old side is compared with the profile of the configuration that makes the same: %j', async (profile, verdicts) => {
  const settings = { MDM_REFACTORING_ENABLE_COMPARISON_TESTS: 'true', MDM_COMPARISON_SAMPLE_RATE: '1', MDM_FEATURES_PROFILE: profile };
  const world = await open({ ...OLD, ...settings });
  await world.register('little', { ...LITTLE, files: { train: little(world) } });
  const { results } = await readResults(world.ws.config.path('comparison.store')).catch(() => ({ results: [] }));
  const ofFeatures = results.filter(({ component }) => component === 'features');
  expect(ofFeatures.map(({ subject, verdict }) => [subject, verdict])).toEqual(verdicts.map((verdict) => ['little', verdict]));
});
