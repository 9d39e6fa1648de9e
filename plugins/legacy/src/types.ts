import { countDistinct, isNumber, sliceRows, type Column, type Frame } from './frame.js';
import type { LegacyType, LegacyTypes } from './generate.js';

const MOST_CATEGORIES = 20;
const SAMPLE_ROWS = 10_000;
const TRAIN_ROWS = 1000;

export type ForcedType = 'categorical' | 'datetime' | 'numeric' | 'text';

export interface NamedFrame {
  readonly name: string;
  readonly frame: Frame;
}

export interface TypeOptions {
  readonly ids: readonly string[];
  readonly target?: string | undefined;
  /** Types asked for, by column; they do not count in a table named train. */
  readonly forced?: ReadonlyMap<string, ForcedType>;
}

/** One type per column for all tables together: what a later table says overwrites what an earlier one said. */
export function detectTypes(tables: readonly NamedFrame[], { ids, target, forced }: TypeOptions): LegacyTypes {
  const types = new Map<string, LegacyType>();
  for (const { name: table, frame } of tables) {
    const sample = sliceRows(frame, 0, SAMPLE_ROWS);
    const profiled = table === 'train' ? sliceRows(frame, 0, TRAIN_ROWS) : sample;
    for (const [i, column] of sample.columns.entries()) {
      const asked = table === 'train' ? undefined : forced?.get(column.name);
      types.set(column.name, typeOf(column, asked ?? profile(profiled.columns[i]!), ids, target));
    }
  }
  return types;
}

function typeOf(column: Column, profiled: ForcedType, ids: readonly string[], target: string | undefined): LegacyType {
  if (ids.includes(column.name)) return 'id';
  if (column.name === target) return 'target';
  if (profiled !== 'text') return profiled;
  const distinct = countDistinct(column, MOST_CATEGORIES);
  return distinct > 0 && distinct <= MOST_CATEGORIES ? 'categorical' : 'text';
}

/** What ydata-profiling took a column for: Numeric, DateTime and Text; Boolean and Unsupported became categories. */
function profile(column: Column): ForcedType {
  if (column.dtype === 'bool') return 'categorical';
  if (isNumber(column))
    return column.dtype === 'float64' && (column.values as Float64Array).every((value) => value !== value) ? 'categorical' : 'numeric';
  if (column.dtype === 'datetime') return 'datetime';
  const present = column.values.filter((value) => value !== null);
  return present.length > 0 && present.every((value) => typeof value === 'string') ? 'text' : 'categorical';
}
