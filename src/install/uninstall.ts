import { MdmError, nearest } from '../errors.js';
import { bundledNamed, type Bundled } from '../host/bundled.js';
import { readPlugin } from '../host/discover.js';
import { namespaceOf } from '../host/manifest.js';
import { readStore, type Installed, type Store } from '../host/store.js';
import { guardOf, openContext, type InstallOptions } from './options.js';
import { change } from './switch.js';
import { writeLock } from './write-lock.js';

export interface UninstallResult {
  readonly name: string;
  readonly version: string | null;
  /** `off`: it comes with MDM and stays there; `unlinked`: its folder is where it was. */
  readonly done: 'removed' | 'off' | 'unlinked';
}
export interface UninstallReport {
  readonly plugins: readonly UninstallResult[];
  readonly lock: string | null;
}

/** Removes plugins, and switches off those that come with MDM; all of them or none. */
export async function uninstallPlugins(names: readonly string[], options: Omit<InstallOptions, 'confirm'>): Promise<UninstallReport> {
  const context = await openContext({ ...options, confirm: async () => true });
  const { data, bundled } = context;
  const store = await readStore(data);
  const known = await Promise.all(store.plugins.map(async (plugin) => ({ plugin, namespace: (await readPlugin(plugin.root)).namespace })));
  const results = new Map<string, UninstallResult>();
  for (const name of names) {
    const found = known.find(({ plugin }) => plugin.name === name) ?? known.find((one) => isMeant(one, name));
    const result = found ? removed(found.plugin) : switchedOff(name, store, bundled, known);
    results.set(result.name, result);
  }
  const gone = [...results.keys()];
  let lock: string | null = null;
  await change(
    data,
    { drop: gone, off: gone.filter((name) => bundled.some((own) => own.name === name && own.on)) },
    async () => {
      lock = await writeLock(context, new Map(gone.map((name) => [name, null])), false);
    },
    guardOf(context),
  );
  return { plugins: [...results.values()], lock };
}

interface Known {
  readonly plugin: Installed;
  readonly namespace: string;
}
const isMeant = ({ plugin, namespace }: Known, name: string): boolean => namespace === name || namespaceOf(plugin.name) === name;

const removed = ({ name, version, source }: Installed): UninstallResult => ({
  name,
  version,
  done: source.kind === 'bundled' ? 'off' : source.kind === 'link' ? 'unlinked' : 'removed',
});

function switchedOff(name: string, { off }: Store, bundled: readonly Bundled[], known: readonly Known[]): UninstallResult {
  const own = bundledNamed(name, bundled);
  if (own?.on && !off.includes(own.name)) return { name: own.name, version: null, done: 'off' };
  if (own) throw new MdmError('not-found', `${own.name} is switched off already.`, 'See what is on: mdm plugins list');
  const on = bundled.filter((plugin) => plugin.on && !off.includes(plugin.name)).map((plugin) => plugin.name);
  const names = [...known.flatMap(({ plugin, namespace }) => [plugin.name, namespace]), ...on, ...on.map(namespaceOf)];
  const near = nearest(name, names);
  throw new MdmError(
    'not-found',
    `No plugin ${name} is installed${near ? `; did you mean ${near}?` : '.'}`,
    'See what is installed: mdm plugins list',
  );
}
