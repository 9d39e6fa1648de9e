import { MdmError } from '../errors.js';
import type { Planned } from './features.js';
import type { ReadyOptions } from './options.js';
import type { Task } from './select.js';

/** How features are called in the output. */
export interface Naming {
  /** Names as made, and as they stand in the output. */
  readonly rename: ReadonlyMap<string, string>;
  /** Features left out because a column or an earlier feature has their name, and why. */
  readonly collided: ReadonlyMap<string, string>;
}

/** The names of the output; with plain ones, the first of two equal names stays. `written`: names of input columns the engine calls otherwise. */
export function named(
  features: readonly Planned[],
  inputs: readonly string[],
  { profile }: ReadyOptions,
  written: ReadonlyMap<string, string> = new Map(),
): Naming {
  const rename = new Map([...written, ...Object.entries(profile?.rename ?? {})]);
  const collided = new Map<string, string>();
  if (profile?.names !== 'plain') {
    checkRenames(features, inputs, profile?.rename ?? {});
    return { rename, collided };
  }
  const taken = new Set(inputs.map((name) => written.get(name) ?? name));
  for (const { name, own, sources } of features) {
    const plain = own ? [...own.on.map((column) => written.get(column) ?? column), ownName(own.name, sources, written)].join('_') : name;
    const wish = (profile.rename?.[plain] ?? profile.rename?.[name] ?? plain).replaceAll('\0', '\u2400');
    rename.set(name, wish);
    if (taken.has(wish)) collided.set(name, 'same name as an earlier column');
    taken.add(wish);
  }
  return { rename, collided };
}

/** Names that a profile renames and no feature has. */
export function unusedRenames(features: readonly Planned[], { rename }: Naming, { profile }: ReadyOptions): string[] {
  const made = new Set(features.flatMap(({ name }) => [name, rename.get(name)]));
  return Object.entries(profile?.rename ?? {}).flatMap(([from, to]) =>
    made.has(from) || (profile?.names === 'plain' && made.has(to))
      ? []
      : [`The profile renames ${JSON.stringify(from)}, which no feature is called.`],
  );
}

/** Two columns of one name would be numbered by the engine. */
function checkRenames(features: readonly Planned[], inputs: readonly string[], rename: Readonly<Record<string, string>>): void {
  const all = [...inputs, ...features.map(({ name }) => rename[name] ?? name)].map((name) => name.toLowerCase());
  const seen = new Set<string>();
  const twice = new Set(all.filter((name) => seen.size === seen.add(name).size));
  const wrong = features.find(({ name }) => rename[name] !== undefined && twice.has(rename[name].toLowerCase()));
  if (wrong)
    throw new MdmError(
      'configuration',
      `The profile renames ${JSON.stringify(wrong.name)} to ${JSON.stringify(rename[wrong.name])}, as another column is called.`,
      'Give it another name under "rename".',
    );
}

/** A name that holds that of another column, as in `plus_<column>`, holds it as it is written. */
const ownName = (name: string, sources: readonly string[], written: ReadonlyMap<string, string>): string =>
  [...written]
    .filter(([column]) => sources.includes(column))
    .reduce((all, [column, wish]) => `${all}_`.replaceAll(`_${column}_`, () => `_${wish}_`).slice(0, -1), name);

/** Whether a call is on one column. */
export const ofOneColumn = (task: Task): boolean => task.transformer.meta.appliesTo.arity === 'each';

/** With the order of columns: calls on one column by the order of the columns, then those on all of them. */
export function inOrderOf(all: readonly Task[], columns: readonly string[], { profile }: ReadyOptions): Task[] {
  if (profile?.order !== 'columns') return [...all];
  const place = (task: Task): number => (ofOneColumn(task) ? columns.indexOf(task.scope.on[0].name) : columns.length);
  return all
    .map((task, i) => ({ task, at: place(task), i }))
    .sort((a, b) => a.at - b.at || a.i - b.i)
    .map(({ task }) => task);
}
