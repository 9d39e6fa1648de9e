import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { MdmError } from '../../errors.js';
import type { CsvLayout } from './csv-layout.js';

/**
 * Writes a copy of a CSV file that any reader takes as pandas takes the file: quotes count at the start of a field only, text after a
 * closing quote belongs to the field, blank lines are skipped, and short rows are filled up.
 */
export async function plainCsv(file: string, { path, delimiter, header }: CsvLayout, copy: string): Promise<void> {
  const writer = rowsOf(file, delimiter, header.length);
  await pipeline(
    createReadStream(path),
    async function* (bytes: AsyncIterable<Buffer>) {
      const decoder = new TextDecoder();
      for await (const part of bytes) yield writer.take(decoder.decode(part, { stream: true }));
      yield writer.take(decoder.decode()) + writer.end();
    },
    createWriteStream(copy),
  );
}

function rowsOf(file: string, delimiter: string, width: number): { take(text: string): string; end(): string } {
  let place: 'start' | 'plain' | 'quoted' | 'quote' = 'start';
  let field = '';
  let row: string[] = [];
  /** The field began with a quote: it is one even if it is empty. */
  let quoted = false;
  let line = 1;
  let began = 1;
  let returned = false;
  const endRow = (): string => {
    const blank = row.length === 0 && !quoted && /^ *$/.test(field);
    if (blank) return ((field = ''), '');
    row.push(field);
    if (row.length > width)
      throw new MdmError(
        'bad-data',
        `${file}, line ${began}: ${row.length} columns where the header has ${width}.`,
        'Correct that line; a value that holds the delimiter needs quotes.',
      );
    while (row.length < width) row.push('');
    const text = row.map((value) => `"${value.replaceAll('"', '""')}"`).join(delimiter);
    [row, field, quoted] = [[], '', false];
    return `${text}\n`;
  };
  const take = (text: string): string => {
    let out = '';
    for (const c of text) {
      const after = returned && c === '\n';
      returned = c === '\r';
      if (c === '\n' && !after) line++;
      if (c === '\r') line++;
      if (place === 'quoted') {
        if (c === '"') place = 'quote';
        else field += c;
        continue;
      }
      if (place === 'quote' && c === '"') {
        field += c;
        place = 'quoted';
      } else if (place === 'start' && c === '"') {
        place = 'quoted';
        quoted = true;
      } else if (c === delimiter) {
        row.push(field);
        [field, place, quoted] = ['', 'start', false];
      } else if (c === '\n' || c === '\r') {
        if (!after) out += endRow();
        place = 'start';
        began = line;
      } else {
        field += c;
        place = 'plain';
      }
    }
    return out;
  };
  const end = (): string => {
    if (place === 'quoted')
      throw new MdmError(
        'bad-data',
        `${file}, line ${began}: a quote is never closed.`,
        'Correct the quotes there; a quote inside quotes is written twice.',
      );
    return place === 'start' && row.length === 0 && field === '' ? '' : endRow();
  };
  return { take, end };
}
