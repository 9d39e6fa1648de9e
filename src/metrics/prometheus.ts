import { Counter, Registry, type Metric } from 'prom-client';
import { BUCKETS, COUNTERS, type Counts } from './store.js';

const DELTA = 'mdm_performance_delta';
const HELP = 'How much longer the new side took than the old one, in percent; below 0 it was faster.';

const OPERATIONS = 'mdm_operation_seconds';
const OPERATIONS_HELP = 'What the recorded operations took, in seconds.';

/** The recorded operations of one type. */
export interface OperationTimes {
  readonly name: string;
  readonly count: number;
  readonly failed: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly totalMs: number;
}

/** The counts in the text format of Prometheus, version 0.0.4. Names carry no `_total`. Operations are left out where none are recorded. */
export async function prometheusText(counts: Counts, operations: readonly OperationTimes[] = []): Promise<string> {
  const registry = registryOf(counts);
  if (operations.length > 0) addOperations(registry, operations);
  return registry.metrics();
}
export const CONTENT_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

function registryOf({ counters, deltas }: Counts): Registry {
  const registry = new Registry();
  for (const [name, help] of Object.entries(COUNTERS)) {
    const counter = new Counter({ name, help, labelNames: ['component'], registers: [registry] });
    for (const { name: of, component, value } of counters) if (of === name) counter.inc({ component }, value);
  }
  const values = deltas.flatMap(({ component, counts, sum }) => {
    let below = 0;
    const buckets = counts.map((count, i) => {
      below += count;
      return { labels: { le: BUCKETS[i] ?? '+Inf', component }, value: below, metricName: `${DELTA}_bucket` };
    });
    return [
      ...buckets,
      { labels: { component }, value: sum, metricName: `${DELTA}_sum` },
      { labels: { component }, value: below, metricName: `${DELTA}_count` },
    ];
  });
  // A histogram of prom-client counts single observations; these have been counted by other processes.
  const histogram = { name: DELTA, get: async () => ({ name: DELTA, help: HELP, type: 'histogram', aggregator: 'sum', values }) };
  registry.registerMetric(histogram as unknown as Metric);
  return registry;
}

function addOperations(registry: Registry, operations: readonly OperationTimes[]): void {
  const values = operations.flatMap(({ name: type, count, totalMs, ...times }) => {
    const quantiles = [
      [0.5, times.p50Ms],
      [0.95, times.p95Ms],
      [0.99, times.p99Ms],
    ] as const;
    return [
      ...quantiles.flatMap(([quantile, ms]) => (ms === null ? [] : [{ labels: { type, quantile }, value: ms / 1_000 }])),
      { labels: { type }, value: totalMs / 1_000, metricName: `${OPERATIONS}_sum` },
      { labels: { type }, value: count, metricName: `${OPERATIONS}_count` },
    ];
  });
  const summary = {
    name: OPERATIONS,
    get: async () => ({ name: OPERATIONS, help: OPERATIONS_HELP, type: 'summary', aggregator: 'sum', values }),
  };
  registry.registerMetric(summary as unknown as Metric);
  const help = 'Recorded operations that failed.';
  const failures = new Counter({ name: 'mdm_operation_failures', help, labelNames: ['type'], registers: [registry] });
  for (const { name: type, failed } of operations) failures.inc({ type }, failed);
}
