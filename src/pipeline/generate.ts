import { applySignal } from './apply-signal.js';
import { openDatabase, type Database } from '../engine/duckdb/driver.js';
import { MdmError } from '../errors.js';

import { chosen, keptColumns } from './keep.js';
import { plannedFiles, readFiles, submissionTarget, testTable, TRAINING } from './files.js';
import { byTable } from './rules/scope.js';
import { fitTasks } from './fit-tasks.js';
import type { BatchStage, Planned } from './features.js';
import type { FitResult } from './fit.js';
import { conformInput, findTables, openInput } from './input.js';
import { checkPlaces, createOutbox, fileFor, formatOf } from './output.js';
import { inOrderOf, named, ofOneColumn, unusedRenames } from './naming.js';
import type { Keep, ReadyOptions } from './options.js';
import { planTable, type TablePlan } from './plan.js';
import { planReport, shown } from './plan-report.js';
import { secondsByTransformer } from './shares.js';
import { constantSignal } from './rules/signal.js';
import { profileTable } from './profile.js';
import { tracker } from './progress.js';
import { recipeText } from './recipe.js';
import { makeRecipe } from './make-recipe.js';
import { createLosses, nothingLeft, type Losses } from './losses.js';
import { prepareStages } from './stages.js';
import type { GenerateResult, MadeTable, PlanReport } from './result.js';
import { nothingApplies, tasks, wanted, withoutTarget, type Task } from './select.js';
import { SIGNAL, type SignalResult } from './signal.js';
import type { InputTable, ProfiledColumn } from './table.js';
import type { TransformerSource } from './transformers.js';
import { wholeQuery } from './wide.js';
import { inOrder, writeFeatures } from './write.js';

/** Everything fitted, before a table is written. */
export interface Fitted {
  readonly db: Database;
  readonly tables: readonly InputTable[];
  readonly training: InputTable;
  readonly columns: readonly ProfiledColumn[];
  readonly tasks: readonly Task[];
  readonly features: readonly Planned[];
  readonly batches: readonly BatchStage[];
  readonly fitted: FitResult;
  readonly notes: readonly string[];
}

/** Reads, profiles and fits. The caller closes `db`. */
async function fitAll(
  db: Database,
  options: ReadyOptions,
  source: TransformerSource,
  progress: ReturnType<typeof tracker>,
  losses: Losses,
): Promise<Fitted> {
  progress('read', options.source, 0);
  const types = { ...options.profile?.types, ...options.types };
  const found = await findTables(options.source);
  const trainingFiles = TRAINING.map((n) => found.find((t) => t.name === n)).find((t) => t !== undefined);
  if (!trainingFiles) {
    throw new MdmError(
      'not-found',
      `${options.source} has no train table (found: ${found.map((t) => t.name).join(', ')}).`,
      'Name the training file itself, or put a file called train.* there.',
    );
  }
  const training = (await openInput(db, trainingFiles, { types }))[0]!;
  const sample = found.find((t) => t.name === 'sample_submission');
  const target =
    options.target ??
    (sample &&
      (await submissionTarget(
        db,
        sample,
        found.find((t) => t.name === 'test'),
        training,
      )));
  progress('profile', training.name, 0);
  const columns = await profileTable(db, training, { ...options, types, ...(target === undefined ? {} : { target }) });
  const notes = [...training.notes];
  if (sample)
    notes.push(
      `sample_submission gets no features${options.target === undefined && target !== undefined ? `; it names the target: ${target}` : ''}.`,
    );
  const schema = columns
    .filter((c) => c.role !== 'ignored')
    .map(({ name, type, format }) => ({ name, type, ...(format === undefined ? {} : { format }) }));
  const optional = columns.filter((c) => c.role === 'target').map((c) => c.name);
  const conformed: InputTable[] = [];
  for (const t of found.filter((x) => x !== trainingFiles && x !== sample && !(x.name === 'test' && options.test !== undefined)))
    conformed.push(...(await conformInput(db, t, schema, optional)));
  if (options.test !== undefined) conformed.push(...(await conformInput(db, await testTable(options.test), schema, optional)));
  for (const t of conformed) notes.push(...t.notes.map((n) => `${t.name}: ${n}`));

  const wantedOnes = wanted(source, options).map(withoutTarget);
  const owners = new Map(source.list().map((t) => [t.id, t.package]));
  const packageOf = (id: string): string | undefined => owners.get(id);
  const loaded = await losses.load(
    source,
    wantedOnes.map((w) => w.id),
  );
  const all = inOrderOf(
    losses.left(await tasks(wantedOnes, loaded, columns, packageOf, losses.take)),
    columns.map(({ name }) => name),
    options,
  );
  if (all.length === 0 && losses.failures.length === 0) throw nothingApplies(training, columns, wantedOnes.length);
  progress('fit', training.name, 0);
  const made = await fitTasks(db, training, columns, all, options, losses.note);
  if (made.features.length === 0 && losses.failures.length > 0) throw nothingLeft(losses.failures);
  if (made.features.length === 0)
    throw new MdmError(
      'nothing-to-do',
      'No transformer makes a feature of these columns.',
      'They may all be constant or missing: `mdm features generate --plan` shows the columns.',
    );
  return { db, tables: conformed, training, columns, tasks: losses.left(all), ...made, features: chosen(made.features, options), notes };
}

/** Fits on the training table and writes features of every table, and the recipe. */
export async function generate(options: ReadyOptions, source: TransformerSource): Promise<GenerateResult> {
  const started = performance.now();
  const progress = tracker(options.onProgress);
  const losses = createLosses(options.keepGoing ?? false);
  // What fails while its batches run is found late: the run begins again without it.
  for (;;) {
    try {
      const result = await generateOnce(options, source, progress, losses);
      return { ...result, seconds: (performance.now() - started) / 1000 };
    } catch (error) {
      if (!losses.without(error)) throw error;
    }
  }
}

