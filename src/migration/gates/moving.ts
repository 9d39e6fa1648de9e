import type { FlagChange } from '../../flags/callbacks.js';
import { FLAGS, flagOf, type Flag } from '../../flags/flags.js';
import { MdmError } from '../../errors.js';
import type { ExperimentResult } from '../../parity/trial-result.js';

/** Components that have two implementations. */
export const MOVING: readonly Flag[] = FLAGS.filter(({ old, new: now }) => old !== undefined && now !== undefined);

/** The flag of a component that has two implementations. */
export function movingFlag(name: string): Flag {
  const flag = flagOf(name);
  const names = MOVING.map(({ component }) => component).join(', ');
  if (!flag) throw new MdmError('usage', `There is no component ${JSON.stringify(name)}.`, `There are ${names}.`);
  if (MOVING.includes(flag)) return flag;
  throw new MdmError(
    'configuration',
    `The ${flag.component} has no second implementation, so that its flag cannot be turned.`,
    `These have one: ${names}.`,
  );
}

export const isBad = ({ verdict }: ExperimentResult): boolean => verdict === 'mismatched' || verdict === 'failed';

/** The change by which all calls went back to the old side. */
export const isReturn = ({ flag: key, new: now }: FlagChange, flag: Flag): boolean => key === flag.key && now === false;
