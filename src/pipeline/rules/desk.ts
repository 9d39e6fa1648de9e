import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../../engine/duckdb/driver.js';
import { nextPath } from '../../engine/duckdb/files.js';
import { joinParquet } from '../../engine/duckdb/parquet.js';
import type { ReadyOptions } from '../options.js';
import { createOutbox, fileFor, formatOf, type Outbox } from '../output.js';
import type { Tracker } from '../progress.js';
import { recipeText, type Recipe } from '../recipe.js';
import type { InputTable } from '../table.js';
import { inOrder, writeFeatures, type FeatureQuery } from '../write.js';

/** Where the tables of a run are written. */
export interface Desk {
  readonly outbox: Outbox;
  readonly progress: Tracker;
  file(table: string): string | undefined;
  recipe(table: string): string | undefined;
  /** Writes a table's features, and hands them to `onBatch`. */
  write(db: Database, table: InputTable, query: FeatureQuery, names: readonly string[]): Promise<void>;
  writeRecipe(table: string, recipe: Recipe): Promise<void>;
}

/** `first` is the table that has the file named by the options; others have their names in theirs. */
export function deskOf(options: ReadyOptions, first: string, progress: Tracker): Desk {
  const { output, folder, recipe } = options;
  const format = formatOf(output, options.format);
  const outbox = createOutbox(options.force ?? false);
  const file = (table: string): string | undefined => {
    if (folder !== undefined) return join(folder, `${table}_features.${format}`);
    return output === undefined ? undefined : fileFor(output, table, table === first);
  };
  const recipeFor = (table: string): string | undefined =>
    recipe === undefined || table === first ? recipe : recipe.replace(/(\.recipe)?\.json$/, `.${table}$&`);
  return {
    outbox,
    progress,
    file,
    recipe: recipeFor,
    write: async (db, table, query, names) => {
      const path = file(table.name);
      if (path !== undefined) {
        progress('write', table.name, 0);
        const at = await outbox.place(path);
        // The engine writes no names that differ in case alone: it numbers them.
        const alike = format === 'parquet' && new Set(names.map((name) => name.toLowerCase())).size < names.length;
        const raw = alike ? nextPath(db, 'parquet') : at;
        await writeFeatures(db, table, query, names.length, raw, format, progress.within);
        if (alike) await withNames(raw, at, names);
      }
      if (options.onBatch) for await (const batch of inOrder(db, query)) await options.onBatch(batch, table.name);
    },
    writeRecipe: async (table, made) => {
      const path = recipeFor(table);
      if (path !== undefined) await writeFile(await outbox.place(path), recipeText(made));
    },
  };
}

/** A Parquet file under other names. */
async function withNames(from: string, to: string, names: readonly string[]): Promise<void> {
  const whole = await joinParquet(to, names);
  try {
    await whole.add(from);
    await whole.finish();
  } catch (error) {
    await whole.close().catch(() => undefined);
    throw error;
  }
  await rm(from);
}
