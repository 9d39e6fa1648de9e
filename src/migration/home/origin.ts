import type { DatasetRecord } from '../../datasets/record.js';
import { BACKENDS, type BackendName } from '../../storage/backend.js';

/** Where a dataset of this home came from, as its record keeps it under `migrated_from`. */
export interface HomeOrigin {
  readonly home: string;
  readonly backend: BackendName;
  readonly store: string;
  /** Of SQLite and DuckDB: the file that was read. */
  readonly path?: string;
  readonly host?: string;
  readonly port?: number;
  readonly run: string;
  readonly at: string;
}

/** Where a dataset came from, when another home had it. A record may have been written by hand. */
export function originOf({ metadata }: DatasetRecord): HomeOrigin | undefined {
  const held = metadata['migrated_from'] as Partial<HomeOrigin> | null | undefined;
  if (typeof held !== 'object' || held === null) return undefined;
  const { home, backend, store, run, at } = held;
  const texts = [home, store, run, at].every((one) => typeof one === 'string');
  return texts && BACKENDS.some((name) => name === backend) ? (held as HomeOrigin) : undefined;
}
