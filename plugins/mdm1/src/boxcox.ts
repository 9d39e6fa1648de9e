import { brentMinimum } from './brent.js';
import { log } from './rounded.js';
import { pairwiseSum } from './sums.js';

/** `special.boxcox` of scipy overflows early, hence its margin below the largest double. */
const LARGEST = Number.MAX_VALUE / 10000;

/** (x^lambda - 1) / lambda, from ln x. */
export function boxcoxValue(log: number, lambda: number): number {
  if (Math.abs(lambda) < 1e-19) return log;
  const power = lambda * log;
  if (power < 709.78) return Math.expm1(power) / lambda;
  return Math.sign(lambda) * Math.exp(power - Math.log(Math.abs(lambda))) - 1 / lambda;
}

/** The lambda `scipy.stats.boxcox` fits to values that are all above 0; null where it raises (constant or infinite values). */
export function boxcoxLambda(values: Float64Array): number | null {
  if (!values.every(Number.isFinite) || values.every((x) => x === values[0])) return null;
  const lambda = brentMinimum(negativeLogLikelihood(values), -2, 2);
  return lambda === null ? null : clip(lambda, values.map(Math.log));
}

/** Distinct values, and for each row which one it is: functions are computed once per value, sums run over rows. */
interface Rows {
  readonly distinct: Float64Array;
  readonly codes: Int32Array;
}

function distinctRows(values: Float64Array): Rows {
  const places = new Map<number, number>();
  const codes = Int32Array.from(values, (value) => {
    const place = places.get(value) ?? places.size;
    if (place === places.size) places.set(value, place);
    return place;
  });
  return { distinct: Float64Array.from(places.keys()), codes };
}

/** In scipy's order of operations (1.16): narrow columns, years for one, have an optimum so flat that rounding decides where it lies. */
export function negativeLogLikelihood(values: Float64Array): (lambda: number) => number {
  const n = values.length;
  const { distinct, codes } = distinctRows(values);
  const logs = distinct.map(log);
  const scratch = new Float64Array(n);
  const spread = (perValue: Float64Array): Float64Array => {
    for (let i = 0; i < n; i++) scratch[i] = perValue[codes[i]!]!;
    return scratch;
  };
  const sum = pairwiseSum(spread(logs));
  const logMean = (powers: Float64Array): number => {
    const top = powers.reduce((a, b) => (b > a || b !== b ? b : a));
    if (!Number.isFinite(top)) return top;
    let ties = 0;
    for (let i = 0; i < n; i++) if (powers[codes[i]!] === top) ties++;
    const rest = pairwiseSum(spread(powers.map((power) => (power === top ? 0 : Math.exp(power - top)))));
    return Math.log1p(rest / ties) + Math.log(ties) + top - Math.log(n);
  };
  const logVariance = (powers: Float64Array): number => {
    const mean = logMean(powers);
    const squares = powers.map((power) => {
      if (power === mean) return Math.exp(power) === Infinity ? NaN : -Infinity;
      return 2 * (Math.log1p(-Math.exp(-Math.abs(power - mean))) + Math.max(power, mean));
    });
    return logMean(squares);
  };
  const variance = (perValue: Float64Array): number => {
    const mean = pairwiseSum(spread(perValue)) / n;
    return pairwiseSum(spread(perValue.map((value) => (value - mean) ** 2))) / n;
  };
  return (lambda) => {
    const spreadOut =
      lambda === 0 ? Math.log(variance(logs)) : logVariance(logs.map((value) => lambda * value)) - 2 * Math.log(Math.abs(lambda));
    return -((lambda - 1) * sum - (n / 2) * spreadOut);
  };
}

/** The lambda nearest to the optimum at which the extreme value stays below the largest double. */
function clip(lambda: number, logs: Float64Array): number {
  let low = Infinity;
  let high = -Infinity;
  for (const log of logs) {
    if (log < low) low = log;
    if (log > high) high = log;
  }
  const upper = low >= 0 || (high > 0 && boxcoxValue(high, lambda) > Math.abs(boxcoxValue(low, lambda)));
  const extreme = upper ? high : low;
  if (!(Math.abs(boxcoxValue(extreme, lambda)) > LARGEST)) return lambda;
  const y = LARGEST * Math.sign(extreme);
  return -lambertMinusOne((-Math.exp(-extreme / y) * extreme) / y) / extreme - 1 / y;
}

/** The lower branch of Lambert's W for z just below 0: w e^w = z, w < -1. */
function lambertMinusOne(z: number): number {
  const goal = Math.log(-z);
  let w = goal;
  for (let i = 0; i < 100; i++) {
    const next = goal - Math.log(-w);
    if (next === w) break;
    w = next;
  }
  return w;
}
