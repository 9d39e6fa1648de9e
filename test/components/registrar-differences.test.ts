import { join } from 'node:path';
import fc from 'fast-check';
import { differencesOf, type Registration, type RegistrationDifference } from '../../src/components/registrar/difference.js';
import { casesOf, judgedOf } from '../../src/components/registrar/judge.js';
import { KNOWN, knownAs } from '../../src/components/registrar/known.js';
import { unlikeValues, type CommonColumn, type WalkOptions } from '../../src/components/registrar/values.js';
import type { DatasetRecord } from '../../src/datasets/record.js';
import { removeDataset } from '../../src/datasets/remove.js';
import { MdmError } from '../../src/errors.js';
import type { ColumnType } from '../../src/storage/backend.js';
import { data } from '../migration/goldens.js';
import { csvText, tables, type TextTable } from '../migration/random-tables.js';
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

/** What counts of differences. */
const counting = (found: readonly RegistrationDifference[]): readonly string[] =>
  casesOf(found).flatMap((one) =>
    one.differences.flatMap(({ path, ignoredBy }) => (ignoredBy === undefined ? [`${one.case}: ${path}`] : [])),
  );

describe('what differs is found', () => {
  let old: Registration;
  let now: Registration;
  const kept: RegistrarWorld[] = [];
  beforeAll(async () => {
    const [before, after] = [await open({}), await open({ MDM_REFACTORING_USE_NEW_REGISTRAR: 'true' })];
    kept.push(...worlds.splice(0));
    const path = before.file('cities.csv', csv);
    const of = async (world: RegistrarWorld): Promise<Registration> => ({
      record: (await registered(world, { path })).record,
      backend: await world.ws.backends.of('sqlite'),
    });
    [old, now] = [await of(before), await of(after)];
  });
  afterAll(async () => {
    for (const world of kept) await world.close();
  });

  test('nothing that counts by itself', async () => {
    const cases = casesOf(await differencesOf(old, now));
    expect(counting(await differencesOf(old, now))).toEqual([]);
    expect(judgedOf(cases, 'old').verdict).toBe('ignored');
  });

  test.each([
    ['UPDATE changed SET x = x + 1 WHERE id = 7', 'values: tables.data.x[6]'],
    ["UPDATE changed SET city = 'rome' WHERE id = 1", 'values: tables.data.city[0]'],
    ['UPDATE changed SET y = NULL WHERE id = 40', 'values: tables.data.y[39]'],
    ['DELETE FROM changed WHERE id = 3', 'tables: tables.data (rows)'],
    ['ALTER TABLE changed DROP COLUMN x', 'columns: tables.data.x'],
    ['ALTER TABLE changed ADD COLUMN z BIGINT', 'columns: tables.data.z'],
  ])('%s', async (sql, where) => {
    for (const one of ['DROP TABLE IF EXISTS changed', 'CREATE TABLE changed AS SELECT * FROM train', sql])
      await now.backend.executeSql('cities', one);
    const changed = { ...now, record: { ...now.record, tables: { train: 'changed' } } };
    expect(counting(await differencesOf(old, changed))).toEqual([where]);
  });

  test('rows that are the same as another are left out by the new side, and that does not count', async () => {
    const twice = csv.replace('\n2,', '\n1,Rome,0,0\n2,');
    const [before, after] = [await open({}), await open({ MDM_REFACTORING_USE_NEW_REGISTRAR: 'true' })];
    const path = before.file('twice.csv', twice);
    const [first, second] = await Promise.all(
      [before, after].map(async (world): Promise<Registration> => ({
        record: (await registered(world, { path })).record,
        backend: await world.ws.backends.of('sqlite'),
      })),
    );
    expect([first!.record, second!.record].map(({ metadata }) => metadata.statistics?.row_count)).toEqual([41, 40]);
    expect(counting(await differencesOf(first!, second!))).toEqual([]);
    await second!.backend.executeSql('cities', 'UPDATE train SET x = 77 WHERE id = 9');
    expect(counting(await differencesOf(first!, second!))).toEqual(['values: tables.data.x[8]']);
  });

  test.each<[string, Partial<Registered['record']>, string]>([
    ['another target', { target_column: 'x' }, 'detection: record.target_column'],
    ['another description', { description: 'changed' }, 'registration: record.description'],
    ['other tags', { tags: ['b'] }, 'registration: record.tags'],
    ['no table', { tables: {} }, 'layout: record.tables'],
  ])('%s', async (_, change, where) => {
    const found = await differencesOf(old, { ...now, record: { ...now.record, ...change } });
    expect(counting(found)).toEqual([where]);
  });
});

