import type { Database } from '../../engine/duckdb/driver.js';
import { basics } from './basics.js';
import { isNumeric, measuredFile, type Measured } from './columns.js';
import { correlations } from './correlations.js';
import type { ColumnStatistics, TableStatistics } from './result.js';
import { relations, targetOf } from './target.js';
import { histograms, topValues } from './values.js';

export interface MeasureOptions {
  /** Adds correlations, distributions and relations to the target. */
  readonly full?: boolean;
  readonly target?: string | null;
  readonly problem?: string | null;
  /** Told after each part, 0 to 1. */
  readonly onShare?: (share: number) => void;
}

/** The statistics of a Parquet file. */
export async function measureFile(db: Database, file: string, table: string, options: MeasureOptions = {}): Promise<TableStatistics> {
  const { full = false, onShare } = options;
  const read = await measuredFile(db, file);
  const { from, rows, columns } = read;
  const { columns: basic, bytes: texts } = await basics(db, read);
  onShare?.(0.4);
  const bytes = basic.reduce((sum, column, i) => sum + memoryOf(column, rows, texts[i]!), 0);
  const limit = full ? 20 : 5;
  const topped: ColumnStatistics[] = [];
  for (const [i, column] of columns.entries()) {
    const top = hasTop(column, basic[i]!, full) ? await topValues(db, from, column, basic[i]!, limit) : undefined;
    topped.push(top ? { ...basic[i]!, top } : basic[i]!);
  }
  onShare?.(0.6);
  const missing = basic.reduce((sum, { nulls }) => sum + nulls, 0);
  const cells = rows * columns.length;
  const summary = {
    table,
    rows,
    missing_cells: missing,
    completeness: cells === 0 ? 1 : 1 - missing / cells,
    memory_size_bytes: bytes,
    full,
  };
  if (!full) return { ...summary, columns: topped };
  const target = targetOf(columns, basic, options.target, options.problem);
  const distributions = await histograms(db, from, columns, basic);
  onShare?.(0.75);
  const related = target ? await relations(db, from, columns, basic, target) : [];
  onShare?.(0.85);
  return {
    ...summary,
    columns: topped.map((column, i) => ({
      ...column,
      ...(distributions[i] ? { histogram: distributions[i] } : {}),
      ...(related[i] ? { target: related[i] } : {}),
    })),
    correlations: await correlations(db, from, columns, basic, options.target ?? undefined),
    ...(target ? { target: { column: columns[target.index]!.name, as: target.as } } : {}),
  };
}

/** Text and booleans have top values; when full, numbers of few values too. */
const hasTop = (column: Measured, { unique }: ColumnStatistics, full: boolean): boolean =>
  column.type === 'text' || column.type === 'boolean' || (full && isNumeric(column) && unique <= 20);

/** Bytes of a column in Arrow's layout. */
function memoryOf(column: ColumnStatistics, rows: number, text: number): number {
  const validity = column.nulls > 0 ? Math.ceil(rows / 8) : 0;
  const values = {
    int64: rows * 8,
    double: rows * 8,
    timestamp: rows * 8,
    date: rows * 4,
    boolean: Math.ceil(rows / 8),
    text: rows * 4 + text,
  };
  return validity + values[column.type];
}
