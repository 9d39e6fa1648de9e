import type { Semantic } from '@mdm/sdk';
import type { Config } from '../config/config.js';
import { quote } from '../engine/duckdb/dialect.js';
import type { Database } from '../engine/duckdb/driver.js';
import type { ColumnType, StoredColumn } from '../storage/backend.js';

/** What was measured of a column. */
export interface ColumnFacts {
  readonly name: string;
  readonly type: ColumnType;
  readonly rows: number;
  readonly known: number;
  /** Exact up to about 1,000, an estimate beyond in large tables. */
  readonly distinct: number;
  /** Of numbers. */
  readonly min: number | null;
  readonly max: number | null;
  /** Mean characters of a text. */
  readonly length: number;
  /** Texts that are dates or times as ISO 8601 writes them. */
  readonly dates: number;
  /** First and last year of times. */
  readonly years: readonly [number, number] | null;
}

/** What a person said of columns. */
export interface GivenTypes {
  readonly types?: Readonly<Record<string, Semantic>>;
  readonly idColumns?: readonly string[];
  readonly datetime?: readonly string[];
}

/** Columns that are asked about in one statement. */
const TOGETHER = 200;
/** Answers for one column. */
const ASKED = 8;
/** Tables of more rows are estimated first. */
const EXACT_ROWS = 100_000;
/** Estimates up to this are counted. */
const EXACT_VALUES = 1_000;

/** Measures the columns of a table: what decides what they are. */
export async function measureColumns(db: Database, relation: string, columns: readonly StoredColumn[]): Promise<ColumnFacts[]> {
  const [all] = await db.rows(`SELECT count(*)::DOUBLE FROM ${relation}`);
  const rows = Number(all?.[0] ?? 0);
  const facts: ColumnFacts[] = [];
  for (let start = 0; start < columns.length; start += TOGETHER) {
    const part = columns.slice(start, start + TOGETHER);
    const asked = part.flatMap(({ name, type }) => questions(quote(name), type, rows <= EXACT_ROWS));
    const [row = []] = await db.rows(`SELECT ${asked.join(', ')} FROM ${relation}`);
    part.forEach(({ name, type }, i) => {
      const [known, distinct, min, max, length, dates, first, last] = row.slice(i * ASKED, (i + 1) * ASKED);
      const number = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));
      facts.push({
        name,
        type,
        rows,
        known: Number(known),
        distinct: Number(distinct),
        min: number(min),
        max: number(max),
        length: Number(length ?? 0),
        dates: Number(dates ?? 0),
        years: first === null || first === undefined ? null : [Number(first), Number(last)],
      });
    });
  }
  return rows <= EXACT_ROWS ? facts : counted(db, relation, facts);
}

function questions(v: string, type: ColumnType, exact: boolean): string[] {
  const number = type === 'int64' || type === 'double';
  const text = type === 'text';
  return [
    `count(${v})::DOUBLE`,
    `${exact ? `count(DISTINCT ${v})` : `approx_count_distinct(${v})`}::DOUBLE`,
    ...['min', 'max'].map((end) => (number ? `CAST(${end}(${v}) AS DOUBLE)` : 'NULL')),
    text ? `avg(length(${v}))` : 'NULL',
    text ? `count(TRY_CAST(${v} AS TIMESTAMP))::DOUBLE` : 'NULL',
    ...['min', 'max'].map((end) => (type === 'timestamp' || type === 'date' ? `year(${end}(${v}))::DOUBLE` : 'NULL')),
  ];
}

async function counted(db: Database, relation: string, facts: readonly ColumnFacts[]): Promise<ColumnFacts[]> {
  const few = facts.filter(({ distinct }) => distinct <= EXACT_VALUES);
  if (few.length === 0) return [...facts];
  const [row = []] = await db.rows(`SELECT ${few.map(({ name }) => `count(DISTINCT ${quote(name)})::DOUBLE`).join(', ')} FROM ${relation}`);
  const exact = new Map(few.map(({ name }, i) => [name, Number(row[i])]));
  return facts.map((fact) => ({ ...fact, distinct: exact.get(fact.name) ?? fact.distinct }));
}

/** What was said of a column, which may be called like what every object has. */
export const saidOf = <T>(types: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  types && Object.hasOwn(types, name) ? types[name] : undefined;

/**
 * What a column is. What a person said counts. A text is categorical up to `categorical_threshold` values that come again, unless they are
 * as long as `text_min_avg_length`; else it is text from a mean length of `min_text_length` on.
 */
export function typeOf(fact: ColumnFacts, config: Config, given: GivenTypes = {}): Semantic {
  const { name, type, known, distinct, min, max, length } = fact;
  const said = saidOf(given.types, name);
  if (said !== undefined) return said;
  if (given.idColumns?.includes(name)) return 'id';
  if (known > 0 && given.datetime?.includes(name)) return 'datetime';
  if (known === 0 || distinct <= 1) return 'constant';
  if (type === 'boolean') return 'boolean';
  if (type === 'timestamp' || type === 'date') return 'datetime';
  if (type !== 'text') return distinct === 2 && min === 0 && max === 1 ? 'boolean' : 'numeric';
  if (config.get('feature_engineering.type_detection.detect_datetime') && fact.dates === known) return 'datetime';
  if (length < config.get('feature_engineering.generic.text.min_text_length')) return 'categorical';
  const few = distinct <= config.get('feature_engineering.type_detection.categorical_threshold') && known >= 2 * distinct;
  return few && length < config.get('feature_engineering.type_detection.text_min_avg_length') ? 'categorical' : 'text';
}
