import { createReadStream } from 'node:fs';
import { access, constants, open, rename, rm, stat } from 'node:fs/promises';
import { createHash, randomBytes } from 'node:crypto';
import { basename, dirname, extname, join } from 'node:path';
import { MdmError } from '../errors.js';
import type { OutputFormat } from './options.js';

const FORMATS: Readonly<Record<string, OutputFormat>> = { '.parquet': 'parquet', '.csv': 'csv', '.arrow': 'arrow', '.feather': 'arrow', '.json': 'json', '.ndjson': 'json', '.jsonl': 'json' };

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

/** Refuses at once what would fail at the end. */
export async function checkPlaces(files: readonly string[], force: boolean): Promise<void> {
  for (const file of files) await checkPlace(file, force);
}

export function createOutbox(force: boolean): Outbox {
  const mark = randomBytes(4).toString('hex');
  const placed = new Map<string, string>();
  return {
    async place(file) {
      await checkPlace(file, force);
      const at = join(dirname(file), `.${basename(file)}.${mark}.tmp`);
      placed.set(file, at);
      return at;
    },
    async commit() {
      for (const at of placed.values()) {
        const handle = await open(at, 'r');
        await handle.sync().finally(() => handle.close());
      }
      for (const [file, at] of placed) {
        if (!force) await checkPlace(file, false);
        await rename(at, file);
      }
      placed.clear();
    },
    async discard() {
      for (const at of placed.values()) await rm(at, { force: true, recursive: true });
      placed.clear();
    },
  };
}

async function checkPlace(file: string, force: boolean): Promise<void> {
  const there = await stat(file).catch(() => undefined);
  if (there?.isDirectory()) throw new MdmError('usage', `The output ${file} is a folder.`, 'Name a file with -o.');
  if (there && !force) throw new MdmError('exists', `${file} is there already.`, 'Use --force to replace it, or name another file with -o.');
  const folder = dirname(file);
  const parent = await stat(folder).catch(() => undefined);
  if (!parent) {
    throw new MdmError('not-found', `The folder ${folder} for the output ${basename(file)} is not there.`, `Make it first: mkdir -p ${folder}`);
  }
  if (!parent.isDirectory()) throw new MdmError('usage', `${folder} is not a folder.`, 'Name another output with -o.');
  await access(folder, constants.W_OK).catch(() => {
    throw new MdmError('permission', `The folder ${folder} may not be written to.`, 'Check its permissions, or name another output with -o.');
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

