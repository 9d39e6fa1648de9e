import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { MdmError } from '../../errors.js';
import type { Reading } from '../profile-schema.js';
import { copyText, encodingOf, head, isGzip, type Encoding } from '../text.js';
import { sniffDelimiter } from './delimiter.js';

/** How a CSV file is written, and where it can be read in UTF-8. */
export interface CsvLayout {
  readonly path: string;
  readonly delimiter: string;
  /** Lines before the header. */
  readonly skip: number;
  readonly header: readonly string[];
  readonly notes: readonly string[];
}

const GUESSED = 65_536;
const SNIFFED = 1_024;
const HEADER = 1 << 22;

/** Finds out the encoding, the delimiter and the header of a CSV file by the rules of a profile. */
export async function csvLayout(file: string, copy: () => string, reading: Reading): Promise<CsvLayout> {
  const gzip = await isGzip(file);
  const { bytes } = await head(file, HEADER, gzip);
  if (bytes.length === 0) throw empty(file, 'is empty');
  const start = bytes.subarray(0, GUESSED);
  const ascii = reading.encoding !== 'whole' && start.every((byte) => byte < 0x80);
  const encoding: Encoding = encodingOf(reading.encoding === 'whole' ? bytes : start, file);
  const notes: string[] = [];
  let path = file;
  if (gzip || encoding !== 'utf-8') {
    path = copy();
    await copyText(file, path, { gzip, encoding });
    if (encoding !== 'utf-8')
      notes.push(`${file} is read as ${encoding === 'windows-1252' ? 'Latin-1 (Windows-1252)' : encoding.toUpperCase()} text.`);
  }
  if (ascii) {
    const plain = copy();
    if (await asAscii(path, plain)) {
      path = plain;
      notes.push(`${file} is ASCII in its first 64 KiB and read as such: other characters after them became U+FFFD.`);
    }
  }
  const text = new TextDecoder(encoding).decode(bytes, { stream: true }).replace(/^\ufeff/, '');
  const tabs = /\.tsv(\.gz)?$/i.test(file);
  const delimiter = tabs
    ? '\t'
    : ((reading.delimiter === 'header' ? headerDelimiter(text) : sniffDelimiter(text.slice(0, SNIFFED))) ?? ',');
  const { header, skip } = headerOf(text, delimiter);
  if (header.length === 0) throw empty(file, 'holds no text');
  return { path, delimiter, skip, header, notes };
}

const empty = (file: string, what: string): MdmError =>
  new MdmError('empty', `${file} ${what}.`, 'Give a file with a header line and at least one row.');

/** Writes a copy in which every byte beyond ASCII is U+FFFD; false, and the copy of no use, where there is none. */
async function asAscii(file: string, copy: string): Promise<boolean> {
  let found = false;
  for await (const part of createReadStream(file) as AsyncIterable<Buffer>)
    if (part.some((byte) => byte >= 0x80)) {
      found = true;
      break;
    }
  if (!found) return false;
  await pipeline(
    createReadStream(file),
    async function* (bytes: AsyncIterable<Buffer>) {
      for await (const part of bytes) yield part.toString('latin1').replace(/[\x80-\xff]/g, '\ufffd');
    },
    createWriteStream(copy),
  );
  return true;
}

/** Of the usual delimiters the one that stands most often in the header. */
function headerDelimiter(text: string): string | null {
  const line = text.trimStart().split(/\r|\n/, 1)[0]!;
  const counts = [',', '\t', ';', '|'].map((one) => [one, line.split(one).length - 1] as const);
  const [best, count] = counts.reduce((a, b) => (b[1] > a[1] ? b : a));
  return count > 0 ? best : null;
}

/** The fields of the first line that is not blank. Quotes count at the start of a field only. */
function headerOf(text: string, delimiter: string): { header: readonly string[]; skip: number } {
  const blank = /^(?: *(?:\r\n|\n|\r))*/.exec(text)?.[0] ?? '';
  const header: string[] = [];
  let at = blank.length;
  while (at < text.length) {
    let value = '';
    if (text[at] === '"') {
      for (at++; at < text.length; at++) {
        if (text[at] !== '"') value += text[at];
        else if (text[at + 1] === '"') value += text[at++];
        else break;
      }
      at++;
    }
    const from = at;
    while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at++;
    header.push(value + text.slice(from, at));
    if (text[at] !== delimiter) break;
    at++;
    if (at >= text.length || text[at] === '\n' || text[at] === '\r') {
      header.push('');
      break;
    }
  }
  return { header, skip: blank.split(/\r\n|\n|\r/).length - 1 };
}
