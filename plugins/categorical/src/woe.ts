import { constant, defineTransformer, fn, missing, when, type Feature } from '@mdm/sdk';
import { z } from 'zod';
import { category, show } from './counts.js';
import { MISSING, knownIn, knownInAll, outcomesOf, outcomeTables } from './outcomes.js';

/**
 * Weight of evidence of the category for a target of two classes, out of fold on training rows:
 * ln(((e + a) / (E + 2a)) / ((n - e + a) / (N - E + 2a))), with e of the n rows of the category and E of all N rows in the second class
 * (in rising order; true), and a rows added so that it is always finite (as in category_encoders). Above 0: more of the second class
 * than overall. A category never seen gives 0; a missing one too, unless `missing` says otherwise.
 */
export const woe = defineTransformer({
  meta: {
    name: 'woe',
    version: 1,
    summary: 'Weight of evidence of the category for a target of two classes, out of fold',
    appliesTo: { semantic: ['categorical', 'boolean'], arity: 'each', needs: ['target'] },
    outputs: ['woe'],
    params: z.strictObject({
      smoothing: z.number().min(1e-9).max(1e9).default(0.5).describe('Rows added to each class of each category'),
      missing: z.enum(MISSING).default('prior').describe('What a missing category gives: 0 (no evidence), or missing'),
    }),
  },
  fit: ({ on, roles }) => (roles.target && roles.target.semantic !== 'numeric' ? outcomeTables(on[0], roles.target, 2) : {}),
  transform({ on, roles, params, state }): Feature[] {
    const y = roles.target;
    const outcome = y && y.semantic !== 'numeric' ? outcomesOf(on[0], y, state.labels, 2)[0] : undefined;
    if (y === undefined || outcome === undefined) return [];
    const { hits, allHits, label } = outcome;
    const known = knownIn(on[0]);
    const a = params.smoothing;
    const yes = fn.divide(fn.add(hits, a), fn.add(allHits, 2 * a));
    const no = fn.divide(fn.add(fn.subtract(known, hits), a), fn.add(fn.subtract(knownInAll(), allHits), 2 * a));
    const kept = params.missing === 'missing' ? [[fn.isMissing(category(on[0])), missing('double')] as const] : [];
    return [
      {
        name: 'woe',
        expr: when<'double'>([...kept, [fn.gt(known, 0), fn.ln(fn.divide(yes, no))]], constant(0)),
        explain: `Weight of evidence of ${on[0].name} for ${y.name} ${label === null ? 'true' : JSON.stringify(label)}, out of fold, with ${show(a)} rows added to each class.`,
      },
    ];
  },
});
