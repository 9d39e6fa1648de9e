/** A row of A, or of B where A has no such row: its place from 0, and its key as text. */
export interface RowExample {
  readonly row: number;
  readonly key: readonly (string | null)[];
}

export interface Rows {
  readonly count: number;
  readonly first: readonly RowExample[];
}

/** Values of a column that differ, as the engine writes them; null is missing. */
export interface ValueExample extends RowExample {
  readonly a: string | null;
  readonly b: string | null;
}

export interface ColumnComparison {
  readonly name: string;
  readonly typeA: string;
  readonly typeB: string;
  readonly compared: number;
  /** Values that are not compared, because two runs of A's side do not agree on them; absent: none. */
  readonly noise?: number;
  /** Rows within the tolerance, which without one is equal. */
  readonly equal: number;
  /** `equal` of `compared`. */
  readonly share: number;
  readonly tolerance?: string;
  /** Between finite numbers of all rows; absent where no value differs at all. `ulp`: doubles from one to the other; null within the tolerance. */
  readonly largest?: { readonly absolute: number; readonly relative: number | null; readonly ulp: number | null };
  readonly first: readonly ValueExample[];
}

/** What came of comparing table B with table A. */
export interface Comparison {
  readonly a: string;
  readonly b: string;
  readonly equal: boolean;
  readonly rows: { readonly a: number; readonly b: number };
  readonly keys: {
    /** None: rows are matched by their place. */
    readonly names: readonly string[];
    readonly matched: number;
    readonly missing: Rows;
    readonly extra: Rows;
    readonly duplicate: Rows;
  };
  readonly columns: {
    readonly missing: readonly string[];
    readonly extra: readonly string[];
    readonly type: readonly string[];
    /** Common columns in another place. */
    readonly order: readonly string[];
  };
  /** Every common column, in the order of A. */
  readonly features: readonly ColumnComparison[];
  /** Why they are not equal, one sentence each. */
  readonly reasons: readonly string[];
  readonly notes: readonly string[];
}