describe('both sides agree', () => {
  /** Registers a source by both sides on a backend; what counts of the differences. */
  const both = async (
    backend: 'sqlite' | 'duckdb',
    source: (world: RegistrarWorld) => string,
    options: object,
  ): Promise<readonly string[]> => {
    const settings = { MDM_DATABASE_DEFAULT_BACKEND: backend };
    const [before, after] = [await open(settings), await open({ ...settings, MDM_REFACTORING_USE_NEW_REGISTRAR: 'true' })];
    const path = source(before);
    const [old, now] = [await before.register('both', { path, ...options }), await after.register('both', { path, ...options })];
    const at = async ({ ws }: RegistrarWorld, { record }: Registered): Promise<Registration> => ({
      record,
      backend: await ws.backends.of(backend),
    });
    return counting(await differencesOf(await at(before, old), await at(after, now)));
  };
  const rows = (count: number, row: (i: number) => string): string => Array.from({ length: count }, (_, i) => row(i)).join('\n');

  test('on a Kaggle folder, on DuckDB', async () => {
    expect(await both('duckdb', () => join(data, 'mdm_sample'), { features: false })).toEqual([]);
  });

  test('on several tables without roles, with features', async () => {
    const source = (world: RegistrarWorld): string => {
      world.file('shop/customers.csv', `customer_id,town\n${rows(12, (i) => `${i},${['Oslo', 'Rome', 'Bern'][i % 3]}`)}\n`);
      return join(
        world.file('shop/orders.csv', `order_id,amount,day\n${rows(30, (i) => `${i},${(i * 7) % 11}.5,2024-01-${10 + (i % 19)}`)}\n`),
        '..',
      );
    };
    expect(await both('sqlite', source, { features: true })).toEqual([]);
  });

  test('on a series in time, whose column and problem type only the new side finds', async () => {
    const source = (world: RegistrarWorld): string =>
      world.file('days.csv', `day,x\n${rows(28, (i) => `2024-02-${String(i + 1).padStart(2, '0')},${(i * 5) % 17}`)}\n`);
    expect(await both('sqlite', source, { features: false })).toEqual([]);
  });

  test('on 50,000 rows', async () => {
    const source = (world: RegistrarWorld): string =>
      world.file(
        'many.csv',
        `id,x,town,seen\n${rows(50_000, (i) => `${i},${(i * 31) % 977}.25,t${i % 40},${i % 7 === 0 ? '' : i % 3}`)}\n`,
      );
    expect(await both('sqlite', source, { features: false })).toEqual([]);
  });
});

/** Tables by a fixed seed. MDM_RANDOM_TABLES=500 makes as many, MDM_SEED by another one. */
const RUNS = Number(process.env['MDM_RANDOM_TABLES'] ?? 8);
const SEED = Number(process.env['MDM_SEED'] ?? 11);

test('random tables are registered alike by both sides', async () => {
  const pair = [await open({}), await open({ MDM_REFACTORING_USE_NEW_REGISTRAR: 'true' })];
  // Infinities and this spelling are no values to the new reader, so that other rows are duplicates.
  const finite = (table: TextTable): TextTable => ({
    ...table,
    rows: table.rows.map((row) => row.map((cell) => (cell !== null && /^-?(inf(inity)?|nan)$/i.test(cell) ? null : cell))),
  });
  const made = async (world: RegistrarWorld, path: string, target: string | undefined): Promise<Registration | undefined> => {
    try {
      const { record } = await world.register('random', { path, features: false, ...(target === undefined ? {} : { target }) });
      return { record, backend: await world.ws.backends.of('sqlite') };
    } catch (error) {
      if (error instanceof MdmError) return undefined;
      throw error;
    }
  };
  const seen = { compared: 0 };
  await fc.assert(
    fc.asyncProperty(tables, async (table) => {
      const path = pair[0]!.file('random.csv', csvText(finite(table)));
      const [old, now] = [await made(pair[0]!, path, table.target), await made(pair[1]!, path, table.target)];
      if (old && now) {
        seen.compared++;
        expect(counting(await differencesOf(old, now))).toEqual([]);
      }
      for (const world of pair) await removeDataset(world.ws, 'random').catch(() => undefined);
    }),
    { numRuns: RUNS, seed: SEED },
  );
  expect(seen.compared).toBeGreaterThan(RUNS / 2);
});

