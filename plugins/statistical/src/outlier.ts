import { agg, defineTransformer, fn, number, type Feature } from '@mdm/sdk';
import { z } from 'zod';
import { known, show } from './numbers.js';
import { quartiles, readQuartiles } from './quartiles.js';
import { standardised } from './zscore.js';

const bounded = (value: number): number => Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);

/**
 * Outlier flags (0 or 1; missing gives 0). `outlier_iqr`: x < q25 - k IQR or x > q75 + k IQR (Tukey 1977, "Exploratory Data
 * Analysis"). `outlier_z`: |x - mean| / std > threshold, std with ddof 1; no such flag when std is 0.
 */
export const outlier = defineTransformer({
  meta: {
    name: 'outlier',
    version: 1,
    summary: 'Flags of unusual values, by quartiles and by standard score',
    appliesTo: { semantic: ['numeric'], arity: 'each' },
    outputs: ['outlier_iqr', 'outlier_z'],
    params: z.strictObject({
      methods: z
        .array(z.enum(['iqr', 'z']))
        .default(['iqr', 'z'])
        .describe('which flags to make'),
      k: z.number().positive().default(1.5).describe('interquartile ranges beyond the quartiles'),
      threshold: z.number().positive().default(3).describe('standard deviations from the mean'),
    }),
  },
  fit: ({ on: [c], params }) => ({
    ...(params.methods.includes('iqr') ? { quartiles: quartiles(c) } : {}),
    ...(params.methods.includes('z') ? { mean: agg.mean(number(c)), std: agg.std(number(c)) } : {}),
  }),
  transform({ on: [c], params, state }) {
    const x = number(c);
    const features: Feature[] = [];
    const q = params.methods.includes('iqr') ? readQuartiles(state.quartiles) : null;
    if (q !== null) {
      const reach = params.k * (q.upper - q.lower);
      const low = bounded(q.lower - reach);
      const high = bounded(q.upper + reach);
      features.push({
        name: 'outlier_iqr',
        expr: fn.flag(fn.or(fn.lt(x, low), fn.gt(x, high))),
        explain: `1 when ${c.name} is below ${show(low)} or above ${show(high)} (${show(params.k)} interquartile ranges beyond the quartiles).`,
      });
    }
    const mean = known(state.mean);
    const std = known(state.std);
    if (params.methods.includes('z') && mean !== null && std !== null && std !== 0) {
      features.push({
        name: 'outlier_z',
        expr: fn.flag(fn.gt(fn.abs(standardised(x, mean, std)), params.threshold)),
        explain: `1 when ${c.name} is more than ${show(params.threshold)} standard deviations (${show(std)}) from its mean (${show(mean)}).`,
      });
    }
    return features;
  },
});
