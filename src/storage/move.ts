import type { Json } from '@mdm/sdk';
import { rowsOf } from './arrow-rows.js';
import type { IStorageBackend } from './backend.js';
import { hasOldMetadata } from './old-metadata.js';
import { check } from './problems.js';

export interface Move {
  readonly from: IStorageBackend;
  readonly store: string;
  readonly to: IStorageBackend;
  /** A store of `to` that is there. */
  readonly target: string;
  /** Default: all. */
  readonly tables?: readonly string[];
  readonly batchSize?: number;
  readonly onTable?: (table: string) => void;
  readonly onRows?: (rows: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Copies tables from one store to another, in their order and in bounded memory. What was copied stays when a later table fails. */
export async function copyStore(move: Move): Promise<{ readonly tables: readonly { readonly name: string; readonly rows: number }[] }> {
  const { from, store, to, target, batchSize, onTable, onRows, signal } = move;
  const names = move.tables ?? (await from.tables(store)).map(({ name }) => name);
  const tables: { name: string; rows: number }[] = [];
  for (const name of names) {
    check(signal);
    onTable?.(name);
    const schema = await from.schemaOf(store, name);
    const batches = from.readTable(store, name, { ...(batchSize === undefined ? {} : { batchSize }), ...(signal ? { signal } : {}) });
    const rows = await to.loadData(target, name, schema, batches, {
      ...(onRows ? { onBatch: onRows } : {}),
      ...(signal ? { signal } : {}),
    });
    tables.push({ name, rows });
  }
  return { tables };
}

/** What an error and its causes say. */
const chainOf = (error: unknown): string =>
  error instanceof Error ? `${error.message}${error.cause === undefined ? '' : ` ${chainOf(error.cause)}`}` : '';

/** Where metadata is: in the table of the backends, and in that of MDM 1.0.6. */
const METADATA_TABLES = ['_mdm_metadata', '_metadata'] as const;
const NONE = /_metadata.*does not exist|no such table|no such column|"?key"? (?:not found|does not exist)/;

/** Everything that a store's metadata holds. */
export async function metadataOf(backend: IStorageBackend, store: string): Promise<Record<string, Json>> {
  const keys = new Set<string>();
  for (const table of (await hasOldMetadata(backend, store)) ? METADATA_TABLES : METADATA_TABLES.slice(0, 1))
    try {
      for await (const batch of backend.query(store, `SELECT key FROM "${table}" ORDER BY key`))
        for (const [key] of rowsOf(batch)) keys.add(key as string);
    } catch (error) {
      // A database that MDM did not make has none.
      if (!NONE.test(chainOf(error))) throw error;
    }
  const values: Record<string, Json> = {};
  for (const key of keys) {
    const value = await backend.getMetadata(store, key);
    if (value !== undefined) Object.defineProperty(values, key, { value, enumerable: true, writable: true, configurable: true });
  }
  return values;
}
