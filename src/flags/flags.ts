import type { KeyName } from '../config/keys.js';

export type Side = 'old' | 'new';

export interface Flag {
  readonly key: Extract<KeyName, `refactoring.use_new_${string}`>;
  readonly component: string;
  /** The share of the data sets that take the new side while the flag is false. */
  readonly share: Extract<KeyName, `refactoring.rollout_percentage.new_${string}`>;
  /** What runs while the flag is false, and while it is true; without a second implementation the flag cannot be turned on. */
  readonly old: string | undefined;
  readonly new: string | undefined;
  readonly since: string;
  /** Release in which the flag goes; a test fails from then on. */
  readonly removeIn: string;
}

/** Every flag that chooses between an old and a new implementation. */
export const FLAGS: readonly Flag[] = [
  {
    key: 'refactoring.use_new_features',
    component: 'features',
    share: 'refactoring.rollout_percentage.new_features',
    old: 'the generator of MDM 1.0.6 (@mdm/feature-legacy)',
    new: 'the pipeline',
    since: '0.1.0',
    removeIn: '2.0.0',
  },
  {
    key: 'refactoring.use_new_backend',
    component: 'backend',
    share: 'refactoring.rollout_percentage.new_backend',
    old: 'the storage of MDM 1.0.6 (@mdm/feature-legacy)',
    new: 'the storage backends',
    since: '0.1.0',
    removeIn: '2.0.0',
  },
  {
    key: 'refactoring.use_new_registrar',
    component: 'registrar',
    share: 'refactoring.rollout_percentage.new_registrar',
    old: 'the registrar of MDM 1.0.6 (@mdm/feature-legacy)',
    new: 'registration in undoable steps',
    since: '0.1.0',
    removeIn: '2.0.0',
  },
  {
    key: 'refactoring.use_new_config',
    component: 'config',
    share: 'refactoring.rollout_percentage.new_config',
    old: 'the configuration reader of MDM 1.0.6 (@mdm/feature-legacy)',
    new: 'the configuration reader',
    since: '0.1.0',
    removeIn: '2.0.0',
  },
  {
    key: 'refactoring.use_new_cli',
    component: 'cli',
    share: 'refactoring.rollout_percentage.new_cli',
    old: undefined,
    new: undefined,
    since: '0.1.0',
    removeIn: '2.0.0',
  },
];

export const flagOf = (name: string): Flag | undefined =>
  FLAGS.find(({ key, component }) => key === name || component === name || key === `refactoring.${name}`);
