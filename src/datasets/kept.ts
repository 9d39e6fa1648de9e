import { BACKENDS, type BackendName } from '../storage/backend.js';
import type { DatasetRecord } from './record.js';

/** A store that a migration left where it was. */
export interface KeptStore {
  readonly backend: BackendName;
  readonly store: string;
  /** Of PostgreSQL. */
  readonly host?: string;
  readonly port?: number;
  /** When the dataset moved away from it. */
  readonly since: string;
}

/** Stores that migrations left, by the record. */
export function keptStores({ metadata }: DatasetRecord): readonly KeptStore[] {
  const kept = metadata['kept_stores'];
  return Array.isArray(kept) ? kept.filter(isKept) : [];
}

/** A pointer can be written by hand. */
function isKept(one: unknown): one is KeptStore {
  const { backend, store } = (one ?? {}) as { readonly backend?: unknown; readonly store?: unknown };
  return BACKENDS.some((name) => name === backend) && typeof store === 'string';
}
