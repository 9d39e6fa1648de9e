import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openConfig } from '../../src/config/config.js';
import { withDataset } from '../../src/datasets/lock.js';
import { examineHome } from '../../src/datasets/doctor.js';
import { removeDataset } from '../../src/datasets/remove.js';
import { openRepository } from '../../src/datasets/repository.js';
import { changeKeys } from '../../src/flags/change.js';
import { silent } from '../../src/log/logger.js';
import { findSnapshot, backupsFolder, type Snapshot } from '../../src/recovery/manifest.js';
import { backupOf, createBackup, listBackups, pointOf } from '../../src/recovery/points.js';
import { rollback } from '../../src/recovery/rollback.js';
import { verifySnapshot } from '../../src/recovery/verify.js';
import { createBackends } from '../../src/storage/open.js';
import { shelf } from '../datasets/shelf.js';
import { every, holding, holdingOf, many, pointer } from './state.js';

const ODD = 'A"; DROP TABLE train; --';
/** Files of DuckDB are opened many times, which takes long on a machine that has much to do. */
const SLOW = 240_000;
const whole = { type: 'full' } as const;

describe.each(['sqlite', 'duckdb'] as const)('a backup of datasets in %s', (backend) => {
  const on = shelf({ MDM_DEFAULT_BACKEND: backend });
  const add = async (): Promise<void> => {
    await on.add('sales', { train: every, [ODD]: many }, { tables: { train: 'train', other: ODD } });
    await on.add('shop', { train: many });
    await (await on.ws.backends.of(backend)).updateMetadata('sales', 'recipe', { transformers: ['a'] });
    writeFileSync(join(on.home, 'mdm.yaml'), '# mine\nlogging:\n  level: DEBUG\n');
    mkdirSync(join(on.home, 'config/custom_features'), { recursive: true });
    writeFileSync(join(on.home, 'config/custom_features/sales.py'), 'x = 1\n');
    mkdirSync(join(on.home, 'datasets/sales/metadata'), { recursive: true });
    writeFileSync(join(on.home, 'datasets/sales/metadata/statistics.json'), '{}');
    await on.reopen();
  };

  test(
    'has everything of the home with checksums, and is whole',
    async () => {
      await add();
      const made = await createBackup(on.ws, { description: 'mine' });
      expect(made.manifest).toMatchObject({
        kind: 'backup',
        description: 'mine',
        home: on.home,
        config: 'mdm.yaml',
        failed: [],
        data: true,
      });
      expect(made.manifest.datasets.map(({ name, tables }) => [name, tables.map(({ table }) => table).sort()])).toEqual([
        ['sales', [ODD, 'train']],
        ['shop', ['train']],
      ]);
      expect(Object.fromEntries(made.manifest.datasets.map(({ name, tables }) => [name, tables]))).toEqual(await holding(on.ws));
      expect(made.manifest.files.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256))).toBe(true);
      expect(await verifySnapshot(on.ws, made, { full: true })).toMatchObject({ problems: [], datasets: 2, bytes: made.manifest.bytes });
      expect((await listBackups(on.ws)).snapshots[0]).toMatchObject({ verified: expect.stringMatching(/^20/) });
    },
    SLOW,
  );

  test(
    'puts back what was changed, damaged and removed; what was made since stays',
    async () => {
      await add();
      const sales = await openRepository(on.ws.config).get('sales');
      const [before, shop] = [await holding(on.ws), pointer(on.home, 'shop')];
      const made = await createBackup(on.ws);
      const store = await on.ws.backends.of(backend);
      await store.executeSql('sales', 'UPDATE train SET n = 7');
      await store.closeConnections('sales');
      await removeDataset(on.ws, 'shop');
      await on.add('later', { train: many });
      writeFileSync(join(on.home, 'mdm.yaml'), 'logging:\n  level: ERROR\n');
      rmSync(join(on.home, 'config/custom_features/sales.py'));
      const planned = await rollback(on.ws, made, { ...whole, dryRun: true });
      expect(planned.steps.filter(({ state }) => state === 'to restore').map(({ part, what }) => `${part} ${what}`)).toEqual([
        'config mdm.yaml',
        'features sales.py',
        'data sales',
        'data shop',
      ]);
      expect(await holding(on.ws)).not.toMatchObject(before);
      const result = await rollback(on.ws, made, whole);
      expect(result).toMatchObject({ state: 'done', verified: true, errors: [], newer: ['later'], before: expect.any(String) });
      await on.reopen();
      expect(await holding(on.ws)).toEqual({ ...before, later: expect.anything() });
      expect(pointer(on.home, 'shop')).toBe(shop);
      // The changed tables stood where the others would be, so these are beside them.
      const path = join(on.home, `datasets/sales~2/sales~2.${backend}`);
      expect(await openRepository(on.ws.config).get('sales')).toEqual({ ...sales, database: { backend, store: 'sales~2', path } });
      expect(readFileSync(join(on.home, 'mdm.yaml'), 'utf8')).toBe('# mine\nlogging:\n  level: DEBUG\n');
      expect(readFileSync(join(on.home, 'config/custom_features/sales.py'), 'utf8')).toBe('x = 1\n');
      expect(await (await on.ws.backends.of(backend)).getMetadata('sales~2', 'recipe')).toEqual({ transformers: ['a'] });
      expect(existsSync(join(on.home, 'datasets/sales~2/metadata/statistics.json'))).toBe(true);
      expect(await examineHome(on.ws)).toEqual([]);
      const again = await rollback(on.ws, made, whole);
      expect(again.steps.filter(({ state }) => state !== 'same')).toEqual([]);
    },
    SLOW,
  );

  test(
    'puts back a database that cannot be read any more',
    async () => {
      await add();
      const before = await holding(on.ws);
      const made = await createBackup(on.ws);
      const store = await on.ws.backends.of(backend);
      await store.closeConnections('shop');
      writeFileSync(store.locate('shop'), 'no database at all'.repeat(1_000));
      await on.reopen();
      const result = await rollback(on.ws, made, { type: 'data' });
      expect(result).toMatchObject({ verified: true, errors: [] });
      await on.reopen();
      expect(await holding(on.ws)).toEqual(before);
      // Of what could not be copied before, nothing is taken away.
      expect(readFileSync((await on.ws.backends.of(backend)).locate('shop'), 'utf8')).toContain('no database');
    },
    SLOW,
  );

  test(
    'makes another home the same',
    async () => {
      await add();
      await changeKeys(new Map([['refactoring.use_new_backend', false]] as const), { home: on.home });
      await on.reopen();
      const history = readFileSync(join(on.home, 'flag_history.jsonl'), 'utf8');
      const before = await holding(on.ws);
      const made = await createBackup(on.ws);
      const home = mkdtempSync(join(tmpdir(), 'mdm-other-'));
      const config = await openConfig({ home, env: {} });
      const ws = { ...on.ws, config, backends: createBackends(config, silent) };
      try {
        expect(await rollback(ws, await findSnapshot(backupsFolder(config), made.folder), whole)).toMatchObject({
          verified: true,
          errors: [],
        });
        await ws.backends.close();
        expect(await holdingOf(home)).toEqual(before);
        expect(pointer(home, 'sales')).toContain(join(home, 'datasets/sales/sales.'));
        expect(readFileSync(join(home, 'mdm.yaml'), 'utf8')).toContain('# mine');
        // What was done there is added to the history.
        expect(readFileSync(join(home, 'flag_history.jsonl'), 'utf8').startsWith(history)).toBe(true);
      } finally {
        await ws.backends.close();
        rmSync(home, { recursive: true, force: true });
      }
    },
    SLOW,
  );
});

