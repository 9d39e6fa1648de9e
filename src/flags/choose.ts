import { createHash } from 'node:crypto';
import type { Config } from '../config/config.js';
import { MdmError } from '../errors.js';
import { flagOf, type Flag, type Side } from './flags.js';

export interface Choice {
  readonly side: Side;
  /** Why, to end a sentence: `refactoring.use_new_features is false (mdm.yaml:2:3)`. */
  readonly why: string;
}

/** 0 to 99.99: where a subject stands for a feature, the same in every process and release. */
export const bucket = (feature: string, subject: string): number =>
  (createHash('sha256').update(`${feature}:${subject}`).digest().readUInt32BE(0) % 10_000) / 100;

export function checkFlag(name: string): Flag {
  const flag = flagOf(name);
  if (flag) return flag;
  throw new MdmError('usage', `There is no flag ${JSON.stringify(name)}.`, 'See: mdm flags list');
}

/** Whether a component changes from the old side to the new one here. It does not where MDM made the home and nobody set the flag. */
export function isMoving(config: Config, component: string): boolean {
  const { key } = checkFlag(component);
  return config.origin(key) !== 'default' || !config.get(key);
}

/** Whether calls of a component are compared with the other side: while it changes, or where somebody set how many. */
export const compares = (config: Config, component: string): boolean =>
  config.get('refactoring.enable_comparison_tests') &&
  (isMoving(config, component) || config.origin('comparison.sample_rate') !== 'default' || config.get('comparison.sample_rate') === 1);

/**
 * The side that a component takes for a subject, the name of a data set: the lists first, then the flag, then its share of the rollout.
 * Raising the percentage only adds subjects.
 */
export function chooseSide(config: Config, component: string, subject: string): Choice {
  const flag = checkFlag(component);
  const on = config.get(flag.key);
  const said = `${flag.key} is ${on} (${config.where(flag.key)})`;
  if (flag.old === undefined || flag.new === undefined) return { side: on ? 'new' : 'old', why: said };
  if (config.get('refactoring.always_old').includes(subject)) return { side: 'old', why: `${subject} is in refactoring.always_old` };
  if (config.get('refactoring.always_new').includes(subject)) return { side: 'new', why: `${subject} is in refactoring.always_new` };
  if (on) return { side: 'new', why: said };
  const percentage = config.get(flag.share);
  if (bucket(flag.component, subject) < percentage) return { side: 'new', why: `${subject} is among the ${percentage} % of the rollout` };
  return { side: 'old', why: said };
}
