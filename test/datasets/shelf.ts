import { Bool, DateDay, Field, Float64, Int64, Schema, TimestampMicrosecond, Utf8, type DataType } from 'apache-arrow';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openConfig } from '../../src/config/config.js';
import type { DatasetRecord } from '../../src/datasets/record.js';
import { openRepository } from '../../src/datasets/repository.js';
import type { Workspace } from '../../src/datasets/workspace.js';
import { silent } from '../../src/log/logger.js';
import { batchOf } from '../../src/storage/arrow-rows.js';
import type { BackendName, ColumnType } from '../../src/storage/backend.js';
import { createBackends, type Backends } from '../../src/storage/open.js';

const ARROW: Readonly<Record<ColumnType, DataType>> = {
  int64: new Int64(),
  double: new Float64(),
  boolean: new Bool(),
  text: new Utf8(),
  timestamp: new TimestampMicrosecond(),
  date: new DateDay(),
};

export interface TableOf {
  readonly columns: Readonly<Record<string, ColumnType>>;
  readonly rows: readonly (readonly unknown[])[];
}

export interface Shelf {
  home: string;
  folder: string;
  ws: Workspace;
  /** Opens the home anew, with other settings. */
  reopen(env?: Readonly<Record<string, string>>): Promise<Workspace>;
  /** Keeps a dataset without registration: its tables, its record. */
  add(name: string, tables?: Readonly<Record<string, TableOf>>, record?: Partial<DatasetRecord>): Promise<DatasetRecord>;
  /** A pointer alone. */
  point(name: string, record?: Partial<DatasetRecord>): Promise<DatasetRecord>;
}

export const small: TableOf = {
  columns: { id: 'int64', age: 'double', city: 'text' },
  rows: [
    [1n, 22, 'Oslo'],
    [2n, null, 'Rome'],
  ],
};

const recordOf = (name: string, backend: BackendName, more: Partial<DatasetRecord>): DatasetRecord => ({
  name,
  display_name: name,
  description: null,
  database: { backend, store: name },
  tables: { train: 'train' },
  problem_type: null,
  target_column: null,
  id_columns: [],
  time_column: null,
  group_column: null,
  feature_tables: {},
  registered_at: '2026-01-01T00:00:00.000Z',
  last_updated_at: '2026-01-01T00:00:00.000Z',
  tags: [],
  source: 'test',
  version: '1.0.0',
  metadata: { datetime_columns: [] },
  ...more,
});

/** A fresh home with its backends for every test. */
export function shelf(env: Readonly<Record<string, string>> = {}): Shelf {
  let backends: Backends | undefined;
  const self: Shelf = {
    home: '',
    folder: '',
    ws: undefined as unknown as Workspace,
    reopen: async (more = {}) => {
      await backends?.close();
      const config = await openConfig({ home: self.home, env: { ...env, ...more } });
      backends = createBackends(config, silent);
      self.ws = { config, log: silent, backends, registry: () => Promise.reject(new Error('no plugins')) };
      return self.ws;
    },
    point: async (name, record = {}) => {
      const whole = recordOf(name, self.ws.config.get('database.default_backend'), record);
      await openRepository(self.ws.config).save(whole);
      return whole;
    },
    add: async (name, tables = { train: small }, record = {}) => {
      const backend = await self.ws.backends.of(self.ws.config.get('database.default_backend'));
      await backend.createDataset(name);
      for (const [table, { columns, rows }] of Object.entries(tables)) {
        const schema = new Schema(Object.entries(columns).map(([column, type]) => new Field(column, ARROW[type], true)));
        const batches = async function* () {
          yield batchOf(schema, rows);
        };
        await backend.loadData(name, table, schema, batches());
      }
      const known = Object.fromEntries(Object.keys(tables).flatMap((table) => (table.endsWith('_features') ? [] : [[table, table]])));
      const features = Object.keys(tables).flatMap((table) =>
        table.endsWith('_features') ? [[table.replace(/_features$/, ''), table]] : [],
      );
      const [first] = Object.values(tables);
      return self.point(name, {
        tables: known,
        feature_tables: Object.fromEntries(features),
        metadata: {
          datetime_columns: [],
          columns: Object.keys(first?.columns ?? {}).map((column) => ({ name: column, type: 'numeric' })),
          statistics: { row_count: first?.rows.length ?? 0, memory_size_bytes: 100, computed_at: '2026-01-01T00:00:00.000Z' },
        },
        ...record,
      });
    },
  };
  beforeEach(async () => {
    self.home = mkdtempSync(join(tmpdir(), 'mdm-shelf-'));
    self.folder = mkdtempSync(join(tmpdir(), 'mdm-out-'));
    await self.reopen();
  });
  afterEach(async () => {
    await backends?.close();
    for (const one of [self.home, self.folder]) rmSync(one, { recursive: true, force: true });
  });
  return self;
}
