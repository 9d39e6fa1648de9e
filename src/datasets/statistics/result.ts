import type { ColumnType } from '../../storage/backend.js';

/** A value and how often it occurs; long text is cut. */
export interface TopValue {
  readonly value: string;
  readonly count: number;
}

/** Equal-width bins: bin k is from edges[k] (included) to edges[k + 1]; the last one includes its end. Of dates: epoch milliseconds. */
export interface Histogram {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** How a column goes with the target, from 0 (not at all) to 1; `value` of Pearson's r is from -1. */
export interface TargetRelation {
  readonly measure: 'pearson' | 'correlation_ratio' | 'cramers_v';
  /** Null where it is not defined, such as for a constant. */
  readonly value: number | null;
}

/** What is known of a column. `count` is the number of known values, so that `count + nulls` is the number of rows. */
export interface ColumnStatistics {
  readonly name: string;
  readonly type: ColumnType;
  readonly count: number;
  readonly nulls: number;
  /** Distinct known values, exact unless `unique_is_estimate`. */
  readonly unique: number;
  readonly unique_is_estimate?: true;
  /** Of finite numbers. Sample standard deviation; null with fewer than two. */
  readonly mean?: number | null;
  readonly std?: number | null;
  /** A number (as text beyond 2^53), or a time as text. */
  readonly min?: number | string | null;
  /** Quartiles by linear interpolation, as pandas and `quantile_cont`. */
  readonly q25?: number | null;
  readonly median?: number | null;
  readonly q75?: number | null;
  readonly max?: number | string | null;
  /** NaN and infinities: known, but in none of the figures. */
  readonly nonfinite?: number;
  readonly zeros?: number;
  /** Values outside q25 - 1.5 IQR to q75 + 1.5 IQR. */
  readonly outliers?: { readonly count: number; readonly low: number; readonly high: number } | null;
  /** Of boolean columns: how many are true. */
  readonly trues?: number;
  /** Of text: characters. */
  readonly length?: { readonly min: number; readonly mean: number; readonly max: number } | null;
  /** The most frequent values; absent where every value is there once. */
  readonly top?: readonly TopValue[];
  /** Of numbers and dates, when full. */
  readonly histogram?: Histogram;
  /** When full and there is a target. */
  readonly target?: TargetRelation;
}

/** Pearson's r of every pair of numeric columns over the rows where both are known. */
export interface Correlations {
  readonly columns: readonly string[];
  /** Null where it is not defined. */
  readonly matrix: readonly (readonly (number | null)[])[];
  /** Numeric columns that are not in it, for there are too many. */
  readonly left_out: number;
}

export interface TableStatistics {
  readonly table: string;
  readonly rows: number;
  readonly columns: readonly ColumnStatistics[];
  /** Cells without a value. */
  readonly missing_cells: number;
  /** Share of cells with a value; 1 for an empty table. */
  readonly completeness: number;
  /** Bytes as Arrow columns in memory. */
  readonly memory_size_bytes: number;
  /** Whether correlations, distributions and relations to the target are there. */
  readonly full: boolean;
  readonly correlations?: Correlations;
  /** The column that relations are with, and whether it is read as classes or as a number. */
  readonly target?: { readonly column: string; readonly as: 'classes' | 'number' };
}

/** The statistics of a dataset, as they are kept in the store's metadata and in metadata/statistics.json. */
export interface DatasetStatistics {
  readonly version: 1;
  readonly dataset: string;
  readonly computed_at: string;
  /** `last_updated_at` of the dataset when they were computed; null: before it was saved for the first time. */
  readonly last_updated_at: string | null;
  /** Rows of the tables train, validation, test and data, and their bytes in memory. */
  readonly row_count: number;
  readonly memory_size_bytes: number;
  readonly tables: readonly TableStatistics[];
}
