import type { Database } from '../engine/duckdb/driver.js';
import { type DateFormat, formatsLike, formatsNamed, isDate } from '../engine/duckdb/dates.js';
import { asText, type InputType, type Scan, type ScanColumn } from '../engine/duckdb/introspect.js';
import { isNumber, isWhole } from '../engine/duckdb/typing.js';

/** A column that must have a type. Given several, the first that every value fits. */
export interface Want {
  readonly column: ScanColumn;
  readonly types: readonly InputType[];
  readonly format?: string;
}
/** A value that has none of the types; `row` counts from 1. */
export interface Misfit {
  readonly want: Want;
  readonly value: string;
  readonly row: number;
}

/** One way to read a column as another type; without `fits`, every value does. */
interface Way {
  readonly type: InputType;
  readonly value: string;
  readonly fits?: string;
  readonly format?: string;
}

const batch = 100;

export const sqlType: Readonly<Record<InputType, string>> = {
  int64: 'BIGINT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  text: 'VARCHAR',
  timestamp: 'TIMESTAMP',
};

/** A column without a value. */
export const absent = (name: string, type: InputType): ScanColumn => ({
  name,
  stored: 'missing',
  type,
  value: `CAST(NULL AS ${sqlType[type]})`,
});

/** Gives the columns the types they must have, after a look at every value that might not fit. `misfit` throws, or lets the column be read as missing. */
export async function convert(db: Database, scan: Scan, wants: readonly Want[], misfit: (found: Misfit) => void): Promise<ScanColumn[]> {
  const refuse = async (want: Want, fits: string): Promise<ScanColumn> => {
    misfit(await firstMisfit(db, scan, want, fits));
    return absent(want.column.name, want.types[0]!);
  };
  const out: ScanColumn[] = [];
  for (let start = 0; start < wants.length; start += batch) {
    const part = wants.slice(start, start + batch);
    const ways = await Promise.all(part.map((want) => waysOf(db, scan, want)));
    const tests = ways.flatMap((ones, i) => {
      const known = knownOf(part[i]!.column);
      return ones.some(({ fits }) => fits)
        ? [`count(${known})`, ...ones.map(({ fits }) => `count(*) FILTER (WHERE ${known} IS NOT NULL${fits ? ` AND ${fits}` : ''})`)]
        : [];
    });
    const [counts = []] = tests.length > 0 ? await db.rows(`SELECT ${tests.join(', ')} FROM ${scan.from}`) : [];
    let at = 0;
    for (const [i, want] of part.entries()) {
      const ones = ways[i]!;
      if (!ones.some(({ fits }) => fits)) {
        const [way] = ones;
        out.push(way ? apply(want.column, way) : await refuse(want, 'false'));
        continue;
      }
      const known = Number(counts[at]);
      const fitting = ones.map((_, n) => Number(counts[at + 1 + n]));
      at += 1 + ones.length;
      const best = ones[fitting.indexOf(known)];
      out.push(best ? apply(want.column, best) : await refuse(want, ones[fitting.indexOf(Math.max(...fitting))]!.fits!));
    }
  }
  return out;
}

const apply = ({ name, stored }: ScanColumn, { type, value, format }: Way): ScanColumn => ({
  name,
  stored,
  type,
  value,
  ...(format === undefined ? {} : { format }),
});

/** Empty text is no value where text is read as something else. */
const knownOf = ({ type, value }: ScanColumn): string => (type === 'text' ? `NULLIF(${value}, '')` : value);

async function firstMisfit(db: Database, scan: Scan, want: Want, fits: string): Promise<Misfit> {
  const known = knownOf(want.column);
  const [row] = await db.rows(
    `SELECT CAST(${known} AS VARCHAR), ${scan.row} FROM ${scan.from} WHERE ${known} IS NOT NULL AND NOT coalesce(${fits}, false) ORDER BY ${scan.row} LIMIT 1`,
  );
  return { want, value: asText(row?.[0]), row: Number(row?.[1] ?? 0) + 1 };
}

