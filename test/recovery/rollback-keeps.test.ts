import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { examineHome } from '../../src/datasets/doctor.js';
import { openRepository } from '../../src/datasets/repository.js';
import { updateDataset } from '../../src/datasets/update.js';
import { changeKeys } from '../../src/flags/change.js';
import { filesBelow } from '../../src/recovery/files-below.js';
import { createBackup, createPoint, listPoints, pointOf } from '../../src/recovery/points.js';
import { isReadable, readableConfig } from '../../src/recovery/readable-config.js';
import { rollback } from '../../src/recovery/rollback.js';
import { commandOf, runsFolder, unfinishedRun, writeRun, type RollbackResult } from '../../src/recovery/runs.js';
import { verifySnapshot } from '../../src/recovery/verify.js';
import { shelf } from '../datasets/shelf.js';
import { every, holding, many, pointer } from './state.js';

const on = shelf();
const change = async (store: string): Promise<void> => {
  const backend = await on.ws.backends.of('sqlite');
  await backend.executeSql(store, 'DELETE FROM train WHERE n IS NOT NULL');
  await backend.close();
};
const configFile = (...path: readonly string[]): string => join(on.home, 'config', ...path);
const write = (file: string, text: string): void => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};

describe('nothing goes of which there is no copy', () => {
  test('tables, pointer and module of a dataset that the present configuration does not see', async () => {
    await on.add('sales', { train: many });
    write(configFile('custom_features/sales.py'), 'x = 1\n');
    await on.reopen();
    const before = await holding(on.ws);
    const point = await createPoint(on.ws);
    await change('sales');
    await updateDataset(on.ws, 'sales', { description: 'changed' });
    write(configFile('custom_features/sales.py'), 'x = 2\n');
    const changed = pointer(on.home, 'sales');
    await changeKeys(new Map([['paths.configs_path', 'elsewhere'] as const, ['paths.custom_features_path', 'other'] as const]), {
      home: on.home,
    });
    await on.reopen();
    expect(await holding(on.ws)).toEqual({});
    const result = await rollback(on.ws, point, { type: 'full' });
    expect(result).toMatchObject({ errors: [], verified: true });
    await on.reopen();
    expect(await holding(on.ws)).toEqual(before);
    expect((await openRepository(on.ws.config).get('sales')).database.store).toBe('sales~2');
    expect((await (await on.ws.backends.of('sqlite')).tables('sales'))[0]).toMatchObject({ name: 'train', rows: 0 });
    expect(readFileSync(configFile('datasets/sales.yaml.before1'), 'utf8')).toBe(changed);
    expect(readFileSync(configFile('custom_features/sales.py'), 'utf8')).toBe('x = 1\n');
    expect(readdirSync(on.home)).not.toContain('other');
  });

  test('tables that were written after they were copied', async () => {
    await on.add('sales', { train: many });
    await on.add('shop', { train: many });
    const point = await createPoint(on.ws);
    await Promise.all(['sales', 'shop'].map((name) => change(name)));
    let done = false;
    const ws = {
      ...on.ws,
      onProgress: ({ what }: { readonly what: string }) => {
        if (what !== 'restore shop' || done) return;
        done = true;
        execFileSync(process.execPath, [
          '-e',
          `new (require('node:sqlite').DatabaseSync)(process.argv[1]).exec("INSERT INTO train VALUES (77, 'late')")`,
          join(on.home, 'datasets/shop/shop.sqlite'),
        ]);
      },
    };
    expect(await rollback(ws, point, { type: 'data' })).toMatchObject({ errors: [], verified: true });
    expect(done).toBe(true);
    await on.reopen();
    expect(await (await on.ws.backends.of('sqlite')).datasets()).toEqual(['sales~2', 'shop', 'shop~2']);
  });

  test('a dataset made since that cannot be copied stays, whatever is asked', async () => {
    await on.add('sales');
    const point = await createPoint(on.ws);
    for (const name of ['good', 'later']) await on.add(name);
    const file = (await on.ws.backends.of('sqlite')).locate('later');
    await on.ws.backends.close();
    writeFileSync(file, 'no database');
    await on.reopen();
    const result = await rollback(on.ws, point, { type: 'data', dropNew: true });
    expect(result).toMatchObject({ state: 'failed', errors: [expect.stringMatching(/later was not copied as it is now, and stays/)] });
    expect(await openRepository(on.ws.config).names()).toEqual(['later', 'sales']);
    expect(readFileSync(file, 'utf8')).toBe('no database');
  });

  test('a pointer that cannot be read', async () => {
    await on.add('sales');
    const point = await createPoint(on.ws);
    writeFileSync(configFile('datasets/sales.yaml'), 'name: [ # mine');
    const result = await rollback(on.ws, point, { type: 'data' });
    expect(result.steps).toMatchObject([{ state: 'restored', detail: 'pointer; the pointer before is sales.yaml.before1' }]);
    expect(readFileSync(configFile('datasets/sales.yaml.before1'), 'utf8')).toBe('name: [ # mine');
    writeFileSync(configFile('datasets/sales.yaml'), 'name: [ # again');
    const again = await rollback(on.ws, point, { type: 'partial', components: ['registrar'] });
    expect(again.steps.at(-1)).toMatchObject({ state: 'restored', detail: 'the one before is sales.yaml.before2' });
  });

  test('datasets that the state before does not hold are none that were made since', async () => {
    for (const name of ['sales', 'shop']) await on.add(name, { train: many });
    const backup = await createBackup(on.ws);
    await change('sales');
    const { before } = await rollback(on.ws, backup, { type: 'data', datasets: ['sales'] });
    const undo = await pointOf(on.ws, before!);
    expect(undo.manifest.datasets.map(({ name }) => name)).toEqual(['sales']);
    expect(await rollback(on.ws, undo, { type: 'data', dropNew: true })).toMatchObject({ errors: [], newer: [] });
    expect(await openRepository(on.ws.config).names()).toEqual(['sales', 'shop']);
  });
});

