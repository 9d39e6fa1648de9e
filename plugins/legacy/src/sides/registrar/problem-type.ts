import { countDistinct, isNumber, sliceRows, type Column, type Frame } from '../../frame.js';

export const PROBLEM_TYPES = ['binary_classification', 'multiclass_classification', 'regression', 'time_series', 'clustering'] as const;
export type ProblemType = (typeof PROBLEM_TYPES)[number];

/** Found anywhere in the name, so that `image`, `stage` and `percentage` count as ages. */
const AMOUNTS = [
  'price',
  'cost',
  'amount',
  'value',
  'score',
  'rating',
  'count',
  'quantity',
  'sales',
  'revenue',
  'profit',
  'temperature',
  'weight',
  'height',
  'age',
  'salary',
];
const KINDS = ['class', 'category', 'type', 'label', 'target', 'is_', 'has_', 'flag', 'binary', 'status'];
const LOOKED_AT = 1000;
const TEXTS = 100;
const MOST_CLASSES = 20;

/** What is predicted, by the name of the target and its first 1,000 values; null: it cannot be told. */
export function problemTypeOf(frame: Frame, target: string): ProblemType | null {
  const name = target.toLowerCase();
  if (AMOUNTS.some((word) => name.includes(word))) return 'regression';
  const column = sliceRows(frame, 0, LOOKED_AT).columns.find((one) => one.name === target);
  const found = column && byValues(column);
  if (found !== undefined) return found;
  return KINDS.some((word) => name.includes(word)) ? 'multiclass_classification' : null;
}

/** Undefined: the name decides. */
function byValues(column: Column): ProblemType | null | undefined {
  const distinct = countDistinct(column);
  if (distinct === 0) return undefined;
  if (distinct === 2) return 'binary_classification';
  if (distinct < MOST_CLASSES && distinct < column.values.length / 10) return 'multiclass_classification';
  if (isNumber(column)) {
    const known = Array.from(column.values as ArrayLike<number | bigint>).filter((value) => value === value);
    if (known.every((value) => Number(value) === 0 || Number(value) === 1)) return 'binary_classification';
    return known.every((value) => Number.isInteger(Number(value))) && distinct <= MOST_CLASSES ? 'multiclass_classification' : 'regression';
  }
  const first = Array.from(column.values as ArrayLike<unknown>)
    .filter((value) => value !== null && value === value)
    .slice(0, TEXTS);
  const worded =
    column.dtype === 'bool' || (column.dtype === 'object' && first.every((value) => ['string', 'boolean'].includes(typeof value)));
  if (worded) return distinct <= MOST_CLASSES ? 'multiclass_classification' : null;
  return undefined;
}