async function waysOf(db: Database, scan: Scan, want: Want): Promise<Way[]> {
  const ways: Way[] = [];
  for (const type of want.types) ways.push(...(type === 'timestamp' ? await dateWays(db, scan, want) : wayTo(type, want)));
  return ways;
}

/** Numbers are written without a point where they are whole, whether a file says 1 or 1.0. */
const plainNumber = (text: string): string => String.raw`regexp_replace(${text}, '^([+-]?\d+)\.0+$', '\1')`;

function wayTo(type: InputType, { column, format }: Want): Way[] {
  const from = column.type;
  const { value } = column;
  const known = knownOf(column);
  switch (type) {
    case 'text':
      if (from === 'text') return [format === 'number' ? { type, value: plainNumber(value), format } : { type, value }];
      return from === 'int64' || from === 'double'
        ? [{ type, value: plainNumber(`CAST(${value} AS VARCHAR)`), format: 'number' }]
        : [{ type, value: `CAST(${value} AS VARCHAR)` }];
    case 'int64':
      if (from === 'int64') return [{ type, value }];
      if (from === 'boolean') return [{ type, value: `CAST(${value} AS BIGINT)` }];
      if (from === 'double')
        return [{ type, value: `CAST(${value} AS BIGINT)`, fits: `(${value} = trunc(${value}) AND abs(${value}) < 9.2e18)` }];
      return from === 'text' ? [{ type, value: `CAST(${known} AS BIGINT)`, fits: isWhole(known) }] : [];
    case 'double': {
      if (from === 'double') return [{ type, value }];
      if (from === 'int64') return [{ type, value: `CAST(${value} AS DOUBLE)` }];
      if (from === 'boolean') return [{ type, value: `CAST(CAST(${value} AS BIGINT) AS DOUBLE)` }];
      const number = `CAST(${known} AS DOUBLE)`;
      return from === 'text' ? [{ type, value: `CASE WHEN isfinite(${number}) THEN ${number} END`, fits: isNumber(known) }] : [];
    }
    case 'boolean':
      if (from === 'boolean') return [{ type, value }];
      if (from === 'int64' || from === 'double') return [{ type, value: `CAST(${value} AS BOOLEAN)`, fits: `${value} IN (0, 1)` }];
      return from === 'text'
        ? [
            {
              type,
              value: `lower(${known}) IN ('true', 't', 'yes', 'y', '1')`,
              fits: `lower(${known}) IN ('true', 't', 'yes', 'y', '1', 'false', 'f', 'no', 'n', '0')`,
            },
          ]
        : [];
    case 'timestamp':
      return [];
  }
}

async function dateWays(db: Database, scan: Scan, { column, format }: Want): Promise<Way[]> {
  if (column.type === 'timestamp')
    return [{ type: 'timestamp', value: column.value, ...(column.format === undefined ? {} : { format: column.format }) }];
  if (column.type === 'boolean') return [];
  const text = {
    text: knownOf(column),
    int64: `CAST(${column.value} AS VARCHAR)`,
    double: plainNumber(`CAST(${column.value} AS VARCHAR)`),
  }[column.type];
  const formats = format === undefined ? await likelyFormats(db, scan, text) : formatsNamed(format);
  return formats.map((one) => ({ type: 'timestamp' as const, value: one.read(text), fits: isDate(one, text), format: one.format }));
}

/** The formats of the column's ends, or of whatever value comes first, or ISO: some format to say what does not fit. */
async function likelyFormats(db: Database, scan: Scan, text: string): Promise<DateFormat[]> {
  const [row = []] = await db.rows(`SELECT min(${text}), max(${text}), arg_min(${text}, ${scan.row}) FROM ${scan.from}`);
  const [min, max, first] = row.map(asText);
  const both = formatsLike([min!, max!], true);
  if (both.length > 0) return both;
  const either = [...formatsLike([first!], true), ...formatsLike([max!], true), ...formatsLike([min!], true)];
  return either.length > 0 ? either : formatsNamed('iso');
}
