import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MdmError } from '../errors.js';
import { satisfies } from '../host/api.js';
import { readPlugin } from '../host/discover.js';
import type { PluginManifest } from '../host/manifest.js';
import { readStore, type StoredPlugin } from '../host/store.js';
import { checkClashes } from './check.js';
import type { Facts } from './facts.js';
import { fetchPackage, said, type Staged } from './fetch.js';
import { readHub } from './hub.js';
import { lockedOf, readLock, type LockedPlugin } from './lock-file.js';
import { fetchLocked } from './locked.js';
import { guardOf, openContext, type Context, type InstallOptions } from './options.js';
import { ask, prepare, type Prepared } from './prepare.js';
import { similarTo } from './similar.js';
import { readSpec, type Wanted } from './spec.js';
import { remove } from './stage.js';
import { change } from './switch.js';
import { writeLock } from './write-lock.js';

/** A plugin that is on now. `facts` is null for what comes with MDM. */
export interface InstallResult {
  readonly name: string;
  readonly version: string;
  readonly kind: 'bundled' | Staged['source']['kind'];
  readonly manifest: PluginManifest;
  readonly facts: Facts | null;
  /** Version that was there before. */
  readonly before: string | null;
}
export interface InstallReport {
  readonly plugins: readonly InstallResult[];
  /** The lock file that was written. */
  readonly lock: string | null;
}

/** Installs plugins, all of them or none. */
export async function installPlugins(specs: readonly string[], options: InstallOptions): Promise<InstallReport> {
  const context = await openContext(options);
  if (specs.length === 0)
    throw new MdmError('usage', 'Nothing was named to install.', 'Name a plugin (mdm plugins search finds them), or use --locked.');
  const wanted: Wanted[] = [];
  for (const spec of new Set(specs)) wanted.push(await readSpec(spec, context));
  if (!options.allowSimilarName) await refuseSimilar(wanted, context);
  return installAll(context, async (stages) => {
    const bundled: { name: string; range?: string }[] = [];
    for (const one of wanted) {
      if (one.kind === 'bundled') bundled.push(one);
      else {
        const staged = await fetchOr(one, context);
        if (staged) stages.push(staged);
        else
          bundled.push({
            name: one.kind === 'registry' ? one.name : '',
            ...(one.kind === 'registry' && one.range ? { range: one.range } : {}),
          });
      }
    }
    return bundled;
  });
}

/** Installs what the lock file says, to the byte. */
export async function installLocked(options: InstallOptions): Promise<InstallReport> {
  const context = await openContext(options);
  const file = context.lock;
  const lock = file === undefined ? undefined : await readLock(file);
  if (file === undefined || !lock)
    throw new MdmError('not-found', `There is no ${file ?? 'lock file'} to install from.`, 'mdm plugins install NAME writes one.');
  return installAll({ ...context, lock: undefined }, async (stages) => {
    const bundled: { name: string; range?: string }[] = [];
    for (const [name, entry] of Object.entries(lock)) {
      options.onProgress?.(`Installing ${name}`);
      if (entry.source === 'bundled') bundled.push({ name, range: entry.version });
      else stages.push(await fetchLocked(name, entry, file, context));
    }
    return bundled;
  });
}

type Collect = (stages: Staged[]) => Promise<readonly { readonly name: string; readonly range?: string }[]>;

async function installAll(context: Context, collect: Collect): Promise<InstallReport> {
  const { options, data } = context;
  const stages: Staged[] = [];
  try {
    const names = await collect(stages);
    const bundled = await Promise.all(onceEach(names).map((one) => bundledEntry(one, context)));
    refuseTwice([...stages, ...bundled.map(({ entry }) => entry)]);
    const prepared: Prepared[] = [];
    for (const staged of stages) {
      options.onProgress?.(`Checking ${staged.name}`);
      prepared.push(await prepare(staged, context));
    }
    await checkClashes(
      [...prepared, ...bundled].map(({ manifest }) => manifest),
      await readStore(data),
    );
    await ask(prepared, context);
    return await switchOn(prepared, bundled, context);
  } finally {
    for (const { stage } of stages) await remove(stage);
  }
}

/** `text` and `@mdm/feature-text` are one. */
const onceEach = (named: Awaited<ReturnType<Collect>>): Awaited<ReturnType<Collect>> =>
  named.filter((one, i) => named.findIndex(({ name, range }) => name === one.name && range === one.range) === i);

/** A folder and a tarball, or two versions, may be the same package. */
function refuseTwice(plugins: readonly Pick<Staged, 'name'>[]): void {
  const twice = plugins.find(({ name }, i) => plugins.findIndex((other) => other.name === name) < i);
  if (twice) throw new MdmError('usage', `${twice.name} was named twice, so nothing was installed.`, 'Name one version of it.');
}

interface BundledOn {
  readonly manifest: PluginManifest;
  readonly entry: StoredPlugin;
  readonly onByDefault: boolean;
}

