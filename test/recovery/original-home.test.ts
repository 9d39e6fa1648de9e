import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBackends } from '../../src/components/backend/index.js';
import { openConfig } from '../../src/config/config.js';
import { openDataset } from '../../src/datasets/open.js';
import { removeDataset } from '../../src/datasets/remove.js';
import type { Workspace } from '../../src/datasets/workspace.js';
import { changeKeys } from '../../src/flags/change.js';
import { silent } from '../../src/log/logger.js';
import { createBackup, createPoint } from '../../src/recovery/points.js';
import { rollback } from '../../src/recovery/rollback.js';
import { verifySnapshot } from '../../src/recovery/verify.js';
import { type OriginalRows, readOriginals } from '../../src/storage/old-metadata.js';
import { makeOriginalHome } from '../migration/original-home.js';
import { holdingOf, pointer } from './state.js';

const NAMES = ['iris', 'penguins', 'weather'] as const;

describe('a home of MDM 1.0.6', () => {
  let home = '';
  let ws: Workspace;
  const open = async (): Promise<void> => {
    const config = await openConfig({ home, env: {} });
    ws = { config, log: silent, backends: createBackends(config, silent), registry: () => Promise.reject(new Error('no plugins')) };
  };
  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'mdm-original-'));
    await makeOriginalHome(home);
    await open();
  });
  afterEach(async () => {
    await ws.backends.close();
    rmSync(home, { recursive: true, force: true });
  });

  /** What the original noted of columns and tables. */
  const notesOf = async (name: string): Promise<OriginalRows> => {
    const { backend, store } = await openDataset(ws, name);
    return readOriginals(backend, store);
  };

  test('is copied as it is, and goes back whichever side changed it', async () => {
    const before = await holdingOf(home);
    expect(Object.keys(before)).toEqual(NAMES);
    expect(before['iris']!.map(({ table }) => table)).toEqual(['data', 'data_features']);
    const notes = await notesOf('weather');
    expect(notes).toMatchObject({ _metadata: [], _statistics: [['data', 1461, 0, 0, expect.any(String)]] });
    const pointers = NAMES.map((name) => pointer(home, name));
    const config = readFileSync(join(home, 'mdm.yaml'), 'utf8');
    const point = await createPoint(ws);
    expect(point.manifest).toMatchObject({ failed: [], components: { backend: 'old', registrar: 'old', config: 'old', features: 'old' } });
    expect(await verifySnapshot(ws, point, { full: true })).toMatchObject({ problems: [], datasets: 3 });
    expect(NAMES.map((name) => pointer(home, name))).toEqual(pointers);
    await changeKeys(new Map([['refactoring.use_new_backend', true]] as const), { home });
    await ws.backends.close();
    await open();
    await removeDataset(ws, 'weather');
    for (const { name, backend, tables } of point.manifest.datasets.filter((one) => one.name !== 'weather'))
      await (await ws.backends.of(backend)).executeSql(name, `DELETE FROM "${tables[0]!.table}"`);
    const result = await rollback(ws, point, { type: 'full' });
    expect(result).toMatchObject({ errors: [], verified: true });
    expect(await holdingOf(home)).toEqual(before);
    expect(await notesOf('weather')).toEqual(notes);
    expect(pointer(home, 'weather')).toBe(pointers[2]);
    expect(readFileSync(join(home, 'mdm.yaml'), 'utf8')).toBe(config);
    expect(readdirSync(join(home, 'datasets/weather'))).toContain('dataset.sqlite');
    // It is still the original's: nothing says otherwise.
    expect(existsSync(join(home, 'home.json'))).toBe(false);
    await ws.backends.close();
    await open();
    expect(ws.config.get('refactoring.use_new_backend')).toBe(false);
  });

  test('is made again elsewhere from a backup', async () => {
    const before = await holdingOf(home);
    const backup = await createBackup(ws);
    const kept = mkdtempSync(join(tmpdir(), 'mdm-kept-'));
    cpSync(backup.folder, kept, { recursive: true });
    const other = mkdtempSync(join(tmpdir(), 'mdm-other-'));
    const config = await openConfig({ home: other, env: {} });
    const there = { ...ws, config, backends: createBackends(config, silent) };
    try {
      expect(await rollback(there, { ...backup, folder: kept }, { type: 'full' })).toMatchObject({ errors: [], verified: true });
      expect(await holdingOf(other)).toEqual(before);
      expect(existsSync(join(other, 'home.json'))).toBe(false);
      expect(readFileSync(join(other, 'config/custom_features/iris.py'), 'utf8')).toContain('petal_area');
    } finally {
      await there.backends.close();
      for (const folder of [kept, other]) rmSync(folder, { recursive: true, force: true });
    }
  });
});
