import type { Operation } from '../operations/operations.js';
import type { ClientSession } from './session.js';

export type { Operation } from '../operations/operations.js';

/** What happened while a monitor ran. */
export interface PerformanceReport {
  readonly seconds: number;
  /** Most bytes that the process had in memory, looked at ten times a second. */
  readonly peakMemory: number;
  /** The operations that ended, the last one first, as `mdm stats show` has them. */
  readonly operations: readonly Operation[];
}

export interface PerformanceMonitor {
  stop(): Promise<PerformanceReport>;
  [Symbol.asyncDispose](): Promise<void>;
}

const MOST = 10_000;

export function monitorPerformance({ config }: ClientSession): PerformanceMonitor {
  const began = performance.now();
  const since = new Date().toISOString();
  let peakMemory = process.memoryUsage.rss();
  const look = (): void => void (peakMemory = Math.max(peakMemory, process.memoryUsage.rss()));
  const timer = setInterval(look, 100).unref();
  let report: Promise<PerformanceReport> | undefined;
  const stop = async (): Promise<PerformanceReport> => {
    clearInterval(timer);
    look();
    const seconds = (performance.now() - began) / 1000;
    const { recentOperations } = await import('../operations/operations.js');
    const all = await recentOperations(await config(), { limit: MOST });
    return { seconds, peakMemory, operations: all.filter(({ timestamp }) => timestamp >= since) };
  };
  return {
    stop: () => (report ??= stop()),
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
    },
  };
}
