import type { Column } from '@mdm/sdk';

/** A measured number; null when nothing was known or the result is not finite. */
export const known = (value: number | null | undefined): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

type Numbers = readonly (number | null)[];

/** Measured numbers; null unless all of them are known. */
export function allKnown(values: Numbers | undefined): readonly number[] | null {
  const numbers = values?.map(known) ?? [null];
  return numbers.every((n) => n !== null) ? numbers : null;
}

/** The known numbers of one expression of a sample. */
export const sampled = (measured: readonly Numbers[] | undefined, position = 0): number[] =>
  (measured?.[position] ?? []).map(known).filter((n) => n !== null);

/** A fitted number for a person: up to six significant digits. */
export const show = (value: number): string => String(Number(value.toPrecision(6)));

/** The columns with most distinct values, at most `limit`, ties and result in the order of the table. */
export function mostDistinct(columns: readonly Column[], limit: number): readonly Column[] {
  const best = new Set([...columns].sort((a, b) => b.stats.distinct - a.stats.distinct).slice(0, limit));
  return columns.filter((c) => best.has(c));
}
