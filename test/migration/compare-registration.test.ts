import { MDMClient } from '../../src/client.js';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { register } from '../../src/components/registrar/index.js';
import { openRepository } from '../../src/datasets/repository.js';
import { readMetrics } from '../../src/metrics/metrics.js';
import { readResults } from '../../src/parity/store.js';
import type { Registered } from '../../src/datasets/registration/context.js';
import { registrarWorld, type RegistrarWorld, type Settings } from '../components/registrar-world.js';

const csv = `id,city,x,y\n${Array.from({ length: 40 }, (_, i) => `${i + 1},${i % 2 ? 'Oslo' : 'Rome'},${i / 4},${i % 3}`).join('\n')}\n`;

let worlds: RegistrarWorld[] = [];
const open = async (settings: Settings): Promise<RegistrarWorld> => {
  const world = await registrarWorld(settings);
  worlds.push(world);
  return world;
};
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
  worlds = [];
});

const registered = async (world: RegistrarWorld, options: object = {}): Promise<Registered> =>
  world.register('cities', { path: world.file('cities.csv', csv), target: 'y', features: false, ...options });
const counts = async ({ ws }: RegistrarWorld): Promise<Record<string, number>> =>
  Object.fromEntries((await readMetrics(ws.config)).counters.map(({ name, component, value }) => [`${name} ${component}`, value]));
const stored = async ({ ws }: RegistrarWorld) =>
  (await readResults(ws.config.path('comparison.store'), { count: 100 })).results.filter(({ component }) => component === 'registrar');

/** Its new side cannot make features. */
const withoutPlugins = (world: RegistrarWorld): RegistrarWorld => ({
  ...world,
  register: (name, options) => register({ ...world.ws, registry: () => Promise.reject(new Error('no plugins')) }, name, options),
});

describe('the flag chooses the side of each call', () => {
  test.each<[string, Settings, 'old' | 'new']>([
    ['false', {}, 'old'],
    ['true', { MDM_REFACTORING_USE_NEW_REGISTRAR: 'true' }, 'new'],
    ['false, all of the rollout', { MDM_REFACTORING_ROLLOUT_PERCENTAGE_NEW_REGISTRAR: '100' }, 'new'],
    ['false, always new', { MDM_REFACTORING_ALWAYS_NEW: 'cities' }, 'new'],
    ['true, always old', { MDM_REFACTORING_USE_NEW_REGISTRAR: 'true', MDM_REFACTORING_ALWAYS_OLD: 'cities' }, 'old'],
  ])('%s: %j takes the %s one', async (_, settings, side) => {
    const world = await open(settings);
    const { record } = await registered(world);
    expect(Object.keys(record.tables)).toEqual([side === 'old' ? 'data' : 'train']);
    expect(await counts(world)).toMatchObject({ [`mdm_${side}_path_calls registrar`]: 1 });
    expect(readdirSync(world.home)).not.toContain('comparison_results');
  });
});

describe('a sample is registered by the other side too', () => {
  const ON = { MDM_REFACTORING_ENABLE_COMPARISON_TESTS: 'true', MDM_COMPARISON_SAMPLE_RATE: '1' };
  /** What the process says of sides is not for the one that is compared with. */
  const OF_THE_PROCESS = { old: 'MDM_REFACTORING_ALWAYS_OLD', new: 'MDM_REFACTORING_ALWAYS_NEW' } as const;
  test.each<['old' | 'new', Settings]>([
    ['old', {}],
    ['new', { MDM_REFACTORING_USE_NEW_REGISTRAR: 'true' }],
  ])('the %s side answers, and the result is stored', async (side, settings) => {
    const world = await open({ ...ON, ...settings });
    process.env[OF_THE_PROCESS[side]] = 'cities';
    const { record } = await registered(world).finally(() => delete process.env[OF_THE_PROCESS[side]]);
    expect(Object.keys(record.tables)).toEqual([side === 'old' ? 'data' : 'train']);
    const results = await stored(world);
    expect(results).toMatchObject([{ component: 'registrar', subject: 'cities', verdict: 'ignored' }]);
    expect(results[0]!.ignoredBy).toContain('table of a single file');
    expect((await counts(world))['mdm_comparison_failures registrar']).toBeUndefined();
    expect(readdirSync(join(world.home, 'datasets')).filter((name) => !name.startsWith('.'))).toEqual(['cities']);
  });

  test('where the side in use fails alone, that is a difference, and the error is thrown', async () => {
    const world = await open({ ...ON, MDM_REFACTORING_USE_NEW_REGISTRAR: 'true', MDM_REFACTORING_AUTO_FALLBACK: 'false' });
    await expect(registered(withoutPlugins(world), { features: true })).rejects.toThrow('no plugins');
    expect(await stored(world)).toMatchObject([{ verdict: 'mismatched', control: { outcome: 'error' }, candidate: { outcome: 'value' } }]);
    expect(await counts(world)).toMatchObject({ 'mdm_comparison_failures registrar': 1 });
    await expect(registered(world, { target: 'none' })).rejects.toMatchObject({ code: 'unknown-column' });
    expect(await stored(world)).toHaveLength(1);
  });

  test('a candidate that has no time is no error of the caller', async () => {
    const world = await open({ ...ON, MDM_COMPARISON_TIMEOUT_MS: '1' });
    await expect(registered(world)).resolves.toMatchObject({ record: { name: 'cities' } });
    const results = await stored(world);
    expect(results).toMatchObject([{ verdict: 'failed', candidate: { outcome: 'timeout' } }]);
    expect((await counts(world))['mdm_comparison_failures registrar']).toBeUndefined();
  });

  test.each<[string, Settings, object]>([
    ['a rate of 0', { MDM_COMPARISON_SAMPLE_RATE: '0' }, {}],
    ['comparisons off', { MDM_REFACTORING_ENABLE_COMPARISON_TESTS: 'false' }, {}],
    ['options of the new side alone', { MDM_REFACTORING_USE_NEW_REGISTRAR: 'true' }, { ignoreColumns: ['x'] }],
  ])('with %s nothing is compared', async (_, settings, options) => {
    const world = await open({ ...ON, ...settings });
    await registered(world, options);
    expect(await stored(world)).toEqual([]);
  });
});

