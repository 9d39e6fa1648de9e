import { number, quantiles, type Answer, type Column, type Quantiles } from '@mdm/sdk';
import { allKnown } from './numbers.js';

/** Lower quartile, median and upper quartile; one measure for every transformer that needs some of them. */
export const quartiles = (c: Column): Quantiles => quantiles(number(c), [0.25, 0.5, 0.75]);

export interface Quartiles {
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
}

/** The measured quartiles; null when nothing was known. */
export function readQuartiles(measured: Answer<Quantiles> | undefined): Quartiles | null {
  const [lower, median, upper] = allKnown(measured) ?? [];
  return lower === undefined || median === undefined || upper === undefined ? null : { lower, median, upper };
}
