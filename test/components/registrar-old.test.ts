import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { problemTypeOf } from '../../plugins/legacy/src/sides/registrar/problem-type.js';
import { datasetName } from '../../plugins/legacy/src/sides/registrar/names.js';
import { readDelimited } from '../../plugins/legacy/src/index.js';
import type { Frame } from '../../plugins/legacy/src/frame.js';
import { openRepository } from '../../src/datasets/repository.js';
import type { RegisterOptions } from '../../src/datasets/registration/context.js';
import type { Registered } from '../../src/datasets/registration/context.js';
import { data, readGolden, root } from '../migration/goldens.js';
import { writeExcel } from '../acceptance/files.js';
import { registrarWorld, type RegistrarWorld } from './registrar-world.js';

let world: RegistrarWorld;
const opened: RegistrarWorld[] = [];
const open = async (settings: Readonly<Record<string, string>> = {}): Promise<RegistrarWorld> => {
  world = await registrarWorld({ MDM_MONITORING_ENABLED: 'false', ...settings });
  opened.push(world);
  return world;
};
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

const find = (name: string) => openRepository(world.ws.config).find(name);

describe('what MDM 1.0.6 registered, the golden files of its runs', () => {
  const GOLDEN: readonly (readonly [golden: string, path: string, options: RegisterOptions, settings: Readonly<Record<string, string>>])[] =
    [
      ['penguins', join(root, 'examples/penguins.csv'), { target: 'species' }, {}],
      ['wine', join(data, 'wine'), {}, {}],
      ['mdm_sample', join(data, 'mdm_sample'), {}, {}],
      ['seattle_weather', join(data, 'seattle_weather.csv'), { target: 'weather' }, {}],
    ];
  test.each(GOLDEN)('%s: ids, target, tables and feature columns', async (name, path, options, settings) => {
    await open(settings);
    const golden = readGolden(name);
    const { record } = await world.register(name, { ...options, path });
    expect(record).toMatchObject({ id_columns: golden.ids, target_column: golden.target });
    expect(record.tables).toEqual(Object.fromEntries(golden.tables.map(({ table }) => [table, table])));
    const backend = await world.ws.backends.of('sqlite');
    for (const { table, rows, columns, originals } of golden.tables) {
      const raw = await backend.table(name, table);
      const features = await backend.table(name, record.feature_tables[table]!);
      expect([features.rows, features.columns.map((column) => column.name)]).toEqual([rows, Object.keys(columns)]);
      expect([raw.rows, raw.columns.map((column) => column.name)]).toEqual([rows, Object.keys(columns).slice(0, originals)]);
    }
  });

  test('a later chunk with a column that the first lacks leaves the rows so far in a table that is not named', async () => {
    await open({ MDM_PERFORMANCE_BATCH_SIZE: '500' });
    const { record, warnings, features } = await world.register('weather', { path: join(data, 'seattle_weather.csv'), target: 'weather' });
    expect(record.feature_tables).toEqual({});
    expect(features?.features).toBe(0);
    expect(warnings).toContainEqual(expect.stringMatching(/features of data failed.*MDM 1\.0\.6/));
    const backend = await world.ws.backends.of('sqlite');
    expect((await backend.table('weather', 'data_features')).rows).toBe(500);
    expect((await backend.table('weather', 'data')).rows).toBe(1461);
  });
});

describe('names', () => {
  test.each([
    ['Iris', 'iris'],
    ['my-data_2', 'my_data_2'],
    ['größe', 'größe'],
    ['n'.repeat(100), 'n'.repeat(100)],
  ])('%s becomes %s', (given, name) => expect(datasetName(given)).toBe(name));
  test.each(['', 'a b', 'a/b', 'a.b', 'n'.repeat(101)])('%j is refused', (given) => expect(() => datasetName(given)).toThrow(/name/));
});

