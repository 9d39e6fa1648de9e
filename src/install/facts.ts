import { kindsOf, type PluginKind } from '../host/known.js';
import type { PluginManifest } from '../host/manifest.js';
import type { Source } from '../host/store.js';
import { runOf, type FetchContext, type Staged } from './fetch.js';
import { npm } from './npm.js';
import { checkSignatures, type Signature } from './signatures.js';
import { readTree } from './tree.js';

/** What a user should know of a package by others before its code may run. */
export interface Facts {
  readonly name: string;
  readonly version: string;
  readonly source: Source;
  /** Null: nobody says. */
  readonly publisher: string | null;
  /** ISO 8601; null: nobody says. */
  readonly published: string | null;
  readonly kinds: readonly PluginKind[];
  readonly transformers: readonly { readonly id: string; readonly kind: 'expr' | 'batch'; readonly summary: string }[];
  /** Every package that comes with it. */
  readonly dependencies: readonly string[];
  readonly bytes: number;
  /** Install scripts of it and of its dependencies: `geo-dep: postinstall`. They never run. */
  readonly scripts: readonly string[];
  readonly signature: Signature;
  readonly integrity: string | null;
}

/** Collects them: from the files, from the registry's description and from its signatures. A wrong signature is an error. */
export async function gatherFacts(staged: Staged, manifest: PluginManifest, context: FetchContext): Promise<Facts> {
  const { stage, name, version, source, integrity } = staged;
  const [tree, told, signature] = await Promise.all([readTree(stage), describe(staged, context), checkSignatures(staged, context)]);
  const own = `node_modules/${name}`;
  const { namespace, provides } = manifest;
  return Object.freeze<Facts>({
    name,
    version,
    source,
    ...told,
    kinds: kindsOf(manifest),
    transformers: provides.map((p) => ({ id: `${namespace}.${p.name}`, kind: p.kind, summary: p.summary })),
    dependencies: [...new Set(tree.packages.filter(({ path }) => path !== own).map((p) => `${p.name}@${p.version}`))].sort(),
    bytes: tree.bytes,
    scripts: tree.packages.filter(({ scripts }) => scripts.length > 0).map((p) => `${p.name}: ${p.scripts.join(', ')}`),
    signature,
    integrity,
  });
}

/** What the registry says of who published a version, and when. */
async function describe({ stage, name, version, source }: Staged, context: FetchContext): Promise<Pick<Facts, 'publisher' | 'published'>> {
  if (source.kind !== 'registry') return { publisher: null, published: null };
  const result = await npm(['view', `${name}@${version}`, 'name', 'version', '_npmUser', 'maintainers', 'time'], runOf(stage, context));
  const { _npmUser, maintainers, time } = (result.code === 0 ? (result.answer ?? {}) : {}) as Record<string, unknown>;
  const at = ((time ?? {}) as Record<string, unknown>)[version];
  const people = [_npmUser ?? maintainers ?? []]
    .flat()
    .map(nameOf)
    .filter((person) => person !== '');
  return {
    publisher: people.length > 0 ? people.join(', ') : null,
    published: typeof at === 'string' && !Number.isNaN(Date.parse(at)) ? at : null,
  };
}

function nameOf(person: unknown): string {
  if (typeof person === 'string') return person.replace(/\s*<.*>$/, '');
  const name = (person as { name?: unknown } | null)?.name;
  return typeof name === 'string' ? name : '';
}

/** What was known of the version that is there. */
export interface Known {
  readonly publisher: string | null | undefined;
  readonly kinds: readonly string[];
  readonly dependencies: readonly string[];
}

const bare = (dependency: string): string => dependency.slice(0, dependency.lastIndexOf('@'));

/** Why a new version needs a yes although an older one had it; empty when nothing changed that matters. */
export function changesThatMatter(before: Known, now: Facts): string[] {
  const had = new Set(before.dependencies.map(bare));
  const added = [...new Set(now.dependencies.map(bare))].filter((name) => !had.has(name));
  return [
    ...(now.kinds.includes('batch') && !before.kinds.includes('batch') ? ['it now runs JavaScript on your data (batch)'] : []),
    ...(before.publisher && now.publisher !== before.publisher
      ? [`another publisher: ${now.publisher ?? 'unknown'}, before ${before.publisher}`]
      : []),
    ...(added.length > 0 ? [`new dependencies: ${added.join(', ')}`] : []),
  ];
}
