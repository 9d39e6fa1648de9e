import {
  agg,
  cast,
  classes,
  constant,
  fn,
  lookup,
  lookupTable,
  number,
  text,
  when,
  type Column,
  type Expr,
  type Json,
  type Measure,
} from '@mdm/sdk';
import { category } from './counts.js';

/*
 * The target within each category, out of fold. A number (or a boolean, as 0 and 1) is summed. Labels are not known before the
 * training rows are read, so they are a key of the table: rows by category and label.
 */
const outOfFold = { outOfFold: true };

export type Kind = 'number' | 'labels' | 'none';

export function kindOf(target: Column): Kind {
  if (target.semantic === 'numeric') return 'number';
  if (target.semantic === 'boolean') return target.type === 'text' ? 'labels' : 'number';
  return target.semantic === 'categorical' || target.semantic === 'text' ? 'labels' : 'none';
}

/** What to measure; at most `limit` labels, or one more so that too many can be told. */
export function outcomeTables(c: Column, target: Column, limit: number): Record<string, Measure> {
  const x = category(c);
  const kind = kindOf(target);
  if (kind === 'none') return {};
  if (kind === 'number') {
    const y = number(target);
    const columns = { known: agg.count(y), sum: agg.sum(y) };
    return { byCategory: lookupTable([x], columns, outOfFold), all: lookupTable([], columns, outOfFold) };
  }
  const y = text(target);
  return {
    labels: classes(y, limit + 1),
    byCategory: lookupTable([x], { known: agg.count(y) }, outOfFold),
    all: lookupTable([], { known: agg.count(y) }, outOfFold),
    byLabel: lookupTable([x, y], { rows: agg.rows() }, outOfFold),
    allByLabel: lookupTable([y], { rows: agg.rows() }, outOfFold),
  };
}

/** One thing to predict: the sum (or the rows) of it within the category and among all rows. */
export interface Outcome {
  /** The label, when the target is one of several. */
  readonly label: string | null;
  readonly hits: Expr<'double'>;
  readonly allHits: Expr<'double'>;
}

/** Rows with a known target, within the category and among all; missing for a category that is missing or never seen outside the fold. */
export const knownIn = (c: Column): Expr<'double'> => cast(lookup('byCategory', [category(c)], 'known', 'int64'), 'double');
export const knownInAll = (): Expr<'double'> => cast(lookup('all', [], 'known', 'int64'), 'double');

const orZero = (rows: Expr<'int64'>): Expr<'double'> => when<'double'>([[fn.isMissing(rows), constant(0)]], cast(rows, 'double'));

/** A number gives one outcome, two labels one (the second, in rising order), more give one each; too few or too many give none. */
export function outcomesOf(c: Column, target: Column, measured: Json | undefined, limit: number): Outcome[] {
  const x = category(c);
  const kind = kindOf(target);
  if (kind === 'none') return [];
  if (kind === 'number') {
    return [{ label: null, hits: lookup('byCategory', [x], 'sum', 'double'), allHits: lookup('all', [], 'sum', 'double') }];
  }
  const labels = Array.isArray(measured) ? (measured as readonly string[]) : [];
  if (labels.length < 2 || labels.length > limit) return [];
  return (labels.length === 2 ? labels.slice(1) : labels).map((label) => ({
    label,
    hits: orZero(lookup('byLabel', [x, constant(label)], 'rows', 'int64')),
    allHits: orZero(lookup('allByLabel', [constant(label)], 'rows', 'int64')),
  }));
}

/** The parameter `missing` of the transformers that read the target. */
export const MISSING = ['prior', 'missing'] as const;
