import { openDatabase } from '../../engine/duckdb/driver.js';
import { MdmError } from '../../errors.js';
import { keptColumns } from '../keep.js';
import type { Losses } from '../losses.js';
import { makeRecipe } from '../make-recipe.js';
import type { ReadyOptions } from '../options.js';
import { checkPlaces } from '../output.js';
import { planReport } from '../plan-report.js';
import type { Tracker } from '../progress.js';
import type { Recipe } from '../recipe.js';
import type { GenerateResult, MadeFeature, MadeTable, PlanReport } from '../result.js';
import type { TransformerSource } from '../transformers.js';
import { wholeQuery } from '../wide.js';
import { chunkFeatures } from './by-chunk.js';
import { trainFeatures } from './by-train.js';
import { deskOf, type Desk } from './desk.js';
import { fitTable, fitting, type Fitting } from './fit-table.js';
import { madeFeatures, readyTable, type ReadyTable } from './one-table.js';
import { openTables, tablesOf, type OpenTable } from './open.js';
import { fitScope } from './scope.js';

/** What became of a table. */
export interface Done {
  readonly made: MadeTable;
  readonly columns: GenerateResult['columns'];
  readonly features: readonly MadeFeature[];
  readonly recipe: Recipe;
  /** The recipe was written. */
  readonly saved: boolean;
  readonly notes: readonly string[];
}

const BATCH = 10_000;

/** Features of every table of a source: each table, or each chunk of it, fitted on itself, or all of them as the training table was. */
export async function generateByTable(
  options: ReadyOptions,
  source: TransformerSource,
  progress: Tracker,
  losses: Losses,
): Promise<Omit<GenerateResult, 'seconds'>> {
  const found = await tablesOf(options);
  const scope = fitScope(options);
  const first = (found.find(({ name }) => name === 'train' || name === 'data') ?? found[0])!.name;
  const desk = deskOf(options, first, progress);
  const outputs = found.flatMap(({ name }) => [desk.file(name), scope === 'table' || name === first ? desk.recipe(name) : undefined]);
  await checkPlaces(
    outputs.filter((file) => file !== undefined),
    options.force ?? false,
    found.flatMap(({ files }) => files),
  );
  const db = await openDatabase({ ...options, onProgress: progress.within });
  try {
    progress('read', options.source, 0);
    const opened = await openTables(db, options);
    const run = await fitting(db, options, source, losses, opened.order);
    const size = options.batchSize ?? options.profile?.batchSize ?? BATCH;
    const done: Done[] = [];
    if (scope === 'train') done.push(...(await trainFeatures(run, desk, opened, first)));
    else
      for (const one of opened.tables)
        done.push(
          scope === 'chunk' && one.table.rows > size ? await chunkFeatures(run, desk, one, size) : await tableFeatures(run, desk, one),
        );
    // Like its counterpart, such a profile writes tables without features as they are.
    if (options.profile?.counterpart === undefined && done.every(({ features }) => features.length === 0))
      throw new MdmError(
        'nothing-to-do',
        'No transformer makes a feature of these columns.',
        'Check the columns and their types; `mdm features list --profiles` shows the built-in profiles.',
      );
    await desk.outbox.commit();
    progress('write', 'done', 1);
    const main = done.find(({ made }) => made.name === first) ?? done[0]!;
    const own = done.flatMap(({ made, notes }) => (done.length === 1 ? notes : notes.map((note) => `${made.name}: ${note}`)));
    return {
      columns: main.columns,
      features: main.features,
      tables: done.map(({ made }) => made),
      recipe: main.recipe,
      ...(main.saved ? { recipeFile: desk.recipe(main.made.name) } : {}),
      notes: [...opened.notes, ...own, ...(source.notes?.() ?? [])],
      failures: losses.failures,
      peakMemory: process.resourceUsage().maxRSS * 1024,
      limits: db.limits,
    };
  } finally {
    await desk.outbox.discard();
    await db.close();
  }
}

/** What a run would do with the training table; with chunks, as if it were one. */
export async function planByTable(
  options: ReadyOptions,
  source: TransformerSource,
  losses: Losses,
  progress: Tracker,
): Promise<PlanReport> {
  const db = await openDatabase({ ...options, onProgress: progress.within });
  try {
    const opened = await openTables(db, options);
    const one = opened.tables.find(({ table }) => table.name === 'train' || table.name === 'data') ?? opened.tables[0]!;
    const run = await fitting(db, options, source, losses, opened.order);
    const fitted = await fitTable(run, one, one.table, fitScope(options) !== 'train');
    const keep = keptColumns(one.columns, options.keep ?? options.profile?.keep ?? 'all', one.table);
    return planReport({ ...fitted, table: one.table, columns: one.columns, failures: losses.failures, keep });
  } finally {
    await db.close();
  }
}

async function tableFeatures(run: Fitting, desk: Desk, one: OpenTable): Promise<Done> {
  const ready = await readyTable(run, one, desk.progress, true);
  const { table, plan, kept, keep, fitted } = ready;
  const whole = await wholeQuery(run.db, table, plan, kept, { keep, rename: fitted.rename });
  await desk.write(run.db, table, whole.query, [...keep, ...kept.map(({ name }) => name)].map(ready.shown));
  await whole.drop();
  await ready.drop();
  return doneOf(run, desk, one, ready, kept.length > 0);
}

/** The result of a fitted table; its recipe is written when asked for. */
export async function doneOf(run: Fitting, desk: Desk, { columns, written }: OpenTable, ready: ReadyTable, save: boolean): Promise<Done> {
  const { db, options, source } = run;
  const { table, fitted, kept, keep, result, shown } = ready;
  const file = desk.file(table.name);
  const recipeFile = save ? desk.recipe(table.name) : undefined;
  const rename = Object.fromEntries([...fitted.rename].filter(([name]) => !written.has(name)));
  const { recipe: _, ...others } = options;
  const recipe = await makeRecipe(
    { db, tables: [], training: table, columns, ...fitted },
    kept,
    result,
    { ...others, ...(recipeFile === undefined ? {} : { recipe: recipeFile }) },
    source,
    async (path) => desk.outbox.place(path),
    rename,
  );
  if (recipeFile !== undefined) await desk.writeRecipe(table.name, recipe);
  return {
    made: {
      name: table.name,
      rows: table.rows,
      ...(file === undefined ? {} : { file }),
      originals: keep.length,
      features: kept.map(({ name }) => shown(name)),
      ...(recipeFile === undefined ? {} : { recipe: recipeFile }),
    },
    columns,
    features: madeFeatures(ready),
    recipe,
    saved: recipeFile !== undefined,
    notes: fitted.notes,
  };
}
