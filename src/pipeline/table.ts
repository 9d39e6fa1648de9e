import type { Column, Role, ScalarType, Semantic } from '@mdm/sdk';

/** A column of an input table, ready to be read: the type it has and, for text dates, the format found. */
export interface InputColumn {
  readonly name: string;
  readonly type: ScalarType;
  /** The engine's or file's own type, for people. */
  readonly stored: string;
  /** strptime format of a datetime that was text. */
  readonly format?: string;
}

/** A table that can be scanned: `relation` is a query giving every column by its own name, plus a unique whole row number. */
export interface InputTable {
  /** `data` for a single table, else `train`, `test`, `validation` or `sample_submission`. */
  readonly name: string;
  readonly files: readonly string[];
  /** SQL of a SELECT: all `columns` in their engine-neutral types, non-finite numbers as missing, and `rowColumn` (BIGINT, 0 .. rows-1 in file order). */
  readonly relation: string;
  readonly rowColumn: string;
  readonly rows: number;
  readonly columns: readonly InputColumn[];
  /** Things a person should know: what was assumed, converted or read as missing. */
  readonly notes: readonly string[];
}

/** What the user said about columns. */
export interface RoleOptions {
  readonly target?: string;
  readonly id?: readonly string[];
  readonly time?: string;
  readonly group?: string;
  readonly ignore?: readonly string[];
  readonly types?: Readonly<Record<string, Semantic>>;
}

/** A column with its meaning, and why it was given that meaning. */
export interface ProfiledColumn extends Column {
  readonly why: string;
  readonly format?: string;
  readonly role?: Role;
}