test('files and metadata beside the tables are put back too', async () => {
  await on.add('sales', { train: every });
  const beside = (name: string): string => join(on.home, 'datasets/sales', name);
  write(beside('recipe/recipe.json'), '{}');
  write(beside('dataset_info.json'), '{"a":1}');
  await (await on.ws.backends.of('sqlite')).updateMetadata('sales', 'recipe', { a: 1 });
  const point = await createPoint(on.ws);
  rmSync(beside('recipe'), { recursive: true });
  writeFileSync(beside('dataset_info.json'), '{');
  const first = await rollback(on.ws, point, { type: 'data' });
  expect(first).toMatchObject({ verified: true, steps: [{ state: 'restored', detail: 'files beside the tables' }] });
  expect([readFileSync(beside('recipe/recipe.json'), 'utf8'), readFileSync(beside('dataset_info.json'), 'utf8')]).toEqual([
    '{}',
    '{"a":1}',
  ]);
  await on.reopen();
  await (await on.ws.backends.of('sqlite')).updateMetadata('sales', 'recipe', { a: 2 });
  expect(await rollback(on.ws, point, { type: 'data' })).toMatchObject({ verified: true });
  await on.reopen();
  const { store } = (await openRepository(on.ws.config).get('sales')).database;
  expect(await (await on.ws.backends.of('sqlite')).getMetadata(store, 'recipe')).toEqual({ a: 1 });
  expect((await rollback(on.ws, point, { type: 'data' })).steps).toMatchObject([{ state: 'same' }]);
});

describe('a configuration that cannot be read', () => {
  test.each([
    ['is not YAML', 'logging: [\n'],
    ['has a wrong value', 'logging:\n  level: LOUD\n'],
  ])('because it %s is put back', async (_, broken) => {
    await on.add('sales', { train: many });
    write(join(on.home, 'mdm.yaml'), 'refactoring:\n  use_new_backend: true\n');
    await on.reopen();
    const point = await createPoint(on.ws);
    await change('sales');
    writeFileSync(join(on.home, 'mdm.yaml'), broken);
    await expect(on.reopen()).rejects.toMatchObject({ code: 'configuration' });
    const ws = { ...on.ws, config: await readableConfig({ home: on.home }) };
    expect(await isReadable(ws.config)).toBe(broken.includes('LOUD'));
    expect(ws.config.file).toBe(join(on.home, 'mdm.yaml'));
    const result = await rollback(ws, point, { type: 'full' });
    expect(result).toMatchObject({ verified: true, errors: [] });
    expect(readFileSync(join(on.home, 'mdm.yaml'), 'utf8')).toBe('refactoring:\n  use_new_backend: true\n');
    // The state before has the broken one, and going back to it goes through.
    await on.reopen();
    expect(await rollback(on.ws, await pointOf(on.ws, result.before!), { type: 'config' })).toMatchObject({ errors: [] });
    expect(readFileSync(join(on.home, 'mdm.yaml'), 'utf8')).toBe(broken);
  });

  test('flags of a file of their own go back with it', async () => {
    write(join(on.home, 'feature_flags.yaml'), 'use_new_backend: false\n');
    await on.reopen();
    const point = await createPoint(on.ws);
    expect(point.manifest.flags['refactoring.use_new_backend']).toEqual({ value: false, set: true });
    rmSync(join(on.home, 'feature_flags.yaml'));
    expect(await rollback(on.ws, point, { type: 'full' })).toMatchObject({ errors: [], verified: true });
    expect(readFileSync(join(on.home, 'feature_flags.yaml'), 'utf8')).toBe('use_new_backend: false\n');
    expect(readdirSync(on.home)).not.toContain('mdm.yaml');
  });
});

