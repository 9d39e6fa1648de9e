import type { Json } from '@mdm/sdk';
import type { IStorageBackend, Parameter } from './backend.js';
import { COLUMNS_OF_ORIGINALS, ORIGINAL_NAMES, type OriginalName, ORIGINALS, originalsAmong } from './originals.js';

async function rowsOf(backend: IStorageBackend, store: string, sql: string, parameters: readonly Parameter[] = []): Promise<Parameter[][]> {
  const { rowsOf: read } = await import('./arrow-rows.js');
  const rows: Parameter[][] = [];
  for await (const batch of backend.query(store, sql, parameters)) for (const row of read(batch)) rows.push(row);
  return rows;
}

/** The tables of MDM 1.0.6 that a store has. */
export async function originalsOf(backend: IStorageBackend, store: string): Promise<ReadonlySet<string>> {
  const columns = await rowsOf(backend, store, COLUMNS_OF_ORIGINALS[backend.backendType]);
  return originalsAmong(columns.map(([table, column]) => [String(table), String(column)]));
}

/** Whether a store has the metadata of MDM 1.0.6: a table of that name may as well be the dataset's. */
export const hasOldMetadata = async (backend: IStorageBackend, store: string): Promise<boolean> =>
  (await originalsOf(backend, store)).has('_metadata');

type Cell = string | number | null;
/** Rows of tables of MDM 1.0.6, in the order of `ORIGINALS`. */
export type OriginalRows = Readonly<Partial<Record<OriginalName, readonly (readonly Cell[])[]>>>;

/** What the tables of MDM 1.0.6 hold that a store has. */
export async function readOriginals(backend: IStorageBackend, store: string): Promise<OriginalRows> {
  const there = await originalsOf(backend, store);
  const found: Partial<Record<OriginalName, Cell[][]>> = {};
  for (const name of ORIGINAL_NAMES.filter((one) => there.has(one))) {
    const rows = await rowsOf(backend, store, `SELECT ${Object.keys(ORIGINALS[name]).join(', ')} FROM ${name}`);
    found[name] = rows.map((row) => row.map(plain));
  }
  return found;
}

const plain = (value: Parameter): Cell => (typeof value === 'bigint' || typeof value === 'boolean' ? Number(value) : value);

/** Writes rows instead of those that tables of MDM 1.0.6 have, and makes the tables that are not there; all or nothing. */
export async function writeOriginals(backend: IStorageBackend, store: string, all: OriginalRows): Promise<void> {
  const connection = await backend.getConnection(store);
  try {
    await connection.run('BEGIN');
    for (const [name, rows] of Object.entries(all)) {
      const columns = Object.entries(ORIGINALS[name as OriginalName]);
      await connection.run(`CREATE TABLE IF NOT EXISTS ${name} (${columns.map((column) => column.join(' ')).join(', ')})`);
      await connection.run(`DELETE FROM ${name}`);
      const [names, places] = [columns.map(([column]) => column).join(', '), columns.map(() => '?').join(', ')];
      for (const row of rows) await connection.run(`INSERT INTO ${name} (${names}) VALUES (${places})`, row);
    }
    await connection.run('COMMIT');
  } finally {
    await connection.release();
  }
}

async function metadata(backend: IStorageBackend, store: string, key: string): Promise<Json | undefined> {
  if (!(await hasOldMetadata(backend, store))) return undefined;
  const [row] = await rowsOf(backend, store, 'SELECT value FROM _metadata WHERE key = ?', [key]);
  const text = row?.[0];
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

async function forget(backend: IStorageBackend, store: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0 || !(await hasOldMetadata(backend, store))) return;
  for (const key of keys) await backend.executeSql(store, 'DELETE FROM _metadata WHERE key = ?', [key]);
}

/** A backend that also knows the metadata which the old side wrote into a store: a key has one value, whoever wrote it last. */
export const withOldMetadata = (backend: IStorageBackend): IStorageBackend => ({
  ...backend,
  getMetadata: async (store, key) => {
    const value = await backend.getMetadata(store, key);
    return value === undefined ? metadata(backend, store, key) : value;
  },
  updateMetadata: async (store, key, value) => {
    await backend.updateMetadata(store, key, value);
    await forget(backend, store, [key]);
  },
  swapTables: async (store, swap) => {
    await backend.swapTables(store, swap);
    await forget(backend, store, Object.keys(swap.metadata ?? {}));
  },
});
