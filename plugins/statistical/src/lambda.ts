import { minimum } from './brent.js';

/** Beyond these the curve is so steep that values overflow. */
const LIMIT = 5;
/** Decimals kept: the optimum is flat to about 1e-8, and last bits that differ between machines do not reach the recipe. */
const DECIMALS = 1e7;

/** (e^(lambda log) - 1) / lambda, as the features compute it. */
const raised = (log: number, lambda: number): number => (lambda === 0 ? log : (Math.exp(lambda * log) - 1) / lambda);

/**
 * The lambda of Box and Cox (1964), "An analysis of transformations": the maximum of
 * (lambda - 1) sum(ln x) - n/2 ln var(y), var with ddof 0, between -5 and 5. Null when the values do not vary, are not all above
 * 0, or would be merged by rounding (as years are, raised to the power of -5).
 */
export function boxcoxLambda(values: readonly number[]): number | null {
  if (!values.every((x) => x > 0)) return null;
  const lambda = best(oneSided(Float64Array.from(values, Math.log)), -LIMIT, LIMIT);
  return keeps(values, (x) => raised(Math.log(x), lambda)) ? lambda : null;
}

/**
 * The lambda of Yeo and Johnson (2000), "A new family of power transformations": the maximum of
 * (lambda - 1) sum(sign(x) ln(1 + |x|)) - n/2 ln var(y), var with ddof 0, between -5 and 5. Null as above.
 */
export function yeojohnsonLambda(values: readonly number[]): number | null {
  const logs = Float64Array.from(values, (x) => Math.sign(x) * Math.log1p(Math.abs(x)));
  const lambda = logs.every((log) => log >= 0)
    ? best(oneSided(logs), -LIMIT, LIMIT)
    : logs.every((log) => log <= 0)
      ? 2 - best(oneSided(logs.map((log) => -log)), 2 - LIMIT, 2 + LIMIT)
      : best(twoSided(logs), -LIMIT, LIMIT);
  const value = (x: number): number => (x < 0 ? -raised(Math.log1p(-x), 2 - lambda) : raised(Math.log1p(x), lambda));
  return keeps(values, value) ? lambda : null;
}

type Likelihood = (lambda: number) => number;

function best(likelihood: Likelihood, low: number, high: number): number {
  const loss = (lambda: number): number => {
    const value = -likelihood(lambda);
    return Number.isNaN(value) ? Infinity : value;
  };
  return Math.round(minimum(loss, low, high) * DECIMALS) / DECIMALS + 0;
}

/** Of powers of numbers whose logarithms are given: divided by the greatest power, which neither overflows nor cancels. */
function oneSided(logs: Float64Array): Likelihood {
  const [least, greatest] = [logs.reduce((a, b) => Math.min(a, b), Infinity), logs.reduce((a, b) => Math.max(a, b), -Infinity)];
  const total = sum(logs);
  const y = new Float64Array(logs.length);
  return (lambda) => {
    const top = lambda > 0 ? greatest : least;
    for (const [i, log] of logs.entries()) y[i] = lambda === 0 ? log : Math.expm1(lambda * (log - top)) / lambda;
    return (lambda - 1) * total - (logs.length / 2) * (logVariance(y) + 2 * lambda * top);
  };
}

/** Of both halves of Yeo and Johnson; divided by the greatest power only where it would overflow. */
function twoSided(logs: Float64Array): Likelihood {
  const [least, greatest] = [logs.reduce((a, b) => Math.min(a, b), 0), logs.reduce((a, b) => Math.max(a, b), 0)];
  const total = sum(logs);
  const y = new Float64Array(logs.length);
  return (lambda) => {
    const steepest = Math.max(lambda * greatest, (lambda - 2) * least);
    const down = steepest > 300 ? steepest : 0;
    for (const [i, log] of logs.entries()) {
      const power = log < 0 ? 2 - lambda : lambda;
      const size = Math.abs(log);
      const scaled = down === 0 ? Math.expm1(power * size) : Math.exp(power * size - down);
      y[i] = Math.sign(log) * (power === 0 ? size * Math.exp(-down) : scaled / power);
    }
    return (lambda - 1) * total - (logs.length / 2) * (logVariance(y) + 2 * down);
  };
}

const sum = (values: Float64Array): number => values.reduce((total, v) => total + v, 0);

function logVariance(values: Float64Array): number {
  const mean = sum(values) / values.length;
  let squares = 0;
  for (const y of values) squares += (y - mean) ** 2;
  return Math.log(squares / values.length);
}

/** At least two values, and nine in ten of them, stay apart. */
function keeps(values: readonly number[], value: (x: number) => number): boolean {
  const [before, after] = [new Set(values).size, new Set(values.map(value)).size];
  return before > 1 && after > 1 && after >= 0.9 * before;
}