describe('a rollback that does not end', () => {
  const cutOff = async (run: Partial<RollbackResult>): Promise<void> => {
    const ended = (await unfinishedRun(join(on.home, 'rollback'))) ?? ({} as RollbackResult);
    mkdirSync(runsFolder(join(on.home, 'rollback')), { recursive: true });
    await writeRun(join(on.home, 'rollback'), { ...ended, id: '99', state: 'running', ...run });
  };

  test('is gone on with, unless a point was made since', async () => {
    await on.add('sales');
    const old = await createPoint(on.ws);
    await cutOff({ point: old.manifest.id, at: new Date().toISOString() });
    expect((await pointOf(on.ws, undefined)).manifest.id).toBe(old.manifest.id);
    const next = await createPoint(on.ws);
    expect((await pointOf(on.ws, undefined)).manifest.id).toBe(next.manifest.id);
  });

  test('names the command that goes on, also when it is stopped', async () => {
    await on.add('sales');
    const [point, backup] = [await createPoint(on.ws), await createBackup(on.ws)];
    const { id } = point.manifest;
    expect(commandOf(on.ws.config, point, { type: 'partial', components: ['backend', 'cli'], dropNew: true })).toBe(
      `mdm rollback run --type partial --components backend,cli --point ${id} --drop-new`,
    );
    expect(commandOf(on.ws.config, backup, { type: 'data', datasets: ['sales'] })).toBe(
      `mdm backup restore ${backup.manifest.id} --dataset sales`,
    );
    expect(commandOf(on.ws.config, { ...backup, folder: '/a b/c' }, { type: 'config' })).toBe('mdm backup restore "/a b/c" --only config');
    const stop = new AbortController();
    const ws = {
      ...on.ws,
      signal: stop.signal,
      onProgress: ({ what }: { readonly what: string }) => (what === 'restore sales' ? stop.abort() : undefined),
    };
    await expect(rollback(ws, point, { type: 'data' })).rejects.toMatchObject({
      code: 'interrupted',
      message: `Stopped in the middle of the way back. To go on: mdm rollback run --type data --point ${id}`,
    });
    expect(await unfinishedRun(join(on.home, 'rollback'))).toMatchObject({ command: expect.stringContaining(id), process: process.pid });
  });

  test('two at once are made one after the other', async () => {
    await on.add('sales', { train: many });
    const before = await holding(on.ws);
    const point = await createPoint(on.ws);
    await change('sales');
    const results = await Promise.all([rollback(on.ws, point, { type: 'data' }), rollback(on.ws, point, { type: 'data' })]);
    expect(results.map(({ errors }) => errors)).toEqual([[], []]);
    await on.reopen();
    expect(await holding(on.ws)).toEqual(before);
    expect(await examineHome(on.ws)).toEqual([]);
  });
});

test('a copy that was found damaged is verified no more', async () => {
  await on.add('sales');
  const point = await createPoint(on.ws);
  await verifySnapshot(on.ws, point);
  const moved = join(point.folder, 'pointers/moved');
  renameSync(join(point.folder, point.manifest.datasets[0]!.pointer), moved);
  expect((await verifySnapshot(on.ws, point, { only: ({ kind }) => kind === 'pointer' })).problems).toHaveLength(1);
  expect((await listPoints(on.ws)).snapshots[0]).toMatchObject({ verified: null });
});

test('links are followed, once', async () => {
  write(join(on.folder, 'repo/sales.mjs'), 'x');
  mkdirSync(join(on.folder, 'features/own'), { recursive: true });
  symlinkSync(join(on.folder, 'repo/sales.mjs'), join(on.folder, 'features/sales.mjs'));
  symlinkSync(join(on.folder, 'repo'), join(on.folder, 'features/repo'));
  symlinkSync('..', join(on.folder, 'features/own/loop'));
  symlinkSync('nowhere', join(on.folder, 'features/dangling'));
  expect(await filesBelow(join(on.folder, 'features'))).toEqual(['repo/sales.mjs', 'sales.mjs']);
  expect(await filesBelow(join(on.folder, 'none'))).toEqual([]);
  await expect(filesBelow(join(on.folder, 'repo/sales.mjs'))).rejects.toThrow(/ENOTDIR/);
});

test('a file that may only be read is copied, and a link to the configuration stays one', async () => {
  write(join(on.folder, 'mine.yaml'), 'logging:\n  level: DEBUG\n');
  symlinkSync(join(on.folder, 'mine.yaml'), join(on.home, 'mdm.yaml'));
  await on.reopen();
  const point = await createPoint(on.ws);
  writeFileSync(join(on.folder, 'mine.yaml'), '');
  await on.reopen();
  await rollback(on.ws, point, { type: 'config' });
  expect(readFileSync(join(on.folder, 'mine.yaml'), 'utf8')).toContain('DEBUG');
  // Whoever may do all does not see that a file is read-only.
  chmodSync(on.folder, 0o777);
  const writer = join(import.meta.dirname, '../../dist/recovery/writer.js');
  const script = `
    const fs = require('node:fs');
    fs.writeFileSync('from', 'x', { mode: 0o444 });
    import(${JSON.stringify(writer)}).then(({ putFile }) => putFile('from', 'to')).then(() => console.log(fs.readFileSync('to', 'utf8')));`;
  const options = { cwd: on.folder, encoding: 'utf8', ...(process.getuid?.() === 0 ? { uid: 65534 } : {}) } as const;
  expect(execFileSync(process.execPath, ['-e', script], options)).toBe('x\n');
});
