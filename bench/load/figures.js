/** Less than one operation of a thousand may fail; memory that grows by more than two percent in the second half of a run is no noise. */
export const LIMITS = { errors: 0.001, rise: 0.02 };
/** A shorter run is over before memory is what it stays. */
export const LEAST_MINUTES = 10;

export const middle = (values) => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;

/** The straight line of least squares through values: by what share of their mean it rises from the first to the last, and the least share that is likely. */
export function trend(values) {
  const n = values.length;
  const mean = (of) => of.reduce((sum, one) => sum + one, 0) / n;
  const [x, y] = [(n - 1) / 2, mean(values)];
  const spread = values.reduce((sum, _, i) => sum + (i - x) ** 2, 0);
  const slope = values.reduce((sum, value, i) => sum + (i - x) * (value - y), 0) / spread;
  const rest = values.reduce((sum, value, i) => sum + (value - y - slope * (i - x)) ** 2, 0);
  const error = Math.sqrt(rest / (n - 2) / spread);
  const share = (one) => (one * (n - 1)) / y;
  return { rise: share(slope), least: share(slope - 2 * error) };
}

/** What a run came to: `periods` have its operations, errors, resident bytes and those held after a collection, the first first. */
export function judged(periods, minutes) {
  const sum = (key) => periods.reduce((all, one) => all + one[key], 0);
  const [operations, errors] = [sum('operations'), sum('errors')];
  const second = (key) =>
    minutes < LEAST_MINUTES ? undefined : trend(periods.slice(Math.floor(periods.length / 2)).map((one) => one[key]));
  const [memory, resident] = [second('held'), second('bytes')];
  const wrong = [
    ...(operations === 0 || errors / operations >= LIMITS.errors ? ['errors'] : []),
    ...(memory && memory.rise > LIMITS.rise && memory.least > 0 ? ['memory'] : []),
  ];
  return { operations, errors, memory, resident, wrong };
}
