import { open, readFile, type FileHandle } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { MdmError } from '../errors.js';
import { isData } from '../host/provided.js';
import { dataDir } from '../host/store.js';
import { writeWhole } from './state.js';

/** An index of a hundred plugins has about 50 KiB. */
const MOST_BYTES = 4 * 2 ** 20;
/** Of a fetch, in milliseconds. */
const PATIENCE = 10_000;

const isUrl = (where: string): boolean => /^[a-z][a-z0-9+.-]+:\/\//i.test(where);
const listFile = (folder: string): string => join(folder, 'indexes.json');

/** The indexes that the user added, URLs and absolute paths, in the order they were added. */
export async function addedIndexes(folder = dataDir()): Promise<readonly string[]> {
  let list: unknown;
  try {
    list = JSON.parse(await readFile(listFile(folder), 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw damaged(folder);
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
  if (!isData(list) || !Array.isArray(list['indexes']) || !list['indexes'].every((where) => typeof where === 'string'))
    throw damaged(folder);
  return list['indexes'];
}

const damaged = (folder: string): MdmError =>
  new MdmError('configuration', `${listFile(folder)} is not a list of plugin indexes.`, 'Delete it, and add the indexes again.');

/** Replaces the list; whoever reads sees the old one or the new one. */
export const keepIndexes = (indexes: readonly string[], folder = dataDir()): Promise<void> =>
  writeWhole(listFile(folder), `${JSON.stringify({ version: 1, indexes }, null, 2)}\n`);

/** How an index is kept: a URL as it is, a file by its absolute path. */
export function placeOf(where: string, cwd = process.cwd()): string {
  if (!isUrl(where)) return resolve(cwd, where);
  const url = URL.canParse(where) ? new URL(where) : undefined;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    throw new MdmError(
      'usage',
      `${where} is not a file and not an http or https address.`,
      'Name a file, or a URL such as https://example.org/plugins.json',
    );
  if (url.username || url.password)
    throw new MdmError('usage', 'An address with a password in it is not kept.', 'Save the index as a file and add that.');
  return url.href;
}

/** The text of an index. Throws an error whose message follows "it". */
export async function fetchIndex(where: string, signal?: AbortSignal, patience = PATIENCE): Promise<string> {
  return isUrl(where) ? fetchUrl(where, patience, signal) : readLimited(where);
}

async function fetchUrl(where: string, patience: number, signal?: AbortSignal): Promise<string> {
  const limit = AbortSignal.timeout(patience);
  try {
    const response = await fetch(where, {
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      headers: { accept: 'application/json' },
    });
    if (!response.ok) throw new Error(`answers ${response.status}`);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > MOST_BYTES) throw new Error('is larger than 4 MiB');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  } catch (error) {
    signal?.throwIfAborted();
    if (limit.aborted) throw new Error(`did not answer within ${patience / 1000} seconds`, { cause: error });
    const { cause } = error as { cause?: { code?: string } };
    throw cause?.code ? new Error(`cannot be reached (${cause.code})`, { cause: error }) : error;
  }
}

async function readLimited(path: string): Promise<string> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const stat = await file.stat();
    if (!stat.isFile()) throw new Error('is not a file');
    if (stat.size > MOST_BYTES) throw new Error('is larger than 4 MiB');
    return await file.readFile('utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new Error('is not there', { cause: error });
    throw code ? new Error(`cannot be read (${code})`, { cause: error }) : error;
  } finally {
    await file?.close();
  }
}
