import { join } from 'node:path';
import type { Semantic } from '@mdm/sdk';
import { MdmError } from '../../errors.js';
import { generate } from '../../pipeline/generate.js';
import type { Recipe } from '../../pipeline/recipe.js';
import type { GenerateResult } from '../../pipeline/result.js';
import type { TransformerSource } from '../../pipeline/transformers.js';
import { literal } from '../../engine/duckdb/dialect.js';
import { engineLimits } from '../engine.js';
import { renamed } from '../source/prepare.js';
import type { Staged } from '../stage.js';
import { measureColumns, typeOf, type ColumnFacts } from '../types.js';
import type { Workspace } from '../workspace.js';
import type { TableFile } from './assemble.js';
import { chooseFeatures, type Chosen, type FileColumn, type Names } from './columns.js';
import type { FeatureInput } from './input.js';
import type { Rules } from './judge.js';
import { featureProfile, type FeatureProfile } from './profile.js';
import { sourceFolder } from './source.js';
import type { FeatureTables } from './tables.js';

/** The features of a table. */
export interface MadeOf {
  readonly role: string;
  /** Where they are, row by row; `kept` are the features of the training table that stay. */
  readonly files: (kept: readonly FileColumn[]) => readonly TableFile[];
}

/** What was made without the operations of custom modules, as files of the staged folder. */
export interface Generic {
  readonly tables: readonly MadeOf[];
  /** Which features of the training table stay, and their names. `originals`: columns of the data. */
  readonly choose: (names: Names, originals: readonly string[], rules: Rules) => Promise<Chosen>;
  /** Beside the file are the large fitted tables. Absent: what was made cannot be made of another table. */
  readonly recipe?: { readonly recipe: Recipe; readonly file: string };
}

