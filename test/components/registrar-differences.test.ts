import { differencesOf, type Registration, type RegistrationDifference } from '../../src/components/registrar/difference.js';
import { casesOf, judgedOf } from '../../src/components/registrar/judge.js';
import { KNOWN } from '../../src/components/registrar/known.js';
import type { Registered } from '../../src/datasets/registration/context.js';
import { checkIgnores } from '../../src/parity/ignore.js';
import { registrarWorld, type RegistrarWorld, type Settings } from './registrar-world.js';

const csv = `id,city,x,y\n${Array.from({ length: 40 }, (_, i) => `${i + 1},${i % 2 ? 'Oslo' : 'Rome'},${i / 4},${i % 3}`).join('\n')}\n`;

let worlds: RegistrarWorld[] = [];
const open = async (settings: Settings): Promise<RegistrarWorld> => {
  const world = await registrarWorld({ MDM_MONITORING_ENABLED: 'false', ...settings });
  worlds.push(world);
  return world;
};
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
  worlds = [];
});

const registered = async (world: RegistrarWorld, options: object = {}): Promise<Registered> =>
  world.register('cities', { path: world.file('cities.csv', csv), target: 'y', features: false, ...options });

describe('what differs is found', () => {
  const pair = async (): Promise<{
    readonly old: Registration;
    readonly now: Registration;
    readonly change: (sql: string) => Promise<void>;
  }> => {
    const [before, after] = [await open({}), await open({ MDM_REFACTORING_USE_NEW_REGISTRAR: 'true' })];
    const path = before.file('cities.csv', csv);
    const of = async (world: RegistrarWorld): Promise<Registration> => ({
      record: (await registered(world, { path })).record,
      backend: await world.ws.backends.of('sqlite'),
    });
    const [old, now] = [await of(before), await of(after)];
    return { old, now, change: async (sql) => void (await now.backend.executeSql(now.record.database.store, sql)) };
  };
  const counting = (found: readonly RegistrationDifference[]): readonly string[] =>
    casesOf(found).flatMap((one) =>
      one.differences.flatMap(({ path, ignoredBy }) => (ignoredBy === undefined ? [`${one.case}: ${path}`] : [])),
    );

  test('nothing that counts by itself', async () => {
    const { old, now } = await pair();
    const cases = casesOf(await differencesOf(old, now));
    expect(counting(await differencesOf(old, now))).toEqual([]);
    expect(judgedOf(cases, 'old').verdict).toBe('ignored');
  });

  test.each([
    ['UPDATE train SET x = x + 1 WHERE id = 7', 'values: tables.data.x[6]'],
    ["UPDATE train SET city = 'rome' WHERE id = 1", 'values: tables.data.city[0]'],
    ['UPDATE train SET y = NULL WHERE id = 40', 'values: tables.data.y[39]'],
    ['DELETE FROM train WHERE id = 3', 'tables: tables.data (rows)'],
    ['ALTER TABLE train DROP COLUMN x', 'columns: tables.data.x'],
    ['ALTER TABLE train ADD COLUMN z BIGINT', 'columns: tables.data.z'],
  ])('%s', async (sql, where) => {
    const { old, now, change } = await pair();
    await change(sql);
    expect(counting(await differencesOf(old, now))).toEqual([where]);
  });

  test('rows that are the same as another are left out by the new side, and that does not count', async () => {
    const twice = csv.replace('\n2,', '\n1,Rome,0,0\n2,');
    const [before, after] = [await open({}), await open({ MDM_REFACTORING_USE_NEW_REGISTRAR: 'true' })];
    const path = before.file('twice.csv', twice);
    const [old, now] = await Promise.all(
      [before, after].map(async (world): Promise<Registration> => ({
        record: (await registered(world, { path })).record,
        backend: await world.ws.backends.of('sqlite'),
      })),
    );
    expect([old!.record, now!.record].map(({ metadata }) => metadata.statistics?.row_count)).toEqual([41, 40]);
    expect(counting(await differencesOf(old!, now!))).toEqual([]);
    await now!.backend.executeSql('cities', 'UPDATE train SET x = 77 WHERE id = 9');
    expect(counting(await differencesOf(old!, now!))).toEqual(['values: tables.data.x[8]']);
  });

  test.each<[string, Partial<Registered['record']>, string]>([
    ['another target', { target_column: 'x' }, 'detection: record.target_column'],
    ['another description', { description: 'changed' }, 'registration: record.description'],
    ['other tags', { tags: ['b'] }, 'registration: record.tags'],
    ['no table', { tables: {} }, 'layout: record.tables'],
  ])('%s', async (_, change, where) => {
    const { old, now } = await pair();
    const found = await differencesOf(old, { ...now, record: { ...now.record, ...change } });
    expect(counting(found)).toEqual([where]);
  });
});

test('every difference that is meant has a name, a reason and days', () => {
  expect(() => checkIgnores('registrar', KNOWN)).not.toThrow();
  expect(KNOWN.every(({ reason }) => reason.length > 40)).toBe(true);
});
