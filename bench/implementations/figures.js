/** Median with the interval of order statistics that holds the true one in at least 95 of 100 cases; of fewer than six values, all of them. */
export function interval(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const n = sorted.length;
  const middle = (n - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  const cut = cutOf(n);
  return { median, low: sorted[cut], high: sorted[n - 1 - cut] };
}

/** How many values may be left out at each end. */
function cutOf(n) {
  let below = 0;
  let term = 0.5 ** n;
  for (let k = 0; k < n / 2; k++) {
    below += term;
    if (below > 0.025) return Math.max(0, k - 1);
    term = (term * (n - k)) / (k + 1);
  }
  return 0;
}

/** Seconds may grow by five percent, peak memory by two, which is noise. */
export const GATES = { time: 1.05, peak: 1.02 };

/**
 * What came of a case: `rounds` are pairs of runs, one of each side. A case is beyond the gate only when the whole interval of the
 * quotient is.
 */
export function judged(rounds) {
  const of = (side, key) => rounds.map((round) => round[side][key]);
  const quotient = (key) => interval(rounds.map((round) => round.new[key] / round.old[key]));
  const [time, peak] = [quotient('wall'), quotient('peak')];
  const beyond = [...(time.low > GATES.time ? ['time'] : []), ...(peak.low > GATES.peak ? ['memory'] : [])];
  return {
    runs: rounds.length,
    old: interval(of('old', 'wall')),
    new: interval(of('new', 'wall')),
    ratio: time,
    peakOld: interval(of('old', 'peak')).median,
    peakNew: interval(of('new', 'peak')).median,
    peakRatio: peak,
    beyond,
  };
}