describe('values', () => {
  type Cell = null | boolean | number | bigint | string;
  async function* rowsOf(cells: readonly Cell[]) {
    for (const cell of cells) yield [cell] as const;
  }
  const walk = async (
    types: readonly [ColumnType, ColumnType],
    old: readonly Cell[],
    now: readonly Cell[],
    options: Partial<WalkOptions> = {},
  ) => {
    const columns: CommonColumn[] = [{ name: 'c', types }];
    const found = await unlikeValues(columns, rowsOf(old), rowsOf(now), { features: false, lost: 0, ...options });
    return found.map(({ row, only }) => (only === undefined ? row : `${row} ${only}`));
  };

  test.each<[string, string, string, boolean]>([
    ['ISO', '2024-03-04', '2024-03-04 00:00:00', true],
    ['ISO with another day', '2024-03-04', '2024-04-03 00:00:00', false],
    ['ISO with another time', '2024-03-04 10:00:00', '2024-03-04 11:00:00', false],
    ['day first', '25/03/2024', '2024-03-25 00:00:00', true],
    ['month first', '03/25/2024', '2024-03-25 00:00:00', true],
    ['two digits of a year', '25.03.24', '2024-03-25 00:00:00', true],
    ['another year', '25/03/2023', '2024-03-25 00:00:00', false],
    ['another time', '25/03/2024 10:00:00', '2024-03-25 11:00:00', false],
    ['words, which are not read here', '25 March 2024', '2024-03-25 00:00:00', true],
  ])('a date that is text and time: %s', async (_, text, time, same) => {
    expect(await walk(['text', 'timestamp'], [text], [time])).toEqual(same ? [] : [0]);
  });

  test('days and months are not swapped within a column', async () => {
    const texts = ['25/03/2024', '04/03/2024'];
    expect(await walk(['text', 'date'], texts, ['2024-03-25', '2024-03-04'])).toEqual([]);
    expect(await walk(['text', 'date'], texts, ['2024-03-25', '2024-04-03'])).toEqual([1]);
  });

  test.each<[string, readonly [ColumnType, ColumnType], Cell, Cell, boolean, readonly (number | string)[]]>([
    ['null is not 0', ['double', 'double'], null, 0, false, [0]],
    ['0 is not null', ['double', 'double'], 0, null, false, [0]],
    ['digits', ['double', 'double'], 1, 1 + 4e-15, false, ['0 digits']],
    ['more than digits', ['double', 'double'], 1, 1 + 1e-12, false, [0]],
    ['infinity', ['double', 'double'], Infinity, null, false, ['0 infinite']],
    ['a spelling of none', ['text', 'text'], null, '-nan', false, ['0 spelled']],
    ['another text than none', ['text', 'text'], null, 'none', false, [0]],
    ['many digits', ['text', 'double'], '18446744073709551616', 18446744073709552000, false, []],
    ['other digits', ['text', 'double'], '18446744073709551616', 1, false, [0]],
    ['a feature that is missing', ['int64', 'double'], 0n, null, true, ['0 missing']],
    ['a feature that is lost', ['double', 'double'], 1, null, true, [0]],
    ['a flag', ['boolean', 'int64'], true, 1n, true, []],
    ['another flag', ['boolean', 'int64'], true, 0n, true, [0]],
  ])('%s', async (_, types, old, now, features, found) => {
    expect(await walk(types, [old], [now], { features })).toEqual(found);
  });

  test('rows that the new side lost are passed over, as many as they are', async () => {
    const texts = ['text', 'text'] as const;
    expect(await walk(texts, ['a', 'a', 'b', 'a', 'c'], ['a', 'b', 'c'], { lost: 2 })).toEqual([]);
    expect(await walk(texts, ['a', 'b', 'b', 'c'], ['a', 'b', 'x'], { lost: 1 })).toEqual([2]);
    expect(await walk(texts, ['a', 'b', 'c', 'c'], ['x', 'b', 'c'], { lost: 1 })).toEqual([0]);
  });

  test('what takes too long is given up', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(walk(['text', 'text'], ['a'], ['a'], { signal })).rejects.toThrow('too late');
  });
});

