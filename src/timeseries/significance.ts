const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012,
  9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

/** Logarithm of the gamma function of a positive number. */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  const sum = LANCZOS.reduce((total, c, i) => total + c / (z + i + 1), 0.99999999999980993);
  const t = z + LANCZOS.length - 0.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

const TINY = 1e-300;

/** The continued fraction of the incomplete beta function, by Lentz's method. */
function fraction(x: number, a: number, b: number): number {
  const safe = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / safe(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / safe(1 + even * d);
    c = safe(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / safe(1 + odd * d);
    c = safe(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return h;
}

/** The regularised incomplete beta function. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2) ? (front * fraction(x, a, b)) / a : 1 - (front * fraction(1 - x, b, a)) / b;
}

/** How likely a correlation at least as strong as `r` is among `n` unrelated pairs: the p value of the slope of a regression. */
export function correlationP(r: number, n: number): number | null {
  if (n < 3 || !Number.isFinite(r)) return null;
  const freedom = n - 2;
  const rest = 1 - Math.min(1, r * r);
  if (rest === 0) return 0;
  const t2 = (r * r * freedom) / rest;
  return incompleteBeta(freedom / (freedom + t2), freedom / 2, 0.5);
}

/** How likely groups differ at least as much by chance: `share` of the variation is between the `groups` of `n` values. */
export function groupsP(share: number, n: number, groups: number): number | null {
  if (groups < 2 || n <= groups || !Number.isFinite(share)) return null;
  if (share >= 1) return 0;
  const f = share / (groups - 1) / ((1 - share) / (n - groups));
  const between = groups - 1;
  const within = n - groups;
  return incompleteBeta(within / (within + between * f), within / 2, between / 2);
}
