import { countDistinct, doubles, isNumber, type Column, type Frame, type NumberColumn } from './frame.js';

const MOST_PAIRS = 20;
const LEAST_CORRELATION = 0.1;
const MOST_CORRELATION = 0.95;
const EXACT = 2 ** 53;

export interface Pair {
  readonly a: string;
  readonly b: string;
  readonly correlation: number;
}

export interface Interactions {
  readonly features: readonly Column[];
  readonly pairs: readonly Pair[];
}

/** Sums, differences, products and quotients of the 20 most correlated pairs of numeric columns. */
export function interactionFeatures(frame: Frame, reserved: ReadonlySet<string>): Interactions {
  const numeric = frame.columns.filter(isNumber).filter((column) => {
    if (reserved.has(column.name)) return false;
    const distinct = countDistinct(column);
    return distinct > 2 && distinct / frame.rows > 0.01;
  });
  const numbers = numeric.map(doubles);
  const found: { readonly i: number; readonly j: number; readonly r: number }[] = [];
  for (let i = 0; i < numeric.length; i++)
    for (let j = i + 1; j < numeric.length; j++) {
      const r = Math.abs(correlation(numbers[j]!, numbers[i]!));
      if (r >= LEAST_CORRELATION && r < MOST_CORRELATION) found.push({ i, j, r });
    }
  const chosen = found.sort((p, q) => q.r - p.r).slice(0, MOST_PAIRS);
  return {
    pairs: chosen.map(({ i, j, r }) => ({ a: numeric[i]!.name, b: numeric[j]!.name, correlation: r })),
    features: chosen.flatMap(({ i, j }) => combine(numeric[i]!, numeric[j]!, numbers[i]!, numbers[j]!)),
  };
}

/** Pearson's r over the rows where both are finite, updated row by row in the order of operations of pandas' `corr`. */
function correlation(x: Float64Array, y: Float64Array): number {
  let [n, meanX, meanY, varX, varY, covariance] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [vx, vy] = [x[i]!, y[i]!];
    if (!Number.isFinite(vx) || !Number.isFinite(vy)) continue;
    n++;
    const [dx, dy] = [vx - meanX, vy - meanY];
    meanX += (1 / n) * dx;
    meanY += (1 / n) * dy;
    varX += (vx - meanX) * dx;
    varY += (vy - meanY) * dy;
    covariance += (vx - meanX) * dy;
  }
  const divisor = Math.sqrt(varX * varY);
  return divisor === 0 ? NaN : Math.min(Math.max(covariance / divisor, -1), 1);
}

function combine(a: NumberColumn, b: NumberColumn, x: Float64Array, y: Float64Array): readonly Column[] {
  const name = (verb: string): string => `${a.name}_${verb}_${b.name}`;
  const whole = a.dtype !== 'float64' && b.dtype !== 'float64';
  const result = (verb: string, f: (p: number, q: number) => number, exact: (p: bigint, q: bigint) => bigint): Column => {
    const values = x.map((value, i) => f(value, y[i]!));
    if (!whole) return { name: name(verb), dtype: 'float64', values };
    const fits =
      !(a.values instanceof BigInt64Array || b.values instanceof BigInt64Array) && values.every((value) => Math.abs(value) <= EXACT);
    return { name: name(verb), dtype: 'int64', values: fits ? values : wrapped(a, b, exact) };
  };
  return [
    result(
      'plus',
      (p, q) => p + q,
      (p, q) => p + q,
    ),
    result(
      'minus',
      (p, q) => p - q,
      (p, q) => p - q,
    ),
    result(
      'times',
      (p, q) => p * q,
      (p, q) => p * q,
    ),
    { name: name('div'), dtype: 'float64', values: x.map((value, i) => (y[i] === 0 ? 0 : value / y[i]!)) },
  ];
}

/** In 64 bits, wrapping around as numpy does (a BigInt64Array keeps the low 64 bits of what it is given). */
function wrapped(a: NumberColumn, b: NumberColumn, exact: (p: bigint, q: bigint) => bigint): BigInt64Array {
  const values = new BigInt64Array(a.values.length);
  for (let i = 0; i < values.length; i++) values[i] = exact(BigInt(a.values[i]!), BigInt(b.values[i]!));
  return values;
}
