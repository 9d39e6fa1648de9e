import type { Semantic } from '@mdm/sdk';
import type { Database } from '../../engine/duckdb/driver.js';
import { type DateFormat, exchanged, formatsLike, isDate } from '../../engine/duckdb/dates.js';
import { asText, type InputType, type Scan, type ScanColumn, shorten } from '../../engine/duckdb/introspect.js';
import { isNumber, isWhole } from '../../engine/duckdb/typing.js';
import { MdmError } from '../../errors.js';
import { saidOf } from '../types.js';

/** Share of the known values of a text column that are numbers, from which it is worth saying that they are mixed with words. */
const MIXED = 0.05;
const BATCH = 100;
const BOOLEANS = ['true', 't', 'yes', 'y', '1', 'false', 'f', 'no', 'n', '0'];

interface Typed {
  readonly scan: Scan;
  readonly warnings: readonly string[];
}
/** How a column is read, and which of its known values that loses. */
interface Way {
  readonly type: InputType;
  readonly value: string;
  readonly fits: string;
  readonly what: string;
  readonly format?: string;
}

/** Columns that a person spoke of get the type that was said; what cannot be read as it becomes null, and is counted. */
export async function spoken(db: Database, scan: Scan, types: Readonly<Record<string, Semantic>>, file: string): Promise<Typed> {
  const warnings: string[] = [];
  const columns: ScanColumn[] = [];
  for (const column of scan.columns) {
    const said = saidOf(types, column.name);
    const way = said === undefined ? undefined : await wayTo(db, scan, column, said, warnings);
    if (!way) {
      columns.push(column);
      continue;
    }
    await count(db, scan, column, way, file, warnings);
    columns.push({ ...column, type: way.type, value: way.value, ...(way.format === undefined ? {} : { format: way.format }) });
  }
  const open = scan.columns.filter(({ name, type }) => type === 'text' && saidOf(types, name) === undefined);
  warnings.push(...(await mixed(db, scan, open)));
  return { scan: { ...scan, columns }, warnings };
}

const known = ({ type, value }: ScanColumn): string => (type === 'text' ? `NULLIF(trim(${value}), '')` : value);
const say = (name: string): string => JSON.stringify(shorten(name));

async function wayTo(db: Database, scan: Scan, column: ScanColumn, said: Semantic, warnings: string[]): Promise<Way | undefined> {
  const { type, value } = column;
  const ref = known(column);
  switch (said) {
    case 'text':
    case 'categorical':
      return type === 'text' ? undefined : { type: 'text', value: `CAST(${value} AS VARCHAR)`, fits: 'true', what: 'text' };
    case 'numeric': {
      if (type === 'int64' || type === 'double') return undefined;
      if (type === 'boolean') return { type: 'int64', value: `CAST(${value} AS BIGINT)`, fits: 'true', what: 'numbers' };
      if (type === 'timestamp') return { type: 'double', value: 'CAST(NULL AS DOUBLE)', fits: 'false', what: 'numbers' };
      const [row = []] = await db.rows(
        `SELECT count(*) FILTER (WHERE ${isNumber(ref)}), count(*) FILTER (WHERE ${isWhole(ref)}) FROM ${scan.from}`,
      );
      const whole = row[0] === row[1];
      const cast = `TRY_CAST(${ref} AS ${whole ? 'BIGINT' : 'DOUBLE'})`;
      const read = whole ? cast : `CASE WHEN isfinite(${cast}) THEN ${cast} END`;
      return {
        type: whole ? 'int64' : 'double',
        value: `CASE WHEN ${isNumber(ref)} THEN ${read} END`,
        fits: isNumber(ref),
        what: 'numbers',
      };
    }
    case 'boolean': {
      if (type === 'boolean') return undefined;
      const text = `lower(CAST(${ref} AS VARCHAR))`;
      const yes = BOOLEANS.slice(0, 5).map((one) => `'${one}'`);
      const all = BOOLEANS.map((one) => `'${one}'`);
      const fits = `${text} IN (${all.join(', ')})`;
      return { type: 'boolean', value: `CASE WHEN ${fits} THEN ${text} IN (${yes.join(', ')}) END`, fits, what: 'true or false' };
    }
    case 'datetime': {
      if (type === 'timestamp') return undefined;
      return dateWay(db, scan, column, warnings);
    }
    default:
      return undefined;
  }
}

