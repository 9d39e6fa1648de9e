import { Counter, Registry, type Metric } from 'prom-client';
import { BUCKETS, COUNTERS, type Counts } from './store.js';

const DELTA = 'mdm_performance_delta';
const HELP = 'How much longer the new side took than the old one, in percent; below 0 it was faster.';

/** The counts in the text format of Prometheus, version 0.0.4. Names carry no `_total`. */
export const prometheusText = (counts: Counts): Promise<string> => registryOf(counts).metrics();
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
