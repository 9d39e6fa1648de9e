import { MdmError } from '../errors.js';
import { namespaceOf } from '../host/manifest.js';
import { readStore, type Installed } from '../host/store.js';
import { checkClashes } from './check.js';
import { fetchPackage, type Staged } from './fetch.js';
import { switchOn, type InstallReport } from './install.js';
import { openContext, type InstallOptions } from './options.js';
import { ask, prepare, type Prepared } from './prepare.js';
import { remove } from './stage.js';

/** A plugin that stays as it is, and why. */
export interface Kept {
  readonly name: string;
  readonly version: string;
  readonly why: string;
}
export interface UpdateReport extends InstallReport {
  readonly kept: readonly Kept[];
}

/** Brings plugins from registries to the newest version of what was asked for when they were installed. */
export async function updatePlugins(names: readonly string[], options: InstallOptions): Promise<UpdateReport> {
  const context = await openContext(options);
  const { data } = context;
  const store = await readStore(data);
  const chosen = names.length === 0 ? store.plugins : names.map((name) => find(name, store.plugins));
  const kept: Kept[] = [];
  const stages: Staged[] = [];
  try {
    for (const { name, version, source } of chosen) {
      const why = WHY[source.kind];
      if (why !== undefined) {
        kept.push({ name, version, why });
        continue;
      }
      options.onProgress?.(`Looking for a newer ${name}`);
      const range = source.spec.startsWith(`${name}@`) ? source.spec.slice(name.length + 1) : '';
      const staged = await fetchPackage({ kind: 'registry', name, range }, context);
      stages.push(staged);
      if (staged.version === version)
        kept.push({ name, version, why: range && /^[\d.]+$/.test(range) ? `it was installed as ${source.spec}` : 'there is no newer one' });
    }
    const newer = stages.filter(({ name }) => !kept.some((one) => one.name === name));
    const prepared: Prepared[] = [];
    for (const staged of newer) prepared.push(await prepare(staged, context));
    if (prepared.length === 0) return { plugins: [], lock: null, kept };
    await checkClashes(
      prepared.map(({ manifest }) => manifest),
      store,
    );
    await ask(prepared, context);
    return { ...(await switchOn(prepared, [], context, false)), kept };
  } finally {
    for (const { stage } of stages) await remove(stage);
  }

  function find(name: string, plugins: readonly Installed[]): Installed {
    const found = plugins.find((plugin) => plugin.name === name) ?? plugins.find((plugin) => namespaceOf(plugin.name) === name);
    if (found) return found;
    throw new MdmError('not-found', `No plugin ${name} is installed.`, 'See what is installed: mdm plugins list');
  }
}

/** Undefined: it is looked for. */
const WHY: Readonly<Record<Installed['source']['kind'], string | undefined>> = {
  registry: undefined,
  bundled: 'it comes with MDM, and is as new as that',
  tarball: 'it came from a file',
  folder: 'it came from a folder; install it again to take what is there now',
  git: 'it came from git; install it again to take what is there now',
  link: 'it is linked, and always as its folder is',
};