async function generateOnce(
  options: ReadyOptions,
  source: TransformerSource,
  progress: ReturnType<typeof tracker>,
  losses: Losses,
): Promise<Omit<GenerateResult, 'seconds'>> {
  if (byTable(options)) {
    const { generateByTable } = await import('./rules/by-table.js');
    return generateByTable(options, source, progress, losses);
  }
  const format = formatOf(options.output, options.format);
  await checkPlaces(await plannedFiles(options), options.force ?? false, await readFiles(options));
  const db = await openDatabase({ ...options, onProgress: progress.within });
  const outbox = createOutbox(options.force ?? false);
  try {
    const f = await fitAll(db, options, source, progress, losses);
    const signal = { ...SIGNAL, ...options.signalFilter };
    const plan = planTable(f.training, f.columns, f.features, f.fitted.tables, true);
    progress('stage', f.training.name, 0);
    const prepared = await prepareStages(db, f.training, plan, f.batches, f.fitted.tables, source, options, losses.note);
    progress('signal', f.training.name, 0);
    const names = named(f.features, inputsOf(f), options);
    const rule = options.profile?.signal;
    const single = new Set(f.tasks.filter(ofOneColumn).map((task) => task.id));
    const judged: SignalResult = !signal.enabled
      ? { dropped: new Map(), rows: 0 }
      : rule
        ? await constantSignal(db, f.training, plan, f.features, rule, (x) => single.has(x.transformer))
        : await applySignal(db, f.training, plan, f.features, signal);
    const result: SignalResult = { ...judged, dropped: new Map([...names.collided, ...judged.dropped]) };
    const kept = f.features.filter((x) => !result.dropped.has(x.name));
    const { rename } = names;
    const keep = keepOf(options);
    const made: MadeTable[] = [];
    const write = async (table: InputTable, tablePlan: TablePlan, training: boolean): Promise<void> => {
      const file = options.output === undefined ? undefined : fileFor(options.output, table.name, training);
      if (file !== undefined) {
        progress('write', table.name, 0);
        const at = await outbox.place(file);
        const columns = keptColumns(f.columns, keep, table);
        const whole = await wholeQuery(db, table, tablePlan, kept, { keep: columns, rename });
        await writeFeatures(db, table, whole.query, columns.length + kept.length, at, format, progress.within);
        await whole.drop();
      }
      if (options.onBatch) {
        const columns = keptColumns(f.columns, keep, table);
        for await (const batch of inOrder(db, (range) => tablePlan.select(kept, { keep: columns, rename, range, ordered: true })))
          await options.onBatch(batch, table.name);
      }
      made.push({ name: table.name, rows: table.rows, ...(file === undefined ? {} : { file }) });
    };
    const from = performance.now();
    await write(f.training, plan, true);
    const transformerSeconds = options.timed ? await secondsByTransformer(db, plan, kept, (performance.now() - from) / 1000) : undefined;
    await prepared.drop();
    for (const table of f.tables) {
      const other = planTable(table, f.columns, kept, f.fitted.tables, false);
      const ready = await prepareStages(db, table, other, f.batches, f.fitted.tables, source, options, losses.note);
      await write(table, other, false);
      await ready.drop();
    }
    const renamed = rename.size > 0 ? Object.fromEntries(rename) : undefined;
    const recipe = await makeRecipe(f, kept, result, options, source, async (file) => outbox.place(file), renamed);
    if (options.recipe !== undefined) {
      const { writeFile } = await import('node:fs/promises');
      await writeFile(await outbox.place(options.recipe), recipeText(recipe));
    }
    await outbox.commit();
    progress('write', 'done', 1);
    return {
      columns: f.columns,
      features: f.features.map((x) => shown(x, result, rename)),
      tables: made,
      recipe,
      own: new Map(f.features.flatMap((x) => (x.own ? [[x.name, x.own] as const] : []))),
      ...(options.recipe === undefined ? {} : { recipeFile: options.recipe }),
      notes: [...f.notes, ...unusedRenames(f.features, names, options), ...(source.notes?.() ?? [])],
      failures: losses.failures,
      ...(transformerSeconds ? { transformerSeconds } : {}),
      peakMemory: process.resourceUsage().maxRSS * 1024,
      limits: db.limits,
    };
  } finally {
    await outbox.discard();
    await db.close();
  }
}

/** What `generate` would do: scans, stages and the SELECT. Reads and fits, writes nothing. */
export async function plan(options: ReadyOptions, source: TransformerSource): Promise<PlanReport> {
  const progress = tracker(options.onProgress);
  if (byTable(options)) {
    const { planByTable } = await import('./rules/by-table.js');
    return planByTable(options, source, createLosses(options.keepGoing ?? false), progress);
  }
  const db = await openDatabase({ ...options, onProgress: progress.within });
  try {
    const losses = createLosses(options.keepGoing ?? false);
    const f = await fitAll(db, options, source, progress, losses);
    const { rename } = named(f.features, inputsOf(f), options);
    const keep = keptColumns(f.columns, keepOf(options), f.training);
    return planReport({ ...f, table: f.training, failures: losses.failures, keep, rename });
  } finally {
    await db.close();
  }
}

const inputsOf = ({ columns }: Fitted): string[] => columns.map(({ name }) => name);
const keepOf = ({ keep, profile }: ReadyOptions): Keep => keep ?? profile?.keep ?? 'all';
