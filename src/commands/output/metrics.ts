import type { Counts } from '../../metrics/store.js';
import type { View } from './generated.js';
import { table } from './table.js';

/** Calls and comparisons by component. */
export async function metricsView({ counters, deltas }: Counts, view: View): Promise<string> {
  const components = [...new Set([...counters, ...deltas].map(({ component }) => component))].sort();
  if (components.length === 0) return 'Nothing has been counted yet.';
  const rows = components.map((component) => {
    const count = (name: string): string => String(counters.find((one) => one.name === name && one.component === component)?.value ?? 0);
    const delta = deltas.find((one) => one.component === component);
    const compared = delta?.counts.reduce((sum, n) => sum + n, 0) ?? 0;
    const mean = delta && compared > 0 ? `${(delta.sum / compared).toFixed(1)} %` : '';
    return [component, count('mdm_old_path_calls'), count('mdm_new_path_calls'), String(compared), count('mdm_comparison_failures'), mean];
  });
  const right = (title: string) => ({ title, align: 'right' }) as const;
  return table(
    [{ title: 'component' }, right('old calls'), right('new calls'), right('timed'), right('failures'), right('mean delta')],
    rows,
    view,
  );
}
