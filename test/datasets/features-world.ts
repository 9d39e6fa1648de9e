import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openConfig } from '../../src/config/config.js';
import type { Values } from '../../src/config/keys.js';
import { loadQuery } from '../../src/datasets/features/assemble.js';
import { makeFeatures } from '../../src/components/features/index.js';
import type { FeatureInput, FeaturesMade } from '../../src/datasets/features/input.js';
import type { Workspace } from '../../src/datasets/workspace.js';
import { openDatabase } from '../../src/engine/duckdb/driver.js';
import { openRegistry, type Registry } from '../../src/host/registry.js';
import type { Level, Logger } from '../../src/log/logger.js';
import { createBackends } from '../../src/storage/open.js';
import type { BackendName } from '../../src/storage/backend.js';

export type Row = Readonly<Record<string, unknown>>;

export interface Said {
  readonly level: Level;
  readonly message: string;
}

/** A home of its own with the tables of one dataset, and what was logged. */
export interface FeatureWorld {
  readonly home: string;
  readonly workspace: Workspace;
  readonly said: Said[];
  /** Loads a query of DuckDB as a table of the dataset. */
  load(table: string, sql: string): Promise<void>;
  make(input?: Partial<FeatureInput>): Promise<FeaturesMade>;
  rows(table: string): Promise<readonly Row[]>;
  columns(table: string): Promise<readonly string[]>;
  tables(): Promise<readonly string[]>;
  /** Writes a file of the home. */
  file(path: string, text: string): Promise<string>;
  close(): Promise<void>;
}

const NAME = 'sales';

export async function featureWorld(settings: Partial<Values> = {}, backendName: BackendName = 'duckdb'): Promise<FeatureWorld> {
  const home = await mkdtemp(join(tmpdir(), 'mdm-features-'));
  const config = await openConfig({ home, env: {}, flags: { 'database.default_backend': backendName, ...settings } });
  const said: Said[] = [];
  const log = logger(said);
  const backends = createBackends(config, log);
  let registry: Promise<Registry> | undefined;
  const workspace: Workspace = { config, log, backends, registry: () => (registry ??= openRegistry()) };
  const backend = await backends.of(backendName);
  const dataset = { backend, store: NAME };
  await backend.createDataset(NAME);
  const tables: Record<string, string> = {};
  return {
    home,
    workspace,
    said,
    async load(table, sql) {
      const db = await openDatabase();
      try {
        await loadQuery(db, sql, backend, NAME, table, { batchSize: 1000 });
      } finally {
        await db.close();
      }
      tables[table] = table;
    },
    make: (input = {}) => makeFeatures(workspace, { name: NAME, dataset, tables, idColumns: [], ...input }),
    async rows(table) {
      const all: Row[] = [];
      for await (const batch of backend.readTable(NAME, table)) for (const row of batch) all.push(plain(row.toJSON()));
      return all;
    },
    columns: async (table) => (await backend.table(NAME, table)).columns.map(({ name }) => name),
    tables: async () => (await backend.tables(NAME)).map(({ name }) => name),
    async file(path, text) {
      const at = join(home, path);
      await mkdir(dirname(at), { recursive: true });
      await writeFile(at, text);
      return at;
    },
    async close() {
      await (await registry)?.close();
      await backends.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

const plain = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]));

function logger(said: Said[]): Logger {
  const write =
    (level: Level) =>
    (message: string): void => {
      said.push({ level, message });
    };
  const log: Logger = {
    debug: write('DEBUG'),
    info: write('INFO'),
    warning: write('WARNING'),
    error: write('ERROR'),
    critical: write('CRITICAL'),
    child: () => log,
    enabled: () => true,
  };
  return log;
}

/** A table of DuckDB with these rows; values are SQL. */
export const values = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  `SELECT * FROM (VALUES ${rows.map((row) => `(${row.join(', ')})`).join(', ')}) AS t(${columns.join(', ')})`;
