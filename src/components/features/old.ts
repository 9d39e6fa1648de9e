import { join } from 'node:path';
import { engineLimits } from '../../datasets/engine.js';
import { written } from '../../datasets/features/assemble.js';
import type { FileColumn, Names } from '../../datasets/features/columns.js';
import { makeGeneric, type Generic, type GenericRun, type MadeOf, type MakeGeneric } from '../../datasets/features/generic.js';
import { OLD_SIDE, type FeatureInput } from '../../datasets/features/input.js';
import { isCustom } from '../../datasets/features/plugins.js';
import type { FeatureTables, RoleTable } from '../../datasets/features/tables.js';
import { columnList, type Staged } from '../../datasets/stage.js';
import type { Workspace } from '../../datasets/workspace.js';
import { parquetItem } from '../../engine/duckdb/introspect.js';
import type { GeneratorType } from '../../host/generator.js';
import { generateWith, type GeneratedTable, type GenerateWithOptions, type GenerateWithResult } from '../../pipeline/generate-with.js';
import { compared } from './compared.js';

/** Makes the features of a dataset by the generator of MDM 1.0.6: each table is fitted on itself, and there is no recipe. */
export const makerOf =
  (why: string): MakeGeneric =>
  async (workspace, staged, tables, input, source) => {
    const notes = [...tables.notes, `The generator ${OLD_SIDE} makes the features: ${why}.`];
    const given = [tables.training, ...tables.others].filter(({ table }) => staged.rows(table) > 0);
    if (given[0] !== tables.training)
      return { warnings: [], notes: [...notes, `${tables.training.table} has no rows: no features are made.`] };
    const own = await makeOwn(workspace, staged, tables, input, source);
    const asked = requestOf(workspace, staged, tables, input, notes);
    const options = { ...asked, source: await sourceOf(staged, given, tables, input) };
    const info = (await workspace.registry()).generator(OLD_SIDE);
    const result = await compared(workspace, input.name, options, () => generateWith(options, info));
    const made = madeOf(result, given, own?.made);
    return {
      made,
      warnings: [...stopsOf(result, given), ...(own?.warnings ?? [])],
      notes: [...notes, ...result.notes, ...failuresOf(result)],
    };
  };

/** What modules of the user make that are plugins; the generator knows no transformers. */
async function makeOwn(...[workspace, staged, tables, input, source]: Parameters<MakeGeneric>): Promise<GenericRun | undefined> {
  const list = source.list().filter(({ id }) => isCustom(id));
  return list.length === 0 ? undefined : makeGeneric(workspace, staged, tables, input, { ...source, list: () => list });
}

const TYPES: readonly string[] = ['numeric', 'categorical', 'datetime', 'text'] satisfies readonly GeneratorType[];

function requestOf(
  workspace: Workspace,
  staged: Staged,
  { training }: FeatureTables,
  input: FeatureInput,
  notes: string[],
): Omit<GenerateWithOptions, 'source'> {
  const { config, signal } = workspace;
  const there = new Set(columnsOf(staged, training, input).map(({ name }) => name));
  const types = Object.entries(input.types ?? {}).filter(([name]) => there.has(name));
  for (const [name, type] of types)
    if (!TYPES.includes(type)) notes.push(`The generator ${OLD_SIDE} knows no ${type} columns: ${name} is what it looks like.`);
  if (input.seed !== undefined) notes.push(`The generator ${OLD_SIDE} takes no seed: it is ignored.`);
  const known = types.filter(([, type]) => TYPES.includes(type)) as [string, GeneratorType][];
  const { onProgress } = input;
  return {
    generator: OLD_SIDE,
    output: `${join(staged.folder, 'old')}/`,
    batchSize: config.get('performance.batch_size'),
    storage: input.dataset.backend.backendType === 'sqlite' ? 'sqlite' : 'duckdb',
    dates: (input.datetime ?? []).filter((name) => there.has(name)),
    ...(input.target !== undefined && there.has(input.target) ? { target: input.target } : {}),
    ...(known.length > 0 ? { types: Object.fromEntries(known) } : {}),
    ...engineLimits(workspace),
    temp: staged.folder,
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress: ({ detail, share }) => onProgress({ what: detail, share: share * 0.8 }) } : {}),
  };
}

const columnsOf = (staged: Staged, { table }: RoleTable, { ignore = [] }: FeatureInput): ReturnType<Staged['columns']> =>
  staged.columns(table).filter(({ name }) => !ignore.includes(name));

