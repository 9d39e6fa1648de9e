import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Entry, ZipFile } from 'yauzl';
import { firstLine, MdmError } from '../../errors.js';
import { RATIO, unpacksTooMuch } from '../../pipeline/text.js';

export interface Member {
  readonly name: string;
  readonly packed: number;
  readonly unpacked: number;
}

/** Refuses what would fill the disk: a few bytes that unpack to gigabytes. */
export function checkRatio(file: string, packed: number, unpacked: number): void {
  if (!unpacksTooMuch(packed, unpacked)) return;
  throw new MdmError(
    'bad-data',
    `${file} unpacks to more than ${RATIO} times its size (${Math.floor(unpacked / 1024 / 1024)} MiB).`,
    'If it is what it should be, unpack it and register the unpacked file.',
  );
}

/** The files in a ZIP archive, in their order. */
export async function membersOf(file: string): Promise<Member[]> {
  const members: Member[] = [];
  await walk(file, async (entry) => {
    if (!entry.fileName.endsWith('/'))
      members.push({ name: entry.fileName, packed: entry.compressedSize, unpacked: entry.uncompressedSize });
    return false;
  });
  return members;
}

/** Writes one file of an archive out. */
export async function extract(file: string, member: string, to: string, signal?: AbortSignal): Promise<void> {
  let found = false;
  await walk(file, async (entry, zip) => {
    if (entry.fileName !== member) return false;
    found = true;
    checkRatio(`${file} (${member})`, entry.compressedSize, entry.uncompressedSize);
    if (entry.isEncrypted())
      throw new MdmError('bad-data', `${file} is encrypted; MDM reads no passwords.`, 'Unpack it, and register the unpacked file.');
    const stream = await zip.openReadStreamPromise(entry);
    await pipeline(stream, createWriteStream(to), signal ? { signal } : {});
    return true;
  });
  if (!found) throw new MdmError('bad-data', `${file} has no ${member} any more.`, 'Register it again.');
}

/** Goes through the entries until `visit` says that it is enough. */
async function walk(file: string, visit: (entry: Entry, zip: ZipFile) => Promise<boolean>): Promise<void> {
  const { openPromise } = await import('yauzl');
  let zip: ZipFile | undefined;
  try {
    zip = await openPromise(file, { lazyEntries: true, autoClose: false, decodeStrings: true, validateEntrySizes: true });
    for await (const entry of zip.eachEntry()) if (await visit(entry, zip)) return;
  } catch (error) {
    if (error instanceof MdmError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES') throw new MdmError('permission', `${file} may not be read.`, 'Check its permissions.', error);
    if (code === 'ENOSPC') throw new MdmError('disk-full', 'There is no space left for temporary files.', 'Free some space.', error);
    if (code === 'ABORT_ERR') throw new MdmError('interrupted', 'Stopped; nothing was written.');
    throw new MdmError(
      'bad-data',
      `${file} cannot be read as a ZIP archive: ${firstLine(error)}.`,
      'Copy or download the file again.',
      error,
    );
  } finally {
    zip?.close();
  }
}
