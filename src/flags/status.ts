import type { Config, Origin } from '../config/config.js';
import { readMetrics, readMethodCounts, readOutcomes } from '../metrics/metrics.js';
import type { Recent } from '../metrics/recent.js';
import type { MethodCount } from '../metrics/store.js';
import { FLAGS, type Flag } from './flags.js';

/** A flag with what its component does. */
export interface FlagStatus {
  readonly flag: Flag;
  readonly value: boolean;
  readonly origin: Origin;
  readonly where: string;
  /** Share of the data sets, in percent, that take the new side while the flag is false. */
  readonly percentage: number;
  /** Who answers: one implementation, or both by data set; undefined: the component has one implementation and it answers. */
  readonly answers: 'old' | 'new' | 'both' | undefined;
  readonly calls: { readonly old: number; readonly new: number };
  readonly comparisons: { readonly timed: number; readonly failures: number };
  /** The latest calls of the new side, and those of them that failed. */
  readonly recent: Recent;
  readonly methods: readonly Omit<MethodCount, 'component'>[];
}

/** What every flag says and does, by the configuration and by what has been counted in the home. */
export async function flagStatus(config: Config): Promise<readonly FlagStatus[]> {
  const [{ counters, deltas }, methods, recent] = await Promise.all([readMetrics(config), readMethodCounts(config), readOutcomes(config)]);
  return FLAGS.map((flag) => {
    const { key, component } = flag;
    const count = (name: string): number => counters.find((one) => one.name === name && one.component === component)?.value ?? 0;
    const timed = deltas.find((one) => one.component === component)?.counts.reduce((sum, n) => sum + n, 0) ?? 0;
    return {
      flag,
      value: config.get(key),
      origin: config.origin(key),
      where: config.where(key),
      percentage: config.get(flag.share),
      answers: answersOf(config, flag),
      calls: { old: count('mdm_old_path_calls'), new: count('mdm_new_path_calls') },
      comparisons: { timed, failures: count('mdm_comparison_failures') },
      recent: recent(component),
      methods: methods.filter((one) => one.component === component).map(({ side, method, value }) => ({ side, method, value })),
    };
  });
}

/** Lists and shares send some data sets to the other side. */
function answersOf(config: Config, { key, share, old, new: next }: Flag): FlagStatus['answers'] {
  if (old === undefined || next === undefined) return undefined;
  const some = (list: 'refactoring.always_new' | 'refactoring.always_old'): boolean => config.get(list).length > 0;
  if (config.get(key)) return some('refactoring.always_old') ? 'both' : 'new';
  const percentage = config.get(share);
  if (percentage >= 100) return some('refactoring.always_old') ? 'both' : 'new';
  return percentage > 0 || some('refactoring.always_new') ? 'both' : 'old';
}
