import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parseCsv } from './csv.js';
import type { Frame } from './frame.js';
import { inferColumn } from './infer.js';
import { sniffDelimiter } from './sniff.js';

const GUESSED = 65_536;
const SNIFFED = 1024;

/** A file of delimited text (.csv, .tsv, or with .gz) as pandas gave it to the original. */
export function readDelimited(path: string, batchSize = 10_000): Frame {
  const bytes = readFileSync(path);
  const text = decode(/\.gz$/i.test(path) ? gunzipSync(bytes) : bytes);
  const delimiter = /\.tsv(\.gz)?$/i.test(path) ? '\t' : (sniffDelimiter(text.slice(0, SNIFFED)) ?? ',');
  const { header, columns } = parseCsv(text, delimiter);
  return { rows: columns[0]?.length ?? 0, columns: header.map((name, i) => inferColumn(name, columns[i]!, batchSize)) };
}

/** By the first 64 KiB alone: where they are ASCII, every later byte beyond it becomes U+FFFD, as in the original. */
export function decode(bytes: Uint8Array): string {
  const start = bytes.subarray(0, GUESSED);
  if (start.every((byte) => byte < 0x80))
    return Buffer.from(bytes)
      .toString('latin1')
      .replace(/[\x80-\xff]/g, '\ufffd');
  if (start[0] === 0xff && start[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (start[0] === 0xfe && start[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: true });
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
  return new TextDecoder().decode(bytes);
}
