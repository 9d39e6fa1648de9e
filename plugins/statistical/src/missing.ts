import { agg, column, defineTransformer, fn } from '@mdm/sdk';
import { z } from 'zod';
import { known } from './numbers.js';

/**
 * Missing indicator: `is_missing` = 1 when the value is missing, else 0; never missing itself. Made only for columns with
 * missing values among the training rows, unless `always`.
 */
export const missing = defineTransformer({
  meta: {
    name: 'missing',
    version: 1,
    summary: 'Flag of missing values',
    appliesTo: { semantic: ['numeric', 'categorical', 'datetime', 'text', 'boolean'], arity: 'each' },
    outputs: ['is_missing'],
    params: z.strictObject({
      always: z.boolean().default(false).describe('true: also for columns without missing training values'),
    }),
  },
  fit: ({ on: [c], params }) => (params.always ? {} : { rows: agg.rows(), known: agg.count(column(c)) }),
  transform({ on: [c], params, state }) {
    const rows = known(state.rows) ?? 0;
    const gaps = rows - (known(state.known) ?? 0);
    if (!params.always && gaps <= 0) return [];
    return [
      {
        name: 'is_missing',
        expr: fn.flag(fn.isMissing(column(c))),
        explain: `1 when ${c.name} is missing${params.always ? '' : ` (${gaps} of ${rows} training rows)`}, else 0.`,
      },
    ];
  },
});
