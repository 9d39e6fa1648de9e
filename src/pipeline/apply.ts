import { dirname } from 'node:path';
import { openDatabase } from '../engine/duckdb/driver.js';
import type { BatchTransformer } from '@mdm/sdk';
import type { BatchStage, Planned } from './features.js';
import type { Folds } from './folds.js';
import { conformInput } from './input.js';
import { batchIds, checkVersions, inputColumns, loadRecipe } from './load.js';
import type { ApplyOptions } from './options.js';
import { checkPlaces, createOutbox, fileFor, formatOf, writeQuery } from './output.js';
import { planTable } from './plan.js';
import { tracker } from './progress.js';
import type { Recipe } from './recipe.js';
import type { ApplyResult, MadeTable } from './result.js';
import { readParams, type Task } from './select.js';
import type { TransformerSource } from './transformers.js';
import { prepareStages } from './stages.js';
import { loadTables } from './tables.js';

/** The features a recipe keeps, as the planner takes them. */
export const recipeFeatures = (recipe: Recipe): Planned[] =>
  recipe.features.filter((f) => f.signal.kept).map((f) => ({ name: f.name, transformer: f.transformer, type: f.type, sources: f.sources, explain: f.explain, expr: f.expr, state: f.fitted }));

/** Makes a recipe's features of a table, as they were fitted. */
export async function apply(options: ApplyOptions, source: TransformerSource): Promise<ApplyResult> {
  const started = performance.now();
  const progress = tracker(options.onProgress);
  const recipe = await loadRecipe(options.recipe);
  checkVersions(recipe, source);
  const format = formatOf(options.output, options.format);
  const force = options.force ?? false;
  await checkPlaces(options.output === undefined ? [] : [options.output], force);
  const features = recipeFeatures(recipe);
  const batches = await recipeBatches(recipe, features, source);
  const db = await openDatabase({ ...options, onProgress: progress.within });
  const outbox = createOutbox(force);
  try {
    progress('read', options.source, 0);
    const needed = new Set(features.flatMap((f) => f.sources));
    const schema = recipe.input.map(({ name, type, format: f }) => ({ name, type, ...(f === undefined ? {} : { format: f }) }));
    const tables = await conformInput(db, options.source, schema, { optional: schema.map((c) => c.name).filter((n) => !needed.has(n)) });
    const fitted = await loadTables(db, recipe.tables, dirname(options.recipe), recipe.folds as Folds | null);
    const keep = options.keep ?? recipe.options.keep;
    const rename = new Map(Object.entries(recipe.rename ?? {}));
    const made: MadeTable[] = [];
    for (const table of tables) {
      progress('stage', table.name, 0);
      const plan = planTable(table, inputColumns(recipe), features, fitted, false);
      const ready = await prepareStages(db, table, plan, batches, fitted, source, options, false);
      const kept = recipe.input.filter((c) => keep !== 'none' && (keep === 'all' || c.role !== undefined) && table.columns.some((t) => t.name === c.name)).map((c) => c.name);
      const file = options.output === undefined ? undefined : fileFor(options.output, table.name, tables.length === 1);
      if (file !== undefined) {
        progress('write', table.name, 0);
        await writeQuery(db, plan.select(features, { keep: kept, rename, stageSql: ready.stageSql }), await outbox.place(file), format);
      }
      await ready.drop();
      made.push({ name: table.name, rows: table.rows, ...(file === undefined ? {} : { file }) });
    }
    await outbox.commit();
    progress('write', 'done', 1);
    return {
      tables: made,
      features: features.map((f) => rename.get(f.name) ?? f.name),
      notes: tables.flatMap((t) => (tables.length === 1 ? t.notes : t.notes.map((n) => `${t.name}: ${n}`))),
      seconds: (performance.now() - started) / 1000,
      peakMemory: process.resourceUsage().maxRSS * 1024,
    };
  } finally {
    await outbox.discard();
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
  return wanted.map(([id, t]) => {
    const transformer = loaded.get(t.id) as BatchTransformer<unknown>;
    const on = t.on.flatMap((n) => columns.get(n) ?? []) as unknown as Task['scope']['on'];
    const scope = { on, roles: {}, params: readParams(t.id, transformer, (t.params ?? {}) as Record<string, never>) };
    return { id, task: { id: t.id, transformer, scope }, transformer, outputs: transformer.outputs(scope) };
  });
}
