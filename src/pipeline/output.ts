import { createReadStream } from 'node:fs';
import { access, constants, link, open, rename, rm, stat } from 'node:fs/promises';
import { createHash, randomBytes } from 'node:crypto';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { shorten } from '../engine/duckdb/introspect.js';
import { MdmError } from '../errors.js';
import type { OutputFormat } from './options.js';

const FORMATS: Readonly<Record<string, OutputFormat>> = {
  '.parquet': 'parquet',
  '.csv': 'csv',
  '.arrow': 'arrow',
  '.feather': 'arrow',
  '.json': 'json',
  '.ndjson': 'json',
  '.jsonl': 'json',
};

/** The format that is asked for, else the one the file's extension says, else Parquet. */
export function formatOf(output: string | undefined, format: OutputFormat | undefined): OutputFormat {
  return format ?? FORMATS[extname(output ?? '').toLowerCase()] ?? 'parquet';
}

/** `-o` names the training table's file; other tables get their name before the extension. */
export function fileFor(output: string, table: string, training: boolean): string {
  if (training) return output;
  const ext = extname(output);
  return join(dirname(output), `${basename(output, ext)}.${table}${ext}`);
}

/** Files that appear whole or not at all: written beside their place under another name, synced, then renamed together. */
export interface Outbox {
  /** A path to write to now, which becomes `file` on commit. */
  place(file: string): Promise<string>;
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/** Refuses at once what would fail at the end, and what would write over a file that is read or written already. */
export async function checkPlaces(files: readonly string[], force: boolean, inputs: readonly string[]): Promise<void> {
  const read = new Set<string>();
  for (const input of inputs) read.add(await identity(input));
  const taken = new Set<string>();
  for (const file of files) {
    const at = await identity(file);
    if (read.has(at))
      throw new MdmError(
        'usage',
        `${file} is read in this run and cannot be written to as well.`,
        'Name another file with -o or --recipe.',
      );
    if (taken.has(at)) throw new MdmError('usage', `Two outputs would be the one file ${file}.`, 'Name another file with -o or --recipe.');
    taken.add(at);
    await checkPlace(file, force);
  }
}

/** Equal for two names of one file. */
async function identity(file: string): Promise<string> {
  const there = await stat(file).catch(() => undefined);
  return there ? `${there.dev}:${there.ino}` : resolve(file);
}

export function createOutbox(force: boolean): Outbox {
  const mark = randomBytes(4).toString('hex');
  const placed = new Map<string, string>();
  return {
    async place(file) {
      await checkPlace(file, force);
      const at = join(dirname(file), `.mdm-${mark}-${placed.size + 1}.tmp`);
      placed.set(file, at);
      return at;
    },
    async commit() {
      for (const at of placed.values()) {
        const handle = await open(at, 'r');
        await handle.sync().finally(() => handle.close());
      }
      const published: string[] = [];
      try {
        for (const [file, at] of placed) {
          await (force ? rename(at, file) : publish(at, file));
          published.push(file);
        }
      } catch (error) {
        // All or none; what was written over cannot come back.
        if (!force) for (const file of published) await rm(file, { force: true });
        throw error;
      }
      placed.clear();
    },
    async discard() {
      for (const at of placed.values()) await rm(at, { force: true, recursive: true });
      placed.clear();
    },
  };
}

/** Gives the file its name unless another run was quicker. */
async function publish(at: string, file: string): Promise<void> {
  try {
    await link(at, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw taken(file);
    // Not every file system has links.
    await checkPlace(file, false);
    return rename(at, file);
  }
  await rm(at);
}

const taken = (file: string): MdmError =>
  new MdmError('exists', `${file} is there already.`, 'Use --force to replace it, or name another file with -o.');

async function checkPlace(file: string, force: boolean): Promise<void> {
  const there = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENAMETOOLONG')
      throw new MdmError(
        'usage',
        `The name of the output ${shorten(file)} is too long.`,
        'Name a file with a shorter name with -o.',
        error,
      );
    return undefined;
  });
  if (there?.isDirectory()) throw new MdmError('usage', `The output ${file} is a folder.`, 'Name a file with -o.');
  if (there && !there.isFile()) throw new MdmError('usage', `The output ${file} is a device, not a file.`, 'Name a file with -o.');
  if (there && !force) throw taken(file);
  const folder = dirname(file);
  const parent = await stat(folder).catch(() => undefined);
  if (!parent) {
    throw new MdmError(
      'not-found',
      `The folder ${folder} for the output ${basename(file)} is not there.`,
      `Make it first: mkdir -p ${folder}`,
    );
  }
  if (!parent.isDirectory()) throw new MdmError('usage', `${folder} is not a folder.`, 'Name another output with -o.');
  await access(folder, constants.W_OK).catch(() => {
    throw new MdmError(
      'permission',
      `The folder ${folder} may not be written to.`,
      'Check its permissions, or name another output with -o.',
    );
  });
}

/** SHA-256 over the bytes of the files, in order. */
export async function hashFiles(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) {
    for await (const part of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(part as Buffer);
  }
  return hash.digest('hex');
}
