import type { Metrics } from '../metrics/metrics.js';
import type { Side } from '../flags/flags.js';

type Method = (...args: readonly unknown[]) => unknown;

/** An implementation that does exactly what the given one does, and counts the calls of each method. */
export function counted<T extends object>(
  metrics: { countMethod?: Metrics['countMethod'] },
  component: string,
  side: Side,
  implementation: T,
): T {
  const entries = Object.entries(implementation).map(([name, value]) => {
    if (typeof value !== 'function') return [name, value as unknown] as const;
    const method = value as Method;
    const call: Method = (...args) => {
      metrics.countMethod?.(component, side, name);
      return method.apply(implementation, args as unknown[]);
    };
    return [name, call] as const;
  });
  return Object.fromEntries(entries) as T;
}