function flip(file: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(file, bytes);
}

describe('a damaged backup', () => {
  const on = shelf();

  test.each<readonly [string, (made: Snapshot) => void, RegExp]>([
    ['a changed byte', ({ folder, manifest }) => flip(join(folder, manifest.datasets[1]!.database!)), /shop.* is not as it was written/],
    ['a short file', ({ folder, manifest }) => truncateSync(join(folder, manifest.datasets[0]!.database!), 100), /sales.* has 100 bytes/],
    ['a missing file', ({ folder, manifest }) => rmSync(join(folder, manifest.datasets[0]!.pointer)), /sales.yaml is not there/],
    ['a changed manifest', ({ folder }) => appendFileSync(join(folder, 'manifest.json'), ' '), /manifest.json is not as it was written/],
  ])('with %s is found damaged, and is not put back', async (_, damage, message) => {
    for (const name of ['sales', 'shop']) await on.add(name, { train: every });
    const made = await createBackup(on.ws);
    damage(made);
    const store = await on.ws.backends.of('sqlite');
    await store.executeSql('sales', 'UPDATE train SET n = 7');
    const before = await holding(on.ws);
    const verified = async (): Promise<string> => (await verifySnapshot(on.ws, await backupOf(on.ws, made.manifest.id))).problems.join();
    await expect(verified().catch((error: Error) => error.message)).resolves.toMatch(message);
    await expect(backupOf(on.ws, made.manifest.id).then((backup) => rollback(on.ws, backup, whole))).rejects.toMatchObject({
      code: 'integrity',
      message: expect.stringMatching(message),
    });
    expect(await holding(on.ws)).toEqual(before);
    expect(readdirSync(on.home)).not.toContain('rollback');
  });

  test('is not passed over for an older one', async () => {
    await on.add('sales');
    const made = await createBackup(on.ws);
    const later = '20990101-000000-abcd';
    cpSync(made.folder, join(on.home, 'backups', later), { recursive: true });
    writeFileSync(join(on.home, 'backups', later, 'manifest.json'), '{}');
    const refused = { code: 'integrity', message: expect.stringContaining(later), next: expect.stringContaining(made.manifest.id) };
    await expect(backupOf(on.ws, undefined)).rejects.toMatchObject(refused);
    expect((await backupOf(on.ws, made.manifest.id)).manifest.id).toBe(made.manifest.id);
    cpSync(join(on.home, 'backups'), join(on.home, 'rollback'), { recursive: true });
    await expect(pointOf(on.ws, undefined)).rejects.toMatchObject({ code: 'integrity', message: expect.stringContaining(later) });
  });
});

