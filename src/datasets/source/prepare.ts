import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../../engine/duckdb/driver.js';
import { nextPath } from '../../engine/duckdb/files.js';
import { MdmError } from '../../errors.js';
import { fileError } from '../../pipeline/file-error.js';
import { oneTable, type TableFiles } from '../../pipeline/source.js';
import type { SourceTable } from './discover.js';
import { convertSheet } from './excel.js';
import { fileName } from './paths.js';
import { extract } from './zip.js';

/** Files that the pipeline can read, and how what it says of them is to be worded. */
export interface Prepared {
  readonly files: TableFiles;
  /** Texts that name a scratch file get the name that a person knows. */
  readonly say: (text: string) => string;
}

/** Unpacks archives and converts Excel files into the engine's scratch folder; other files are read where they are. */
export async function prepare(db: Database, { files, kind, member, sheet, table }: SourceTable): Promise<Prepared> {
  const said = new Map<string, string>();
  const say = (text: string): string => [...said].reduce((out, [from, to]) => out.replaceAll(from, to), text);
  const ready: string[] = [];
  const notes: string[] = [];
  try {
    for (const file of files) {
      let path = file;
      if (member !== undefined) {
        path = join(db.temp, `${said.size}-${fileName(member).replace(/[^\w.-]/g, '_')}`);
        said.set(path, `${file} (${member})`);
        await extract(file, member, path, db.options.signal);
      }
      if (kind === 'excel') {
        const converted = nextPath(db, 'jsonl');
        notes.push(...(await convertSheet(path, converted, sheet)));
        said.set(converted, said.get(path) ?? file);
        if (path !== file) await rm(path);
        path = converted;
      }
      ready.push(path);
    }
    const found = await oneTable(ready);
    return { files: { ...found, name: table, notes: [...notes, ...found.notes].map(say) }, say };
  } catch (error) {
    throw renamed(fileError(error, files[0]!), say);
  }
}

/** An error that names files as a person knows them. */
export function renamed(error: unknown, say: (text: string) => string): unknown {
  if (!(error instanceof MdmError)) return error;
  const sentence = say(error.message);
  if (sentence === error.message) return error;
  return new MdmError(error.code, sentence, error.next === undefined ? undefined : say(error.next), error);
}
