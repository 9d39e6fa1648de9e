import type { Database } from '../../engine/duckdb/driver.js';
import { type InputType, type Scan, type ScanColumn, shorten } from '../../engine/duckdb/introspect.js';
import { isNumber, isWhole } from '../../engine/duckdb/typing.js';
import { sqlType } from '../../pipeline/convert.js';

/** Gives the columns of a table the types that columns of the same names have in the training table. */
export async function conform(db: Database, scan: Scan, like: Scan, file: string): Promise<{ scan: Scan; warnings: string[] }> {
  const wanted = new Map(like.columns.map((column) => [column.name, column]));
  const warnings: string[] = [];
  const columns: ScanColumn[] = [];
  for (const column of scan.columns) {
    const want = wanted.get(column.name);
    if (!want || want.type === column.type || widens(column.type, want.type)) {
      columns.push(column);
      continue;
    }
    const { type } = want;
    const value = cast(column, type);
    const known = column.type === 'text' ? `NULLIF(trim(${column.value}), '')` : column.value;
    const [row = []] = await db.rows(
      `SELECT count(${known}), count(*) FILTER (WHERE ${known} IS NOT NULL AND (${value}) IS NULL) FROM ${scan.from}`,
    );
    const [all, lost] = [Number(row[0]), Number(row[1])];
    // A column that is something else altogether keeps what it has.
    if (all > 0 && lost * 2 > all) {
      warnings.push(`Column ${say(column.name)} of ${file} is ${column.type}, and ${type} in the training table.`);
      columns.push(column);
      continue;
    }
    if (lost > 0)
      warnings.push(
        `Column ${say(column.name)} of ${file}: ${lost.toLocaleString('en-US')} of ${all.toLocaleString('en-US')} values are not ${type} as in the training table and are read as missing.`,
      );
    columns.push({ ...column, type, value });
  }
  return { scan: { ...scan, columns }, warnings };
}

/** Whole numbers where the training table has any, and the other way round: nothing is lost as it is. */
const widens = (have: InputType, want: InputType): boolean => have === 'double' && want === 'int64';

function cast(column: ScanColumn, type: InputType): string {
  const text = column.type === 'text' ? `NULLIF(trim(${column.value}), '')` : column.value;
  if (type === 'text') return `CAST(${column.value} AS VARCHAR)`;
  if (column.type === 'text' && type === 'int64') return `CASE WHEN ${isWhole(text)} THEN TRY_CAST(${text} AS BIGINT) END`;
  if (column.type === 'text' && type === 'double') return `CASE WHEN ${isNumber(text)} THEN TRY_CAST(${text} AS ${sqlType[type]}) END`;
  return `TRY_CAST(${text} AS ${sqlType[type]})`;
}

const say = (name: string): string => JSON.stringify(shorten(name));
