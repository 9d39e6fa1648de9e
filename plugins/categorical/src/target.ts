import { defineTransformer, fn, missing, when, type Feature } from '@mdm/sdk';
import { z } from 'zod';
import { category, show } from './counts.js';
import { MISSING, knownIn, knownInAll, outcomesOf, outcomeTables } from './outcomes.js';

/**
 * Mean of the target within the category, drawn towards the mean of all rows (the prior), out of fold on training rows:
 * (sum + smoothing * prior) / (rows + smoothing), after Micci-Barreca (2001). A numeric target gives its mean, two classes the share
 * of the second (in rising order), more classes the share of each. A category never seen gives the prior; a missing one too, unless
 * `missing` says otherwise. Rows with a missing target count nowhere.
 */
export const target = defineTransformer({
  meta: {
    name: 'target',
    version: 1,
    summary: 'Smoothed mean of the target within the category, out of fold',
    appliesTo: { semantic: ['categorical', 'boolean'], arity: 'each', needs: ['target'] },
    outputs: ['target_mean', 'target_share_{class}'],
    params: z.strictObject({
      smoothing: z.number().min(0).default(10).describe('Weight of the prior, in rows'),
      missing: z.enum(MISSING).default('prior').describe('What a missing category gives: the prior, or missing'),
      classes: z.int().min(2).max(1000).default(20).describe('Most classes of the target'),
    }),
  },
  fit: ({ on, roles, params }) => (roles.target ? outcomeTables(on[0], roles.target, params.classes) : {}),
  transform({ on, roles, params, state }): Feature[] {
    const y = roles.target;
    if (y === undefined) return [];
    const known = knownIn(on[0]);
    const outcomes = outcomesOf(on[0], y, state.labels, params.classes);
    return outcomes.map(({ label, hits, allHits }) => {
      const prior = fn.divide(allHits, knownInAll());
      const mean = fn.divide(fn.add(hits, fn.multiply(prior, params.smoothing)), fn.add(known, params.smoothing));
      const kept = params.missing === 'missing' ? [[fn.isMissing(category(on[0])), missing('double')] as const] : [];
      return {
        name: label === null || outcomes.length === 1 ? 'target_mean' : `target_share_${label}`,
        expr: when<'double'>([...kept, [fn.gt(known, 0), mean]], prior),
        explain: `${label === null ? `Mean of ${y.name}` : `Share of ${y.name} ${JSON.stringify(label)}`} among rows with the same ${on[0].name}, out of fold, with the overall mean weighing as much as ${show(params.smoothing)} of them.`,
      };
    });
  },
});
