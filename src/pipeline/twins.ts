/** A feature's values with what comparing needs. */
export interface Values {
  readonly name: string;
  readonly values: Float64Array;
  /** Equal for features that are missing in the same rows. */
  readonly pattern: number;
  /** Mean 0 and length 1; null where there is no order (text) or no spread. */
  readonly standard: Float64Array | null;
}

const LOOKS = 8;

/** Drops what is equal to an earlier feature, or goes up and down with it. */
export function dropTwins(all: readonly Values[], threshold: number, dropped: Map<string, string>): void {
  const groups = new Map<string, Values[]>();
  for (const v of all) {
    const key = `${v.pattern}:${v.standard === null}`;
    const group = groups.get(key) ?? [];
    group.push(v);
    groups.set(key, group);
  }
  for (const group of groups.values()) {
    const near = group[0]!.standard ? neighbours(group, threshold) : (i: number) => Array.from({ length: i }, (_, k) => k);
    group.forEach((v, i) => {
      for (const k of near(i)) {
        const earlier = group[k]!;
        if (dropped.has(earlier.name)) continue;
        const like = likeness(earlier, v, threshold);
        if (like === undefined) continue;
        dropped.set(v.name, like === 'equal' ? `duplicate of ${earlier.name}` : `|r| = ${like} with ${earlier.name}`);
        break;
      }
    });
  }
}

/**
 * The earlier features that could be like a feature, in order. With |r| at least the threshold, a and b (or a and -b) are within a
 * distance of each other, and so are their shadows in any direction. Sorted by one shadow, few pairs are left to look at.
 */
function neighbours(group: readonly Values[], threshold: number): (i: number) => number[] {
  const reach = Math.sqrt(Math.max(0, 2 * (1 - Math.min(1, threshold)))) + 1e-6;
  const shadows = group.map(({ standard }) => shadow(standard!));
  const sorted = group.map((_, i) => i).sort((a, b) => Math.abs(shadows[a]![0]!) - Math.abs(shadows[b]![0]!) || a - b);
  const place = new Int32Array(group.length);
  sorted.forEach((i, at) => (place[i] = at));
  const close = (a: Float64Array, b: Float64Array, sign: number): boolean => {
    for (let k = 0; k < LOOKS; k++) if (Math.abs(a[k]! - sign * b[k]!) > reach) return false;
    return true;
  };
  return (i) => {
    const found: number[] = [];
    const own = shadows[i]!;
    const size = Math.abs(own[0]!);
    for (const step of [-1, 1]) {
      for (let at = place[i]! + step; at >= 0 && at < sorted.length; at += step) {
        const k = sorted[at]!;
        const other = shadows[k]!;
        if (Math.abs(Math.abs(other[0]!) - size) > reach) break;
        if (k < i && (close(own, other, 1) || close(own, other, -1))) found.push(k);
      }
    }
    return found.sort((a, b) => a - b);
  };
}

/** Lengths along fixed directions of plus and minus one, each of length 1. */
function shadow(values: Float64Array): Float64Array {
  const sums = new Float64Array(LOOKS);
  let bits = 0x9e3779b9;
  for (const x of values) {
    bits ^= bits << 13;
    bits ^= bits >>> 17;
    bits ^= bits << 5;
    for (let k = 0; k < LOOKS; k++) sums[k]! += (bits >>> (k * 3)) & 1 ? x : -x;
  }
  const unit = 1 / Math.sqrt(values.length);
  return sums.map((sum) => sum * unit);
}

function likeness(a: Values, b: Values, threshold: number): string | undefined {
  if (!a.standard || !b.standard || threshold > 1) return equal(a.values, b.values) ? 'equal' : undefined;
  let r = 0;
  for (let i = 0; i < a.standard.length; i++) r += a.standard[i]! * b.standard[i]!;
  if (Math.abs(r) < threshold) return undefined;
  return equal(a.values, b.values) ? 'equal' : Math.abs(r) > 0.999999 ? '1.000000' : Math.abs(r).toFixed(6);
}

const equal = (a: Float64Array, b: Float64Array): boolean => a.every((x, i) => x === b[i] || (Number.isNaN(x) && Number.isNaN(b[i]!)));
