import type { RecordBatch, Schema } from 'apache-arrow';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../src/config/config.js';
import { openConfig } from '../../src/config/config.js';
import { batchOf, rowsOf } from '../../src/storage/arrow-rows.js';
import type { ColumnType, IStorageBackend, LoadOptions, Parameter, ReadOptions } from '../../src/storage/backend.js';
import { schemaOf } from '../../src/storage/columns.js';

export type Columns = Readonly<Record<string, ColumnType>>;
export type Rows = readonly (readonly unknown[])[];

export const schemaFrom = (columns: Columns | readonly (readonly [string, ColumnType])[]): Schema =>
  schemaOf((Array.isArray(columns) ? columns : Object.entries(columns)).map(([name, type]) => ({ name, type })));

/** Rows as batches of so many rows. */
export async function* batchesFrom(schema: Schema, rows: Rows, size = 1_000): AsyncGenerator<RecordBatch> {
  for (let at = 0; at < rows.length; at += size) yield batchOf(schema, rows.slice(at, at + size));
}

export function load(
  backend: IStorageBackend,
  store: string,
  table: string,
  columns: Columns | readonly (readonly [string, ColumnType])[],
  rows: Rows,
  options?: LoadOptions,
): Promise<number> {
  const schema = schemaFrom(columns);
  return backend.loadData(store, table, schema, batchesFrom(schema, rows), options);
}

export async function all(batches: AsyncIterable<RecordBatch>): Promise<Parameter[][]> {
  const rows: Parameter[][] = [];
  for await (const batch of batches) rows.push(...rowsOf(batch));
  return rows;
}

export const read = (backend: IStorageBackend, store: string, table: string, options?: ReadOptions): Promise<Parameter[][]> =>
  all(backend.readTable(store, table, options));

/** As it compares: the sign of zero is not kept by every backend. */
export const comparable = (rows: Rows): unknown[][] => rows.map((row) => row.map((value) => (Object.is(value, -0) ? 0 : (value ?? null))));

export const numbers = (count: number, from = 0): Rows => Array.from({ length: count }, (_, i) => [BigInt(from + i), `row ${from + i}`]);

/** A home of its own for a test, with a configuration of variables. */
export function home(): { readonly folder: string; config(env?: Readonly<Record<string, string>>): Promise<Config>; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'mdm-storage-'));
  return {
    folder,
    config: (env = {}) => openConfig({ home: folder, env }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
