import { join } from 'node:path';
import { MdmError } from '../../errors.js';
import { batchSize } from '../engine.js';
import { stageTables, type Staged } from '../stage.js';
import type { Workspace } from '../workspace.js';
import { literal } from '../../engine/duckdb/dialect.js';
import { besides, loadQuery, roomFor, written, type TableFile } from './assemble.js';
import { finishedRecipe, namesWith, type Chosen, type FileColumn } from './columns.js';
import { makeCustom, type CustomMade } from './custom.js';
import { customSource, isCustom, type CustomSource } from './plugins.js';
import { chooseCustom, columnsOfPart, type ChosenCustom } from './custom-columns.js';
import { makeGeneric, type GenericRun, type MakeGeneric } from './generic.js';
import { OLD_SIDE, type FeatureInput, type FeatureReport, type FeaturesMade } from './input.js';
import { keepRecipe, metadataOf, storedFeatures, tidyRecipe } from './recipe-store.js';
import { customOf, featuresOf, featureTables, genericOf, madeOf, newName, type FeatureTables, type RoleTable } from './tables.js';
import { sayLog } from './say.js';
import { validateAfter } from './validate-after.js';

export type { FeatureInput, FeaturesMade } from './input.js';
export type MakeFeatures = (workspace: Workspace, input: FeatureInput) => Promise<FeaturesMade>;

/**
 * Makes the features of a dataset: fitted on its training table, made of that, test and validation, and put in place of those before, with
 * the recipe, in one transaction. A feature table holds the ids, the target, and the features, in the order of the table's rows.
 */
export async function makeFeatures(workspace: Workspace, input: FeatureInput, make: MakeGeneric = makeGeneric): Promise<FeaturesMade> {
  const started = performance.now();
  const tables = featureTables(input.tables);
  if (!tables) throw new MdmError('nothing-to-do', `The dataset ${input.name} has no table to make features of.`);
  const { training, others } = tables;
  const staged = await stageTables(
    workspace,
    input.dataset,
    [training, ...others].map(({ table }) => table),
  );
  const names = [input.name, input.displayName ?? input.name];
  let plugins: CustomSource | undefined;
  try {
    plugins = await customSource(workspace, names);
    const generic = await make(workspace, staged, tables, input, plugins.source);
    const custom = await makeCustom(
      workspace,
      staged.db,
      staged.folder,
      names,
      [training, ...others].map((one) => ({ ...one, relation: staged.relation(one.table), training: one === training })),
      {
        dataset: input.name,
        target: input.target,
        idColumns: input.idColumns,
        timeColumn: input.timeColumn,
        groupColumn: input.groupColumn,
      },
    );
    const all = { ...generic, warnings: [...generic.warnings, ...plugins.warnings] };
    return await finish(workspace, staged, tables, input, all, custom, started);
  } finally {
    await plugins?.close();
    await staged.close();
  }
}

