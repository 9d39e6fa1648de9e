import type { StoredColumn } from './backend.js';
import { OWN } from './names.js';

/** A table as the file's database has it. */
export interface Table {
  readonly name: string;
  /** What the database calls it. */
  readonly stored: string;
  readonly view: boolean;
}

export interface Column extends StoredColumn {
  readonly stored: string;
}

export const METADATA = `${OWN}_metadata`;
/** Names that the database cannot have: of tables (`stored_column` empty) and columns. */
export const NAMES = `${OWN}_columns`;