export interface GenericRun {
  /** Absent when nothing can be made. */
  readonly made?: Generic;
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

/** Makes the features of each table, in files of the staged folder. */
export type MakeGeneric = (
  workspace: Workspace,
  staged: Staged,
  tables: FeatureTables,
  input: FeatureInput,
  source: TransformerSource,
) => Promise<GenericRun>;

/** Fits on the training table and writes the features of each table to a file. */
export async function makeGeneric(
  workspace: Workspace,
  staged: Staged,
  tables: FeatureTables,
  input: FeatureInput,
  source: TransformerSource,
): Promise<GenericRun> {
  const { training } = tables;
  const facts = await measureColumns(staged.db, staged.relation(training.table), staged.columns(training.table));
  const roles = rolesOf(facts, workspace, input);
  const profile: FeatureProfile = featureProfile(workspace.config, {
    facts,
    types: roles.types,
    without: new Set([...roles.id, ...roles.ignore, ...(roles.target === undefined ? [] : [roles.target])]),
    target: roles.target,
    time: roles.time,
    listed: source.list(),
  });
  const notes = [...tables.notes, ...roles.notes, ...profile.notes];
  if (profile.uses.length === 0) return { warnings: [], notes: [...notes, 'No transformer is left to run.'] };
  const { folder, warnings } = await sourceFolder(staged, tables, roles.target);
  const recipeFile = join(staged.folder, 'features.recipe.json');
  const { log } = workspace;
  const run = (from: string): Promise<GenerateResult> =>
    generate(
      {
        source: from,
        output: join(staged.folder, 'features.parquet'),
        format: 'parquet',
        timed: true,
        force: true,
        recipe: recipeFile,
        keep: 'ids',
        profile: { transformers: profile.uses },
        signalFilter: { enabled: false },
        temp: staged.folder,
        seed: input.seed ?? 0,
        types: Object.fromEntries(roles.types),
        ...(roles.target === undefined ? {} : { target: roles.target }),
        ...(roles.time === undefined ? {} : { time: roles.time }),
        ...(roles.group === undefined ? {} : { group: roles.group }),
        id: roles.id,
        ignore: roles.ignore,
        keepGoing: !workspace.config.get('validation.strict_mode'),
        ...engineLimits(workspace),
        ...(workspace.signal ? { signal: workspace.signal } : {}),
        onProgress: ({ stage, detail, share }) => input.onProgress?.({ what: `${stage} ${detail}`, share: share * 0.8 }),
      },
      source,
    );
  // A person knows the tables, not the files that they were written to.
  const say = (text: string): string =>
    [training, ...tables.others].reduce(
      (out, one) => out.replaceAll(join(folder, `${one === training ? 'train' : one.role}.parquet`), `the table ${one.table}`),
      text,
    );
  const more: string[] = [];
  try {
    const result = await run(folder).catch((error: unknown) => {
      if (!(error instanceof MdmError) || error.code !== 'schema-mismatch' || tables.others.length === 0) throw error;
      more.push(`Only ${training.table} gets features: ${say(error.message)}`);
      return run(join(folder, 'train.parquet'));
    });
    for (const failure of result.failures)
      more.push(`${failure.transformer ?? failure.package ?? 'A transformer'} failed and is left out: ${failure.problem}.`);
    const made: Generic = {
      // The training table comes first, whatever it is called.
      tables: result.tables.map(({ name, file }, i) => ({
        role: i === 0 ? training.role : name,
        files: (columns) => [{ relation: `read_parquet(${literal(file!)})`, columns }],
      })),
      choose: (names, originals, rules) => chooseFeatures(staged.db, result, names, originals, rules),
      recipe: { recipe: result.recipe, file: recipeFile },
    };
    return { made, warnings: [...warnings, ...more], notes: [...notes, ...result.notes.map(say)] };
  } catch (error) {
    if (!(error instanceof MdmError) || !['nothing-to-do', 'empty'].includes(error.code)) throw renamed(error, say);
    log.debug('no features', { dataset: input.name, why: error.message });
    return { warnings: [...warnings, ...more], notes: [...notes, `No features by transformers: ${say(error.message)}`] };
  }
}

interface Roles {
  readonly types: ReadonlyMap<string, Semantic>;
  readonly id: readonly string[];
  readonly ignore: readonly string[];
  readonly target?: string | undefined;
  readonly time?: string | undefined;
  readonly group?: string | undefined;
  readonly notes: readonly string[];
}

/** Roles as the pipeline takes them: columns that are there, each with one role. */
function rolesOf(facts: readonly ColumnFacts[], { config }: Workspace, input: FeatureInput): Roles {
  const notes: string[] = [];
  const there = new Map(facts.map((fact) => [fact.name, fact]));
  const one = (name: string | undefined): ColumnFacts | undefined => (name === undefined ? undefined : there.get(name));
  const given = {
    ...(input.types ? { types: input.types } : {}),
    idColumns: input.idColumns,
    ...(input.datetime ? { datetime: input.datetime } : {}),
  };
  const types = new Map(facts.map((fact) => [fact.name, typeOf(fact, config, given)]));
  const said = one(input.target);
  // A target that says nothing is left alone: the table is kept as it is.
  const target = said && said.known > 0 && said.distinct > 1 ? said.name : undefined;
  const time = one(input.timeColumn);
  const ordered =
    time && time.name !== target && (time.type === 'timestamp' || time.type === 'date' || types.get(time.name) === 'datetime');
  if (time && !ordered && time.name !== target)
    notes.push(`The time column ${time.name} holds no dates: no features of time order are made.`);
  const group = one(input.groupColumn);
  const taken = new Set([target, ordered ? time.name : undefined, group?.name]);
  const free = (names: readonly string[]): string[] => [...new Set(names)].filter((name) => there.has(name) && !taken.has(name));
  const ignore = free([...(input.ignore ?? []), ...(said && target === undefined ? [said.name] : [])]);
  const id = free(input.idColumns).filter((name) => !ignore.includes(name));
  for (const name of [...id, ...ignore]) types.delete(name);
  // As an ordinary column it would be a key.
  for (const [name, type] of types) if (type === 'id') types.set(name, there.get(name)!.type === 'text' ? 'categorical' : 'numeric');
  if (ordered) types.set(time.name, 'datetime');
  return {
    types,
    id,
    ignore,
    notes,
    ...(target === undefined ? {} : { target }),
    ...(ordered ? { time: time.name } : {}),
    ...(group && group.name !== target && group.name !== time?.name ? { group: group.name } : {}),
  };
}
