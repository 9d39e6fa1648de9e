import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { MdmError } from '../errors.js';
import { fileError } from './file-error.js';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** By its first bytes, whatever it is called. */
export async function isGzip(file: string): Promise<boolean> {
  const { bytes } = await head(file, 2, false);
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function source(file: string, gzip: boolean, end?: number): Readable {
  const bytes = createReadStream(file, end === undefined || gzip ? {} : { end: end - 1 });
  if (!gzip) return bytes;
  const plain = createGunzip();
  bytes.on('error', (error) => plain.destroy(error));
  return bytes.pipe(plain);
}

/** From this size on, what is compressed may not be more than `RATIO` times as large unpacked. */
const LARGE = 256 * 1024 * 1024;
export const RATIO = 200;
export const unpacksTooMuch = (packed: number, unpacked: number): boolean => unpacked > LARGE && unpacked > packed * RATIO;

/** Ends what would fill the disk: a few bytes that unpack to gigabytes. */
const guarded = (file: string, packed: Readable & { readonly bytesWritten?: number }) =>
  async function* (bytes: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
    let unpacked = 0;
    for await (const part of bytes) {
      unpacked += part.length;
      if (unpacksTooMuch(packed.bytesWritten ?? unpacked, unpacked))
        throw new MdmError(
          'bad-data',
          `${file} unpacks to more than ${RATIO} times its size.`,
          'If it is what it should be, unpack it and read the unpacked file.',
        );
      yield part;
    }
  };

/** The first bytes, unpacked when `gzip`. */
export async function head(file: string, size: number, gzip: boolean): Promise<{ bytes: Buffer; all: boolean }> {
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

/** By a mark at the start, else by the first bytes; bytes of no text are an error. */
export function encodingOf(bytes: Buffer, file: string): Encoding {
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
    throw new MdmError('bad-data', `${file} is not text: it holds bytes that no text has.`, 'Check that the file is what its name says.');
  }
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** Writes a plain copy in UTF-8 without a mark, its line ends made one when asked. The engine would take a compressed file that is cut off for a whole one, and reads it on one thread. */
export async function copyText(
  file: string,
  copy: string,
  how: { readonly gzip: boolean; readonly encoding: Encoding; readonly lineEnds?: boolean },
): Promise<void> {
  const { gzip, encoding, lineEnds = false } = how;
  const decoder = new TextDecoder(encoding);
  try {
    const bytes = source(file, gzip);
    if (encoding === 'utf-8' && !lineEnds) return await pipeline(bytes, guarded(file, bytes), withoutMark, createWriteStream(copy));
    await pipeline(
      bytes,
      guarded(file, bytes),
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

async function* withoutMark(bytes: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let start = true;
  for await (const part of bytes) {
    yield start && hasMark(part) ? part.subarray(3) : part;
    start = false;
  }
}
const hasMark = (bytes: Buffer): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

function copyError(error: unknown, file: string): unknown {
  if (!/^Z_/.test((error as NodeJS.ErrnoException).code ?? '')) return fileError(error, file);
  return new MdmError('bad-data', `${file} is compressed and cut off or damaged.`, 'Copy or download the file again.', error);
}

/** The file as the engine can read it: itself, or a plain copy in UTF-8. */
export async function plainText(file: string, copy: () => string): Promise<string> {
  const gzip = await isGzip(file);
  const { bytes } = await head(file, 4_096, gzip);
  const encoding = encodingOf(bytes, file);
  if (!gzip && encoding === 'utf-8' && !hasMark(bytes)) return file;
  const path = copy();
  await copyText(file, path, { gzip, encoding });
  return path;
}

/** The last bytes of a file. */
async function tail(file: string, size: number): Promise<{ bytes: Buffer; all: boolean }> {
  const handle = await open(file);
  try {
    const { size: whole } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(Math.min(size, whole)),
      0,
      Math.min(size, whole),
      Math.max(0, whole - size),
    );
    return { bytes: buffer.subarray(0, bytesRead), all: whole <= size };
  } finally {
    await handle.close();
  }
}

const longest = 2_000_000;

/** Whether the last line is so long that the engine would leave it out without a word. */
export async function longTail(file: string): Promise<boolean> {
  const { bytes, all } = await tail(file, longest);
  const last = bytes.subarray(0, -1);
  return !all && !last.includes(10) && !last.includes(13);
}

/** Whether a JSON file that begins a list ends it; the engine would take what is there for the whole. */
export async function listEnds(file: string): Promise<boolean> {
  const start = (await head(file, 4_096, false)).bytes.toString('latin1').trimStart();
  return !start.startsWith('[') || (await tail(file, 4_096)).bytes.toString('latin1').trimEnd().endsWith(']');
}

/** The number of the first line with more than `most` bytes. */
export async function longLine(file: string, most: number): Promise<number | undefined> {
  let line = 1;
  let length = 0;
  for await (const part of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    let at = 0;
    for (let end = part.indexOf(10); end !== -1; end = part.indexOf(10, at)) {
      if (length + end - at > most) return line;
      length = 0;
      line += 1;
      at = end + 1;
    }
    length += part.length - at;
    if (length > most) return line;
  }
  return undefined;
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
