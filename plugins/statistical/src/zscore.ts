import { agg, defineTransformer, fn, number, type Expr } from '@mdm/sdk';
import { z } from 'zod';
import { known, show } from './numbers.js';

/** (x - mean) / std; written once so that equal uses are computed once. */
export const standardised = (x: Expr<'double'>, mean: number, std: number): Expr<'double'> => fn.divide(fn.subtract(x, mean), std);

/**
 * Standard score: `zscore` = (x - mean) / std of the training rows, std with ddof 1. In standard deviations.
 * Missing in, missing out; no feature when std is 0 or unknown (fewer than two known values).
 */
export const zscore = defineTransformer({
  meta: {
    name: 'zscore',
    version: 1,
    summary: 'Standard score: distance from the mean in standard deviations',
    appliesTo: { semantic: ['numeric'], arity: 'each' },
    outputs: ['zscore'],
    params: z.strictObject({}),
  },
  fit: ({ on: [c] }) => ({ mean: agg.mean(number(c)), std: agg.std(number(c)) }),
  transform({ on: [c], state }) {
    const mean = known(state.mean);
    const std = known(state.std);
    if (mean === null || std === null || std === 0) return [];
    return [
      {
        name: 'zscore',
        expr: standardised(number(c), mean, std),
        explain: `Distance of ${c.name} from its mean (${show(mean)}) in standard deviations (${show(std)}).`,
      },
    ];
  },
});