/** Puts what was checked and confirmed on, and into the lock file. */
export async function switchOn(
  prepared: readonly Prepared[],
  bundled: readonly BundledOn[],
  context: Context,
  create = true,
): Promise<InstallReport> {
  const { data, lock, options } = context;
  options.onProgress?.('Switching on');
  const changes = new Map<string, LockedPlugin>([
    ...bundled.map(({ entry }) => [entry.name, { source: 'bundled', version: entry.version }] as const),
    ...(lock === undefined ? [] : prepared.map(({ staged }) => [staged.name, lockedOf(staged, lock)] as const)),
  ]);
  let written: string | null = null;
  await change(
    data,
    {
      add: prepared.map(({ staged, manifest, facts }) => ({ staged, manifest, publisher: facts.publisher })),
      checked: bundled.map(({ manifest }) => manifest),
      entries: bundled.flatMap(({ entry, onByDefault }) => (onByDefault ? [] : [entry])),
      drop: bundled.map(({ entry }) => entry.name),
      on: bundled.map(({ entry }) => entry.name),
    },
    async () => {
      written = await writeLock(context, changes, create);
    },
    guardOf(context),
  );
  return {
    plugins: [
      ...bundled.map(({ manifest, entry }) => result(manifest, entry.version, 'bundled', null, null)),
      ...prepared.map(({ manifest, staged, facts, before }) => result(manifest, staged.version, staged.source.kind, facts, before)),
    ],
    lock: written,
  };
}

const result = (
  manifest: PluginManifest,
  version: string,
  kind: InstallResult['kind'],
  facts: Facts | null,
  before: string | null,
): InstallResult => ({ name: manifest.package, version, kind, manifest, facts, before });

/** The next package that a short name may mean; when there is none of all, the first one is what is missing. */
async function fetchOther(wanted: Wanted & { kind: 'registry' }, missing: MdmError, context: Context): Promise<Staged | undefined> {
  const [name = '', ...others] = wanted.others ?? [];
  try {
    return await fetchOr({ kind: 'registry', name, range: wanted.range, others }, context);
  } catch (error) {
    throw error instanceof MdmError && error.code === 'not-found' ? missing : error;
  }
}

/** Undefined: the user's registry for the scope does not have it, or does not answer, and what came with MDM serves. */
async function fetchOr(wanted: Exclude<Wanted, { kind: 'bundled' }>, context: Context): Promise<Staged | undefined> {
  const { options } = context;
  options.onProgress?.(`Fetching ${said(wanted)}`);
  try {
    return await fetchPackage(wanted, context);
  } catch (error) {
    if (wanted.kind === 'registry' && wanted.others?.length && error instanceof MdmError && error.code === 'not-found')
      return await fetchOther(wanted, error, context);
    const mends = error instanceof MdmError && (error.code === 'not-found' || error.code === 'registry');
    if (wanted.kind !== 'registry' || wanted.fallback === undefined || !mends) throw error;
    options.onNote?.(`${error.message} The one that came with MDM is used.`);
    return undefined;
  }
}

async function bundledEntry({ name, range }: { readonly name: string; readonly range?: string }, { bundled }: Context): Promise<BundledOn> {
  const own = bundled.find((plugin) => plugin.name === name);
  if (!own) throw new MdmError('not-found', `${name} does not come with this MDM.`, 'Update MDM, or take it out of the lock file.');
  const { version } = JSON.parse(await readFile(join(own.root, 'package.json'), 'utf8')) as { version: string };
  if (range !== undefined && range !== 'latest' && satisfies(version, range) !== true)
    throw new MdmError(
      'not-found',
      `${name} comes with MDM in version ${version}, not ${range}.`,
      `Install it as: mdm plugins install ${name}`,
    );
  const entry = {
    name,
    version,
    source: { kind: 'bundled', spec: name },
    integrity: null,
    content: null,
    installed: new Date().toISOString(),
  } as const;
  return { manifest: await readPlugin(own.root, bundled), entry, onByDefault: own.on };
}

async function refuseSimilar(wanted: readonly Wanted[], { bundled, data, signal }: Context): Promise<void> {
  const names = wanted.flatMap((one) => (one.kind === 'registry' ? [one.name] : []));
  if (names.length === 0) return;
  const [hub, store] = await Promise.all([readHub({ folder: data, ...(signal ? { signal } : {}) }), readStore(data)]);
  const known = [...bundled.map((plugin) => plugin.name), ...hub.plugins.map((plugin) => plugin.package)];
  for (const name of names) {
    const like = store.plugins.some((plugin) => plugin.name === name) ? undefined : similarTo(name, known);
    if (like)
      throw new MdmError(
        'refused',
        `${name} was not installed: its name is very like that of ${like}.`,
        `Did you mean: mdm plugins install ${like}? If not, add --allow-similar-name.`,
      );
  }
}
