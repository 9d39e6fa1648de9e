/**
 * Loaded into npm before `audit signatures`, by --import. npm asks the Sigstore repository for the keys of every registry, and fails
 * where that cannot be reached, though only the public registry's keys are there; and it looks up packages that came inside another one,
 * and peers that are not installed. This keeps both from being asked.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Edge {
  readonly to?: { readonly inBundle?: boolean; readonly package?: { readonly version?: string } } | null;
}
interface Verify {
  getEdgesOut(nodes: unknown, filter: unknown): { edges: Set<Edge>; registries: Set<string> };
  getEdgeSpec(edge: Edge): { readonly registry?: boolean } | undefined;
  getSpecRegistry(spec: object): string;
  setKeys(options: { readonly registry: string }): Promise<void>;
  readonly keys: Map<string, readonly unknown[]>;
}
interface Tuf {
  initTUF(options: object): Promise<{ getTarget(name: string): Promise<string> }>;
}

const require = createRequire(join(process.env['MDM_NPM_ROOT'] ?? '', 'package.json'));

const tuf = require('@sigstore/tuf') as Tuf;
const initTUF = tuf.initTUF;
tuf.initTUF = async (options) => ({
  getTarget: async (name) => {
    if (name === 'registry.npmjs.org/keys.json') return (await initTUF(options)).getTarget(name);
    throw Object.assign(new Error(`${name} is not there`), { code: 'TUF_FIND_TARGET_ERROR' });
  },
});

const { prototype } = require(join(process.env['MDM_NPM_ROOT'] ?? '', 'lib/utils/verify-signatures.js')) as { prototype: Verify };
const edgesOut = prototype.getEdgesOut;
prototype.getEdgesOut = function (this: Verify, nodes, filter) {
  const edges = [...edgesOut.call(this, nodes, filter).edges].filter(({ to }) => to && !to.inBundle);
  const specs = edges.map((edge) => this.getEdgeSpec(edge)).filter((spec) => spec?.registry === true);
  return { edges: new Set(edges), registries: new Set(specs.map((spec) => this.getSpecRegistry(spec!))) };
};

/** Said on stderr: which registries sign what they have. */
const setKeys = prototype.setKeys;
prototype.setKeys = async function (this: Verify, options) {
  await setKeys.call(this, options);
  if ((this.keys.get(options.registry)?.length ?? 0) > 0) process.stderr.write(`mdm signs ${options.registry}\n`);
};
