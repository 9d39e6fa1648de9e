import { missing, type Column } from '../src/frame.js';
import type { Frame } from '../src/index.js';

export interface Comparison {
  readonly features: number;
  readonly equal: number;
  /** One line per feature that differs. */
  readonly deviating: readonly string[];
}

/** Names, order, dtypes and missing values exactly; numbers within the tolerance. */
export function compareFrames(expected: Frame, actual: Frame, originals: number, boxcox: number): Comparison {
  const deviating: string[] = [];
  const names = expected.columns.map(({ name }) => name);
  const found = actual.columns.map(({ name }) => name);
  const byName = new Map(actual.columns.map((column) => [column.name, column]));
  if (actual.rows !== expected.rows) deviating.push(`rows: ${actual.rows}, not ${expected.rows}`);
  for (const name of found) if (!names.includes(name)) deviating.push(`${name}: not in the original`);
  const common = found.filter((name) => names.includes(name));
  if (deviating.length === 0 && common.join('\n') !== names.filter((name) => byName.has(name)).join('\n'))
    deviating.push('the order differs');
  const checked = expected.columns.slice(originals);
  let equal = 0;
  for (const column of expected.columns) {
    const other = byName.get(column.name);
    // What was there before is read to the last bit.
    const relative = !checked.includes(column) ? 0 : column.name.endsWith('_boxcox') ? boxcox : 1e-9;
    const reason = other ? differs(column, other, relative) : 'absent';
    if (reason) deviating.push(`${column.name}: ${reason}`);
    else if (checked.includes(column)) equal++;
  }
  return { features: checked.length, equal, deviating };
}

function differs(expected: Column, actual: Column, relative: number): string | null {
  if (expected.dtype !== actual.dtype) return `${actual.dtype}, not ${expected.dtype}`;
  const [gone, lost] = [missing(expected), missing(actual)];
  let worst = 0;
  let where = -1;
  for (let i = 0; i < expected.values.length; i++) {
    if ((gone?.[i] ?? 0) !== (lost?.[i] ?? 0)) return `row ${i}: ${actual.values[i]}, not ${expected.values[i]}`;
    const [a, b] = [expected.values[i], actual.values[i]];
    if (gone?.[i] || a === b) continue;
    if (expected.dtype !== 'float64') return `row ${i}: ${b}, not ${a}`;
    const [x, y] = [Number(a), Number(b)];
    const off = Math.abs(x - y);
    if (relative > 0 && (off <= 1e-12 || off <= relative * Math.abs(x))) continue;
    if (!(off / Math.abs(x) <= worst)) [worst, where] = [off / Math.abs(x), i];
  }
  return where < 0 ? null : `off by ${worst} at row ${where}: ${actual.values[where]}, not ${expected.values[where]}`;
}
