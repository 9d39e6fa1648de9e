import type { PluginKind } from '../host/known.js';
import { isData, isName, isText } from '../host/provided.js';

export type Tier = 'first-party' | 'verified' | 'community';

/** What the testing kit said of a package: laws kept of laws tried. */
export interface Badge {
  readonly kept: number;
  readonly laws: number;
  /** The day it was tried, `2026-11-03`. */
  readonly date: string;
  /** Of the package. */
  readonly version: string;
}

/** A plugin as an index tells of it. */
export interface HubEntry {
  /** The short name: `mdm plugins install text`. */
  readonly name: string;
  readonly package: string;
  readonly summary: string;
  readonly kinds: readonly PluginKind[];
  readonly tier: Tier;
  /** Range of the plugin API. */
  readonly api: string;
  readonly badge: Badge | null;
  readonly keywords: readonly string[];
  readonly homepage?: string;
}

const MOST = 10_000;
const PACKAGE = /^(?:@[a-z0-9-][a-z0-9-._]*\/)?[a-z0-9][a-z0-9-._]*$/;
const TIERS: readonly unknown[] = ['first-party', 'verified', 'community'] satisfies Tier[];

/** The entries of an index, or what is wrong with it. */
export function readIndex(text: string): readonly HubEntry[] | string {
  let index: unknown;
  try {
    index = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  if (!isData(index) || !Array.isArray(index['plugins'])) return 'it has no list of plugins';
  if (index['version'] !== 1) return 'it has a format that this MDM cannot read';
  if (index['plugins'].length > MOST) return `it has more than ${MOST} plugins`;
  const entries = new Map<string, HubEntry>();
  for (const [k, value] of (index['plugins'] as unknown[]).entries()) {
    const entry = readEntry(value);
    if (typeof entry === 'string') return `"${entry}" of entry ${k + 1} is missing or wrong`;
    if (entries.has(entry.name)) return `it lists ${entry.name} twice`;
    entries.set(entry.name, entry);
  }
  return [...entries.values()];
}

const KINDS: readonly PluginKind[] = ['expr', 'batch', 'generator'];

/** An entry, or the name of its field that is missing or wrong. */
function readEntry(value: unknown): HubEntry | string {
  if (!isData(value)) return 'name';
  const { name, package: owner, summary, kinds, tier, api, badge = null, keywords = [], homepage } = value;
  if (!isName(name)) return 'name';
  if (!isText(owner, 214) || !PACKAGE.test(owner)) return 'package';
  if (!isText(summary)) return 'summary';
  if (!isList(kinds, KINDS.length) || kinds.length === 0 || !kinds.every((kind) => KINDS.includes(kind as PluginKind))) return 'kinds';
  if (!TIERS.includes(tier)) return 'tier';
  if (!isText(api, 200)) return 'api';
  const read = badge === null ? null : readBadge(badge);
  if (read === undefined) return 'badge';
  if (!isList(keywords, 50) || !keywords.every((word) => isText(word, 100))) return 'keywords';
  if (homepage !== undefined && !(isText(homepage, 2000) && /^https?:\/\//.test(homepage))) return 'homepage';
  return Object.freeze({
    name,
    package: owner,
    summary,
    kinds: kinds as PluginKind[],
    tier: tier as Tier,
    api,
    badge: read,
    keywords: keywords,
    ...(homepage === undefined ? {} : { homepage }),
  });
}

const isList = (value: unknown, most: number): value is unknown[] => Array.isArray(value) && value.length <= most;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function readBadge(badge: unknown): Badge | undefined {
  if (!isData(badge)) return undefined;
  const { kept, laws, date, version } = badge;
  if (!isCount(kept) || !isCount(laws) || kept > laws || !isText(version, 256)) return undefined;
  return isText(date, 10) && /^\d{4}-\d{2}-\d{2}$/.test(date) ? Object.freeze({ kept, laws, date, version }) : undefined;
}