describe('the problem type', () => {
  const frame = (name: string, values: readonly (number | string | null)[]): Frame => ({
    rows: values.length,
    columns: [
      values.some((value) => typeof value === 'string')
        ? { name, dtype: 'object', values: values as readonly (string | null)[] }
        : { name, dtype: 'float64', values: Float64Array.from(values, (value) => (value === null ? NaN : Number(value))) },
    ],
  });
  const many = (count: number, of: (i: number) => number | string | null) => Array.from({ length: count }, (_, i) => of(i));
  test.each([
    ['price', many(10, (i) => i % 2), 'regression'],
    ['image', many(10, (i) => `k${i % 2}`), 'regression'],
    ['stage', many(10, (i) => i % 2), 'regression'],
    ['y', many(10, (i) => i % 2), 'binary_classification'],
    ['y', many(10, (i) => (i % 2 ? 'yes' : 'no')), 'binary_classification'],
    ['y', many(100, (i) => i % 5), 'multiclass_classification'],
    ['y', many(10, (i) => i % 5), 'multiclass_classification'],
    ['y', many(100, (i) => i + 0.5), 'regression'],
    ['y', many(100, (i) => i), 'regression'],
    ['y', many(100, () => 1), 'multiclass_classification'],
    ['y', many(15, (i) => `k${i}`), 'multiclass_classification'],
    ['y', many(100, (i) => `k${i}`), null],
    ['y', many(10, () => null), null],
    ['is_good', many(10, () => null), 'multiclass_classification'],
  ])('of %s', (name, values, type) => expect(problemTypeOf(frame(name, values), name)).toBe(type));

  test('is told from the target of a file', () =>
    expect(problemTypeOf(readDelimited(join(data, 'acceptance/iris.csv')), 'species')).toBe('multiclass_classification'));
});

describe('what the original lost, and says now', () => {
  const csv = 'id,x,y\n1,2,a\n2,3,b\n3,4,a\n';
  test('force removes the dataset before the new one is complete', async () => {
    await open();
    const path = world.file('a.csv', csv);
    await world.register('a', { path });
    await expect(world.register('a', { path })).rejects.toMatchObject({ code: 'exists' });
    expect(await find('a')).toBeDefined();
    const again = await world.register('a', { path, force: true });
    expect(again.replaced).toBe(true);
    expect(again.warnings).toContainEqual(expect.stringMatching(/removed before the new one is registered/));
    await expect(world.register('a', { path, force: true, target: 'none' })).rejects.toMatchObject({ code: 'unknown-column' });
    expect(await find('a')).toBeUndefined();
  });

  test('the new side keeps the dataset in that case', async () => {
    await open({ MDM_REFACTORING_USE_NEW_REGISTRAR: 'true' });
    const path = world.file('a.csv', `x,y\n${Array.from({ length: 30 }, (_, i) => `${i},${i * i}`).join('\n')}\n`);
    await world.register('a', { path, features: false });
    await expect(world.register('a', { path, force: true, target: 'none' })).rejects.toMatchObject({ code: 'unknown-column' });
    expect(await find('a')).toBeDefined();
  });

  test('a failure after loading leaves the database, which the next registration takes over', async () => {
    await open();
    const path = world.file('a.csv', csv);
    await expect(world.register('a', { path, problemType: 'ranking' })).rejects.toMatchObject({ code: 'usage' });
    expect(existsSync(join(world.home, 'datasets/a'))).toBe(true);
    expect(await find('a')).toBeUndefined();
    const { record } = await world.register('a', { path });
    expect(record.metadata.statistics?.row_count).toBe(3);
    expect(await world.rows('data', 'a')).toHaveLength(3);
  });

  test.each<[string, RegisterOptions]>([
    ['--no-auto', { auto: false }],
    ['--stratify-column', { stratifyColumn: 'y' }],
    ['--ignore-columns', { ignoreColumns: ['x'] }],
    ['--dry-run', { dryRun: true }],
    ['--sheet', { sheet: 'one' }],
  ])('%s is refused before anything is written', async (flag, options) => {
    await open();
    const path = world.file('a.csv', csv);
    await expect(world.register('a', { path, ...options })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(flag),
    });
    expect(existsSync(join(world.home, 'datasets/a'))).toBe(false);
  });

  test('ids are told by their names, and --id-columns is ignored with a warning', async () => {
    await open();
    const path = world.file('a.csv', 'key,malic_acid,x\n1,2,3\n2,3,4\n');
    const { record, warnings } = await world.register('a', { path, idColumns: ['x'] });
    expect(record.id_columns).toEqual(['key', 'malic_acid']);
    expect(warnings).toContainEqual(expect.stringContaining('--id-columns'));
  });

  test('what a Kaggle folder predicts is the second of two headers when both are called like ids', async () => {
    await open();
    const kaggle = (folder: string, submission: string): string => {
      world.file(`${folder}/train.csv`, `Id,x,Paid\n${Array.from({ length: 20 }, (_, i) => `${i},${i * 2},${i % 2}`).join('\n')}\n`);
      return join(world.file(`${folder}/sample_submission.csv`, submission), '..');
    };
    const { record, structure } = await world.register('k', { path: kaggle('k', 'Id,Paid\n1,0\n'), features: false });
    expect([structure, record.target_column, record.problem_type]).toEqual(['kaggle', 'Paid', 'binary_classification']);
    const without = await world.register('w', { path: kaggle('w', 'Id\n1\n'), features: false });
    expect([without.structure, without.record.target_column]).toEqual(['kaggle', null]);
  });

  test('the statistics have the time of the zone, and the record that of UTC', async () => {
    await open();
    const { record } = await world.register('a', { path: world.file('a.csv', csv), features: false });
    const at = record.metadata.statistics!.computed_at;
    expect(at).toMatch(/^[\d-]{10}T[\d:]{8}\.\d{3}$/);
    expect(new Date(at).getTime()).toBe(new Date(record.registered_at).getTime());
  });

  test('a submission whose first column test lacks is a warning', async () => {
    await open();
    for (const [name, text] of [
      ['train', 'id,x,y\n1,2,0\n2,3,1\n'],
      ['test', 'x\n1\n2\n'],
      ['sample_submission', 'id,y\n3,0\n4,0\n'],
    ] as const)
      world.file(`k/${name}.csv`, text);
    const { record, warnings, structure } = await world.register('k', { path: join(world.file('k/readme.txt', ''), '..') });
    expect([structure, record.target_column]).toEqual(['kaggle', 'y']);
    expect(warnings).toContainEqual(expect.stringContaining('sample_submission'));
  });
});

