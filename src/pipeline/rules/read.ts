import { rm } from 'node:fs/promises';
import { stageTexts } from '../../engine/duckdb/csv-texts.js';
import type { Database } from '../../engine/duckdb/driver.js';
import { engineMessage, nextPath, parquetOptions, plainPath, stagedScan } from '../../engine/duckdb/files.js';
import { asText, countRows, parquetItem, positions, usableNames, type Scan, type ScanColumn } from '../../engine/duckdb/introspect.js';
import { literal } from '../../engine/duckdb/dialect.js';
import { MdmError } from '../../errors.js';
import type { DateRule, Reading } from '../profile-schema.js';
import { stage } from '../stage.js';
import type { TableFiles } from '../source.js';
import { csvLayout } from './csv-layout.js';
import { DATES, looksLikeDates, mayBeDate, timesSql } from './dates.js';
import { inferTypes } from './infer.js';
import { plainCsv } from './plain-csv.js';
import { typedJson } from './typed-json.js';
import { uniqueNames } from './names.js';
import { asStored } from './storage.js';
import { guessFormat, hasZone } from './time-format.js';

/** A table of which every value has the type it has in the original's store; texts of dates are texts still. */
export interface Read {
  readonly table: TableFiles;
  readonly scan: Scan;
  readonly rows: number;
  /** Names as they are written, where the engine needs others: by the engine's name. */
  readonly written: ReadonlyMap<string, string>;
  /** Booleans of which some are missing: neither numbers nor text. */
  readonly loose: ReadonlySet<string>;
  readonly notes: readonly string[];
}

/** What a profile leaves open of its reading. */
export const READING = {
  tables: 'stems',
  encoding: 'start',
  delimiter: 'sniffed',
  missing: '|#N/A|#N/A N/A|#NA|-1.#IND|-1.#QNAN|-NaN|-nan|1.#IND|1.#QNAN|<NA>|N/A|NA|NULL|NaN|None|n/a|nan|null'.split('|'),
  decimals: 'scaled',
  storage: 'sqlite',
  dates: DATES,
} as const satisfies Required<Reading>;

export type FullReading = Required<Omit<Reading, 'dates'>> & { readonly dates: Required<DateRule> };

export const fullReading = (reading: Reading): FullReading => ({ ...READING, ...reading, dates: { ...DATES, ...reading.dates } });

/** Reads a table by the rules of a profile. */
export async function readTable(db: Database, table: TableFiles, reading: FullReading): Promise<Read> {
  if (table.files.length > 1)
    throw new MdmError(
      'usage',
      `The profile reads one file per table, not ${table.files.length}.`,
      'Name one file, or leave --profile out.',
    );
  const { scan, written } = table.kind === 'csv' ? await csv(db, table.files[0]!, reading) : await other(db, table);
  const rows = await countRows(db, scan.from);
  if (rows === 0) throw new MdmError('empty', `${table.files[0]} has no rows.`, 'Give a table with at least one row.');
  const { columns, loose } = await asStored(db, scan, rows, reading.storage);
  return { table, scan: { ...scan, columns }, rows, written, loose, notes: scan.notes };
}

async function other(db: Database, table: TableFiles): Promise<{ scan: Scan; written: ReadonlyMap<string, string> }> {
  const [file = ''] = table.files;
  const json = /\.json$/i.test(file) ? await typedJson(file, () => nextPath(db, 'json')) : null;
  if (json) {
    const unique = uniqueNames(json.columns.map(({ name }) => name));
    const { names } = usableNames(unique);
    const refs = positions(names.length);
    const columns = json.columns.map(({ type }, i): ScanColumn => ({ name: names[i]!, stored: type, type, value: refs[i]! }));
    const scan = await laidDown(db, { from: json.from, row: '0', columns, notes: [] });
    await rm(json.path, { force: true });
    return { scan, written: new Map(names.flatMap((name, i) => (name === unique[i] ? [] : [[name, unique[i]!] as const]))) };
  }
  return { scan: await stage(db, table, { keep: new Set(), dates: false }), written: new Map() };
}

