import type { KeyName } from '../config/keys.js';
import { MdmError, nearest } from '../errors.js';
import { FLAG_KEYS } from './home-files.js';
import type { Manifest, Snapshot, SnapshotDataset, SnapshotFile } from './manifest.js';

export const ROLLBACK_TYPES = ['full', 'partial', 'flags', 'config', 'data'] as const;
export type RollbackType = (typeof ROLLBACK_TYPES)[number];

export const COMPONENTS = ['backend', 'registrar', 'features', 'config', 'cli'] as const;
export type Component = (typeof COMPONENTS)[number];

/** What a rollback restores. */
export interface Plan {
  readonly flags: readonly KeyName[];
  /** Whether files of flags alone, as older versions had them, are put back. */
  readonly oldFlags: boolean;
  /** Flags that keep their present value where the configuration file is put back. */
  readonly kept: readonly KeyName[];
  readonly config: boolean;
  readonly features: boolean;
  readonly pointers: boolean;
  readonly data: boolean;
  readonly logs: boolean;
  readonly datasets: readonly SnapshotDataset[];
  /** Datasets that would be restored, and could not be copied. */
  readonly missing: Manifest['failed'];
}

interface Wanted {
  readonly type: RollbackType;
  readonly components?: readonly string[] | undefined;
  readonly datasets?: readonly string[] | undefined;
}

const flagsOfComponent = (component: Component): KeyName[] =>
  FLAG_KEYS.filter((key) => key === `refactoring.use_new_${component}` || key === `refactoring.rollout_percentage.new_${component}`);

/** What a type and components mean: each component has its flag, and the part of the home that it writes. */
export function planOf(snapshot: Snapshot, { type, components = [], datasets }: Wanted): Plan {
  const chosen = chosenComponents(type, components);
  const full = type === 'full';
  const has = (component: Component): boolean => chosen.includes(component);
  const flags = full || type === 'flags' || type === 'config' ? FLAG_KEYS : chosen.flatMap(flagsOfComponent);
  const data = full || type === 'data' || has('backend');
  const pointers = data || has('registrar');
  if (data && !snapshot.manifest.data)
    throw new MdmError(
      'usage',
      `${snapshot.manifest.id} has no datasets: it was made without them.`,
      'Add --type config, or use another point: mdm rollback list',
    );
  return {
    flags,
    oldFlags: flags === FLAG_KEYS,
    kept: has('config') ? FLAG_KEYS.filter((key) => !flags.includes(key)) : [],
    config: full || type === 'config' || has('config'),
    features: full || has('features'),
    pointers,
    data,
    logs: full,
    datasets: pointers ? chosenDatasets(snapshot, datasets) : [],
    missing: pointers && datasets === undefined ? snapshot.manifest.failed : [],
  };
}

function chosenComponents(type: RollbackType, components: readonly string[]): readonly Component[] {
  if (type !== 'partial') {
    if (components.length > 0) throw new MdmError('usage', `--components goes with --type partial, not ${type}.`);
    return [];
  }
  if (components.length === 0)
    throw new MdmError('usage', 'Which components?', `Add --components ${COMPONENTS.join(',')}, or some of them.`);
  return components.map((given) => {
    const found = COMPONENTS.find((one) => one === given);
    if (found) return found;
    const near = nearest(given, COMPONENTS);
    throw new MdmError(
      'usage',
      `There is no component ${JSON.stringify(given)}.`,
      near ? `Did you mean ${near}?` : `There are ${COMPONENTS.join(', ')}.`,
    );
  });
}

function chosenDatasets({ manifest }: Snapshot, names: readonly string[] | undefined): readonly SnapshotDataset[] {
  if (names === undefined) return manifest.datasets;
  return names.map((given) => {
    const found = manifest.datasets.find(({ name }) => name === given);
    if (found) return found;
    const near = nearest(
      given,
      manifest.datasets.map(({ name }) => name),
    );
    throw new MdmError('not-found', `${manifest.id} has no dataset ${JSON.stringify(given)}.`, near ? `Did you mean ${near}?` : undefined);
  });
}

/** The files that a plan needs; undefined: all. */
export function neededFiles({ manifest }: Snapshot, plan: Plan): ((file: SnapshotFile) => boolean) | undefined {
  const all = plan.config && plan.features && plan.data && plan.logs && plan.datasets.length === manifest.datasets.length;
  if (all) return undefined;
  const pointers = new Set(plan.datasets.map(({ pointer }) => pointer));
  const stores = plan.data ? plan.datasets.map(({ backend, store }) => `stores/${backend}/${store}/`) : [];
  return ({ path, kind }) =>
    (kind === 'config' && (plan.config || plan.oldFlags)) ||
    (kind === 'features' && plan.features) ||
    (kind === 'log' && plan.logs) ||
    pointers.has(path) ||
    stores.some((store) => path.startsWith(store));
}
