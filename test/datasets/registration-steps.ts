import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newRegistration } from '../../src/datasets/registration/register.js';
import { resumeRegistration } from '../../src/datasets/registration/resume.js';
import { registrationFailure } from '../../src/datasets/registration/run.js';
import type { StepEvent } from '../../src/datasets/registration/step.js';
import { steps } from '../../src/datasets/registration/steps/index.js';
import { examineHome, mend } from '../../src/datasets/doctor.js';
import { datasetStatistics } from '../../src/datasets/statistics/statistics.js';
import { openDataset } from '../../src/datasets/open.js';
import { RECORD_KEY, updateDataset } from '../../src/datasets/update.js';
import { openRepository } from '../../src/datasets/repository.js';
import { closeInput } from '../../src/datasets/registration/input.js';
import { crashIn, failingAfter, people, registrationWorld, type RegistrationWorld, type Settings } from './registration-world.js';

/** The steps of a registration in their order. */
const ORDER = [
  'validate name',
  'check existence',
  'validate path',
  'detect structure',
  'discover files',
  'detect id and target',
  'create storage',
  'load files',
  'detect types',
  'generate features',
  'compute statistics',
  'save configuration',
];
const NUMBERS = steps.map(({ number }) => number);

/** What registration promises, on one backend. `stores` lists what the backend itself has. */
/** `kills`: at the begin and at the end of each step, or at one of the two in turn. */
export function describeRegistration(settings: () => Settings, kills: 'all' | 'half' = 'half'): void {
  let world: RegistrationWorld;
  let path: string;
  beforeEach(async () => {
    world = await registrationWorld(settings());
    path = world.file('people.csv', people());
  });
  afterEach(async () => {
    for (const store of await stores()) await (await backend()).dropDataset(store);
    await world.close();
  });
  const backend = () => world.ws.backends.of(world.ws.config.get('database.default_backend'));
  const stores = async (): Promise<readonly string[]> => (await backend()).datasets();

  it('goes through twelve steps, and tells of each', async () => {
    const events: StepEvent[] = [];
    const { record, tables, features } = await world.register('people', {
      path,
      target: 'y',
      onStep: (event) => void (event.kind === 'progress' || events.push(event)),
    });
    expect(events).toEqual(
      ORDER.flatMap((name, i) => [
        { kind: 'start', number: i + 1, name },
        { kind: 'complete', number: i + 1, name, seconds: expect.any(Number) },
      ]),
    );
    expect(events.every(({ seconds = 0 }) => seconds >= 0)).toBe(true);
    expect(record).toMatchObject({
      name: 'people',
      target_column: 'y',
      problem_type: 'binary_classification',
      id_columns: ['id'],
      tables: { train: 'train' },
      feature_tables: { train: 'train_features' },
    });
    expect(tables).toMatchObject([{ role: 'train', table: 'train', rows: 30 }]);
    expect(features!.features).toBeGreaterThan(5);
    expect(await openRepository(world.ws.config).get('people')).toEqual(record);
    expect(await (await backend()).getMetadata('people', RECORD_KEY)).toEqual(JSON.parse(JSON.stringify(record)));
    expect((await world.rows('people', 'train')).map((row) => Number(row['id']))).toEqual(Array.from({ length: 30 }, (_, i) => i));
  });

  it.each(NUMBERS)('leaves nothing when step %i fails, and can be run at once after it', async (number) => {
    const before = world.snapshot();
    const events: StepEvent[] = [];
    const onStep = (event: StepEvent): void => void (event.kind === 'fail' && events.push(event));
    const failed = await world.register('people', { path, target: 'y', onStep }, failingAfter(number)).catch((error: unknown) => error);
    expect(failed).toMatchObject({ message: `injected into step ${number}` });
    const failure = registrationFailure(failed)!;
    expect(failure.number).toBe(number);
    const event = { kind: 'fail', number, name: ORDER[number - 1], seconds: expect.any(Number), error: `injected into step ${number}` };
    expect(events).toEqual([event]);
    expect(failure.undone.map((one) => one.number)).toEqual(NUMBERS.slice(0, number).reverse());
    expect(failure.undone.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(world.snapshot()).toEqual(before);
    expect(await stores()).toEqual([]);
    await world.register('people', { path, target: 'y', features: false, analysis: false });
    expect(await stores()).toEqual(['people']);
  });

  it.each(NUMBERS)('keeps the dataset that is replaced when step %i fails', async (number) => {
    await world.register('people', { path, target: 'y', features: false, analysis: false });
    await world.reopen();
    const before = world.snapshot();
    const rows = await world.rows('people', 'train');
    await world.reopen();
    const other = world.file('other.csv', people(100));
    const again = world.register('people', { path: other, target: 'y', force: true }, failingAfter(number));
    await expect(again).rejects.toThrow(`injected into step ${number}`);
    await world.reopen();
    expect(world.snapshot()).toEqual(before);
    expect(await stores()).toEqual(['people']);
    expect(await world.rows('people', 'train')).toEqual(rows);
  });

  it('replaces with --force and keeps one store', async () => {
    const { record } = await world.register('people', { path, features: false, analysis: false });
    await expect(world.register('People', { path })).rejects.toMatchObject({ code: 'exists' });
    const other = world.file('other.csv', people(100));
    const again = await world.register('People', { path: other, force: true, features: false, analysis: false });
    expect(again.record.database.store).toBe('people~2');
    expect(again.record.registered_at > record.registered_at).toBe(true);
    expect(await stores()).toEqual(['people~2']);
    expect(Number((await world.rows('people~2', 'train'))[0]!['id'])).toBe(100);
    expect(Object.keys(world.snapshot()).filter((one) => /^datasets\/[^/]+\/$/.test(one))).toEqual(['datasets/people~2/']);
  });

  it('knows what migrations left also when the dataset is replaced', async () => {
    const { record } = await world.register('people', { path, features: false, analysis: false });
    const kept = [{ backend: 'duckdb', store: 'people~7', since: record.registered_at }];
    await openRepository(world.ws.config).save({ ...record, metadata: { ...record.metadata, kept_stores: kept } });
    const again = await world.register('people', { path, force: true, features: false, analysis: false });
    expect(again.record.metadata['kept_stores']).toEqual(kept);
    expect((await openRepository(world.ws.config).get('people')).metadata['kept_stores']).toEqual(kept);
  });

  it('leaves a store alone that another made meanwhile', async () => {
    const own = steps.map((step) =>
      step.number !== 6
        ? step
        : {
            ...step,
            execute: async (context: ReturnType<typeof newRegistration>) => {
              await step.execute(context);
              await (await backend()).createDataset('people');
            },
          },
    );
    await expect(world.register('people', { path }, own)).rejects.toMatchObject({ code: 'exists' });
    expect(await stores()).toEqual(['people']);
    expect(Object.keys(world.snapshot()).filter((one) => one.endsWith('journal.json'))).toEqual([]);
  });

  it('counts rows as the statistics do', async () => {
    world.file('shop/customers.csv', people());
    world.file('shop/orders.csv', people(100));
    world.file('shop/sample_submission.csv', 'id,y\n1,0\n');
    const { record } = await world.register('shop', { path: join(world.folder, 'shop'), features: false });
    expect(record.metadata.statistics?.row_count).toBe(60);
    expect((await datasetStatistics(world.ws, await openDataset(world.ws, 'shop'))).row_count).toBe(60);
  });

  it('learns from the table that has the target', async () => {
    world.file('shop/customers.csv', `name,town\n${Array.from({ length: 12 }, (_, i) => `n${i},t${i % 3}`).join('\n')}\n`);
    world.file('shop/orders.csv', people());
    const { record, features } = await world.register('shop', { path: join(world.folder, 'shop'), target: 'y' });
    expect(Object.keys(record.tables)).toEqual(['orders', 'customers']);
    expect(record.feature_tables).toEqual({ orders: 'orders_features' });
    expect(features!.features).toBeGreaterThan(5);
    expect(Object.keys((await openRepository(world.ws.config).get('shop')).tables)).toEqual(['orders', 'customers']);
  });

  it('takes a column for what it is in the table to learn from', async () => {
    const rows = (value: (i: number) => unknown): string => Array.from({ length: 12 }, (_, i) => `${i},${String(value(i))}`).join('\n');
    const day = (i: number): string => `2024-01-${String(i + 1).padStart(2, '0')}`;
    world.file('numbers/train.csv', `k,a\n${rows((i) => (i * 7) % 11)}\n`);
    world.file('numbers/test.csv', `k,a\n${rows(day)}\n`);
    world.file('dates/train.csv', `k,a\n${rows(day)}\n`);
    world.file('dates/test.csv', `k,a\n${rows((i) => (i * 7) % 11)}\n`);
    const numbers = await world.register('numbers', { path: join(world.folder, 'numbers') });
    expect([numbers.record.metadata.datetime_columns, numbers.columns.map(({ type }) => type)]).toEqual([[], ['numeric', 'numeric']]);
    expect(numbers.features!.features).toBeGreaterThan(0);
    const dates = await world.register('dates', { path: join(world.folder, 'dates') });
    expect(dates.record.metadata.datetime_columns).toEqual(['a']);
    for (const text of [...numbers.warnings, ...dates.warnings]) expect(text).not.toContain('.parquet');
    expect(dates.warnings.join(' ')).toContain('Only train gets features: Column "a" of the table test must be timestamp');
  });

  it('refuses rows that are there twice in strict mode', async () => {
    await world.reopen({ MDM_VALIDATION_STRICT_MODE: 'true' });
    const before = world.snapshot();
    const twice = world.file('twice.csv', `${people()}${people().split('\n')[1]}\n`);
    await expect(world.register('people', { path: twice })).rejects.toMatchObject({
      code: 'validation',
      message: 'The table train has 1 duplicate row of 31.',
    });
    expect(world.snapshot()).toEqual(before);
  });

  it('tells how fast files are loaded, and how long it will take', async () => {
    await world.reopen({ MDM_PERFORMANCE_BATCH_SIZE: '100' });
    const said: string[] = [];
    await world.register('people', {
      path: world.file('many.csv', `id,x\n${Array.from({ length: 250 }, (_, i) => `${i},${i % 7}`).join('\n')}\n`),
      features: false,
      analysis: false,
      onStep: ({ kind, number, detail }) => void (kind === 'progress' && number === 8 && said.push(detail!)),
    });
    expect(said).toEqual([
      expect.stringMatching(/^train: 100 rows, [\d,]+ rows\/s, about \d+ s left$/),
      expect.stringMatching(/^train: 200 rows, [\d,]+ rows\/s, about \d+ s left$/),
      expect.stringMatching(/^train: 250 rows, [\d,]+ rows\/s$/),
    ]);
  });

  it('goes on in another folder', async () => {
    await crashIn(world.ws, 'people', { path, features: false, analysis: false }, 8, false);
    const file = join(world.home, 'datasets/people/journal.json');
    const journal = JSON.parse(readFileSync(file, 'utf8')) as { options: object };
    writeFileSync(file, JSON.stringify({ ...journal, folder: world.folder, options: { ...journal.options, path: 'people.csv' } }));
    await world.reopen();
    const { record } = await resumeRegistration(world.ws, 'people');
    expect(record.metadata['source_absolute']).toBe(path);
    expect((await world.rows('people', 'train')).length).toBe(30);
  });

  it.each([8, 10])('goes on from step %i with the dataset that is replaced as it is now', async (number) => {
    await world.register('people', { path, features: false, analysis: false });
    const other = world.file('other.csv', people(100));
    await crashIn(world.ws, 'people', { path: other, force: true, features: false, analysis: false }, number, false);
    await updateDataset(world.ws, 'people', { tags: ['new'] });
    await world.reopen();
    await expect(resumeRegistration(world.ws, 'people', {}, failingAfter(12))).rejects.toThrow('injected into step 12');
    const found = await openRepository(world.ws.config).get('people');
    expect([found.tags, found.database.store]).toEqual([['new'], 'people']);
    expect(await stores()).toEqual(['people']);
  });

  it('does every step, undoes it, and does it again', async () => {
    const context = newRegistration(world.ws, 'people', { path, target: 'y' });
    for (const step of steps) {
      await step.execute(context);
      await step.undo(context);
      await step.undo(context);
      await redo(context, step.number);
    }
    expect(await openRepository(world.ws.config).names()).toEqual(['people']);
    for (const step of [...steps].reverse()) await step.undo(context);
    expect(await stores()).toEqual([]);
    expect(await openRepository(world.ws.config).names()).toEqual([]);
    await closeInput(context);
  });
  const redo = async (context: ReturnType<typeof newRegistration>, number: number): Promise<void> => {
    await steps.find((step) => step.number === number)!.execute(context);
  };

  it('goes on undoing when an undo fails', async () => {
    const own = failingAfter(9).map((step) =>
      step.number === 8
        ? {
            ...step,
            undo: async () => {
              throw new Error('cannot undo');
            },
          }
        : step,
    );
    const failed = await world.register('people', { path }, own).catch((error: unknown) => error);
    const undone = registrationFailure(failed)!.undone;
    expect(undone.find(({ number }) => number === 8)).toMatchObject({ error: 'cannot undo' });
    expect(undone.find(({ number }) => number === 7)).toEqual({ number: 7, name: 'create storage' });
    expect(await stores()).toEqual([]);
  });

  it('is not broken by an observer that throws', async () => {
    const { record } = await world.register('people', {
      path,
      features: false,
      analysis: false,
      onStep: () => {
        throw new Error('observer');
      },
    });
    expect(record.name).toBe('people');
  });

  it.each([7, 8, 9, 10, 11])('undoes everything when it is stopped in step %i', async (number) => {
    const before = world.snapshot();
    const stop = new AbortController();
    const ws = { ...world.ws, signal: stop.signal };
    const { registerDataset } = await import('../../src/datasets/registration/register.js');
    const run = registerDataset(ws, 'people', {
      path,
      target: 'y',
      onStep: (event) => {
        if (event.kind === 'start' && event.number === number) stop.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'interrupted' });
    expect(world.snapshot()).toEqual(before);
    expect(await stores()).toEqual([]);
  });

  describe.each(
    [7, 8, 9, 10, 11, 12]
      .flatMap((number) => [false, true].map((whole) => ({ number, whole })))
      // The last step is where a dataset begins to be there.
      .filter(({ number, whole }) => kills === 'all' || number === 12 || whole === (number % 2 === 0)),
  )('killed in step $number (its work done: $whole)', ({ number, whole }) => {
    beforeEach(async () => {
      await crashIn(world.ws, 'people', { path, target: 'y' }, number, whole);
      await world.reopen();
    });

    it('is gone on with by resume', async () => {
      const { record, tables } = await resumeRegistration(world.ws, 'people');
      expect(record).toMatchObject({ name: 'people', target_column: 'y', feature_tables: { train: 'train_features' } });
      expect(tables).toMatchObject([{ table: 'train', rows: 30 }]);
      expect(await stores()).toEqual(['people']);
      expect((await world.rows('people', 'train')).length).toBe(30);
      expect((await world.rows('people', 'train_features')).length).toBe(30);
      expect(await examineHome(world.ws)).toEqual([]);
    });

    it('is cleaned up by the doctor', async () => {
      const findings = await examineHome(world.ws);
      expect(findings).toMatchObject([{ kind: 'unfinished', dataset: 'people', mendable: true }]);
      for (const finding of findings) expect(await mend(world.ws, finding)).toBe(true);
      expect(await examineHome(world.ws)).toEqual([]);
      const there = number === 12 && whole;
      expect(await stores()).toEqual(there ? ['people'] : []);
      expect(await openRepository(world.ws.config).names()).toEqual(there ? ['people'] : []);
    });

    it('does not stand in the way of a new registration', async () => {
      const { record } = await world.register('people', { path, features: false, analysis: false, force: number === 12 });
      expect((await openRepository(world.ws.config).get('people')).database.store).toBe(record.database.store);
      expect(await stores()).toEqual([record.database.store]);
      expect(await examineHome(world.ws)).toEqual([]);
    });
  });
}