describe('making a backup', () => {
  const on = shelf();

  test('goes on past a dataset that cannot be copied, and says which', async () => {
    await on.add('good');
    await on.point('gone');
    writeFileSync(join(on.home, 'config/datasets/wrong.yaml'), 'name: [');
    const { manifest } = await createBackup(on.ws);
    expect(manifest.datasets.map(({ name }) => name)).toEqual(['good']);
    expect(manifest.failed).toEqual([
      { dataset: 'wrong', problem: expect.any(String) },
      { dataset: 'gone', problem: expect.stringContaining('is not there') },
    ]);
    expect(manifest.files.filter(({ path }) => path.includes('gone'))).toEqual([]);
    const back = await rollback(on.ws, await backupOf(on.ws, manifest.id), { type: 'data' });
    expect(back).toMatchObject({
      state: 'failed',
      verified: false,
      errors: [expect.stringMatching(/wrong: it was not copied/), expect.stringMatching(/gone/)],
    });
  });

  test('waits for who writes a dataset', async () => {
    await on.add('sales', { train: many });
    let made: Promise<Snapshot> | undefined;
    const backend = await on.ws.backends.of('sqlite');
    await withDataset(on.ws.config, 'sales', async () => {
      made = createBackup(on.ws);
      await new Promise((done) => setTimeout(done, 200));
      await backend.executeSql('sales', 'DELETE FROM train WHERE n > 9');
    });
    expect((await made!).manifest.datasets[0]!.tables[0]!.rows).toBe(10);
  });

  test('leaves nothing when it is stopped, and takes away what a process left that ended', async () => {
    await on.add('sales', { train: many });
    mkdirSync(join(on.home, 'backups/.20260101-000000-abcd.999999999.part'), { recursive: true });
    const stop = new AbortController();
    const ws = { ...on.ws, signal: stop.signal, onProgress: () => stop.abort() };
    await expect(createBackup(ws)).rejects.toMatchObject({ code: 'interrupted' });
    expect(readdirSync(join(on.home, 'backups'))).toEqual([]);
  });

  test('by name takes these datasets alone, and refuses a name that is none', async () => {
    await on.add('one');
    await on.add('two');
    expect((await createBackup(on.ws, { datasets: ['two'] })).manifest.datasets.map(({ name }) => name)).toEqual(['two']);
    await expect(createBackup(on.ws, { datasets: ['three'] })).rejects.toMatchObject({ code: 'not-found' });
    expect((await createBackup(on.ws, { data: false })).manifest).toMatchObject({ data: false, datasets: [] });
  });
});
