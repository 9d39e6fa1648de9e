import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordBatch } from 'apache-arrow';
import { type Config, openConfig } from '../../src/config/config.js';
import { silent } from '../../src/log/logger.js';
import { batchOf, rowsOf } from '../../src/storage/arrow-rows.js';
import type { IStorageBackend, StoredColumn } from '../../src/storage/backend.js';
import { schemaOf } from '../../src/storage/columns.js';
import { postgresBackend } from '../../src/storage/postgres/backend.js';
import { type PostgresServer, type ServerOptions, startServer } from './postgres-server.js';

export const tls = (name: string): string => join(import.meta.dirname, '../data/tls', name);

/** A server for the tests of a file, and backends with settings on top of what reaches it; all are closed in the end. */
export function postgresWorld(options: ServerOptions = {}) {
  let server: PostgresServer;
  let home: string;
  const open: IStorageBackend[] = [];
  const configOf = (settings: Readonly<Record<string, string>> = {}): Promise<Config> =>
    openConfig({ home, env: { ...server.env, ...variables(settings) } });
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'mdm-pg-home-'));
    server = await startServer(options);
  });
  afterAll(async () => {
    for (const backend of open) await backend.close();
    await server.stop();
    await rm(home, { recursive: true, force: true });
  });
  return {
    get server() {
      return server;
    },
    configOf,
    /** Settings by their key below `database.`: `{ 'postgresql.sslmode': 'require' }`. */
    backend: async (settings: Readonly<Record<string, string>> = {}): Promise<IStorageBackend> => {
      const backend = postgresBackend(await configOf(settings), { log: silent, echo: () => undefined });
      open.push(backend);
      return backend;
    },
  };
}

const variables = (settings: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).map(([key, value]) => [`MDM_DATABASE_${key.toUpperCase().replaceAll('.', '_')}`, value]));

export async function* stream<T>(...items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

export async function rowsIn(batches: AsyncIterable<RecordBatch>): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  for await (const batch of batches) rows.push(...rowsOf(batch));
  return rows;
}

export const table = (columns: readonly StoredColumn[], rows: readonly (readonly unknown[])[]): RecordBatch =>
  batchOf(schemaOf(columns), rows);

export async function loaded(backend: IStorageBackend, store: string, name: string, batch: RecordBatch): Promise<void> {
  if (!(await backend.datasetExists(store))) await backend.createDataset(store);
  await backend.loadData(store, name, batch.schema, stream(batch));
}

export const NUMBERS = table(
  [
    { name: 'n', type: 'int64' },
    { name: 't', type: 'text' },
  ],
  [
    [1, 'one'],
    [2, 'two'],
    [3, null],
  ],
);
