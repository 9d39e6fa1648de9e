import { MdmError } from '../errors.js';
import type { CsvFile } from '../engine/duckdb/csv.js';
import { copyText, encodingOf, head, isGzip, longLine, longTail } from './text.js';

/** What to do differently after the engine refused a file. */
export interface CsvRepair {
  /** Bytes that are no UTF-8 lie beyond the part looked at. */
  readonly latin?: boolean;
  /** Lines end in more than one way. */
  readonly lineEnds?: boolean;
  readonly longLines?: boolean;
}

/** What a file may be. */
export interface CsvLimits {
  /** A header without rows is a table too. */
  readonly headerOnly?: boolean;
  readonly mostColumns?: { readonly count: number; readonly of: string };
  /** Bytes that a line may have. */
  readonly longestLine?: number;
}

const headBytes = 1 << 20;
const headMost = 1 << 26;
const delimiters = [',', '\t', ';', '|'];
const looked = 200;

/** Finds out how a CSV file is written, from its first megabyte; one that is compressed or not UTF-8 is written out to `copy()`. */
export async function inspectCsv(
  file: string,
  copy: () => string,
  repair: CsvRepair = {},
  limits: CsvLimits = {},
): Promise<{ csv: CsvFile; notes: string[] }> {
  const gzip = await isGzip(file);
  for (let size = headBytes; ; size *= 8) {
    const { bytes, all } = await head(file, size, gzip);
    if (bytes.length === 0) throw empty(file, 'is empty');
    const encoding = repair.latin ? 'windows-1252' : encodingOf(bytes, file);
    const text = new TextDecoder(encoding).decode(bytes, { stream: !all }).replace(/^\ufeff/, '');
    if (text.trim() === '') {
      if (all || size >= headMost) throw empty(file, 'holds no text');
      continue;
    }
    const layout = layoutOf(text, all, /\.tsv(\.gz)?$/i.test(file));
    if (!layout && !all && size < headMost) continue;
    if (!layout)
      throw new MdmError(
        'bad-data',
        `${file} cannot be read as CSV: its header line does not end, or a quote in it is never closed.`,
        'Check the quotes in the first line.',
      );
    if (all && layout.records < 2 && !layout.broken && !limits.headerOnly) throw empty(file, 'has a header and no rows');
    const { mostColumns } = limits;
    if (mostColumns && layout.header.length > mostColumns.count) throw tooWide(file, layout.header.length, mostColumns);
    const notes: string[] = [];
    let path = file;
    if (gzip || encoding !== 'utf-8' || repair.lineEnds) {
      path = copy();
      await copyText(file, path, { gzip, encoding, lineEnds: repair.lineEnds ?? false });
      if (encoding !== 'utf-8')
        notes.push(`${file} is read as ${encoding === 'windows-1252' ? 'Latin-1 (Windows-1252)' : encoding.toUpperCase()} text.`);
      if (repair.lineEnds) notes.push(`${file} ends lines in more than one way; each counts as a line end.`);
    }
    const { delimiter, escape, skip, header } = layout;
    const most = limits.longestLine;
    const line = most === undefined ? undefined : await longLine(path, most);
    if (line !== undefined)
      throw new MdmError(
        'bad-data',
        `${file}, line ${line.toLocaleString('en-US')}: the line is longer than ${Math.floor(most! / 1024 / 1024)} MiB.`,
        'Check whether a quote is not closed, or whether the line ends are missing.',
      );
    const longLines = repair.longLines ?? (await longTail(path));
    return { csv: { file, path, delimiter, escape, skip, header, longLines }, notes };
  }
}

const empty = (file: string, what: string): MdmError =>
  new MdmError('empty', `${file} ${what}.`, 'Give a file with a header line and at least one row.');

/** The error for more columns than a table may have. */
export const tooWide = (file: string, columns: number, { count, of }: NonNullable<CsvLimits['mostColumns']>): MdmError =>
  new MdmError(
    'bad-data',
    `${file} has ${columns.toLocaleString('en-US')} columns; ${of} takes at most ${count.toLocaleString('en-US')}.`,
    'Divide the table, or use another backend.',
  );

interface Layout {
  readonly delimiter: string;
  readonly escape: string;
  readonly skip: number;
  readonly header: readonly string[];
  readonly records: number;
  /** A quote is not closed. */
  readonly broken: boolean;
}

/** The delimiter that splits most of the first records as it splits the header. */
function layoutOf(text: string, all: boolean, tabs: boolean): Layout | undefined {
  const skip = /^(?:[ \t]*(?:\r\n|\n|\r))*/.exec(text)?.[0] ?? '';
  const body = text.slice(skip.length);
  const absent = [...delimiters, '\u001f'].find((one) => !body.includes(one))!;
  let best: { layout: Layout; share: number } | undefined;
  for (const delimiter of [...(tabs ? ['\t', ...delimiters] : delimiters), absent]) {
    const plain = recordsOf(body, delimiter, '"', all);
    const escaped = plain.broken && body.includes('\\"') ? recordsOf(body, delimiter, '\\', all) : undefined;
    const { records, broken } = escaped && !escaped.broken ? escaped : plain;
    const header = records[0];
    if (!header || (header.length < 2 && delimiter !== absent)) continue;
    const share = header.length < 2 ? 0 : records.filter((one) => one.length === header.length).length / records.length;
    const layout = {
      delimiter,
      escape: escaped && !escaped.broken ? '\\' : '"',
      skip: skip.split(/\r\n|\n|\r/).length - 1,
      header,
      records: records.length,
      broken,
    };
    if (!best || share > best.share || (share === best.share && header.length > best.layout.header.length)) best = { layout, share };
  }
  return best?.layout;
}

/** The first records of a text; a last one that may be cut off is left out. */
function recordsOf(text: string, delimiter: string, escape: string, all: boolean): { records: string[][]; broken: boolean } {
  const records: string[][] = [];
  let record: string[] = [];
  let broken = false;
  let at = 0;
  while (at < text.length && records.length < looked) {
    let value = '';
    if (text[at] === '"') {
      let from = ++at;
      for (;;) {
        while (at < text.length && text[at] !== '"' && text[at] !== escape) at++;
        if (at >= text.length) return { records, broken: true };
        if (escape === '\\' ? text[at] === '\\' : text[at + 1] === '"') {
          value += text.slice(from, at);
          from = at + 1;
          at += 2;
        } else break;
      }
      value += text.slice(from, at++);
      if (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') broken = true;
    }
    const from = at;
    while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at++;
    record.push(value + text.slice(from, at));
    if (at >= text.length && !all) break;
    if (text[at] === delimiter && at < text.length) {
      at++;
      if (at < text.length) continue;
      record.push('');
    } else if (text[at] === '\r' && text[at + 1] === '\n') at += 2;
    else at++;
    if (record.length > 1 || record[0] !== '') records.push(record);
    record = [];
  }
  return { records, broken };
}
