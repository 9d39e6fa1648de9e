import { readFile, rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { MdmError } from '../errors.js';
import { stageCsv, type PlacedFile } from '../engine/duckdb/csv.js';
import type { Database } from '../engine/duckdb/driver.js';
import { engineMessage, nextPath, plainPath, scanJson, scanParquet } from '../engine/duckdb/files.js';
import { describe, type Scan, type ScanColumn, shorten, usableNames } from '../engine/duckdb/introspect.js';
import { typesOf } from '../engine/duckdb/typing.js';
import { inspectCsv, type CsvLimits, type CsvRepair } from './csv.js';
import type { TableFiles } from './source.js';
import { lineOf, listEnds, plainText } from './text.js';

export interface StageOptions {
  /** Columns whose text is wanted as it is written. */
  readonly keep: ReadonlySet<string>;
  /** Whether dates are looked for in text. */
  readonly dates: boolean;
  /** CSV as it is written: all text, only a field without quotes and text is missing. */
  readonly exact?: boolean;
  /** Whether columns of nested values and of bytes are text; else they are left out. */
  readonly whole?: boolean;
  /** Of CSV files. */
  readonly limits?: CsvLimits;
}

/** Rows that show whether a text column is worth reading whole. */
const sampleRows = 20_480;

/** Makes a table ready to be selected from; what is not Parquet is read once. */
export async function stage(db: Database, table: TableFiles, options: StageOptions): Promise<Scan> {
  if (table.kind === 'csv') return csv(db, table.files, options);
  const files: string[] = [];
  for (const file of table.files) files.push(await pathOf(db, table, file));
  let scan: Scan;
  try {
    if (table.kind === 'parquet' && files.length > 1) await sameColumns(db, files, table.files);
    scan = await { parquet: scanParquet, json: scanJson, arrow: scanIpc }[table.kind](db, files, options.whole);
  } catch (error) {
    throw await unreadable(error, table, files);
  }
  return options.dates ? datesOf(db, scan, options.keep) : scan;
}

/** The file itself, or a plain copy of text that is compressed or not UTF-8. */
async function pathOf(db: Database, { kind }: TableFiles, file: string): Promise<string> {
  if (kind !== 'json') return plainPath(db, file);
  const path = await plainText(file, () => nextPath(db, 'json'));
  if (await listEnds(path)) return plainPath(db, path);
  throw new MdmError('bad-data', `${file} is cut off: its list of rows is not closed by a ].`, 'Copy or write the file again.');
}

async function csv(db: Database, files: readonly string[], options: StageOptions): Promise<Scan> {
  const repairs = new Map<string, CsvRepair>();
  for (;;) {
    const placed: PlacedFile[] = [];
    const notes: string[] = [];
    let names: string[] = [];
    for (const file of files) {
      const inspected = await inspectCsv(file, () => nextPath(db, 'csv'), repairs.get(file), options.limits);
      const own = usableNames(inspected.csv.header);
      if (placed.length === 0) {
        names = own.names;
        notes.push(...own.notes);
      } else differing(names, own.names, file, files[0]!);
      const place = new Map(names.map((name, i) => [name, i]));
      placed.push({
        file: { ...inspected.csv, path: await plainPath(db, inspected.csv.path) },
        order: own.names.map((name) => place.get(name)!),
      });
      notes.push(...inspected.notes);
    }
    try {
      const scan = await stageCsv(db, placed, names, options);
      for (const { file } of placed) if (file.path !== file.file) await rm(file.path);
      return { ...scan, notes: [...notes, ...scan.notes] };
    } catch (error) {
      const message = engineMessage(error);
      const { file, path } = (placed.find((one) => message.includes(`file = ${one.file.path}\n`)) ?? placed[0]!).file;
      const before = repairs.get(file) ?? {};
      const repair = repairFor(message, (await stat(path)).size);
      if (!repair || Object.keys(repair).every((key) => key in before)) throw await badCsv(error, message, file, path);
      repairs.set(file, { ...before, ...repair });
    }
  }
}

/** Bytes the engine reads at once. */
const buffer = 30_000_000;

/** What may help after the engine refused a CSV file. */
function repairFor(message: string, size: number): CsvRepair | undefined {
  if (/not utf-8 encoded|Invalid unicode/i.test(message)) return { latin: true };
  if (/invalid state/i.test(message)) return { lineEnds: true };
  // A record longer than the engine's buffer looks like anything.
  const beyond = size > buffer && /unterminated quote|currently does not support a full read/i.test(message);
  return beyond || /Maximum line size/i.test(message) ? { longLines: true } : undefined;
}

async function badCsv(error: unknown, message: string, file: string, path: string): Promise<unknown> {
  if (!(error instanceof MdmError) || error.code !== 'engine') return error;
  const record = /CSV Error on Line: (\d+)/.exec(message)?.[1];
  const line = record && (await lineOf(path, Number(record)));
  const counts = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  if (line && counts) {
    const [, expected, found] = counts;
    return new MdmError(
      'bad-data',
      `${file}, line ${line}: ${found} column${found === '1' ? '' : 's'} where the header has ${expected}.`,
      'Correct that line; a value that holds the delimiter needs quotes.',
      error,
    );
  }
  if (line && /unterminated quote/i.test(message)) {
    return new MdmError(
      'bad-data',
      `${file}, line ${line}: a quote is never closed, or text follows a closing quote.`,
      'Correct the quotes there; a quote inside quotes is written twice.',
      error,
    );
  }
  return new MdmError(
    'bad-data',
    `${file} cannot be read as CSV${line ? ` (line ${line})` : ''}: ${message.split('\n').find((one) => !/CSV Error|Original Line/.test(one)) ?? message}`,
    'Correct the file there.',
    error,
  );
}

/** Files of one table have the same columns, in any order. */
function differing(names: readonly string[], own: readonly string[], file: string, firstFile: string): void {
  const lost = names.find((name) => !own.includes(name));
  const more = own.find((name) => !names.includes(name));
  const next = 'Read files with the same columns, or name one of them.';
  if (lost !== undefined)
    throw new MdmError('bad-data', `${file} has no column ${JSON.stringify(shorten(lost))}, unlike ${basename(firstFile)}.`, next);
  if (more !== undefined)
    throw new MdmError('bad-data', `${file} has a column ${JSON.stringify(shorten(more))}, unlike ${basename(firstFile)}.`, next);
}

async function sameColumns(db: Database, paths: readonly string[], files: readonly string[]): Promise<void> {
  let names: string[] | undefined;
  for (const [i, path] of paths.entries()) {
    const own = (await describe(db, `read_parquet('${path.replaceAll("'", "''")}', hive_partitioning = false)`)).map(({ name }) => name);
    if (names) differing(names, own, files[i]!, files[0]!);
    else names = own;
  }
}

async function unreadable(error: unknown, { kind, files }: TableFiles, paths: readonly string[]): Promise<unknown> {
  const message = engineMessage(error);
  if (error instanceof MdmError && error.code !== 'engine' && !/Failed to read/.test(message)) return error;
  const file =
    files[
      Math.max(
        0,
        paths.findIndex((path) => message.includes(path)),
      )
    ]!;
  const first = (message.split('\n')[0] ?? message).replace(/^(?:Error: )?[A-Z][A-Za-z ]* Error: /, '');
  if (/at least one non-root column/.test(message))
    return new MdmError('empty', `${file} has no columns.`, 'Give a table with columns and rows.', error);
  if (kind === 'parquet')
    return new MdmError(
      'bad-data',
      `${file} cannot be read as Parquet; it is cut off or damaged: ${first}`,
      'Copy or write the file again.',
      error,
    );
  if (kind === 'arrow')
    return new MdmError(
      'bad-data',
      `${file} cannot be read as Arrow IPC; it is cut off or damaged: ${first}`,
      'Copy or write the file again.',
      error,
    );
  const none =
    /expected records/i.test(message) &&
    (await stat(paths[0]!)).size < 4_096 &&
    /^\s*(\[\s*\]\s*)?$/.test(await readFile(paths[0]!, 'utf8'));
  if (none) return new MdmError('empty', `${file} has no rows.`, 'Give a table with at least one row.', error);
  if (/expected records/i.test(message))
    return new MdmError(
      'bad-data',
      `${file} is not a list of objects.`,
      'Write one JSON object per row: a list of them, or one per line.',
      error,
    );
  const place = /at byte (\d+) in (?:line|record\/value) (\d+): (.*?)\.? *$/.exec(first);
  // The engine counts one too many.
  const what = place ? `, row ${Number(place[2]) - 1}, is not JSON: ${place[3]} at byte ${place[1]}` : ` cannot be read as JSON: ${first}`;
  return new MdmError('bad-data', `${file}${what}.`.replace(/\.\.$/, '.'), 'Correct the file there; each row is one JSON object.', error);
}

/** Text columns whose every known value is a date become timestamps as they are read. */
async function datesOf(db: Database, scan: Scan, keep: ReadonlySet<string>): Promise<Scan> {
  const texts = scan.columns
    .filter(({ name, type }) => type === 'text' && !keep.has(name))
    .map(({ name, value }) => ({ name, ref: `NULLIF(${value}, '')` }));
  const guessed = await typesOf(db, `(SELECT * FROM ${scan.from} LIMIT ${sampleRows}) AS t`, texts, false);
  const likely = texts.filter(({ name }) => guessed.get(name)!.type === 'timestamp' || guessed.get(name)!.known === 0);
  const types = await typesOf(db, scan.from, likely, false);
  const notes = [...scan.notes];
  const columns = scan.columns.map((column): ScanColumn => {
    const found = types.get(column.name);
    notes.push(...(found?.notes ?? []));
    return found?.date
      ? { ...column, type: 'timestamp', value: found.date.read(`NULLIF(${column.value}, '')`), format: found.date.format }
      : column;
  });
  return { ...scan, columns, notes };
}

/** Loaded when there is such a file: Arrow's library takes a tenth of a second to start. */
const scanIpc: typeof scanParquet = async (db, files) => (await import('../engine/duckdb/ipc.js')).scanArrow(db, files);
