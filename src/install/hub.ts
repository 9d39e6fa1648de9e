import { join } from 'node:path';
import { firstLine, MdmError } from '../errors.js';
import { ownRoot } from '../host/bundled.js';
import { dataDir } from '../host/store.js';
import { readIndex, type HubEntry } from './hub-index.js';
import { addedIndexes, fetchIndex, keepIndexes, placeOf } from './indexes.js';

/** The index that comes with MDM. */
export const OWN_INDEX = 'MDM';

/** An entry, and the index that told of it: `MDM`, a URL or a file. */
export interface HubPlugin extends HubEntry {
  readonly index: string;
}

export interface Hub {
  readonly plugins: readonly HubPlugin[];
  /** Indexes that could not be read, a sentence each. */
  readonly notes: readonly string[];
}

interface HubOptions {
  readonly folder?: string;
  readonly signal?: AbortSignal;
}

/** MDM's index and those that the user added. One that cannot be read is a note; the first that has a name keeps it. */
export async function readHub({ folder = dataDir(), signal }: HubOptions = {}): Promise<Hub> {
  const own = await readOne(OWN_INDEX, join(ownRoot, 'plugins.json'));
  const [added, problem] = await listOf(folder);
  const others = await Promise.all(added.map((where) => readOne(where, where, signal)));
  const plugins = new Map<string, HubPlugin>();
  for (const { plugins: some } of [own, ...others])
    for (const plugin of some) if (!plugins.has(plugin.name)) plugins.set(plugin.name, plugin);
  return { plugins: [...plugins.values()], notes: [...problem, ...[own, ...others].flatMap((read) => read.notes)] };
}

async function listOf(folder: string): Promise<readonly [indexes: readonly string[], notes: readonly string[]]> {
  try {
    return [await addedIndexes(folder), []];
  } catch (error) {
    return [[], [`${firstLine(error)}.`]];
  }
}

async function readOne(index: string, where: string, signal?: AbortSignal): Promise<Hub> {
  const broken = (problem: string): Hub => ({ plugins: [], notes: [`The index ${index} is left out: it ${problem}.`] });
  let text: string;
  try {
    text = await fetchIndex(where, signal);
  } catch (error) {
    signal?.throwIfAborted();
    return broken(firstLine(error));
  }
  const entries = readIndex(text);
  if (typeof entries === 'string') return { plugins: [], notes: [`The index ${index} is left out: ${entries}.`] };
  // Only our own index says who is first-party or verified.
  const tierOf = (entry: HubEntry) => (index === OWN_INDEX ? entry.tier : 'community');
  return { plugins: entries.map((entry) => Object.freeze({ ...entry, tier: tierOf(entry), index })), notes: [] };
}

/** The plugins that have every word in their name, package, summary or keywords; those with the first word for a name come first. */
export function searchHub(plugins: readonly HubPlugin[], words: readonly string[]): readonly HubPlugin[] {
  const wanted = words.map((word) => word.toLowerCase());
  const told = (p: HubPlugin) => [p.name, p.package, p.summary, ...p.keywords].join('\n').toLowerCase();
  const found = plugins.filter((plugin) => wanted.every((word) => told(plugin).includes(word)));
  const rank = ({ name }: HubPlugin) => (name === wanted[0] ? 0 : wanted.some((word) => name.includes(word)) ? 1 : 2);
  return found.toSorted((a, b) => rank(a) - rank(b));
}

/** What a short name means: MDM's own index is asked first, the others only when it does not know. */
export async function lookUp(shortName: string, options: HubOptions = {}): Promise<HubPlugin | undefined> {
  const own = await readOne(OWN_INDEX, join(ownRoot, 'plugins.json'));
  const known = own.plugins.find((plugin) => plugin.name === shortName);
  return known ?? (await readHub(options)).plugins.find((plugin) => plugin.name === shortName);
}

/** Adds an index, a URL or a file, once it could be read; gives how it is kept. */
export async function addIndex(
  where: string,
  { folder = dataDir(), signal }: HubOptions = {},
): Promise<{ index: string; plugins: number }> {
  const index = placeOf(where);
  const { plugins, notes } = await readOne(index, index, signal);
  if (notes[0])
    throw new MdmError('usage', notes[0].replace('is left out', 'was not added'), 'An index is JSON as schema/plugins-1.json of MDM says.');
  const indexes = await addedIndexes(folder);
  if (!indexes.includes(index)) await keepIndexes([...indexes, index], folder);
  return { index, plugins: plugins.length };
}

export async function removeIndex(where: string, { folder = dataDir() }: HubOptions = {}): Promise<string> {
  const indexes = await addedIndexes(folder);
  const index = indexes.find((one) => one === where) ?? placeOf(where);
  if (!indexes.includes(index)) {
    const next = indexes.length > 0 ? `There are: ${indexes.join(', ')}` : 'None was added.';
    throw new MdmError('not-found', `${where} is not among the indexes that were added.`, next);
  }
  await keepIndexes(
    indexes.filter((one) => one !== index),
    folder,
  );
  return index;
}
