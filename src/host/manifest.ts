import type { Semantic, Transformer } from '@mdm/sdk';
import { API_VERSION, satisfies } from './api.js';

/** What a package says of one of its transformers, in `mdm.provides` of its package.json. */
export interface Provided {
  /** `cycle`; the namespace comes in front. */
  readonly name: string;
  readonly summary: string;
  readonly version: number;
  readonly kind: Transformer['kind'];
  readonly semantic: readonly Semantic[];
  readonly arity: 'each' | 'all';
  readonly onByDefault: boolean;
}

/** A plugin as its package.json describes it: enough to list its transformers and to import them later. */
export interface PluginManifest {
  readonly package: string;
  readonly version: string;
  readonly root: string;
  readonly namespace: string;
  /** Range of the plugin contract it was written for. */
  readonly api: string;
  /** Module to import, relative to `root`. */
  readonly entry: string;
  readonly provides: readonly Provided[];
  /** Why this plugin cannot be used; the CLI goes on without it. */
  readonly problem?: string;
}

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const SEMANTICS: readonly string[] = ['numeric', 'categorical', 'datetime', 'text', 'boolean', 'id', 'constant'] satisfies Semantic[];

type Data = Readonly<Record<string, unknown>>;
const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** `@mdm/feature-text` -> `text`, `mdm-feature-text` -> `text`. */
export const namespaceOf = (name: string): string => name.replace(/^@[^/]*\//, '').replace(/^(mdm-)?(feature-)?/, '');

/** Undefined when the package is not a plugin; what is wrong with one that is stands in `problem`. */
export function readManifest(pjson: unknown, root: string): PluginManifest | undefined {
  if (!isData(pjson) || pjson['mdm'] === undefined) return undefined;
  const name = text(pjson['name']);
  const mdm = isData(pjson['mdm']) ? pjson['mdm'] : {};
  const manifest: PluginManifest = {
    package: name || root,
    version: text(pjson['version']) || '0.0.0',
    root,
    namespace: text(mdm['namespace']) || namespaceOf(name),
    api: text(mdm['api']),
    entry: text(mdm['transformers']),
    provides: Array.isArray(mdm['provides']) ? mdm['provides'].map(readProvided) : [],
  };
  const problem = findProblem(manifest, pjson['mdm']);
  return problem ? { ...manifest, provides: [], problem } : manifest;
}

function readProvided(value: unknown): Provided {
  const v = isData(value) ? value : {};
  return {
    name: text(v['name']),
    summary: text(v['summary']),
    version: typeof v['version'] === 'number' ? v['version'] : Number.NaN,
    kind: v['kind'] as Provided['kind'],
    semantic: (Array.isArray(v['semantic']) ? v['semantic'] : []) as Semantic[],
    arity: v['arity'] as Provided['arity'],
    onByDefault: v['onByDefault'] !== false,
  };
}

function findProblem(manifest: PluginManifest, mdm: unknown): string | undefined {
  if (!isData(mdm)) return '"mdm" in its package.json is not an object';
  if (!NAME.test(manifest.namespace)) return `"${manifest.namespace}" cannot be a namespace; set "mdm.namespace" in its package.json`;
  if (!manifest.api) return '"mdm.api" in its package.json is missing';
  const fits = satisfies(API_VERSION, manifest.api);
  if (fits === undefined) return `"mdm.api" in its package.json is not a version range: "${manifest.api}"`;
  if (!fits) return `it needs plugin API ${manifest.api} and this MDM has ${API_VERSION}`;
  if (!manifest.entry) return '"mdm.transformers" in its package.json is missing';
  if (!Array.isArray(mdm['provides'])) return '"mdm.provides" in its package.json is not a list';
  for (const [k, provided] of manifest.provides.entries()) {
    const wrong = wrongPart(provided);
    if (wrong) return `"${wrong}" of ${provided.name || `entry ${k + 1}`} in "mdm.provides" of its package.json is missing or wrong`;
    if (manifest.provides.findIndex((other) => other.name === provided.name) !== k)
      return `"mdm.provides" of its package.json lists ${provided.name} twice`;
  }
  return undefined;
}

function wrongPart(p: Provided): keyof Provided | undefined {
  if (!NAME.test(p.name)) return 'name';
  if (!p.summary) return 'summary';
  if (!Number.isInteger(p.version) || p.version < 1) return 'version';
  if (p.kind !== 'expr' && p.kind !== 'batch') return 'kind';
  if (p.semantic.length === 0 || p.semantic.some((s) => !SEMANTICS.includes(s))) return 'semantic';
  return p.arity === 'each' || p.arity === 'all' ? undefined : 'arity';
}

/** What package.json must say of a transformer. */
export const describe = ({ kind, meta }: Transformer): Provided => ({
  name: meta.name,
  summary: meta.summary,
  version: meta.version,
  kind,
  semantic: meta.appliesTo.semantic,
  arity: meta.appliesTo.arity,
  onByDefault: meta.onByDefault !== false,
});
