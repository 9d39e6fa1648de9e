/** The plugin contract this host speaks; a plugin names the range it was written for in `mdm.api`. */
export const API_VERSION = '1.0.0';

type Version = readonly [number, number, number];

const COMPARATOR = /^(\^|~|>=|<=|>|<|=)?v?(\d+|[x*])(?:\.(\d+|[x*]))?(?:\.(\d+|[x*]))?$/i;

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** The first version outside what `depth` named parts allow: 1.2 -> 1.3.0. */
function after(v: Version, depth: number): Version {
  if (depth <= 1) return [v[0] + 1, 0, 0];
  return depth === 2 ? [v[0], v[1] + 1, 0] : [v[0], v[1], v[2] + 1];
}

/** `^`: the first version that may break: the next change of the leftmost part that is not 0. */
function breaking(v: Version, depth: number): Version {
  if (v[0] > 0 || depth === 1) return after(v, 1);
  return v[1] > 0 || depth === 2 ? after(v, 2) : after(v, 3);
}

/** Undefined: not a comparator. */
function fits(version: Version, comparator: string): boolean | undefined {
  const match = COMPARATOR.exec(comparator);
  if (!match) return undefined;
  const parts = match.slice(2).filter((part): part is string => part !== undefined);
  const open = parts.findIndex((part) => /[x*]/i.test(part));
  const depth = open === -1 ? parts.length : open;
  if (depth === 0) return true;
  const at = (k: number) => (k < depth ? Number(parts[k]) : 0);
  const low: Version = [at(0), at(1), at(2)];
  const from = compare(version, low) >= 0;
  const inside = compare(version, after(low, depth)) < 0;
  switch (match[1]) {
    case '^':
      return from && compare(version, breaking(low, depth)) < 0;
    case '~':
      return from && compare(version, after(low, Math.min(depth, 2))) < 0;
    case '>=':
      return from;
    case '<':
      return !from;
    case '>':
      return !inside && from;
    case '<=':
      return inside || !from;
    default:
      return from && inside;
  }
}

/** Whether a version is in a range as npm writes them (`^1`, `~1.2`, `>=1.1 <3`, `1.x || 2`); undefined when the range cannot be read. */
export function satisfies(version: string, range: string): boolean | undefined {
  const numbers = version.split('.').map(Number);
  const v: Version = [numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 0];
  let found = false;
  for (const alternative of range.split('||')) {
    const answers = alternative
      .trim()
      .replace(/([<>=^~])\s+/g, '$1')
      .split(/\s+/)
      .map((comparator) => fits(v, comparator));
    if (answers.includes(undefined)) return undefined;
    found ||= !answers.includes(false);
  }
  return found;
}