test('how far a load is counts rows of all tables, with their rate and the seconds left', async () => {
  await open({ MDM_PERFORMANCE_BATCH_SIZE: '100' });
  const rows = (count: number): string => `x,y\n${Array.from({ length: count }, (_, i) => `${i},${i % 3}`).join('\n')}\n`;
  world.file('d/test.csv', rows(200));
  const path = join(world.file('d/train.csv', rows(300)), '..');
  const told: { number: number; share?: number; rows?: number; detail?: string }[] = [];
  const onStep: RegisterOptions['onStep'] = (event) => void (event.kind === 'progress' && told.push(event));
  await world.register('d', { path, target: 'y', features: false, onStep });
  expect(told.map(({ number, share, rows: done }) => [number, share, done])).toEqual([1, 2, 3, 4, 5].map((n) => [7, n / 5, n * 100]));
  expect(told[0]?.detail).toMatch(/^train: 100 rows, [\d,]+ rows\/s, about \d+ s left$/);
  expect(told[4]?.detail).toMatch(/^test: 200 rows, [\d,]+ rows\/s$/);
});

test('the first sheet of an Excel file is a table, its days are times, and the other sheets are named', async () => {
  await open({ MDM_DATABASE_DEFAULT_BACKEND: 'duckdb' });
  const day = (i: number): Date => new Date(Date.UTC(2024, 4, 1 + i));
  const path = await writeExcel(join(world.file('x', ''), '../book.xlsx'), {
    First: [1, 2, 3].map((n) => ({ n, day: day(n), word: `w${n}` })),
    Second: [{ m: 1 }],
  });
  const { record, columns, warnings } = await world.register('book', { path, features: false });
  expect(record.tables).toEqual({ data: 'data' });
  expect(columns.map(({ name, type }) => [name, type])).toEqual([
    ['n', 'numeric'],
    ['day', 'datetime'],
    ['word', 'categorical'],
  ]);
  expect(await world.rows('data', 'book')).toMatchObject([1, 2, 3].map((n) => ({ word: `w${n}`, day: day(n).getTime() })));
  expect(warnings).toEqual([expect.stringContaining('not read: "Second"')]);
});

test('without a target it is said how to give one', async () => {
  await open();
  const { notes } = await world.register('a', { path: world.file('a.csv', 'x,y\n1,2\n2,3\n'), features: false });
  expect(notes).toContainEqual(expect.stringMatching(/No target.*mdm dataset update a --target/));
});

test('the steps are told in their order, and the note says why the old side registered', async () => {
  await open();
  const steps: string[] = [];
  const path = world.file('a.csv', 'x,y\n1,2\n2,3\n');
  const onStep: RegisterOptions['onStep'] = ({ kind, number, name }) => void (kind === 'start' && steps.push(`${number} ${name}`));
  const made: Registered = await world.register('a', { path, target: 'y', onStep });
  expect(steps).toEqual([
    '1 validate name',
    '2 check existence',
    '3 validate path',
    '4 detect structure',
    '5 discover files',
    '6 create storage',
    '7 load files',
    '8 detect types',
    '9 detect ids',
    '10 detect target',
    '10 generate features',
    '11 make record',
    '12 save configuration',
  ]);
  expect(made.notes).toEqual([expect.stringMatching(/MDM 1\.0\.6.*use_new_registrar is false/)]);
});