describe('an error of the new side is answered by the old one', () => {
  const NEW = { MDM_REFACTORING_USE_NEW_REGISTRAR: 'true' };
  const stores = async ({ ws }: RegistrarWorld) => (await ws.backends.of('sqlite')).datasets();

  test('when nothing is left of it', async () => {
    const world = await open(NEW);
    const { record, notes } = await registered(withoutPlugins(world), { features: true });
    expect(record).toMatchObject({ tables: { data: 'data' }, feature_tables: { data: 'data_features' } });
    expect(notes).toEqual(['Registered as MDM 1.0.6 did: the new side failed (no plugins) and left nothing.']);
    expect(world.said.map(({ message }) => message)).toContain('The new side of registrar failed, and the old one answered: no plugins.');
    expect(await counts(world)).toMatchObject({ 'mdm_new_path_calls registrar': 1, 'mdm_old_path_calls registrar': 1 });
  });

  test.each<[string, Settings, object]>([
    ['it is switched off', { MDM_REFACTORING_AUTO_FALLBACK: 'false' }, {}],
    ['the old side has no such option', {}, { stratifyColumn: 'y' }],
    ['the old side fails after it has written, and that is taken away', {}, { problemType: 'ranking' }],
  ])('but not when %s', async (_, settings, options) => {
    const world = await open({ ...NEW, ...settings });
    await expect(registered(withoutPlugins(world), { features: true, ...options })).rejects.toThrow('no plugins');
    expect(await stores(world)).toEqual([]);
    expect(existsSync(join(world.home, 'datasets/cities'))).toBe(false);
  });

  test('but not over a dataset that is replaced, which stays', async () => {
    const world = await open(NEW);
    const { record } = await registered(world);
    await expect(registered(withoutPlugins(world), { features: true, force: true })).rejects.toThrow('no plugins');
    expect((await openRepository(world.ws.config).get('cities')).registered_at).toBe(record.registered_at);
    expect(await stores(world)).toEqual(['cities']);
  });

  test('but not when something could not be undone', async () => {
    const world = await open(NEW);
    const real = await world.ws.backends.of('sqlite');
    const backend = { ...real, dropDataset: () => Promise.reject(new Error('no drop')) };
    const ws = { ...world.ws, backends: { ...world.ws.backends, of: () => Promise.resolve(backend) } };
    await expect(registered(withoutPlugins({ ...world, ws }), { features: true })).rejects.toThrow('no plugins');
    expect(await openRepository(world.ws.config).names()).toEqual([]);
  });
});

test('the client asks the flag too', async () => {
  const world = await open({});
  const env = { MDM_REFACTORING_USE_NEW_REGISTRAR: 'false', MDM_REFACTORING_ENABLE_COMPARISON_TESTS: 'false' };
  const client = new MDMClient({ home: world.home, env });
  try {
    const made = await client.registration.register('cities', world.file('cities.csv', csv), { target: 'y', features: false });
    expect(made.record.tables).toEqual({ data: 'data' });
    expect((await client.query.loadTable('cities', 'data')).numRows).toBe(40);
    const rows = await client.registration.registerRows('rows', [{ x: 1 }, { x: 2 }, { x: 3 }], { features: false });
    expect([rows.record.tables, rows.record.source]).toEqual([{ data: 'data' }, 'memory']);
    expect(rows.notes).toEqual([expect.stringContaining('MDM 1.0.6'), expect.stringContaining('No target')]);
    expect((await client.query.loadTable('rows', 'data')).numRows).toBe(3);
    expect(await counts(world)).toMatchObject({ 'mdm_old_path_calls registrar': 2 });
  } finally {
    await client.close();
  }
});
