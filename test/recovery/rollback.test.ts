import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyName } from '../../src/config/keys.js';
import { migrateDataset } from '../../src/datasets/migrate.js';
import { openRepository } from '../../src/datasets/repository.js';
import { updateDataset } from '../../src/datasets/update.js';
import { changeKeys, flagHistory } from '../../src/flags/change.js';
import { cleanPoints, createPoint, listPoints, pointOf } from '../../src/recovery/points.js';
import { rollback, type RollbackOptions } from '../../src/recovery/rollback.js';
import { verifySnapshot } from '../../src/recovery/verify.js';
import { shelf } from '../datasets/shelf.js';
import { every, holding, many, pointer } from './state.js';

describe('going back to a point', () => {
  const on = shelf();
  const yaml = (): string => readFileSync(join(on.home, 'mdm.yaml'), 'utf8');
  const code = (): string => readFileSync(join(on.home, 'config/custom_features/sales.py'), 'utf8');
  const BEFORE = '# mine\nrefactoring:\n  use_new_backend: true\nlogging:\n  level: DEBUG\n';

  /** A home with a point, and after it everything changed. */
  async function changed(): Promise<void> {
    await on.add('sales', { train: every, train_features: many });
    writeFileSync(join(on.home, 'mdm.yaml'), BEFORE);
    mkdirSync(join(on.home, 'config/custom_features'), { recursive: true });
    writeFileSync(join(on.home, 'config/custom_features/sales.py'), 'x = 1\n');
    await on.reopen();
    await createPoint(on.ws, { description: 'before all' });
    await changeKeys(
      new Map<KeyName, unknown>([
        ['refactoring.use_new_backend', false],
        ['refactoring.use_new_registrar', false],
        ['refactoring.rollout_percentage.new_features', 25],
        ['logging.level', 'ERROR'],
      ]),
      { home: on.home },
    );
    writeFileSync(join(on.home, 'config/custom_features/sales.py'), 'x = 2\n');
    await updateDataset(on.ws, 'sales', { description: 'changed' });
    await (await on.ws.backends.of('sqlite')).executeSql('sales', 'UPDATE train SET s = NULL');
    await on.reopen();
  }
  /** What of it is as it was. */
  async function asItWas(before: Awaited<ReturnType<typeof holding>>): Promise<readonly string[]> {
    const { config } = await on.reopen();
    const held = await holding(on.ws);
    const { description } = await openRepository(config).get('sales');
    const parts = {
      backend: config.get('refactoring.use_new_backend'),
      registrar: config.origin('refactoring.use_new_registrar') === 'default',
      features: config.get('refactoring.rollout_percentage.new_features') === 0,
      level: config.get('logging.level') === 'DEBUG',
      code: code() === 'x = 1\n',
      pointer: description === null,
      data: JSON.stringify(held['sales']) === JSON.stringify(before['sales']),
    };
    return Object.entries(parts).flatMap(([name, is]) => (is ? [name] : []));
  }
  const partial = (...components: string[]): RollbackOptions => ({ type: 'partial', components });

  test.each<readonly [string, RollbackOptions, readonly string[]]>([
    ['full', { type: 'full' }, ['backend', 'registrar', 'features', 'level', 'code', 'pointer', 'data']],
    ['flags', { type: 'flags' }, ['backend', 'registrar', 'features']],
    ['config', { type: 'config' }, ['backend', 'registrar', 'features', 'level']],
    ['data', { type: 'data' }, ['pointer', 'data']],
    ['backend', partial('backend'), ['backend', 'pointer', 'data']],
    ['registrar', partial('registrar'), ['registrar', 'pointer']],
    ['features', partial('features'), ['features', 'code']],
    ['config alone', partial('config'), ['level']],
    ['cli', partial('cli'), []],
    ['registrar and features', partial('registrar', 'features'), ['registrar', 'features', 'code', 'pointer']],
  ])('%s restores its part and no other', async (_, options, parts) => {
    await changed();
    const point = await pointOf(on.ws, undefined);
    const before = { sales: point.manifest.datasets[0]!.tables };
    expect(await asItWas(before)).toEqual([]);
    const planned = await rollback(on.ws, point, { ...options, dryRun: true });
    expect(await asItWas(before)).toEqual([]);
    expect(readdirSync(join(on.home, 'rollback'))).toHaveLength(1);
    const result = await rollback(on.ws, point, options);
    expect(result).toMatchObject({ state: 'done', errors: [], verified: true, point: point.manifest.id });
    expect(planned.steps.filter(({ state }) => state === 'to restore').map(({ part, what }) => [part, what])).toEqual(
      result.steps.filter(({ state }) => state === 'restored').map(({ part, what }) => [part, what]),
    );
    expect(await asItWas(before)).toEqual(parts);
    const log = join(on.home, 'rollback/runs', `${result.id}.json`);
    expect(JSON.parse(readFileSync(log, 'utf8'))).toMatchObject({ state: 'done', point: point.manifest.id });
    // And back again.
    const undo = await rollback(on.ws, await pointOf(on.ws, result.before!), { type: parts.includes('pointer') ? 'full' : 'config' });
    expect(undo).toMatchObject({ errors: [], verified: true });
    expect((await asItWas(before)).filter((part) => part !== 'code')).toEqual([]);
  });

  test('keeps comments and order of the file, and tells the history of flags', async () => {
    await changed();
    await rollback(on.ws, await pointOf(on.ws, undefined), { type: 'flags' });
    expect(yaml()).toBe(BEFORE.replace('DEBUG', 'ERROR'));
    const [last] = await flagHistory(on.home, { flag: 'refactoring.use_new_backend' });
    expect(last).toMatchObject({ old: false, new: true, by: 'rollback', reason: expect.stringContaining('rollback to') });
  });

  test('a dataset that moved to another backend is where it was', async () => {
    await on.add('sales', { train: every });
    const [before, text] = [await holding(on.ws), pointer(on.home, 'sales')];
    const point = await createPoint(on.ws);
    await migrateDataset(on.ws, 'sales', 'duckdb', { dropSource: true });
    expect(pointer(on.home, 'sales')).toContain('duckdb');
    expect(await rollback(on.ws, point, { type: 'data' })).toMatchObject({ errors: [], verified: true });
    expect(pointer(on.home, 'sales')).toBe(text);
    await on.reopen();
    expect(await holding(on.ws)).toEqual(before);
    expect(readdirSync(join(on.home, 'datasets')).filter((name) => !name.startsWith('.'))).toEqual(['sales']);
  });

  test('datasets made since are named, and go only when asked', async () => {
    await on.add('sales');
    const point = await createPoint(on.ws);
    await on.add('later');
    expect(await rollback(on.ws, point, { type: 'data' })).toMatchObject({ newer: ['later'] });
    expect(await openRepository(on.ws.config).names()).toEqual(['later', 'sales']);
    const result = await rollback(on.ws, point, { type: 'data', dropNew: true });
    expect(await openRepository(on.ws.config).names()).toEqual(['sales']);
    await rollback(on.ws, await pointOf(on.ws, result.before!), { type: 'data' });
    expect(await openRepository(on.ws.config).names()).toEqual(['later', 'sales']);
  });

  test('a pointer whose tables are gone is not put back without them', async () => {
    await on.add('sales');
    const point = await createPoint(on.ws);
    await updateDataset(on.ws, 'sales', { description: 'changed' });
    await (await on.ws.backends.of('sqlite')).dropTables('sales', ['train']);
    const result = await rollback(on.ws, point, partial('registrar'));
    expect(result).toMatchObject({
      state: 'failed',
      verified: false,
      errors: [expect.stringMatching(/sales: .*has no table train; restore the backend too/)],
    });
    expect(await rollback(on.ws, point, partial('registrar', 'backend'))).toMatchObject({ state: 'done', errors: [] });
  });

  test.each<readonly [RollbackOptions, RegExp]>([
    [{ type: 'partial' }, /Which components/],
    [{ type: 'partial', components: ['backends'] }, /no component "backends"/],
    [{ type: 'full', components: ['backend'] }, /goes with --type partial/],
    [{ type: 'data', datasets: ['sale'] }, /no dataset "sale"/],
  ])('%j is refused', async (options, message) => {
    await on.add('sales');
    const point = await createPoint(on.ws);
    await expect(rollback(on.ws, point, options)).rejects.toThrow(message);
    const bare = await createPoint(on.ws, { data: false });
    await expect(rollback(on.ws, bare, { type: 'data' })).rejects.toThrow(/has no datasets/);
    expect(await rollback(on.ws, bare, { type: 'config' })).toMatchObject({ errors: [] });
  });
});