/** What the generator calls a table: by the names it gives files and folders. */
const nameOf = ({ role }: RoleTable, given: readonly RoleTable[]): string =>
  given.length === 1 ? 'data' : role === given[0]!.role ? 'train' : role;

/** The stored tables as the generator reads them: a file, or a folder with one for each. */
async function sourceOf(staged: Staged, given: readonly RoleTable[], tables: FeatureTables, input: FeatureInput): Promise<string> {
  const { mkdir } = await import('node:fs/promises');
  const folder = join(staged.folder, 'stored');
  for (const path of [folder, join(staged.folder, 'old')]) await mkdir(path);
  const file = (one: RoleTable): string => join(folder, `${nameOf(one, given)}.parquet`);
  for (const one of given) {
    const columns = columnsOf(staged, one, input);
    await written(staged.db, `SELECT ${columnList(columns)} FROM ${staged.relation(one.table)}`, file(one), columns.length);
  }
  return given.length === 1 ? file(tables.training) : folder;
}

/** Rows that the generator gave up have no features. */
const stopsOf = ({ stopped = [] }: GenerateWithResult, given: readonly RoleTable[]): string[] =>
  stopped.map(
    ({ table, written: some, rows, reason }) =>
      `${given.find((one) => nameOf(one, given) === table)?.table ?? table} has features for its first ${some} of ${rows} rows only, as in MDM 1.0.6: ${reason}. For all rows in one batch set performance.batch_size to ${rows}.`,
  );

const failuresOf = ({ failed }: GenerateWithResult): string[] =>
  [...new Map(failed.map((one) => [one.name, one])).values()].map(({ name, reason }) => `No feature is made of ${name}: ${reason}.`);

function madeOf(result: GenerateWithResult, given: readonly RoleTable[], own: Generic | undefined): Generic {
  const found = given.map((one) => [one.role, result.tables.find(({ name }) => name === nameOf(one, given))!] as const);
  const [, training] = found[0]!;
  const ofTraining = new Set(training.features);
  /** As made -> as it is in the tables. */
  const named = new Map<string, string>();
  const ofOwn = new Set<FileColumn>();
  const filesOf = (table: GeneratedTable, beside: MadeOf | undefined) => (kept: readonly FileColumn[]) => {
    const stay = new Set(kept.map(({ name }) => name));
    const all = table.features.map((name, i) => ({ made: name, name: named.get(name)!, column: `c${table.originals + i}` }));
    // A table may have features that the training table has not.
    const columns = all.filter(({ made, name }) => !ofTraining.has(made) || stay.has(name));
    // By place: names may differ by case alone.
    const relation = `(SELECT * FROM ${parquetItem([table.file!], table.originals + table.features.length)})`;
    return [{ relation, columns }, ...(beside?.files(kept.filter((one) => ofOwn.has(one))) ?? [])];
  };
  return {
    tables: found.flatMap(([role, table]) => {
      const beside = own?.tables.find((one) => one.role === role);
      return own && !beside ? [] : [{ role, files: filesOf(table, beside) }];
    }),
    choose: async (names, originals, rules) => {
      for (const feature of new Set(found.flatMap(([, { features }]) => features))) named.set(feature, nameFor(feature, names));
      const mine = training.features.map((feature) => ({ name: named.get(feature)!, column: feature }));
      const lost = result.dropped.filter(({ table }) => table === training.name);
      const log = [{ name: 'MDM 1.0.6', features: mine.length, dropped: lost.length, seconds: result.seconds }];
      const theirs = await own?.choose(names, originals, rules);
      for (const one of [...(theirs?.parts.values() ?? [])].flat()) ofOwn.add(one);
      return {
        parts: new Map([[OLD_SIDE, mine], ...(theirs?.parts ?? [])]),
        rename: named,
        dropped: [...lost.map(({ name, reason }) => ({ name, reason })), ...(theirs?.dropped ?? [])],
        reasons: new Map(),
        log: [...log, ...(theirs?.log ?? [])],
        warnings: theirs?.warnings ?? [],
        notes: theirs?.notes ?? [],
      };
    },
  };
}

/** The generator's own name, unless another differs by case alone or it is too long for a backend. */
function nameFor(feature: string, names: Names): string {
  const { name } = names.take(feature, feature);
  return name === feature.toLowerCase() ? feature : name;
}
