import type { Semantic } from '@mdm/sdk';
import type { Config } from '../../config/config.js';
import { quote } from '../../engine/duckdb/dialect.js';
import type { Database } from '../../engine/duckdb/driver.js';
import type { Scan } from '../../engine/duckdb/introspect.js';
import type { RecordColumn } from '../record.js';
import { measureColumns, typeOf, type ColumnFacts } from '../types.js';

export interface TypeRoles {
  readonly idColumns: readonly string[];
  readonly types?: Readonly<Record<string, Semantic>> | undefined;
}

/** A column as registration understands it. */
export interface DetectedColumn extends RecordColumn {
  /** As it is stored: int64, double, boolean, text or timestamp. */
  readonly stored: string;
  /** Missing values, in percent. */
  readonly missing: number;
  readonly distinct: number;
}

/** A scan as a FROM item that has every column by its own name. */
export const scanRelation = (scan: Scan): string =>
  `(SELECT ${scan.columns.map(({ name, value }) => `${value} AS ${quote(name)}`).join(', ')} FROM ${scan.from})`;

export const measureScan = (db: Database, scan: Scan): Promise<ColumnFacts[]> =>
  measureColumns(
    db,
    scanRelation(scan),
    scan.columns.map(({ name, type }) => ({ name, type })),
  );

/** What the columns of a table mean, by all of its rows and `feature_engineering.type_detection`. */
export async function detectTypes(db: Database, scan: Scan, { idColumns, types }: TypeRoles, config: Config): Promise<DetectedColumn[]> {
  const given = types ? { idColumns, types } : { idColumns };
  return (await measureScan(db, scan)).map((fact) => ({
    name: fact.name,
    type: typeOf(fact, config, given),
    stored: fact.type,
    missing: fact.rows === 0 ? 0 : ((fact.rows - fact.known) / fact.rows) * 100,
    distinct: fact.distinct,
  }));
}
