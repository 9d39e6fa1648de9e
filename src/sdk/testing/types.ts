import type { Transformer } from '../contract.js';
import type { Json, Semantic } from '../types.js';

/** One row of a test table, by column name. A column that is left out is missing. */
export type Row = Readonly<Record<string, Json>>;
/** What each column means; a category or an id of numbers is stored as numbers. */
export type Columns = Readonly<Record<string, Semantic>>;
/** Which column has which role. */
export type Roles = Readonly<Partial<Record<'target' | 'id' | 'time' | 'group', string>>>;

/** How training rows are divided where the target is read out of fold; the flags of `mdm features generate`. */
export interface Folds {
  readonly folds?: number;
  readonly foldBy?: 'hash' | 'group' | 'time';
  readonly gap?: number;
  readonly seed?: number;
}

/** Rows as a person writes them in a test, with the meaning of each column. */
export interface TableCase {
  readonly columns: Columns;
  readonly roles?: Roles;
  readonly rows: readonly Row[];
  readonly params?: Readonly<Record<string, Json>>;
  readonly folds?: Folds;
}

/** A table and the features that are to come out of it. */
export interface TransformerCase extends TableCase {
  readonly name: string;
  /** Feature name -> the value of each training row; numbers within 1e-9 relative. */
  readonly expect: Readonly<Record<string, readonly Json[]>>;
  /** There are no other features. */
  readonly exactly?: boolean;
  /** Other rows, made with what was fitted on `rows`. */
  readonly test?: readonly Row[];
  readonly expectTest?: Readonly<Record<string, readonly Json[]>>;
}

export interface Checks {
  readonly cases: readonly TransformerCase[];
  /** Tables of which it makes nothing. */
  readonly rejects?: readonly (TableCase & { readonly name: string })[];
  /** Law or case -> why it does not hold; a listed one that holds is a failure too. */
  readonly expectedFailures?: Readonly<Record<string, string>>;
}

/** A check that any runner can run: it throws an Error that says what was found and what was wanted. */
export interface Check {
  readonly name: string;
  run(): Promise<void>;
}

/** What `mdm plugins test` puts in place of a test runner. */
export type Collect = (transformer: Transformer, checks: Checks) => void;