describe('points', () => {
  const on = shelf();

  test('the oldest go, but never the latest that was verified', async () => {
    await on.add('sales');
    const made = [];
    for (let i = 0; i < 7; i++) made.push(await createPoint(on.ws, { description: String(i) }));
    await verifySnapshot(on.ws, made[1]!);
    await verifySnapshot(on.ws, made[0]!);
    const left = async (): Promise<(string | null)[]> => (await listPoints(on.ws)).snapshots.map(({ manifest }) => manifest.description);
    expect((await cleanPoints(on.ws, { keep: 5, dryRun: true })).removed.map(({ manifest }) => manifest.description)).toEqual(['0']);
    expect(await left()).toHaveLength(7);
    await cleanPoints(on.ws, { keep: 2 });
    expect(await left()).toEqual(['6', '5', '1']);
    await cleanPoints(on.ws, { keep: 0 });
    expect(await left()).toEqual(['1']);
    expect(existsSync(made[0]!.folder)).toBe(false);
  });

  test('by default it is the latest that was made on purpose', async () => {
    await on.add('sales');
    await expect(pointOf(on.ws, undefined)).rejects.toMatchObject({ code: 'not-found', next: 'Make one: mdm rollback create' });
    const point = await createPoint(on.ws);
    await (await on.ws.backends.of('sqlite')).executeSql('sales', 'DELETE FROM train');
    await rollback(on.ws, point, { type: 'data' });
    expect((await pointOf(on.ws, undefined)).manifest.id).toBe(point.manifest.id);
    await expect(pointOf(on.ws, 'nothing')).rejects.toMatchObject({ code: 'not-found' });
  });
});
