import type { Column, Json, Role, Scope } from '@mdm/sdk';
import { firstLine, MdmError, nearest, type TransformerError } from '../errors.js';
import type { Hosted } from '../host/hosted.js';
import type { Profile } from './options.js';
import { list, shorten } from '../engine/duckdb/introspect.js';
import { broken } from './measures.js';
import type { InputTable, ProfiledColumn } from './table.js';
import type { TransformerSource } from './transformers.js';

/** What selection needs to know of a transformer; from manifests, so that nothing unwanted is loaded. */
export interface Listed {
  readonly id: string;
  readonly onByDefault: boolean;
}
export interface Selection {
  readonly only?: readonly string[] | undefined;
  readonly skip?: readonly string[] | undefined;
  readonly with?: readonly string[] | undefined;
  readonly set?: Readonly<Record<string, Json>> | undefined;
  readonly profile?: Profile | undefined;
}
/** One transformer with its parameters, on the columns it may see. */
export interface Wanted {
  readonly id: string;
  readonly on: readonly string[] | undefined;
  readonly params: Readonly<Record<string, Json>>;
  /** Roles whose columns a transformer of all columns is given as well. */
  readonly roles?: readonly Role[] | undefined;
}
/** What is fitted on training rows for other tables must not read the target. */
export const withoutTarget = (use: Wanted): Wanted => (use.roles ? { ...use, roles: use.roles.filter((role) => role !== 'target') } : use);

/** One call of a transformer: for `each` one column, for `all` every matching one. */
export interface Task {
  readonly id: string;
  readonly package?: string;
  readonly transformer: Hosted;
  readonly scope: Scope<unknown>;
}

/** Transformers in the order they run: as listed in the profile, else as installed. */
export function wanted(source: Pick<TransformerSource, 'list' | 'resolve' | 'notOpen'>, selection: Selection): Wanted[] {
  const listed: readonly Listed[] = source.list();
  const ids = listed.map((t) => t.id);
  const named = (name: string): readonly Listed[] => {
    const found = listed.filter((t) => t.id === name || t.id.startsWith(`${name}.`));
    if (found.length > 0) return found;
    // The registry knows more of names: of plugins that are there and not switched on, or cannot be used.
    if (source.resolve?.([name])) return [];
    const guess = nearest(name, [...ids, ...new Set(ids.map((id) => id.split('.')[0]!))]);
    throw new MdmError(
      'unknown-transformer',
      `There is no transformer ${JSON.stringify(name)}.`,
      guess ? `Did you mean ${guess}? \`mdm features list\` shows all.` : '`mdm features list` shows all.',
    );
  };
  for (const flag of ['only', 'with'] as const)
    if (selection.profile?.transformers && selection[flag]?.length)
      throw new MdmError(
        'usage',
        `--${flag} says which transformers run, and so does the profile.`,
        `Leave out --${flag}, or the profile: --profile, or features.profile of the configuration.`,
      );
  const extra = new Set((selection.with ?? []).flatMap(named).map((t) => t.id));
  const only = selection.only && new Set(selection.only.flatMap(named).map((t) => t.id));
  const exact = new Set(selection.only ?? []);
  // What is not switched on need not be left out.
  const skip = new Set(
    (selection.skip ?? [])
      .filter((name) => !source.notOpen?.(name))
      .flatMap(named)
      .map((t) => t.id),
  );
  const set = parameters(selection.set ?? {}, ids, source);
  const uses = selection.profile?.transformers
    ? selection.profile.transformers.flatMap((use) =>
        named(use.use)
          .filter((t) => t.id === use.use || t.onByDefault)
          .map((t) => ({ id: t.id, on: use.on, params: use.params ?? {}, ...(use.roles ? { roles: use.roles } : {}) })),
      )
    : listed
        // A whole plugin brings what is on by default; a transformer asked for by its own name always runs.
        .filter((t) => (only ? only.has(t.id) && (t.onByDefault || exact.has(t.id) || extra.has(t.id)) : t.onByDefault || extra.has(t.id)))
        .map((t) => ({ id: t.id, on: undefined, params: {} }));
  return uses.filter((u) => !skip.has(u.id)).map((u) => ({ ...u, params: { ...u.params, ...set.get(u.id) } }));
}

/** `text.tfidf.terms` -> 50 as parameters by transformer. */
function parameters(
  set: Readonly<Record<string, Json>>,
  ids: readonly string[],
  { notOpen, resolve }: Pick<TransformerSource, 'resolve' | 'notOpen'>,
): Map<string, Record<string, Json>> {
  const out = new Map<string, Record<string, Json>>();
  for (const [path, value] of Object.entries(set)) {
    const id = ids.filter((i) => path.startsWith(`${i}.`)).sort((a, b) => b.length - a.length)[0];
    if (id === undefined) {
      const name = path.split('.').slice(0, 2).join('.');
      if (notOpen?.(name)) resolve?.([name]);
      const guess = nearest(name, ids);
      throw new MdmError(
        'unknown-transformer',
        `--set ${path}: there is no such transformer.`,
        guess ? `Did you mean ${guess}?` : '`mdm features list` shows all.',
      );
    }
    out.set(id, { ...out.get(id), [path.slice(id.length + 1)]: value });
  }
  return out;
}