async function finish(
  workspace: Workspace,
  staged: Staged,
  tables: FeatureTables,
  input: FeatureInput,
  generic: GenericRun,
  custom: CustomMade,
  started: number,
): Promise<FeaturesMade> {
  const { config } = workspace;
  const { backend, store } = input.dataset;
  const { training } = tables;
  const notes = [...generic.notes];
  const rules = {
    signal: config.get('validation.after_features.signal_detection'),
    maxMissing: config.get('validation.after_features.max_missing_ratio'),
  };
  const originals = staged.columns(training.table).map(({ name }) => name);
  const there = new Set(originals);
  const roles = [...input.idColumns, ...(input.target === undefined ? [] : [input.target])].filter((name) => there.has(name));
  const { names, kept } = namesWith([...new Set(roles)], notes);
  const chosen: Chosen | undefined = generic.made && (await generic.made.choose(names, originals, rules));
  const ofTraining = custom.parts.get(training.role) ?? [];
  const own = await chooseCustom(staged.db, ofTraining, names, originals, rules);
  const warnings = [...generic.warnings, ...custom.warnings, ...(chosen?.warnings ?? []), ...own.warnings];
  const plan = limited({ chosen, own }, roomFor(backend.backendType, kept.length), backend.backendType, warnings);
  notes.push(...(chosen?.notes ?? []));

  const keep = input.keepIntermediate ?? config.get('feature_engineering.keep_intermediate');
  const outputs: { readonly table: string; readonly query: string; readonly role?: string; readonly rows?: number }[] = [];
  const rows: Record<string, number> = {};
  for (const one of [training, ...tables.others]) {
    const made = filesOf(one, staged, generic, custom, plan, kept);
    if (!made) continue;
    const files = [made.data, ...made.features];
    const columns = files.reduce((sum, file) => sum + file.columns.length, made.missing.length);
    const query = besides(files, made.missing);
    const features = made.features.flatMap((file) => file.columns.map(({ name }) => name));
    const compared = [
      ...features,
      ...kept.filter(({ column }) => column === input.target && !made.without.has(column)).map(({ name }) => name),
    ];
    const checked = await validateAfter(config, staged.db, {
      query,
      rows: staged.rows(one.table),
      stage: () => written(staged.db, query, join(staged.folder, `made-${one.role}.parquet`), columns),
      compared,
      table: featuresOf(one.table),
      training: one === training,
    });
    warnings.push(...checked.warnings);
    rows[one.role] = checked.rows;
    outputs.push({ table: featuresOf(one.table), query: checked.query, role: one.role });
    if (keep && one === training) {
      const customs = new Set([
        ...[...plan.parts].filter(([transformer]) => isCustom(transformer)).flatMap(([, own]) => own.map(({ name }) => name)),
        ...plan.custom.map(({ name }) => name),
      ]);
      for (const [table, isOf] of [
        [genericOf(one.table), ({ name }: FileColumn) => !customs.has(name)],
        [customOf(one.table), ({ name }: FileColumn) => customs.has(name)],
      ] as const) {
        const part = made.features.map((file) => ({ ...file, columns: file.columns.filter(isOf) }));
        const some = part.filter((file) => file.columns.length > 0);
        if (some.length > 0) outputs.push({ table, query: besides(some) });
      }
    }
  }

  const featureNames = [...plan.parts.values()].flat().length + plan.custom.length;
  const dropped = [...(chosen?.dropped ?? []), ...own.dropped];
  const log = [...(chosen?.log ?? []), ...own.log];
  const fitted = generic.made?.recipe;
  const report: FeatureReport = {
    made_at: new Date().toISOString(),
    log,
    dropped,
    tables: Object.fromEntries(outputs.flatMap(({ role, table }) => (role === undefined ? [] : [[role, table]]))),
    rows,
    features: featureNames,
    ...(generic.made && !fitted ? { made_by: OLD_SIDE } : {}),
    seconds: (performance.now() - started) / 1000,
  };
  refuseInStrictMode(workspace, input.name, warnings);
  const recipe = fitted && (await keepRecipe(config, store, finishedRecipe(fitted.recipe, plan.asChosen, kept), fitted.file));
  const customs = custom.modules.length > 0 ? { modules: custom.modules, columns: plan.custom } : undefined;
  await putInPlace(workspace, staged, tables, input, outputs, metadataOf(recipe, customs, report)).catch(async (error: unknown) => {
    // The fitted tables of the recipe that did not come about; those of the one before stay.
    const before = await storedFeatures(input.dataset).catch(() => undefined);
    if (before) await tidyRecipe(config, store, before.recipe);
    throw error;
  });
  await tidyRecipe(config, store, recipe);
  sayLog(workspace.log, input.name, { ...report, notes, seconds: (performance.now() - started) / 1000 });
  return {
    tables: report.tables,
    features: featureNames,
    dropped: dropped.length,
    droppedFeatures: dropped,
    rows,
    ...(recipe === undefined ? {} : { recipe }),
    log,
    ...(customs === undefined ? {} : { custom: customs }),
    warnings: [...new Set(warnings)],
    notes: [...new Set(notes)],
    seconds: (performance.now() - started) / 1000,
  };
}

/** In strict mode what validation warns of is an error, before anything is put in place. */
function refuseInStrictMode({ config }: Workspace, name: string, warnings: readonly string[]): void {
  const found = warnings.filter((warning) => / (?:is|are) dropped: | duplicate rows found, /.test(warning));
  if (found.length === 0 || !config.get('validation.strict_mode')) return;
  throw new MdmError(
    'validation',
    `The features of ${name} break a rule: ${found[0]}`,
    found.length > 1
      ? `There are ${found.length - 1} more; set validation.strict_mode to false to have warnings.`
      : 'Set validation.strict_mode to false to have a warning.',
  );
}

interface Plan {
  readonly parts: ReadonlyMap<string, readonly FileColumn[]>;
  readonly custom: ChosenCustom['columns'];
  readonly asChosen: Chosen;
}

const NOTHING: Chosen = { parts: new Map(), rename: new Map(), dropped: [], reasons: new Map(), log: [], warnings: [], notes: [] };

