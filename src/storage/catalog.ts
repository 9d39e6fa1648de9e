import type { StoredColumn } from './backend.js';
import { isOwn, OWN } from './names.js';

/** A table as the file's database has it. */
export interface Table {
  readonly name: string;
  /** What the database calls it. */
  readonly stored: string;
  readonly view: boolean;
}

/** The tables of the dataset, sorted: neither MDM's own nor those of MDM 1.0.6, and of two that have one name the one that was given it. */
export function listed<T extends Pick<Table, 'name' | 'stored'>>(tables: readonly T[], originals: ReadonlySet<string>): T[] {
  const given = new Set(tables.filter(({ name, stored }) => name !== stored).map(({ name }) => name));
  return tables
    .filter(({ name, stored }) => !isOwn(stored) && !originals.has(stored) && (name !== stored || !given.has(name)))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

export interface Column extends StoredColumn {
  readonly stored: string;
}

export const METADATA = `${OWN}_metadata`;
/** Names that the database cannot have: of tables (`stored_column` empty) and columns. */
export const NAMES = `${OWN}_columns`;
