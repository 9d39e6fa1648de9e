import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareStorage, type CompareStorageOptions } from '../../src/components/backend/compare-storage.js';
import { createBackends } from '../../src/components/backend/index.js';
import { openConfig } from '../../src/config/config.js';
import type { Workspace } from '../../src/datasets/workspace.js';
import { silent } from '../../src/log/logger.js';
import { readMetrics } from '../../src/metrics/metrics.js';
import { readResults } from '../../src/parity/store.js';
import type { ExperimentResult } from '../../src/parity/trial-result.js';
import { startServer } from '../storage/postgres-server.js';
import { load } from '../storage/tables.js';
import { makeOriginalHome, type OriginalHome } from './original-home.js';

const CASES = [
  'creation',
  'table operations',
  'checksums',
  'batches',
  'read across',
  'read in place',
  'queries',
  'metadata',
  'life cycle',
  'errors',
  'concurrent access',
  'small timing',
  'large timing',
];

let folder: string;
let original: OriginalHome;
const open: Workspace[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mdm-compare-storage-'));
  original = await makeOriginalHome(join(folder, 'home'), { config: null });
});
afterEach(async () => {
  for (const ws of open.splice(0)) await ws.backends.close();
  rmSync(folder, { recursive: true, force: true });
});

async function workspace(env: Readonly<Record<string, string>> = {}): Promise<Workspace> {
  const temp = { MDM_DATABASE_DUCKDB_TEMP_DIRECTORY: folder, MDM_REFACTORING_RETURN_AUTOMATIC: 'false' };
  const config = await openConfig({ home: original.home, env: { ...temp, ...env } });
  const ws: Workspace = {
    config,
    log: silent,
    backends: createBackends(config),
    registry: () => Promise.reject(new Error('Comparing storage needs no plugins.')),
  };
  open.push(ws);
  return ws;
}

async function compared(ws: Workspace, name: string, options: Partial<CompareStorageOptions> = {}): Promise<readonly ExperimentResult[]> {
  const notes: string[] = [];
  const results = await compareStorage(ws, name, { note: (sentence) => notes.push(sentence), ...options });
  expect(notes).toEqual([]);
  return results;
}

const verdicts = (results: readonly ExperimentResult[]): Readonly<Record<string, string>> =>
  Object.fromEntries(results.map((one) => [one.name.replace(/^\w+: /, ''), one.verdict]));
const matched = Object.fromEntries(CASES.map((name) => [name, 'matched']));
const sum = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
/** What a comparison would leave, beside the home. */
const left = (): string[] => readdirSync(folder).filter((name) => name !== 'home');

describe('mdm compare storage', () => {
  test.each([
    ['iris', 'sqlite', {}],
    ['penguins', 'duckdb', {}],
    ['weather', 'sqlite', { MDM_DATABASE_SQLITE_JOURNAL_MODE: 'DELETE' }],
  ] as const)(
    '%s of a home of MDM 1.0.6: both sides agree in every case, and the dataset stays as it is',
    async (name, backend, env) => {
      const { path } = original.datasets[name]!;
      const before = sum(path);
      const ws = await workspace({ MDM_DATABASE_DEFAULT_BACKEND: backend, ...env });
      const results = await compared(ws, name);
      expect(results.flatMap(({ name: of, differences }) => differences.map((one) => ({ of, ...one })))).toEqual([]);
      expect(verdicts(results)).toEqual(matched);
      await ws.backends.close();
      expect(sum(path)).toBe(before);
      expect(left()).toEqual([]);
      const stored = await readResults(ws.config.path('comparison.store'));
      expect(stored.results.map(({ name: of, component, subject }) => [of, component, subject])).toEqual(
        CASES.map((one) => [`${backend}: ${one}`, 'backend', name]),
      );
      const { deltas } = await readMetrics(ws.config);
      expect(deltas.find(({ component }) => component === 'backend')!.counts.reduce((all, one) => all + one, 0)).toBe(2);
    },
    180_000,
  );

  test('on PostgreSQL, from a dataset of SQLite: no database is left', async () => {
    const server = await startServer();
    try {
      const ws = await workspace({ ...server.env, MDM_DATABASE_DEFAULT_BACKEND: 'sqlite' });
      expect(verdicts(await compared(ws, 'iris', { backend: 'postgresql', store: false }))).toEqual(matched);
      expect(await server.sql("SELECT datname FROM pg_database WHERE datname LIKE '%compare%'")).toEqual([]);
      expect((await readResults(ws.config.path('comparison.store'))).results).toEqual([]);
    } finally {
      await server.stop();
    }
  }, 180_000);

  test('NaN, which the original wrote as a missing value, is a known difference and no match', async () => {
    const ws = await workspace({ MDM_REFACTORING_USE_NEW_BACKEND: 'true' });
    const backend = await ws.backends.of('sqlite');
    await backend.swapTables('iris', { rename: { data: 'kept' } });
    await load(backend, 'iris', 'data', { id: 'int64', x: 'double' }, [[1n, NaN], [2n, 0.5]]); // prettier-ignore
    const found = verdicts(await compared(ws, 'iris', { store: false }));
    expect(found).toMatchObject({ checksums: 'ignored', 'read in place': 'matched', queries: 'matched' });
    expect(Object.values(found)).not.toContain('mismatched');
  });

  test('what one side takes for another type is a mismatch, and is counted', async () => {
    const ws = await workspace({ MDM_REFACTORING_USE_NEW_BACKEND: 'true' });
    const backend = await ws.backends.of('sqlite');
    await backend.swapTables('iris', { rename: { data: 'kept' } });
    await backend.executeSql('iris', 'CREATE TABLE data (n BIGINT, untold)');
    await backend.executeSql('iris', 'INSERT INTO data VALUES (1, 7)');
    const results = await compared(ws, 'iris', { store: false });
    expect(verdicts(results)).toMatchObject({ 'read in place': 'mismatched', checksums: 'matched' });
    expect((await readMetrics(ws.config)).counters).toContainEqual({ name: 'mdm_comparison_failures', component: 'backend', value: 1 });
  });

  test('a dataset that is not there', async () => {
    await expect(compared(await workspace(), 'nothing')).rejects.toMatchObject({ code: 'not-found' });
    expect(left()).toEqual([]);
  });
});
