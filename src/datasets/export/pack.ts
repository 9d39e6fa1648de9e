import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Compression } from './options.js';

export interface Packing {
  readonly compression: Compression;
  /** Name of the one file inside a zip archive. */
  readonly member: string;
  /** Its time there. */
  readonly time: Date;
  readonly signal?: AbortSignal | undefined;
}

/** Writes text to a file, packed as it goes. */
export async function writePacked(
  chunks: AsyncIterable<string>,
  file: string,
  { compression, member, time, signal }: Packing,
): Promise<void> {
  const bytes = Readable.from(encoded(chunks), { objectMode: false });
  const out = createWriteStream(file, { flags: 'wx' });
  const options = signal ? { signal } : {};
  if (compression === 'gzip') {
    const { createGzip } = await import('node:zlib');
    return pipeline(bytes, createGzip(), out, options);
  }
  if (compression !== 'zip') return pipeline(bytes, out, options);
  const { ZipFile } = await import('yazl');
  const zip = new ZipFile();
  const packed = zip.outputStream as Readable;
  bytes.on('error', (error) => packed.destroy(error));
  zip.on('error', (error: Error) => packed.destroy(error));
  zip.addReadStream(bytes, member, { mtime: time, mode: 0o100644 });
  zip.end();
  try {
    await pipeline(packed, out, options);
  } finally {
    bytes.destroy();
  }
}

const LARGEST = 1 << 20;

async function* encoded(chunks: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    const all = Buffer.from(chunk);
    for (let at = 0; at < all.length; at += LARGEST) yield all.subarray(at, at + LARGEST);
  }
}
