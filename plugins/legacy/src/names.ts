import { compareText } from './python.js';

const EXACT: ReadonlySet<string> = new Set(['id', 'index', 'idx', 'key', 'pk']);
const ENDS = ['id', '_idx', '_key', '_pk'];

/** The original's rule, `malic_acid` included: no separator is asked before a final "id". */
export function isIdName(name: string): boolean {
  const lower = name.toLowerCase();
  return EXACT.has(lower) || lower.startsWith('id_') || ENDS.some((end) => lower.endsWith(end));
}

/** The ID columns of all tables together, sorted. */
export function idColumns(tables: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(tables.flat().filter(isIdName))].sort(compareText);
}

/** The target of a Kaggle folder: the last header of sample_submission.csv that is not an ID name, else the second of two. */
export const targetOf = (submissionHeaders: readonly string[]): string | undefined =>
  submissionHeaders.findLast((name) => !isIdName(name)) ?? (submissionHeaders.length === 2 ? submissionHeaders[1] : undefined);
