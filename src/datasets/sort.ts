import { MdmError, nearest } from '../errors.js';
import type { DatasetFacts } from './facts.js';

export const SORT_FIELDS = ['name', 'registered_at', 'size_mb', 'row_count', 'last_updated_at'] as const;
export type SortField = (typeof SORT_FIELDS)[number];

const ALIASES: Readonly<Record<string, SortField>> = {
  registration_date: 'registered_at',
  registered: 'registered_at',
  size: 'size_mb',
  rows: 'row_count',
  updated: 'last_updated_at',
  updated_at: 'last_updated_at',
};

export function sortField(name: string): SortField {
  const lower = name.toLowerCase();
  const field = SORT_FIELDS.find((one) => one === lower) ?? (Object.hasOwn(ALIASES, lower) ? ALIASES[lower] : undefined);
  if (field) return field;
  const near = nearest(lower, SORT_FIELDS);
  throw new MdmError(
    'usage',
    `Datasets are not sorted by ${JSON.stringify(name)}.`,
    `${near ? `Did you mean ${near}? ` : ''}They are by ${SORT_FIELDS.join(', ')} (also registration_date, size, rows).`,
  );
}

/** Ascending, or with `reverse` descending; what is unknown comes last either way, and equals are in the order of their names. */
export function sortBy<T extends { readonly facts: DatasetFacts }>(items: readonly T[], field: SortField, reverse = false): T[] {
  const sign = reverse ? -1 : 1;
  return [...items].sort((a, b) => {
    const byName = compare(a.facts.name, b.facts.name);
    if (field === 'name') return sign * byName;
    const [x, y] = [a.facts[field], b.facts[field]];
    if (x === undefined || y === undefined) return x === y ? byName : x === undefined ? 1 : -1;
    return sign * (x - y) || byName;
  });
}

const compare = (a: string, b: string): number => {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  return x < y ? -1 : x > y ? 1 : 0;
};
