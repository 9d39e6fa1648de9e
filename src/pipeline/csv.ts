import { createReadStream, createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { MdmError } from '../errors.js';
import type { CsvFile } from '../engine/duckdb/csv.js';
import { fileError } from './source.js';

/** What to do differently after the engine refused a file. */
export interface CsvRepair {
  /** Bytes that are no UTF-8 lie beyond the part looked at. */
  readonly latin?: boolean;
  /** Lines end in more than one way. */
  readonly lineEnds?: boolean;
  readonly longLines?: boolean;
}

const headBytes = 1 << 20;
const headMost = 1 << 26;
const delimiters = [',', '\t', ';', '|'];
const looked = 200;

/** Finds out how a CSV file is written, from its first megabyte; one that is compressed or not UTF-8 is written out to `copy()`. */
export async function inspectCsv(file: string, copy: () => string, repair: CsvRepair = {}): Promise<{ csv: CsvFile; notes: string[] }> {
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
    if (!layout) throw new MdmError('bad-data', `${file} cannot be read as CSV: its header line does not end, or a quote in it is never closed.`, 'Check the quotes in the first line.');
    if (all && layout.records < 2) throw empty(file, 'has a header and no rows');
    const notes: string[] = [];
    let path = file;
    if (gzip || encoding !== 'utf-8' || repair.lineEnds) {
      path = copy();
      if (encoding === 'utf-8' && !repair.lineEnds) await unzip(file, path);
      else await decode(file, gzip, encoding, repair.lineEnds === true, path);
      if (encoding !== 'utf-8') notes.push(`${file} is read as ${encoding === 'windows-1252' ? 'Latin-1 (Windows-1252)' : encoding.toUpperCase()} text.`);
      if (repair.lineEnds) notes.push(`${file} ends lines in more than one way; each counts as a line end.`);
    }
    const { delimiter, escape, skip, header } = layout;
    return { csv: { file, path, delimiter, escape, skip, header, longLines: repair.longLines ?? false }, notes };
  }
}

/** By its first bytes, whatever it is called. */
export async function isGzip(file: string): Promise<boolean> {
  const { bytes } = await head(file, 2, false);
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

const empty = (file: string, what: string): MdmError => new MdmError('empty', `${file} ${what}.`, 'Give a file with a header line and at least one row.');

function source(file: string, gzip: boolean, end?: number): Readable {
  const bytes = createReadStream(file, end === undefined || gzip ? {} : { end: end - 1 });
  if (!gzip) return bytes;
  const plain = createGunzip();
  bytes.on('error', (error) => plain.destroy(error));
  return bytes.pipe(plain);
}

async function head(file: string, size: number, gzip: boolean): Promise<{ bytes: Buffer; all: boolean }> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of source(file, gzip, size + 1) as AsyncIterable<Buffer>) {
      parts.push(part);
      length += part.length;
      if (length > size) break;
    }
  } catch (error) {
    throw copyError(error, file);
  }
  return { bytes: Buffer.concat(parts).subarray(0, size), all: length <= size };
}

const cutOff = (file: string, cause: unknown): MdmError =>
  new MdmError('bad-data', `${file} is compressed and cut off or damaged.`, 'Copy or download the file again.', cause);

function encodingOf(bytes: Buffer, file: string): 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const part = bytes.subarray(0, 4_096);
  let even = 0;
  let odd = 0;
  let control = 0;
  part.forEach((byte, i) => {
    if (byte === 0 && i % 2 === 0) even += 1;
    else if (byte === 0) odd += 1;
    else if (byte < 32 && ![9, 10, 12, 13, 27].includes(byte)) control += 1;
  });
  const half = part.length / 2;
  if (odd > half * 0.6 && even < half * 0.1) return 'utf-16le';
  if (even > half * 0.6 && odd < half * 0.1) return 'utf-16be';
  if (even + odd > 0 || control > part.length * 0.02) {
    throw new MdmError('bad-data', `${file} is not text: it holds bytes that no CSV file has.`, 'Check that the file is what its name says.');
  }
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

interface Layout {
  readonly delimiter: string;
  readonly escape: string;
  readonly skip: number;
  readonly header: readonly string[];
  readonly records: number;
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
    const { records } = escaped && !escaped.broken ? escaped : plain;
    const header = records[0];
    if (!header || (header.length < 2 && delimiter !== absent)) continue;
    const share = header.length < 2 ? 0 : records.filter((one) => one.length === header.length).length / records.length;
    const layout = { delimiter, escape: escaped && !escaped.broken ? '\\' : '"', skip: skip.split(/\r\n|\n|\r/).length - 1, header, records: records.length };
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

/** A plain copy: the engine would take a compressed file that is cut off for a whole one, and reads it on one thread. */
export async function unzip(file: string, copy: string): Promise<void> {
  await pipeline(source(file, true), createWriteStream(copy)).catch((error: unknown) => {
    throw copyError(error, file);
  });
}

function copyError(error: unknown, file: string): unknown {
  return /^Z_/.test((error as NodeJS.ErrnoException).code ?? '') ? cutOff(file, error) : fileError(error, file);
}

/** The line on which a record begins, for people; the engine counts records. */
export async function lineOf(path: string, record: number): Promise<number> {
  let lines = 1;
  let records = 1;
  let quoted = false;
  for await (const part of createReadStream(path) as AsyncIterable<Buffer>) {
    for (const byte of part) {
      if (records === record) return lines;
      if (byte === 34) quoted = !quoted;
      else if (byte === 10) {
        lines += 1;
        if (!quoted) records += 1;
      }
    }
  }
  return records === record ? lines : record;
}

/** A copy in UTF-8, its line ends made one when asked. */
async function decode(file: string, gzip: boolean, encoding: string, lineEnds: boolean, copy: string): Promise<void> {
  const decoder = new TextDecoder(encoding);
  try {
    await pipeline(
      source(file, gzip),
      async function* (bytes: AsyncIterable<Buffer>) {
        let carriage = '';
        for await (const part of bytes) {
          let text = carriage + decoder.decode(part, { stream: true });
          carriage = '';
          if (lineEnds && text.endsWith('\r')) [text, carriage] = [text.slice(0, -1), '\r'];
          yield lineEnds ? text.replace(/\r\n?/g, '\n') : text;
        }
        yield carriage + decoder.decode();
      },
      createWriteStream(copy),
    );
  } catch (error) {
    throw copyError(error, file);
  }
}
