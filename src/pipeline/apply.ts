import { dirname } from 'node:path';
import type { RecordBatch } from 'apache-arrow';
import { openDatabase, type Database } from '../engine/duckdb/driver.js';
import { outputsOf, type BatchStage, type Planned } from './features.js';
import { keptColumns } from './keep.js';
import { conformInput, findTables } from './input.js';
import { batchIds, checkVersions, inputColumns, loadRecipe, recipeError } from './load.js';
import type { ApplyOptions } from './options.js';
import { checkPlaces, createOutbox, fileFor, formatOf } from './output.js';
import { broken } from './measures.js';
import { planTable } from './plan.js';
import { tracker } from './progress.js';
import type { Recipe } from './recipe.js';
import type { ApplyResult, MadeTable } from './result.js';
import { conformable, conformSource } from './rules/conform.js';
import { readParams, type Task } from './select.js';
import { prepareStages } from './stages.js';
import type { InputTable } from './table.js';
import { loadTables } from './tables.js';
import type { TransformerSource } from './transformers.js';
import { inOrder, writeFeatures, type FeatureQuery } from './write.js';

/** The features a recipe keeps, as the planner takes them. */
export const recipeFeatures = (recipe: Recipe): Planned[] =>
  recipe.features
    .filter((f) => f.signal.kept)
    .map((f) => ({
      name: f.name,
      transformer: f.transformer,
      type: f.type,
      sources: f.sources,
      explain: f.explain,
      expr: f.expr,
      state: f.fitted,
    }));

interface Job {
  readonly tables: readonly InputTable[];
  readonly names: readonly string[];
  /** The SELECT for a table, its stages ready. */
  query(table: InputTable): Promise<{ readonly query: FeatureQuery; readonly columns: number; drop(): Promise<void> }>;
}

/** A recipe in an engine, beside the tables it is to be applied to. */
async function open(
  db: Database,
  recipe: Recipe,
  options: Omit<ApplyOptions, 'output' | 'format' | 'force'>,
  source: TransformerSource,
): Promise<Job> {
  checkVersions(recipe, source);
  const features = recipeFeatures(recipe);
  const batches = await recipeBatches(recipe, features, source);
  const needed = new Set(features.flatMap((f) => f.sources));
  const schema = recipe.input.map(({ name, type, format }) => ({ name, type, ...(format === undefined ? {} : { format }) }));
  const optional = schema.map((c) => c.name).filter((n) => !needed.has(n));
  const tables = recipe.reading
    ? await conformSource(db, options.source, schema, optional, recipe.reading)
    : await conformInput(db, options.source, schema, optional);
  const fitted = await loadTables(db, recipe.tables, dirname(options.recipe), recipe.folds);
  const keep = options.keep ?? recipe.options.keep;
  const rename = new Map(Object.entries(recipe.rename ?? {}));
  return {
    tables,
    names: features.map((f) => rename.get(f.name) ?? f.name),
    query: async (table) => {
      const plan = planTable(table, inputColumns(recipe), features, fitted, false);
      const ready = await prepareStages(db, table, plan, batches, fitted, source, options);
      const kept = keptColumns(recipe.input, keep, table);
      const query: FeatureQuery = (range) => plan.select(features, { keep: kept, rename, range, ordered: true });
      return { query, columns: kept.length + features.length, drop: ready.drop };
    },
  };
}

/** Makes a recipe's features of a table, as they were fitted. */
export async function apply(options: ApplyOptions, source: TransformerSource): Promise<ApplyResult> {
  const started = performance.now();
  const progress = tracker(options.onProgress);
  const format = formatOf(options.output, options.format);
  const force = options.force ?? false;
  const recipe = await loadRecipe(options.recipe);
  const found = recipe.reading
    ? await conformable(options.source, recipe.reading)
    : (await findTables(options.source)).filter((t) => t.name !== 'sample_submission');
  const files = options.output === undefined ? [] : found.map((t) => fileFor(options.output!, t.name, found.length === 1));
  await checkPlaces(files, force, [options.recipe, ...found.flatMap((t) => t.files)]);
  const db = await openDatabase({ ...options, onProgress: progress.within });
  const outbox = createOutbox(force);
  try {
    progress('read', options.source, 0);
    const job = await open(db, recipe, options, source);
    const made: MadeTable[] = [];
    for (const table of job.tables) {
      progress('stage', table.name, 0);
      const { query, columns, drop } = await job.query(table);
      const file = options.output === undefined ? undefined : fileFor(options.output, table.name, job.tables.length === 1);
      if (file !== undefined) {
        progress('write', table.name, 0);
        await writeFeatures(db, table, query, columns, await outbox.place(file), format, progress.within);
      }
      await drop();
      made.push({ name: table.name, rows: table.rows, ...(file === undefined ? {} : { file }) });
    }
    await outbox.commit();
    progress('write', 'done', 1);
    return {
      tables: made,
      features: job.names,
      notes: [
        ...job.tables.flatMap((t) => (job.tables.length === 1 ? t.notes : t.notes.map((n) => `${t.name}: ${n}`))),
        ...(source.notes?.() ?? []),
      ],
      seconds: (performance.now() - started) / 1000,
      peakMemory: process.resourceUsage().maxRSS * 1024,
    };
  } catch (error) {
    throw recipeError(error, options.recipe);
  } finally {
    await outbox.discard();
    await db.close();
  }
}

/** The features of a recipe as a stream of Arrow record batches, table after table. */
export async function* read(
  options: Omit<ApplyOptions, 'output' | 'format' | 'force'>,
  source: TransformerSource,
): AsyncGenerator<RecordBatch> {
  const db = await openDatabase({ ...options, onProgress: tracker(options.onProgress).within });
  try {
    const job = await open(db, await loadRecipe(options.recipe), options, source);
    for (const table of job.tables) {
      const { query, drop } = await job.query(table);
      yield* inOrder(db, query);
      await drop();
    }
  } catch (error) {
    throw recipeError(error, options.recipe);
  } finally {
    await db.close();
  }
}

/** Batch transformers are the only ones whose code is loaded. */
export async function recipeBatches(recipe: Recipe, features: readonly Planned[], source: TransformerSource): Promise<BatchStage[]> {
  const used = new Set(features.flatMap((f) => (f.expr.kind === 'output' ? [f.expr.stage] : [])));
  const wanted = [...batchIds(recipe)].filter(([stage]) => used.has(stage));
  if (wanted.length === 0) return [];
  const loaded = await source.load([...new Set(wanted.map(([, t]) => t.id))]);
  const columns = new Map(inputColumns(recipe).map((c) => [c.name, c]));
  return Promise.all(
    wanted.map(async ([id, t]) => {
      const transformer = loaded.get(t.id)!;
      const on = t.on.flatMap((n) => columns.get(n) ?? []) as unknown as Task['scope']['on'];
      const named = { id: t.id, package: t.package, transformer };
      const params = await readParams(t.id, transformer, (t.params ?? {}) as Record<string, never>);
      const task: Task = { ...named, scope: { on, roles: {}, params } };
      const outputs = await outputsOf(task);
      for (const { expr } of features)
        if (expr.kind === 'output' && expr.stage === id && !outputs.some((o) => o.name === expr.column && o.type === expr.type))
          throw broken(task, `its outputs have no ${JSON.stringify(expr.column)} of type ${expr.type} any more, which the recipe reads`);
      return { id, task, transformer, outputs };
    }),
  );
}
