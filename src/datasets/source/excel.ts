import { createWriteStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { once } from 'node:events';
import type { WorkBook, WorkSheet } from '@e965/xlsx';
import { usableNames } from '../../engine/duckdb/introspect.js';
import { firstLine, MdmError } from '../../errors.js';
import { checkRatio, membersOf } from './zip.js';

/** An Excel file is held in memory while it is read. */
const MOST_BYTES = 400 * 1024 * 1024;

/** Writes a sheet (default the first) as one JSON object per row; gives what a person should know. */
export async function convertSheet(file: string, to: string, wanted?: string): Promise<string[]> {
  await checkSize(file);
  const xlsx = await import('@e965/xlsx');
  let book: WorkBook;
  try {
    book = xlsx.read(await readFile(file), { type: 'buffer', dense: true, cellNF: true, cellHTML: false, cellFormula: false });
  } catch (error) {
    throw new MdmError(
      'bad-data',
      `${file} cannot be read as an Excel file: ${firstLine(error)}.`,
      'Save it again, or save the sheet as CSV.',
      error,
    );
  }
  const names = book.SheetNames;
  const name = wanted ?? names[0];
  const sheet = name === undefined ? undefined : book.Sheets[name];
  if (name === undefined || !names.includes(name) || !sheet) {
    const next = `Its sheets are ${names.map((one) => JSON.stringify(one)).join(', ') || 'none'}.`;
    throw new MdmError('usage', `${file} has no sheet ${JSON.stringify(wanted ?? '')}.`, next);
  }
  const rows = rowsOf(
    sheet,
    xlsx.utils.decode_range,
    (xlsx.SSF as { is_date(format: string): boolean }).is_date,
    book.Workbook?.WBProps?.date1904 === true,
  );
  const head = rows.findIndex((row) => row.some((cell) => cell !== null));
  if (head === -1) throw new MdmError('empty', `The sheet ${JSON.stringify(name)} of ${file} is empty.`, 'Name another one with --sheet.');
  const width = rows.reduce((most, row, n) => (n < head ? most : Math.max(most, row.length)), 0);
  const header = Array.from({ length: width }, (_, i) => headerText(rows[head]![i] ?? null));
  const used = header.map((_, i) => header[i] !== '' || rows.some((row, n) => n > head && (row[i] ?? null) !== null));
  const kept = header.flatMap((_, i) => (used[i] ? [i] : []));
  const { names: columns, notes } = usableNames(kept.map((i) => header[i]!));
  await write(
    to,
    rows.slice(head + 1).filter((row) => row.some((cell) => cell !== null)),
    kept,
    columns,
  );
  const others = names.filter((one) => one !== name);
  if (others.length > 0)
    notes.push(
      `Sheet ${JSON.stringify(name)} of ${file} is read; not read: ${others.map((one) => JSON.stringify(one)).join(', ')} (--sheet names one).`,
    );
  return notes;
}

type Cell = string | number | boolean | null;

const headerText = (cell: Cell): string => (cell === null ? '' : String(cell).trim());

function rowsOf(
  sheet: WorkSheet,
  range: (ref: string) => { s: { r: number; c: number }; e: { r: number; c: number } },
  isDate: (format: string) => boolean,
  from1904: boolean,
): Cell[][] {
  const ref = sheet['!ref'];
  if (ref === undefined) return [];
  const { s, e } = range(ref);
  const data = sheet['!data'] ?? [];
  const rows: Cell[][] = [];
  // A sheet that is formatted to its end says that it has 16,384 columns and a million rows.
  for (let r = s.r; r <= Math.min(e.r, data.length - 1); r++) {
    const row: Cell[] = [];
    for (let c = s.c; c <= Math.min(e.c, (data[r]?.length ?? 0) - 1); c++) {
      const cell = data[r]?.[c];
      if (!cell || cell.t === 'z' || cell.t === 'e' || cell.v === undefined || cell.v === '') row.push(null);
      else if (cell.t === 'n' && typeof cell.v === 'number')
        row.push(isDate(typeof cell.z === 'string' ? cell.z : '') ? dateText(cell.v, from1904) : cell.v);
      else if (cell.v instanceof Date)
        row.push(
          cell.v
            .toISOString()
            .replace('T', ' ')
            .replace(/(\.000)?Z$/, ''),
        );
      else row.push(cell.v);
    }
    rows.push(row);
  }
  return rows;
}

/** Days since the end of 1899 (or 1904) as an ISO date, with a time where there is one. */
function dateText(serial: number, from1904: boolean): Cell {
  const days = serial + (from1904 ? 1462 : 0);
  const milliseconds = Math.round((days - 25_569) * 86_400_000);
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return serial;
  const iso = date.toISOString();
  if (serial >= 0 && serial < 1) return iso.slice(11, 19);
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.replace('T', ' ').replace(/(\.000)?Z$/, '');
}

async function write(to: string, rows: readonly (readonly Cell[])[], kept: readonly number[], columns: readonly string[]): Promise<void> {
  const out = createWriteStream(to);
  const failed = once(out, 'error').then(([error]: unknown[]) => {
    throw error;
  });
  failed.catch(() => undefined);
  for (const row of rows) {
    const line = kept.map((i, n) => `${JSON.stringify(columns[n])}: ${JSON.stringify(row[i] ?? null)}`);
    if (!out.write(`{${line.join(', ')}}\n`)) await Promise.race([once(out, 'drain'), failed]);
  }
  // A table without rows still has columns.
  if (rows.length === 0) out.write(`{${columns.map((name) => `${JSON.stringify(name)}: null`).join(', ')}}\n`);
  out.end();
  await Promise.race([once(out, 'finish'), failed]);
}

async function checkSize(file: string): Promise<void> {
  const { size } = await stat(file);
  const packed = /\.xls$/i.test(file) ? [] : await membersOf(file);
  const unpacked = packed.reduce((sum, one) => sum + one.unpacked, 0);
  checkRatio(file, size, unpacked);
  if (Math.max(size, unpacked) > MOST_BYTES)
    throw new MdmError(
      'bad-data',
      `${file} is too large to be read as an Excel file (${Math.floor(Math.max(size, unpacked) / 1024 / 1024)} MiB).`,
      'Save the sheet as CSV, and register that.',
    );
}
