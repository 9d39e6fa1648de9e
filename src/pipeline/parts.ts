/** Rows of the smallest part. */
const PART = 61_440;
/** Parts of a large table: enough for threads to share, few enough for joins to be set up seldom. */
const PARTS = 12;
const LARGEST = 16;
/** Rows of one of the engine's vectors. */
const VECTOR = 2_048;

/** Rows that are written as one, by the size of the table alone: the same bytes with any number of threads. */
export const partRows = (rows: number): number => PART * Math.min(LARGEST, Math.max(1, Math.floor(rows / (PART * PARTS))));

/**
 * Rows of a Parquet row group. Each thread holds one while it is written, so a wide table gets fewer rows: about 4 million values, twice
 * that in a large table, whose footer would grow.
 */
export function groupRows(rows: number, columns: number): number {
  const values = rows > 1_000_000 ? 8_000_000 : 4_000_000;
  return Math.min(PART, Math.max(4 * VECTOR, Math.floor(values / columns / VECTOR) * VECTOR));
}
