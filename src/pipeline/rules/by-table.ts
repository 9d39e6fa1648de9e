import { join } from 'node:path';
import { openDatabase } from '../../engine/duckdb/driver.js';
import { MdmError } from '../../errors.js';
import { keptColumns } from '../keep.js';
import type { Losses } from '../losses.js';
import { makeRecipe } from '../make-recipe.js';
import type { ReadyOptions } from '../options.js';
import { checkPlaces, createOutbox, fileFor, formatOf, type Outbox } from '../output.js';
import { planTable } from '../plan.js';
import type { Tracker } from '../progress.js';
import type { Recipe } from '../recipe.js';
import { recipeText } from '../recipe.js';
import type { GenerateResult, MadeFeature, MadeTable } from '../result.js';
import type { SignalResult } from '../signal.js';
import { prepareStages } from '../stages.js';
import type { TransformerSource } from '../transformers.js';
import { wholeQuery } from '../wide.js';
import { inOrder, writeFeatures } from '../write.js';
import { fitTable, fitting, type FittedTable, type Fitting } from './fit-table.js';
import { openTables, tablesOf, type OpenTable } from './open.js';
import { signalOf } from './judge.js';

/** Where the tables of a run are written. */
interface Desk {
  readonly options: ReadyOptions;
  readonly outbox: Outbox;
  readonly progress: Tracker;
  file(table: string): string | undefined;
  recipe(table: string): string | undefined;
}

/** Features of each table, fitted on the table itself. */
export async function generateByTable(
  options: ReadyOptions,
  source: TransformerSource,
  progress: Tracker,
  losses: Losses,
): Promise<Omit<GenerateResult, 'seconds'>> {
  const found = await tablesOf(options);
  const first = (found.find(({ name }) => name === 'train' || name === 'data') ?? found[0])!.name;
  const desk = deskOf(options, first, progress);
  const names = found.map(({ name }) => name);
  const planned = names.flatMap((name) => [desk.file(name), desk.recipe(name)].filter((file) => file !== undefined));
  await checkPlaces(
    planned,
    options.force ?? false,
    found.flatMap(({ files }) => files),
  );
  const db = await openDatabase({ ...options, onProgress: progress.within });
  try {
    progress('read', options.source, 0);
    const opened = await openTables(db, options);
    const run = await fitting(db, options, source, losses, opened.order);
    const notes = [...opened.notes];
    const done: Done[] = [];
    for (const one of opened.tables) done.push(await tableFeatures(run, desk, one, first));
    if (done.every(({ features }) => features.length === 0))
      throw new MdmError('nothing-to-do', 'No transformer makes a feature of these columns.', '`mdm features list --profiles` shows the profiles.');
    const main = done.find(({ made }) => made.name === first) ?? done[0]!;
    for (const { made, notes: own } of done) notes.push(...own.map((note) => (done.length === 1 ? note : `${made.name}: ${note}`)));
    await desk.outbox.commit();
    progress('write', 'done', 1);
    return {
      columns: main.columns,
      features: main.features,
      tables: done.map(({ made }) => made),
      recipe: main.recipe,
      ...(desk.recipe(first) === undefined ? {} : { recipeFile: desk.recipe(first) }),
      notes: [...notes, ...(source.notes?.() ?? [])],
      failures: losses.failures,
      peakMemory: process.resourceUsage().maxRSS * 1024,
      limits: db.limits,
    };
  } finally {
    await desk.outbox.discard();
    await db.close();
  }
}

interface Done {
  readonly made: MadeTable;
  readonly columns: GenerateResult['columns'];
  readonly features: readonly MadeFeature[];
  readonly recipe: Recipe;
  readonly notes: readonly string[];
}

async function tableFeatures(run: Fitting, desk: Desk, one: OpenTable, first: string): Promise<Done> {
  const { db, options, source, losses } = run;
  const { table, columns, written } = one;
  const { progress } = desk;
  progress('fit', table.name, 0);
  const fitted = await fitTable(run, one, table, true);
  const plan = planTable(table, columns, fitted.features, fitted.fitted.tables, true);
  progress('stage', table.name, 0);
  const prepared = await prepareStages(db, table, plan, fitted.batches, fitted.fitted.tables, source, options, losses.note);
  progress('signal', table.name, 0);
  const result = await signalOf(run, table, plan, fitted);
  const kept = fitted.features.filter(({ name }) => !result.dropped.has(name));
  const keep = keptColumns(columns, options.keep ?? options.profile?.keep ?? 'all', table);
  const file = desk.file(table.name);
  if (file !== undefined) {
    progress('write', table.name, 0);
    const whole = await wholeQuery(db, table, plan, kept, { keep, rename: fitted.rename });
    const at = await desk.outbox.place(file);
    await writeFeatures(db, table, whole.query, keep.length + kept.length, at, formatOf(file, options.format), progress.within);
    await whole.drop();
  }
  if (options.onBatch)
    for await (const batch of inOrder(db, (range) => plan.select(kept, { keep, rename: fitted.rename, range, ordered: true })))
      await options.onBatch(batch, table.name);
  await prepared.drop();
  const recipeFile = desk.recipe(table.name);
  const place = async (path: string): Promise<string> => desk.outbox.place(path);
  const whole = { db, tables: [], training: table, columns, ...fitted };
  const rename = Object.fromEntries([...fitted.rename].filter(([name]) => !written.has(name)));
  const { recipe: _, ...others } = options;
  const saved = kept.length === 0 ? others : { ...others, ...(recipeFile === undefined ? {} : { recipe: recipeFile }) };
  const recipe = await makeRecipe(whole, kept, result, saved, source, place, rename);
  if (recipeFile !== undefined && kept.length > 0) {
    const { writeFile } = await import('node:fs/promises');
    await writeFile(await desk.outbox.place(recipeFile), recipeText(recipe));
  }
  const shown = (name: string): string => fitted.rename.get(name) ?? name;
  return {
    made: {
      name: table.name,
      rows: table.rows,
      ...(file === undefined ? {} : { file }),
      originals: keep.length,
      features: kept.map(({ name }) => shown(name)),
    },
    columns,
    features: madeFeatures(fitted, result),
    recipe,
    notes: table.name === first || kept.length > 0 ? fitted.notes : [...fitted.notes, 'no features.'],
  };
}

/** The features as they are shown: by their names in the output, with what became of them. */
export const madeFeatures = ({ features, rename }: FittedTable, { dropped }: SignalResult): MadeFeature[] =>
  features.map((f) => {
    const why = dropped.get(f.name);
    return {
      name: rename.get(f.name) ?? f.name,
      transformer: f.transformer,
      type: f.type,
      explain: f.explain,
      ...(why === undefined ? {} : { dropped: why }),
    };
  });

export function deskOf(options: ReadyOptions, first: string, progress: Tracker): Desk {
  const { output, folder, recipe, format } = options;
  const extension = { parquet: 'parquet', csv: 'csv', arrow: 'arrow', json: 'json' }[formatOf(output, format)];
  return {
    options,
    outbox: createOutbox(options.force ?? false),
    progress,
    file: (table) => {
      if (folder !== undefined) return join(folder, `${table}_features.${extension}`);
      return output === undefined ? undefined : fileFor(output, table, table === first);
    },
    recipe: (table) => (recipe === undefined || table === first ? recipe : recipe.replace(/(\.recipe)?\.json$/, `.${table}$&`)),
  };
}
