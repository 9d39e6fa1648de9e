import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { problem } from './contract.js';
import { parseCsv, type Table } from './csv.js';
import type { Frame } from './frame.js';
import { inferColumn } from './infer.js';
import { sniffDelimiter } from './sniff.js';

const GUESSED = 65_536;
const SNIFFED = 1024;

/** A file of delimited text (.csv, .tsv, or with .gz) as pandas gave it to the original. */
export function readDelimited(path: string, batchSize = 10_000): Frame {
  const { header, columns } = parse(path);
  return { rows: columns[0]?.length ?? 0, columns: header.map((name, i) => inferColumn(name, columns[i]!, batchSize)) };
}

function parse(path: string): Table {
  try {
    const bytes = readFileSync(path);
    const text = decode(/\.gz$/i.test(path) ? gunzipSync(bytes) : bytes);
    const delimiter = /\.tsv(\.gz)?$/i.test(path) ? '\t' : (sniffDelimiter(text.slice(0, SNIFFED)) ?? ',');
    return parseCsv(text, delimiter);
  } catch (error) {
    throw readError(error as Error & { readonly code?: string }, path);
  }
}

function readError(error: Error & { readonly code?: string }, path: string): Error {
  const { code = '' } = error;
  if (code === 'ENOENT') return problem('not-found', `There is no file ${path}.`, 'Check the path.');
  if (code === 'EACCES' || code === 'EPERM')
    return problem('permission', `${path} may not be read.`, 'Check the permissions of the file and its folder.');
  if (code === 'ERR_STRING_TOO_LONG' || code === 'ERR_FS_FILE_TOO_LARGE')
    return problem(
      'memory',
      `${path} is too large for the old generator, which reads text whole.`,
      'Give it as Parquet, or in parts of at most 500 MB.',
    );
  const what = code.startsWith('Z_') ? 'it is no gzip file, or it is cut off' : error.message;
  return problem('bad-data', `${path} cannot be read: ${what}.`, 'Correct the file, or write it again.');
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
