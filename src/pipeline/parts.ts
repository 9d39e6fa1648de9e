/** Rows of a Parquet row group: half of DuckDB's usual, for half the memory while a wide row is written. */
export const GROUP = 61_440;
/** Parts of a large table: enough for threads to share, few enough for joins to be set up seldom. */
const PARTS = 12;
const LARGEST = 16;

/** Rows that are written as one, by the size of the table alone: the same bytes with any number of threads. */
export const partRows = (rows: number): number => GROUP * Math.min(LARGEST, Math.max(1, Math.floor(rows / (GROUP * PARTS))));
