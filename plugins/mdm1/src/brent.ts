const GOLD = 1.618034;
const SMALL = 1e-21;
const GROW = 110;
const SECTION = 0.381966;
const LEAST = 1e-11;
const TOLERANCE = 1.48e-8;

type Curve = (x: number) => number;
type Point = readonly [x: number, y: number];

/**
 * Where a curve is least, step for step as `scipy.optimize.brent` looks for it from the bracket (`start`, `end`): on a flat optimum
 * another search ends at another place. Null where scipy finds no bracket and raises.
 */
export function brentMinimum(f: Curve, start: number, end: number): number | null {
  const found = bracket(f, start, end);
  if (!found) return null;
  const [[xa], [xb, fb], [xc]] = found;
  let [a, b] = xa < xc ? [xa, xc] : [xc, xa];
  let [x, w, v] = [xb, xb, xb];
  let [fx, fw, fv] = [fb, fb, fb];
  let before = 0;
  let step = 0;
  for (let i = 0; i < 500; i++) {
    const near = TOLERANCE * Math.abs(x) + LEAST;
    const middle = 0.5 * (a + b);
    if (Math.abs(x - middle) < 2 * near - 0.5 * (b - a)) break;
    let parabola = false;
    if (Math.abs(before) > near) {
      const r = (x - w) * (fx - fv);
      let q = (x - v) * (fx - fw);
      let p = (x - v) * q - (x - w) * r;
      q = 2 * (q - r);
      if (q > 0) p = -p;
      q = Math.abs(q);
      const last = before;
      before = step;
      if (p > q * (a - x) && p < q * (b - x) && Math.abs(p) < Math.abs(0.5 * q * last)) {
        parabola = true;
        step = p / q;
        const u = x + step;
        if (u - a < 2 * near || b - u < 2 * near) step = middle - x >= 0 ? near : -near;
      }
    }
    if (!parabola) {
      before = x >= middle ? a - x : b - x;
      step = SECTION * before;
    }
    const u = Math.abs(step) < near ? (step >= 0 ? x + near : x - near) : x + step;
    const fu = f(u);
    if (fu > fx) {
      if (u < x) a = u;
      else b = u;
      if (fu <= fw || w === x) [v, fv, w, fw] = [w, fw, u, fu];
      else if (fu <= fv || v === x || v === w) [v, fv] = [u, fu];
    } else {
      if (u >= x) a = x;
      else b = x;
      [v, fv, w, fw, x, fx] = [w, fw, x, fx, u, fu];
    }
  }
  return x;
}

/** Three points, the middle one lowest, by walking downhill (`scipy.optimize.bracket`). */
function bracket(f: Curve, start: number, end: number): readonly [Point, Point, Point] | null {
  let [xa, xb] = [start, end];
  let [fa, fb] = [f(xa), f(xb)];
  if (fa < fb) [xa, fa, xb, fb] = [xb, fb, xa, fa];
  let xc = xb + GOLD * (xb - xa);
  let fc = f(xc);
  for (let i = 0; fc < fb; i++) {
    if (i > 1000) return null;
    const r = (xb - xa) * (fb - fc);
    const q = (xb - xc) * (fb - fa);
    const value = q - r;
    let w = xb - ((xb - xc) * q - (xb - xa) * r) / (Math.abs(value) < SMALL ? 2 * SMALL : 2 * value);
    const limit = xb + GROW * (xc - xb);
    let fw: number;
    if ((w - xc) * (xb - w) > 0) {
      fw = f(w);
      if (fw < fc) {
        [xa, fa, xb, fb] = [xb, fb, w, fw];
        break;
      }
      if (fw > fb) {
        [xc, fc] = [w, fw];
        break;
      }
      w = xc + GOLD * (xc - xb);
      fw = f(w);
    } else if ((w - limit) * (limit - xc) >= 0) {
      w = limit;
      fw = f(w);
    } else if ((w - limit) * (xc - w) > 0) {
      fw = f(w);
      if (fw < fc) {
        [xb, fb, xc, fc] = [xc, fc, w, fw];
        w = xc + GOLD * (xc - xb);
        fw = f(w);
      }
    } else {
      w = xc + GOLD * (xc - xb);
      fw = f(w);
    }
    [xa, fa, xb, fb, xc, fc] = [xb, fb, xc, fc, w, fw];
  }
  const lowest = (fb < fc && fb <= fa) || (fb <= fc && fb < fa);
  const ordered = (xa < xb && xb < xc) || (xc < xb && xb < xa);
  if (!lowest || !ordered || ![xa, xb, xc].every(Number.isFinite)) return null;
  return [
    [xa, fa],
    [xb, fb],
    [xc, fc],
  ];
}