describe('what is meant, and what is not', () => {
  const record = (change: object): DatasetRecord =>
    ({
      problem_type: null,
      target_column: null,
      id_columns: [],
      time_column: null,
      group_column: null,
      tables: { train: 'train' },
      feature_tables: {},
      metadata: { datetime_columns: [], statistics: { row_count: 100 } },
      ...change,
    }) as unknown as DatasetRecord;
  const dated = (...datetime_columns: string[]): object => ({ metadata: { datetime_columns, statistics: { row_count: 100 } } });
  const types = new Map<string, ColumnType>([
    ['day', 'timestamp'],
    ['paid', 'int64'],
    ['user_id', 'int64'],
    ['stage', 'int64'],
    ['y', 'int64'],
    ['score_id', 'double'],
  ]);
  const binary = { known: 100, distinct: 2 };
  const goal = (problem_type: string | null, target_column = 'y'): object => ({ problem_type, target_column });

  test.each<[path: string, old: object, now: object, meant: boolean, more?: object]>([
    ['record.id_columns', { id_columns: ['user_id', 'paid'] }, { id_columns: ['user_id'] }, true],
    ['record.id_columns', { id_columns: ['user_id', 'score_id'] }, { id_columns: ['user_id'] }, true],
    ['record.id_columns', { id_columns: ['user_id'] }, { id_columns: [] }, false],
    ['record.id_columns', { id_columns: [] }, { id_columns: ['stage'] }, false],
    ['record.problem_type', goal('regression', 'stage'), goal('binary_classification', 'stage'), true],
    ['record.problem_type', goal('binary_classification'), goal('regression'), false],
    ['record.problem_type', goal('binary_classification'), goal(null), false],
    ['record.problem_type', goal('binary_classification'), goal(null), true, { target: { known: 100, distinct: 1 } }],
    ['record.problem_type', goal('multiclass_classification'), goal('regression'), true, { target: { known: 20, distinct: 15 } }],
    ['record.problem_type', goal('multiclass_classification'), goal('regression'), false, { target: { known: 100, distinct: 5 } }],
    ['record.problem_type', goal(null), { ...goal('time_series'), time_column: 'day' }, true],
    ['record.problem_type', goal(null), goal('time_series'), false],
    ['record.time_column', {}, { time_column: 'day' }, true],
    ['record.time_column', {}, { time_column: 'y' }, false],
    ['record.time_column', { time_column: 'day' }, {}, false],
    ['record.metadata.datetime_columns', dated('note'), dated(), true],
    ['record.metadata.datetime_columns', dated('day'), dated(), false],
    ['record.metadata.datetime_columns', dated('note'), dated(), false, { datesMissed: ['note'] }],
    ['record.feature_tables', { feature_tables: { data: 'a' } }, { feature_tables: { train: 'a' } }, true],
    ['record.feature_tables', { feature_tables: { train: 'a', sample_submission: 'b' } }, { feature_tables: { train: 'a' } }, true],
    ['record.feature_tables', { feature_tables: { train: 'a', test: 'b' } }, { feature_tables: { train: 'a' } }, false],
    ['record.feature_tables', { feature_tables: { orders: 'a', customers: 'b' } }, { feature_tables: { orders: 'a' } }, true],
    ['record.feature_tables', { feature_tables: { orders: 'a' } }, {}, false],
  ])('%s: %j, %j', (path, old, now, meant, more = {}) => {
    const facts = { old: record(old), now: record(now), types, target: binary, datesMissed: [], ...more };
    expect(knownAs({ case: 'detection', path, old: '', new: '', facts }) !== undefined).toBe(meant);
  });

  test.each<[path: string, column: string, fitted: boolean, meant: boolean]>([
    ['features.test.x_zscore[0]', 'x_zscore', false, true],
    ['features.train.x_zscore[0]', 'x_zscore', true, false],
    ['features.train.x_is_outlier[0]', 'x_is_outlier', true, true],
    ['features.test.x_log[0]', 'x_log', false, false],
    ['features.train.x_log[0] (digits)', 'x_log', true, true],
  ])('%s', (path, column, fitted, meant) => {
    expect(knownAs({ case: 'features', path, old: '1', new: '2', feature: { column, fitted } }) !== undefined).toBe(meant);
  });

  test.each([
    ['features.train (rows)', '40', '39'],
    ['features.train (made)', '40', '0'],
    ['record.target_column', 'null', '"y"'],
    ['record.metadata.statistics.memory_size_bytes', '400', 'nothing'],
  ])('%s: %s, %s counts', (path, old, now) => {
    expect(knownAs({ case: 'features', path, old, new: now })).toBeUndefined();
  });
});

test('every difference that is meant has a name, a reason and days', () => {
  expect(() => checkIgnores('registrar', KNOWN)).not.toThrow();
  expect(KNOWN.every(({ reason }) => reason.length > 40)).toBe(true);
});