async function csv(db: Database, file: string, reading: FullReading): Promise<{ scan: Scan; written: ReadonlyMap<string, string> }> {
  const layout = await csvLayout(file, () => nextPath(db, 'csv'), reading);
  const unique = uniqueNames(layout.header);
  const { names } = usableNames(unique);
  const texts = { ...layout, path: await plainPath(db, layout.path), columns: names.length, missing: reading.missing };
  const path = await stageTexts(db, texts).catch(async (error: unknown) => {
    if (!/CSV Error|nterminated|Maximum line size/.test(engineMessage(error))) throw error;
    // What the engine refuses, or would read otherwise, is written out plainly first.
    const plain = nextPath(db, 'csv');
    await plainCsv(file, layout, plain);
    const staged = await stageTexts(db, { ...texts, path: plain, skip: 0, longLines: true }).catch((second: unknown) => {
      throw new MdmError('bad-data', `${file} cannot be read as CSV: ${firstCause(second)}`, 'Correct the file there.', second);
    });
    await rm(plain, { force: true });
    return staged;
  });
  if (layout.path !== file) await rm(layout.path, { force: true });
  const from = parquetItem([path], names.length);
  const rows = await countRows(db, from);
  const refs = positions(names.length);
  const types = await inferTypes(db, from, rows, refs, reading.decimals);
  const infinite = names.filter((_, i) => types[i]!.infinite > 0);
  const columns = names.map((name, i): ScanColumn => {
    const { type, value } = types[i]!;
    return { name, stored: type, type, value: value(refs[i]!) };
  });
  const typed = await laidDown(db, { from, row: 't.file_row_number', columns, notes: [] });
  const notes = [...layout.notes, ...(infinite.length > 0 ? [`Infinite numbers are read as missing: ${infinite.join(', ')}.`] : [])];
  const written = new Map(names.flatMap((name, i) => (name === unique[i] ? [] : [[name, unique[i]!] as const])));
  return { scan: { ...typed, notes }, written };
}

const firstCause = (error: unknown): string =>
  engineMessage(error)
    .split('\n')
    .find((line) => line !== '' && !/Original Line/.test(line)) ?? '';

/** The names of the columns of a table that are read as times. */
export async function dateColumns(db: Database, { scan, table, loose }: Read, rule: Required<DateRule>): Promise<readonly string[]> {
  if (!/\.csv(\.gz)?$/i.test(table.files[0]!)) return [];
  const texts = scan.columns.filter(({ name, type }) => type === 'text' && !loose.has(name) && mayBeDate(name, rule));
  const looked = await firstTexts(db, scan, texts, rule);
  return texts.filter((_, i) => looksLikeDates(looked[i]!, rule)).map(({ name }) => name);
}

/** The first known texts among the first rows. */
async function firstTexts(db: Database, scan: Scan, columns: readonly ScanColumn[], rule: Required<DateRule>): Promise<string[][]> {
  if (columns.length === 0) return [];
  const rows = await db.rows(
    `SELECT ${columns.map(({ value }) => value).join(', ')} FROM ${scan.from} WHERE ${scan.row} < ${rule.rows} ORDER BY ${scan.row}`,
  );
  return columns.map((_, i) =>
    rows
      .map((row) => row[i])
      .filter((value) => value !== null && value !== undefined)
      .slice(0, rule.values)
      .map(asText),
  );
}

/** The table with its dates as times, laid down once. */
export async function withTimes(db: Database, read: Read, dates: ReadonlySet<string>, rule: Required<DateRule>): Promise<Scan> {
  const { scan } = read;
  const times = scan.columns.filter(({ name, type }) => dates.has(name) && type === 'text' && !read.loose.has(name));
  const looked = await firstTexts(db, scan, times, rule);
  const [firsts = []] =
    times.length > 0
      ? await db.rows(
          `SELECT ${times.map(({ value }) => `arg_min(${value}, ${scan.row}) FILTER (WHERE ${value} IS NOT NULL)`).join(', ')} FROM ${scan.from}`,
        )
      : [];
  const columns = scan.columns.map((column): ScanColumn => {
    const i = times.indexOf(column);
    if (i < 0) return column;
    const first = firsts[i] === null || firsts[i] === undefined ? undefined : asText(firsts[i]);
    const stored = first !== undefined && hasZone(guessFormat(first) ?? '') ? 'text with time zone' : 'text';
    return { ...column, type: 'timestamp', stored, value: timesSql(column.value, first, looked[i]!) };
  });
  return times.length > 0 ? laidDown(db, { ...scan, columns }) : scan;
}

/** A scan whose values are computed once, into a Parquet file. */
async function laidDown(db: Database, { from, columns, notes }: Scan): Promise<Scan> {
  const path = nextPath(db, 'parquet');
  const refs = positions(columns.length);
  const list = columns.map(({ value }, i) => `${value} AS ${refs[i]}`).join(', ');
  await db.run(`COPY (SELECT ${list} FROM ${from}) TO ${literal(path)} ${parquetOptions(columns.length)}`);
  return stagedScan(
    path,
    columns.map((column, i) => ({ ...column, value: refs[i]! })),
    notes,
  );
}
