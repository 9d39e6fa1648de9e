const GOLDEN = (3 - Math.sqrt(5)) / 2;
const PRECISION = Math.sqrt(Number.EPSILON);

/**
 * Where a function is least between two ends, to about `tolerance`: golden sections, and parabolas where they fit.
 * Source: Brent (1973), "Algorithms for Minimization without Derivatives", chapter 5 (localmin). The ends themselves are tried last.
 */
export function minimum(f: (x: number) => number, low: number, high: number, tolerance = 1e-9): number {
  let [a, b] = [low, high];
  let x = a + GOLDEN * (b - a);
  let [w, v] = [x, x];
  let fx = f(x);
  let [fw, fv] = [fx, fx];
  let step = 0;
  let before = 0;
  for (let i = 0; i < 100; i++) {
    const middle = (a + b) / 2;
    const near = PRECISION * Math.abs(x) + tolerance / 3;
    if (Math.abs(x - middle) <= 2 * near - (b - a) / 2) break;
    let r = (x - w) * (fx - fv);
    let q = (x - v) * (fx - fw);
    let p = (x - v) * q - (x - w) * r;
    q = 2 * (q - r);
    if (q > 0) p = -p;
    else q = -q;
    r = before;
    before = step;
    if (Math.abs(before) > 0 && Math.abs(p) < Math.abs((q * r) / 2) && p > q * (a - x) && p < q * (b - x)) {
      step = p / q;
      const next = x + step;
      if (next - a < 2 * near || b - next < 2 * near) step = x < middle ? near : -near;
    } else {
      before = x < middle ? b - x : a - x;
      step = GOLDEN * before;
    }
    const u = x + (Math.abs(step) >= near ? step : step > 0 ? near : -near);
    const fu = f(u);
    if (fu <= fx) {
      if (u < x) b = x;
      else a = x;
      [v, fv, w, fw, x, fx] = [w, fw, x, fx, u, fu];
    } else {
      if (u < x) a = u;
      else b = u;
      if (fu <= fw || w === x) [v, fv, w, fw] = [w, fw, u, fu];
      else if (fu <= fv || v === x || v === w) [v, fv] = [u, fu];
    }
  }
  for (const end of [low, high]) {
    const fEnd = f(end);
    if (fEnd < fx) [x, fx] = [end, fEnd];
  }
  return x;
}
