import { agg, defineTransformer, fn, number, sample, when, type Expr, type Feature } from '@mdm/sdk';
import { z } from 'zod';
import { boxcoxLambda, yeojohnsonLambda } from './lambda.js';
import { known, sampled, show } from './numbers.js';

/** (e^(lambda log) - 1) / lambda, or `log` itself at 0; `log` is the logarithm of what is raised to a power. */
const raised = (log: Expr<'double'>, lambda: number): Expr<'double'> =>
  lambda === 0 ? log : fn.divide(fn.subtract(fn.exp(fn.multiply(log, lambda)), 1), lambda);

const yeojohnson = (x: Expr<'double'>, lambda: number): Expr<'double'> =>
  when([[fn.lt(x, 0), fn.negate(raised(fn.log1p(fn.negate(x)), 2 - lambda))]], raised(fn.log1p(x), lambda));

/**
 * Power transforms towards a normal distribution, lambda fitted by maximum likelihood on a sample (see lambda.ts), in [-5, 5].
 * `boxcox` (only when all training values are above 0) = (x^lambda - 1) / lambda, ln x at lambda 0; missing at and below 0.
 * `yeojohnson` = ((1 + x)^lambda - 1) / lambda for x >= 0, ln(1 + x) at lambda 0; -((1 - x)^(2 - lambda) - 1) / (2 - lambda) for
 * x < 0, -ln(1 - x) at lambda 2. Missing in, missing out, and missing where the power overflows. Not standardised afterwards.
 * Sources: Box & Cox (1964), J. R. Statist. Soc. B 26; Yeo & Johnson (2000), Biometrika 87.
 */
export const power = defineTransformer({
  meta: {
    name: 'power',
    version: 2,
    summary: 'Box-Cox and Yeo-Johnson transforms with fitted lambda',
    appliesTo: { semantic: ['numeric'], arity: 'each' },
    outputs: ['boxcox', 'yeojohnson'],
    params: z.strictObject({
      methods: z
        .array(z.enum(['boxcox', 'yeojohnson']))
        .default(['boxcox', 'yeojohnson'])
        .describe('which transforms to make'),
      size: z.int().min(10).default(10_000).describe('number of training rows that lambda is fitted on'),
    }),
  },
  fit: ({ on: [c], params }) => ({
    sample: sample([number(c)], params.size),
    ...(params.methods.includes('boxcox') ? { min: agg.min(number(c)) } : {}),
  }),
  learn(measured, { params }) {
    // In rising order, for sums in another order differ in their last digits, and lambda then in its seventh.
    const values = [...sampled(measured.sample)].sort((a, b) => a - b);
    return {
      boxcox: params.methods.includes('boxcox') && (known(measured.min) ?? 0) > 0 ? boxcoxLambda(values) : null,
      yeojohnson: params.methods.includes('yeojohnson') ? yeojohnsonLambda(values) : null,
    };
  },
  transform({ on: [c], state }) {
    const x = number(c);
    const features: Feature[] = [];
    if (state.boxcox !== null) {
      features.push({
        name: 'boxcox',
        expr: raised(fn.ln(x), state.boxcox),
        explain: `Box-Cox transform of ${c.name} with lambda ${show(state.boxcox)}.`,
      });
    }
    if (state.yeojohnson !== null) {
      features.push({
        name: 'yeojohnson',
        expr: yeojohnson(x, state.yeojohnson),
        explain: `Yeo-Johnson transform of ${c.name} with lambda ${show(state.yeojohnson)}.`,
      });
    }
    return features;
  },
});