/** The features that a table of the backend has room for: the first ones, custom ones before those of transformers. */
function limited(
  { chosen = NOTHING, own }: { readonly chosen: Chosen | undefined; readonly own: ChosenCustom },
  room: number,
  backend: string,
  warnings: string[],
): Plan {
  const all = [...chosen.parts.values()].flat().length + own.columns.length;
  if (all <= room) return { parts: chosen.parts, custom: own.columns, asChosen: chosen };
  warnings.push(`${all} features were made, and a table of ${backend} has room for ${room} of them: the first ${room} are kept.`);
  const custom = own.columns.slice(0, room);
  let left = room - custom.length;
  const reasons = new Map(chosen.reasons);
  const parts = new Map(
    [...chosen.parts].map(([transformer, columns]) => {
      const kept = columns.slice(0, left);
      left -= kept.length;
      for (const { column } of columns.slice(kept.length)) reasons.set(column, `no room in a table of ${backend}`);
      return [transformer, kept] as const;
    }),
  );
  return { parts, custom, asChosen: { ...chosen, parts, reasons } };
}

interface Files {
  /** The data's own columns. */
  readonly data: TableFile;
  /** What transformers made, then custom operations. */
  readonly features: readonly TableFile[];
  readonly missing: ChosenCustom['columns'];
  /** Columns of the data that this table lacks. */
  readonly without: ReadonlySet<string>;
}

/** The files that a feature table is put together from; undefined when nothing was made of the table. */
function filesOf(
  { role, table }: RoleTable,
  staged: Staged,
  { made }: GenericRun,
  custom: CustomMade,
  plan: Plan,
  kept: readonly FileColumn[],
): Files | undefined {
  const found = made?.tables.find((one) => one.role === role);
  const ofCustom = custom.parts.get(role) ?? [];
  if (made && !found && plan.parts.size > 0) return undefined;
  const columns = new Map(staged.columns(table).map((column) => [column.name.toLowerCase(), column.name]));
  const own = kept.flatMap(({ name: as, column }) => {
    const here = columns.get(column.toLowerCase());
    return here === undefined ? [] : [{ name: as, column: here }];
  });
  const generic = [...plan.parts.values()].flat();
  const parts = ofCustom.map((part) => ({ part, ...columnsOfPart(part, plan.custom) }));
  const features = [
    ...(found?.files(generic) ?? []),
    ...parts.flatMap(({ part, there }) =>
      part.file === undefined ? [] : [{ relation: `read_parquet(${literal(part.file)})`, columns: there }],
    ),
  ];
  const missing = parts.flatMap(({ absent }) => absent);
  if (missing.length === 0 && features.every((file) => file.columns.length === 0)) return undefined;
  return {
    data: { relation: staged.relation(table), columns: own },
    features,
    missing,
    without: new Set(kept.filter(({ column }) => !columns.has(column.toLowerCase())).map(({ column }) => column)),
  };
}

/** Loads the tables under names of their own, then swaps all of them in; what fails leaves everything as it was. */
async function putInPlace(
  workspace: Workspace,
  staged: Staged,
  { training, others }: FeatureTables,
  { dataset: { backend, store }, tables, onProgress }: FeatureInput,
  outputs: readonly { readonly table: string; readonly query: string }[],
  metadata: Parameters<typeof backend.swapTables>[1]['metadata'],
): Promise<void> {
  const loaded: string[] = [];
  try {
    for (const [i, { table, query }] of outputs.entries()) {
      const to = newName(table);
      await backend.dropTables(store, [to]).catch(() => undefined);
      loaded.push(to);
      await loadQuery(staged.db, query, backend, store, to, {
        batchSize: batchSize(workspace, backend.backendType),
        signal: workspace.signal,
        onRows: (rows) => onProgress?.({ what: table, rows, share: 0.8 + (0.2 * i) / outputs.length }),
      });
    }
    // A table of the data may be called like one of features; it stays.
    const data = new Set(Object.values(tables));
    const old = [training, ...others].flatMap(({ table }) => madeOf(table)).filter((table) => !data.has(table));
    await backend.swapTables(store, {
      drop: old,
      rename: Object.fromEntries(outputs.map(({ table }) => [newName(table), table])),
      ...(metadata ? { metadata } : {}),
    });
  } catch (error) {
    const there = await backend.tables(store).catch(() => []);
    const left = loaded.filter((name) => there.some((table) => table.name === name));
    if (left.length > 0) await backend.dropTables(store, left).catch(() => undefined);
    throw error;
  }
}
