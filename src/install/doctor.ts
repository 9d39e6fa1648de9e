import { join } from 'node:path';
import { firstLine, MdmError } from '../errors.js';
import { API_VERSION, satisfies } from '../host/api.js';
import { contentOf } from '../host/content.js';
import { clashes, kindsOf, knownPlugins, pluginNamed, type KnownPlugin, type PluginKind } from '../host/known.js';
import { LIMITS, openPluginThread } from '../host/plugin-thread.js';
import type { Source } from '../host/store.js';
import { LOCK_FILE, readLock, type Lock, type LockedPlugin } from './lock-file.js';

export interface Ailment {
  readonly problem: string;
  /** The command that mends it. */
  readonly mend: string;
}

/** What the doctor says of a plugin. */
export interface Checkup {
  readonly name: string;
  readonly package: string;
  readonly version: string;
  /** The range it was written for, and whether this MDM is in it. */
  readonly api: string;
  readonly apiFits: boolean;
  readonly firstParty: boolean;
  readonly on: boolean;
  readonly source: Source;
  /** `same`: its files are those that were installed. `unknown`: it is linked, comes with MDM, or has gone. */
  readonly integrity: 'same' | 'changed' | 'unknown';
  readonly kinds: readonly PluginKind[];
  /** To import it, in milliseconds; null when it was not or could not be. */
  readonly loadMs: number | null;
  readonly problems: readonly Ailment[];
}

export interface Diagnosis {
  readonly hostApi: string;
  readonly healthy: boolean;
  readonly plugins: readonly Checkup[];
  /** What is wrong with the state as a whole. */
  readonly problems: readonly Ailment[];
}

export interface DoctorOptions {
  /** A plugin, or its package; default: all. */
  readonly only?: string;
  readonly folder?: string;
  /** Where `mdm.plugins.lock` may be. */
  readonly cwd?: string;
  readonly signal?: AbortSignal;
}

/** Looks at every plugin, also by importing those that are on, each in a thread of its own and with a time limit. */
export async function diagnose({ only, folder, cwd = process.cwd(), signal }: DoctorOptions = {}): Promise<Diagnosis> {
  const [known, lock] = await Promise.all([knownPlugins(folder), lockOf(cwd)]);
  const clashing = clashes(known.plugins);
  const chosen = only === undefined ? known.plugins : [pluginNamed(only, known.plugins)];
  const plugins: Checkup[] = [];
  // One after another, so that one does not slow the import of another.
  for (const plugin of chosen) {
    signal?.throwIfAborted();
    const met = clashing.find(({ second }) => second === plugin);
    const clash = met && {
      problem: `it provides ${met.id}, as ${met.first.manifest.package} does`,
      mend: `mdm plugins uninstall ${quoted(plugin.manifest.package)}`,
    };
    plugins.push(
      await checkUp(
        plugin,
        clash,
        lock.plugins[plugin.installed?.name ?? plugin.manifest.package],
        plugin.on || only !== undefined,
        signal,
      ),
    );
  }
  const problems = [
    ...known.problems.map((problem) => ({ problem, mend: 'Move that file away, then: mdm plugins install NAME' })),
    ...lock.problems,
  ];
  const healthy = problems.length === 0 && plugins.every((plugin) => plugin.problems.length === 0);
  return { hostApi: API_VERSION, healthy, plugins, problems };
}

async function checkUp(
  plugin: KnownPlugin,
  clash: Ailment | undefined,
  locked: LockedPlugin | undefined,
  tryIt: boolean,
  signal: AbortSignal | undefined,
): Promise<Checkup> {
  const { manifest, installed, source, on } = plugin;
  const problems: Ailment[] = [];
  if (manifest.problem !== undefined)
    problems.push({
      problem: manifest.problem,
      mend: mendOf(plugin, manifest.entry === '' && manifest.generator === undefined ? 'gone' : 'wrong'),
    });
  if (clash) problems.push(clash);
  const integrity = await compareContent(plugin);
  if (integrity === 'changed') problems.push({ problem: 'its files have changed since it was installed', mend: mendOf(plugin, 'gone') });
  const drift = installed && locked && driftOf(plugin, locked);
  if (drift) problems.push({ problem: drift, mend: 'mdm plugins install --locked' });
  let loadMs: number | null = null;
  if (tryIt && manifest.problem === undefined) {
    const loaded = await load(plugin, signal);
    if (typeof loaded === 'number') loadMs = loaded;
    else problems.push({ problem: loaded, mend: mendOf(plugin, 'wrong') });
  }
  return {
    name: manifest.namespace,
    package: manifest.package,
    version: manifest.version,
    api: manifest.api,
    apiFits: satisfies(API_VERSION, manifest.api) === true,
    firstParty: manifest.firstParty === true,
    on,
    source,
    integrity,
    kinds: kindsOf(manifest),
    loadMs,
    problems,
  };
}

async function compareContent({ installed, manifest }: KnownPlugin): Promise<Checkup['integrity']> {
  if (!installed?.content) return 'unknown';
  try {
    return (await contentOf(manifest.root)) === installed.content ? 'same' : 'changed';
  } catch {
    return 'unknown'; // Its folder has gone; the manifest says so.
  }
}

/** What the lock file of a folder says; one that is damaged is a problem of its own. */
async function lockOf(folder: string): Promise<{ readonly plugins: Lock; readonly problems: readonly Ailment[] }> {
  try {
    return { plugins: (await readLock(join(folder, LOCK_FILE))) ?? {}, problems: [] };
  } catch (error) {
    if (!(error instanceof MdmError)) throw error;
    return { plugins: {}, problems: [{ problem: firstLine(error), mend: error.next ?? 'mdm plugins install NAME' }] };
  }
}

function driftOf({ installed, manifest }: KnownPlugin, locked: LockedPlugin): string | undefined {
  if (locked.version !== manifest.version) return `${LOCK_FILE} of this folder has version ${locked.version}`;
  const other = locked.source !== 'bundled' && installed?.content && locked.content !== installed.content;
  return other ? `${LOCK_FILE} of this folder has other files of this version` : undefined;
}

/** Milliseconds, or what is wrong. */
async function load({ manifest }: KnownPlugin, signal: AbortSignal | undefined): Promise<number | string> {
  const begun = performance.now();
  try {
    const thread = await openPluginThread(manifest, LIMITS, signal);
    const took = performance.now() - begun;
    await thread.close();
    return Math.round(took * 10) / 10;
  } catch (error) {
    signal?.throwIfAborted();
    return firstLine(error)
      .replace(`The plugin ${manifest.package} cannot be used: `, '')
      .replace(`The plugin ${manifest.package} `, 'it ');
  }
}

/** What to type: a copy of ours can be fetched again, a link is the author's to mend. */
function mendOf({ manifest, source, installed }: KnownPlugin, what: 'gone' | 'wrong'): string {
  const name = quoted(installed?.name ?? manifest.package);
  switch (source.kind) {
    case 'bundled':
      // Never by name: the @mdm scope is nobody's on a public registry.
      return `npm install --global ./mdm-cli-${manifest.version}.tgz`;
    case 'link':
      return what === 'gone' ? `mdm plugins uninstall ${name}` : `mdm plugins docs ${quoted(manifest.root)}`;
    case 'registry':
      return what === 'gone' ? `mdm plugins install ${name}@${installed?.version ?? 'latest'}` : `mdm plugins update ${name}`;
    default:
      return `mdm plugins install ${quoted(source.spec)}`;
  }
}

/** As a shell takes it for one word. */
const quoted = (word: string): string => (/^[\w@./:+#-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`);
