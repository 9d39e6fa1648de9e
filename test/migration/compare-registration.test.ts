import { MDMClient } from '../../src/client.js';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
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
  test.each<[string, Settings]>([
    ['old', {}],
    ['new', { MDM_REFACTORING_USE_NEW_REGISTRAR: 'true' }],
  ])('the %s side answers, and the result is stored', async (side, settings) => {
    const world = await open({ ...ON, ...settings });
    const { record } = await registered(world);
    expect(Object.keys(record.tables)).toEqual([side === 'old' ? 'data' : 'train']);
    const results = await stored(world);
    expect(results).toMatchObject([{ component: 'registrar', subject: 'cities', verdict: 'ignored' }]);
    expect(results[0]!.ignoredBy).toContain('table of a single file');
    expect((await counts(world))['mdm_comparison_failures registrar']).toBeUndefined();
    expect(readdirSync(join(world.home, 'datasets')).filter((name) => !name.startsWith('.'))).toEqual(['cities']);
  });

  test('a candidate that has no time is no error of the caller', async () => {
    const world = await open({ ...ON, MDM_COMPARISON_TIMEOUT_MS: '1' });
    await expect(registered(world)).resolves.toMatchObject({ record: { name: 'cities' } });
    const results = await stored(world);
    expect(results).toMatchObject([{ verdict: 'mismatched', candidate: { outcome: 'timeout' } }]);
    expect(await counts(world)).toMatchObject({ 'mdm_comparison_failures registrar': 1 });
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

test('the client asks the flag too', async () => {
  const world = await open({});
  const env = { MDM_REFACTORING_USE_NEW_REGISTRAR: 'false', MDM_REFACTORING_ENABLE_COMPARISON_TESTS: 'false' };
  const client = new MDMClient({ home: world.home, env });
  try {
    const made = await client.registration.register('cities', world.file('cities.csv', csv), { target: 'y', features: false });
    expect(made.record.tables).toEqual({ data: 'data' });
    expect((await client.query.loadTable('cities', 'data')).numRows).toBe(40);
  } finally {
    await client.close();
  }
});
