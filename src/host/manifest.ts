import type { Transformer } from '@mdm/sdk';
import { API_VERSION, satisfies } from './api.js';
import { schemaOf } from './params.js';
import { isData, isText, LIMITS, NAME, readProvided, type Provided } from './provided.js';

export type { Provided } from './provided.js';

/** A plugin as its package.json describes it: enough to list its transformers and to import them later. */
export interface PluginManifest {
  readonly package: string;
  readonly version: string;
  readonly root: string;
  readonly namespace: string;
  /** Range of the plugin contract it was written for. */
  readonly api: string;
  /** Module of its transformers, relative to `root`; empty when it has none. */
  readonly entry: string;
  /** Module of its generator, relative to `root`. */
  readonly generator?: string;
  readonly provides: readonly Provided[];
  /** It came with MDM: its code runs in the program's own thread. */
  readonly firstParty?: boolean;
  /** It has the name of a package that comes with MDM: that one, or one from the registry that the user set for its scope. */
  readonly official?: boolean;
  /** Why this plugin cannot be used; the CLI goes on without it. */
  readonly problem?: string;
  /** A single module that has no package.json: what it provides is what it exports, under this namespace. */
  readonly loose?: boolean;
}

/** A path inside the package: `./dist/index.js`. */
export const ENTRY = /^(?![\\/]|[A-Za-z]:)(?!(?:.*[\\/])?\.\.(?:[\\/]|$)).+$/;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
/** What a sentence says of something that may be long. */
const short = (value: string): string => (value.length > LIMITS.name ? `${value.slice(0, LIMITS.name)}...` : value);

/** `@mdm/feature-text` -> `text`, `mdm-feature-text` -> `text`. */
export const namespaceOf = (name: string): string => name.replace(/^@[^/]*\//, '').replace(/^(mdm-)?(feature-)?/, '');

/** Undefined when the package is not a plugin; what is wrong with one that is stands in `problem`. Never throws; the work is bounded. */
export function readManifest(pjson: unknown, root: string): PluginManifest | undefined {
  if (!isData(pjson) || pjson['mdm'] === undefined) return undefined;
  const name = isText(pjson['name'], 214) ? pjson['name'] : '';
  const mdm = isData(pjson['mdm']) ? pjson['mdm'] : {};
  const manifest = {
    package: name || root,
    version: isText(pjson['version'], 256) ? pjson['version'] : '0.0.0',
    root,
    namespace: short(mdm['namespace'] === undefined ? namespaceOf(name) : text(mdm['namespace'])),
    api: short(text(mdm['api'])),
    entry: text(mdm['transformers']),
    ...(mdm['generator'] === undefined ? {} : { generator: text(mdm['generator']) }),
    provides: [],
  };
  const none = mdm['generator'] !== undefined && mdm['transformers'] === undefined && mdm['provides'] === undefined;
  const read = none ? [] : readProvides(mdm['provides']);
  const problem = findProblem(manifest, pjson['mdm'], none) ?? (typeof read === 'string' ? read : undefined);
  return problem === undefined ? { ...manifest, provides: read as readonly Provided[] } : { ...manifest, problem };
}

/** `generatorOnly`: it says nothing of transformers. */
function findProblem(manifest: PluginManifest, mdm: unknown, generatorOnly: boolean): string | undefined {
  if (!isData(mdm)) return '"mdm" in its package.json is not an object';
  if (!NAME.test(manifest.namespace)) return `"${manifest.namespace}" cannot be a namespace; set "mdm.namespace" in its package.json`;
  if (!manifest.api) return '"mdm.api" in its package.json is missing';
  const range = text(mdm['api']);
  const fits = range.length > LIMITS.api ? undefined : satisfies(API_VERSION, range);
  if (fits === undefined) return `"mdm.api" in its package.json is not a version range: "${manifest.api}"`;
  if (!fits) return `it needs plugin API ${manifest.api} and this MDM has ${API_VERSION}`;
  const { entry, generator } = manifest;
  return (
    (generatorOnly ? undefined : wrongEntry('transformers', entry)) ??
    (generator === undefined ? undefined : wrongEntry('generator', generator))
  );
}

function wrongEntry(field: 'transformers' | 'generator', entry: string): string | undefined {
  if (!isText(entry)) return `"mdm.${field}" in its package.json is missing`;
  return isInside(entry) ? undefined : `"mdm.${field}" in its package.json leads out of the package`;
}

/** A file in the package, not the package itself. */
const isInside = (entry: string): boolean => ENTRY.test(entry) && !entry.includes('\0') && !/^[./]*$/.test(entry);

/** The entries of `mdm.provides`, or what is wrong with them. */
function readProvides(list: unknown): readonly Provided[] | string {
  if (!Array.isArray(list)) return '"mdm.provides" in its package.json is not a list';
  if (list.length > LIMITS.provides) return `"mdm.provides" of its package.json has more than ${LIMITS.provides} entries`;
  const provides = new Map<string, Provided>();
  for (const [k, value] of list.entries()) {
    const provided = readProvided(value);
    const name = isData(value) && isText(value['name']) ? short(value['name']) : `entry ${k + 1}`;
    if (typeof provided === 'string') return `"${provided}" of ${name} in "mdm.provides" of its package.json is missing or wrong`;
    if (provides.has(provided.name)) return `"mdm.provides" of its package.json lists ${name} twice`;
    provides.set(provided.name, provided);
  }
  return [...provides.values()];
}

/** What package.json must say of a transformer. Turning the parameters into JSON Schema imports zod. */
export const describe = async (transformer: Transformer): Promise<Provided> => ({
  name: transformer.meta.name,
  summary: transformer.meta.summary,
  version: transformer.meta.version,
  kind: transformer.kind,
  semantic: transformer.meta.appliesTo.semantic,
  arity: transformer.meta.appliesTo.arity,
  onByDefault: transformer.meta.onByDefault !== false,
  needs: transformer.meta.appliesTo.needs ?? [],
  outputs: transformer.meta.outputs,
  params: await schemaOf(transformer.meta.params),
  ...(transformer.kind === 'batch' ? { reason: transformer.reason } : {}),
});
