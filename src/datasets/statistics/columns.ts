import type { Database } from '../../engine/duckdb/driver.js';
import { literal } from '../../engine/duckdb/dialect.js';
import { asText, parquetItem } from '../../engine/duckdb/introspect.js';
import type { ColumnType } from '../../storage/backend.js';

/** A column of a Parquet file as SQL over its positional names. */
export interface Measured {
  readonly name: string;
  readonly type: ColumnType;
  /** Its value as stored; text for what has no type of its own. */
  readonly ref: string;
  /** Of numbers and dates: a finite double, or null. Dates are epoch milliseconds. */
  readonly number?: string;
  /** Uncompressed bytes in the file. */
  readonly bytes: number;
}

export interface MeasuredFile {
  readonly from: string;
  readonly rows: number;
  readonly columns: readonly Measured[];
}

const INTEGER = /^U?(TINYINT|SMALLINT|INTEGER)$|^BIGINT$/;
const WIDE = /^(FLOAT|DOUBLE|DECIMAL\(.*|U?HUGEINT|UBIGINT)$/;

/** What a file holds: names as they were written, whatever their case, and types as MDM's. */
export async function measuredFile(db: Database, file: string): Promise<MeasuredFile> {
  const path = literal(file);
  const [names, types, sizes, counts] = [
    await db.rows(`SELECT name FROM parquet_schema(${path}) WHERE num_children IS NULL OR num_children = 0`),
    await db.rows(`DESCRIBE SELECT * FROM read_parquet(${path}, hive_partitioning = false)`),
    await db.rows(
      `SELECT column_id, sum(total_uncompressed_size)::DOUBLE FROM parquet_metadata(${path}) WHERE column_id IS NOT NULL GROUP BY ALL`,
    ),
    await db.rows(`SELECT num_rows FROM parquet_file_metadata(${path})`),
  ];
  const bytes = new Map(sizes.map(([id, size]) => [Number(id), Number(size)]));
  const columns = types.map(([described, type], i): Measured => {
    const name = types.length === names.length ? names[i]![0] : described;
    return { name: asText(name), ...reading(asText(type), `c${i}`), bytes: bytes.get(i) ?? 0 };
  });
  return { from: parquetItem([file], types.length), rows: Number(counts[0]?.[0] ?? 0), columns };
}

function reading(type: string, ref: string): Pick<Measured, 'type' | 'ref' | 'number'> {
  if (INTEGER.test(type)) return { type: 'int64', ref: type === 'BIGINT' ? ref : `${ref}::BIGINT`, number: `${ref}::DOUBLE` };
  if (WIDE.test(type)) {
    const value = type === 'DOUBLE' ? ref : `${ref}::DOUBLE`;
    return { type: 'double', ref: value, number: `CASE WHEN isfinite(${value}) THEN ${value} END` };
  }
  if (type === 'BOOLEAN') return { type: 'boolean', ref };
  if (type === 'DATE') return { type: 'date', ref, number: `epoch_ms(${ref}::TIMESTAMP)::DOUBLE` };
  if (type.startsWith('TIMESTAMP')) return { type: 'timestamp', ref: `${ref}::TIMESTAMP`, number: `epoch_ms(${ref}::TIMESTAMP)::DOUBLE` };
  return { type: 'text', ref: type === 'VARCHAR' ? ref : `${ref}::VARCHAR` };
}

export const isNumeric = ({ type }: { readonly type: ColumnType }): boolean => type === 'int64' || type === 'double';
export const isDate = ({ type }: { readonly type: ColumnType }): boolean => type === 'timestamp' || type === 'date';
