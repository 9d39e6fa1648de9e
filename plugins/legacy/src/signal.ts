import { doubles, isNumber, type Column } from './frame.js';
import { samplePositions } from './mt19937.js';
import { moments } from './sums.js';

const SAMPLE_ROWS = 2000;
const SEED = 42;

/** The rows by which features of single columns are judged; null means all of them. */
export const signalSample = (rows: number): Int32Array | null => (rows > SAMPLE_ROWS ? samplePositions(rows, SAMPLE_ROWS, SEED) : null);

/** Why a feature says nothing, in the original's order of tests; null when it may stay. */
export function lacksSignal(feature: Column, sample: Int32Array | null): string | null {
  const column = sample ? take(feature, sample) : feature;
  const note = sample ? ` (judged on the ${sample.length}-row sample)` : '';
  let first: unknown;
  let found = false;
  let varies = false;
  for (const value of column.values) {
    if (value === null || value !== value) continue;
    if (!found) {
      first = value;
      found = true;
    } else if (value !== first) {
      varies = true;
      break;
    }
  }
  if (!found) return `all values null${note}`;
  if (!varies) return `one distinct value${note}`;
  if (column.dtype === 'float64' && isNumber(column) && moments(doubles(column)).std === 0) return `standard deviation 0${note}`;
  return null;
}

function take(column: Column, rows: Int32Array): Column {
  const { values } = column;
  if (Array.isArray(values)) return { ...column, values: Array.from(rows, (row) => values[row] as never) } as Column;
  const picked = values.slice(0, rows.length) as Float64Array;
  for (let i = 0; i < rows.length; i++) picked[i] = values[rows[i]!] as number;
  return { ...column, values: picked } as Column;
}