async function dateWay(db: Database, scan: Scan, column: ScanColumn, warnings: string[]): Promise<Way> {
  const none: Way = { type: 'timestamp', value: 'CAST(NULL AS TIMESTAMP)', fits: 'false', what: 'dates' };
  if (column.type === 'boolean') return none;
  const text = column.type === 'text' ? known(column) : `regexp_replace(CAST(${column.value} AS VARCHAR), '\\.0+$', '')`;
  const samples = await db.rows(
    `SELECT DISTINCT v FROM (SELECT ${text} AS v FROM ${scan.from}) WHERE v IS NOT NULL ORDER BY hash(v) LIMIT 200`,
  );
  const formats = [...new Set(samples.flatMap(([one]) => formatsLike([asText(one)], true)))];
  if (formats.length === 0) return none;
  const [counts = []] = await db.rows(
    `SELECT count(${text}), ${formats.map((one) => `count(*) FILTER (WHERE ${isDate(one, text)})`).join(', ')} FROM ${scan.from}`,
  );
  const all = Number(counts[0]);
  const ranked = formats.map((format, i) => ({ format, count: Number(counts[i + 1]) })).sort((a, b) => b.count - a.count);
  const [best] = ranked;
  if (!best || best.count === 0) return none;
  const twin = ranked.find((one) => one.count === best.count && exchanged(best.format.format, one.format.format));
  if (twin)
    warnings.push(`Column ${say(column.name)}: every date fits both ${best.format.format} and ${twin.format.format}; read day first.`);
  const used: DateFormat[] =
    best.count === all
      ? [best.format]
      : ranked.filter(({ format, count }) => count > 0 && !exchanged(best.format.format, format.format)).map(({ format }) => format);
  const value = used.map((one) => `CASE WHEN ${isDate(one, text)} THEN ${one.attempt(text)} END`).join(', ');
  return {
    type: 'timestamp',
    value: used.length === 1 ? value : `coalesce(${value})`,
    fits: `(${used.map((one) => isDate(one, text)).join(' OR ')})`,
    what: 'dates',
    ...(used.length === 1 ? { format: used[0]!.format } : {}),
  };
}

/** Counts what cannot be read; a column of which nothing can is not what was said. */
async function count(db: Database, scan: Scan, column: ScanColumn, way: Way, file: string, warnings: string[]): Promise<void> {
  if (way.fits === 'true') return;
  const ref = known(column);
  const misfit = `${ref} IS NOT NULL AND NOT coalesce(${way.fits}, false)`;
  const [row = []] = await db.rows(
    `SELECT count(${ref}), count(*) FILTER (WHERE ${misfit}), arg_min(CAST(${ref} AS VARCHAR), ${scan.row}) FILTER (WHERE ${misfit}), ` +
      `min(${scan.row}) FILTER (WHERE ${misfit}) FROM ${scan.from}`,
  );
  const [all, lost] = [Number(row[0]), Number(row[1])];
  if (lost === 0) return;
  const first = JSON.stringify(shorten(asText(row[2])));
  if (lost === all)
    throw new MdmError(
      'usage',
      `The column ${say(column.name)} of ${file} holds no ${way.what}: its first value is ${first}.`,
      `The columns are ${scan.columns
        .slice(0, 30)
        .map(({ name }) => say(name))
        .join(', ')}${scan.columns.length > 30 ? ', ...' : ''}.`,
    );
  warnings.push(
    `Column ${say(column.name)}: ${lost.toLocaleString('en-US')} of ${all.toLocaleString('en-US')} values are no ${way.what} and are read as missing (the first is ${first} in row ${Number(row[3]) + 1}).`,
  );
}

/** Text columns of which part of the values are numbers. */
async function mixed(db: Database, scan: Scan, columns: readonly ScanColumn[]): Promise<string[]> {
  const out: string[] = [];
  for (let start = 0; start < columns.length; start += BATCH) {
    const part = columns.slice(start, start + BATCH);
    const asked = part.map((column) => `count(${known(column)}), count(*) FILTER (WHERE ${isNumber(known(column))})`);
    const [row = []] = await db.rows(`SELECT ${asked.join(', ')} FROM ${scan.from}`);
    part.forEach(({ name }, i) => {
      const [all, numbers] = [Number(row[2 * i]), Number(row[2 * i + 1])];
      if (numbers > 0 && numbers < all && numbers >= all * MIXED)
        out.push(
          `Column ${say(name)} mixes numbers (${numbers.toLocaleString('en-US')} values) and words (${(all - numbers).toLocaleString('en-US')}); it is kept as text.`,
        );
    });
  }
  return out;
}