/** Reads parameters with the transformer's own schema. */
export async function readParams(id: string, transformer: Hosted, given: Readonly<Record<string, Json>>): Promise<unknown> {
  const read = await transformer.params(given);
  if (read.ok) return read.params;
  const { unknown: key, known, path, problem } = read;
  if (key !== undefined) {
    const guess = nearest(key, known);
    throw new MdmError(
      'unknown-parameter',
      `${id} has no parameter ${JSON.stringify(key)}.`,
      guess ? `Did you mean ${guess}? It has: ${known.join(', ')}.` : `It has: ${known.join(', ') || 'none'}.`,
    );
  }
  throw new MdmError('unknown-parameter', `${id}.${path}: ${problem}.`, `\`mdm features list ${id}\` shows the parameters.`);
}

/** The calls to make on these columns. A transformer whose parameters cannot be read, because its code fails, is given to `onFailure`. */
export async function tasks(
  wantedOnes: readonly Wanted[],
  loaded: ReadonlyMap<string, Hosted>,
  columns: readonly ProfiledColumn[],
  packageOf: (id: string) => string | undefined = () => undefined,
  onFailure?: (error: TransformerError) => void,
): Promise<Task[]> {
  const roles = new Map(columns.flatMap((c) => (c.role && c.role !== 'ignored' ? [[c.role, c] as const] : [])));
  const inputs = columns.filter((c) => c.role === undefined || c.role === 'time' || c.role === 'group');
  const all: Task[] = [];
  for (const { id, on, params: given, roles: alsoOf = [] } of wantedOnes) {
    const transformer = loaded.get(id);
    if (!transformer) continue;
    const { appliesTo } = transformer.meta;
    checkNamed(id, on ?? [], columns);
    const needs = (appliesTo.needs ?? []).filter((role) => role !== 'ignored');
    const more = appliesTo.arity === 'all' && alsoOf.length > 0;
    const offered = more ? columns.filter((c) => inputs.includes(c) || (c.role !== undefined && alsoOf.includes(c.role))) : inputs;
    const seen = offered.filter((c) => appliesTo.semantic.includes(c.semantic) && (on === undefined || on.includes(c.name))).map(plain);
    const owner = packageOf(id);
    const named = { id, ...(owner === undefined ? {} : { package: owner }) };
    let params: unknown;
    try {
      params = await readParams(id, transformer, given);
    } catch (error) {
      // A transformer accepts to be given nothing; what the user gave may be wrong.
      const refused = error instanceof MdmError && error.code === 'unknown-parameter';
      if (error instanceof MdmError && !(refused && Object.keys(given).length === 0)) throw error;
      const failure = broken(
        { ...named, scope: { on: seen as unknown as Scope<unknown>['on'], roles: {}, params: {} } },
        `params failed: ${refused ? 'it refuses to be given none: ' : ''}${firstLine(error)}`,
        error,
      );
      if (!onFailure) throw failure;
      onFailure(failure);
      continue;
    }
    if (seen.length === 0 || needs.some((role) => !roles.has(role))) continue;
    const visible: Partial<Record<Role, Column>> = {};
    for (const role of ['time', 'group', ...needs] as const) {
      const c = roles.get(role);
      if (c) visible[role] = plain(c);
    }
    const call = (columnsSeen: readonly Column[]): Task => ({
      ...named,
      transformer,
      scope: Object.freeze({
        on: Object.freeze([...columnsSeen]) as unknown as Scope<unknown>['on'],
        roles: Object.freeze(visible),
        params: deepFreeze(params),
      }),
    });
    all.push(...(appliesTo.arity === 'each' ? seen.map((c) => call([c])) : [call(seen)]));
  }
  return all;
}

/** Refuses a column that a profile names and that there is not. */
function checkNamed(id: string, on: readonly string[], columns: readonly ProfiledColumn[]): void {
  const names = columns.map((c) => c.name);
  for (const name of on) {
    if (names.includes(name)) continue;
    const guess = nearest(name, names);
    throw new MdmError(
      'unknown-column',
      `The profile asks for ${id} on ${JSON.stringify(name)}, which is not a column.`,
      guess && `Did you mean ${guess}?`,
    );
  }
}

const plain = ({ name, type, zoned, semantic, role, stats }: ProfiledColumn): Column =>
  Object.freeze({ name, type, ...(zoned ? { zoned } : {}), semantic, ...(role ? { role } : {}), stats: Object.freeze({ ...stats }) });

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}

/** Why there is nothing to make features of. */
export function nothingApplies({ files, rows }: InputTable, columns: readonly ProfiledColumn[], transformers: number): MdmError {
  const inputs = columns.filter((c) => c.role === undefined || c.role === 'time' || c.role === 'group');
  const flat = inputs.filter((c) => c.semantic === 'constant');
  if (transformers === 0)
    return new MdmError('nothing-to-do', 'No transformer is left to run.', 'Check --only and --skip; `mdm features list` shows all.');
  if (inputs.length === 0)
    return new MdmError(
      'nothing-to-do',
      `${files[0]} has no column to make features of: all are the target, ids or ignored.`,
      'Check --target, --id and --ignore, or say what a column is with --type.',
    );
  if (flat.length === inputs.length) {
    const why = rows === 1 ? 'it has a single row' : 'every column holds one value or none';
    return new MdmError(
      'nothing-to-do',
      `${files[0]} says nothing to make features of: ${why}.`,
      'Give a table with more rows, or say what a column is with --type.',
    );
  }
  const taken = list(inputs.map((c) => `${JSON.stringify(shorten(c.name))} (${c.semantic})`));
  return new MdmError(
    'nothing-to-do',
    `No transformer that may run applies to a column of ${files[0]}.`,
    `The columns are ${taken}; check --only, --skip and --type.`,
  );
}
