import type { Config } from '../../config/config.js';
import { originalHome } from '../../config/original.js';
import type { FlagChange } from '../../flags/callbacks.js';
import { FLAGS, flagOf, type Flag } from '../../flags/flags.js';
import { MdmError } from '../../errors.js';

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

/**
 * The changes by which subjects went back to the old side: of the flag, or of its share while the flag is false. The latest first, as the
 * history is.
 */
export function returnsOf(history: readonly FlagChange[], flag: Flag, config: Config): readonly FlagChange[] {
  const own = history.filter((one) => one.flag === flag.key || one.flag === flag.share).toReversed();
  const first = (key: string, otherwise: unknown): unknown => {
    const change = own.find((one) => one.flag === key);
    return change === undefined ? otherwise : change.old;
  };
  let on = first(flag.key, config.get(flag.key));
  let share = first(flag.share, config.get(flag.share));
  const byDefault = isOnByDefault(config);
  const level = (): number => ((on ?? byDefault) ? 100 : Number(share ?? 0));
  const returns: FlagChange[] = [];
  // What was changed at once counts as one.
  for (const changes of Map.groupBy(own, ({ time }) => time).values()) {
    const before = level();
    for (const change of changes)
      if (change.flag === flag.key) on = change.new;
      else share = change.new;
    if (level() < before) returns.push(changes[0]!);
  }
  return returns.reverse();
}

/** Whether flags are true in this home where nothing sets them. */
export const isOnByDefault = (config: Config): boolean => !originalHome(config.home, config.path('paths.configs_path'));
