import type { Database } from '../../engine/duckdb/driver.js';
import type { Scan, ScanColumn } from '../../engine/duckdb/introspect.js';
import type { ProblemType } from '../record.js';

export interface TargetFacts {
  readonly name: string;
  readonly type: ScanColumn['type'];
  readonly known: number;
  readonly distinct: number;
  /** Of numbers: every known value is whole. */
  readonly whole: boolean;
}

export interface Guess {
  readonly type?: ProblemType;
  /** Why, in words. */
  readonly why: string;
}

/** Up to as many classes a column of whole numbers or of text has. */
const CLASSES = 20;
const MEASURED =
  /^(price|cost|amount|value|score|rating|count|quantity|qty|sales|revenue|profit|temperature|weight|height|age|salary|income|fare|duration|distance|total)$/i;

/** What is measured of a target. */
export async function targetFacts(db: Database, scan: Scan, name: string): Promise<TargetFacts> {
  const { type, value } = scan.columns.find((column) => column.name === name)!;
  const whole = type === 'double' ? `count(*) FILTER (WHERE ${value} IS NOT NULL AND ${value} <> trunc(${value}))` : '0';
  const [row = []] = await db.rows(`SELECT count(${value}), count(DISTINCT ${value}), ${whole} FROM ${scan.from}`);
  return { name, type, known: Number(row[0]), distinct: Number(row[1]), whole: Number(row[2]) === 0 };
}

/**
 * The kind of problem by the target's values. One value: none. Two values: binary. Numbers with fractions, or more than 20 whole ones: regression. Up to 20
 * whole numbers, or texts that repeat: classes, unless the name is that of a measure or most values differ.
 */
export function problemType({ name, type, known, distinct, whole }: TargetFacts): Guess {
  if (known === 0) return { why: 'the target has no values' };
  if (type === 'timestamp') return { why: 'the target holds dates' };
  if (distinct === 1) return { why: 'the target has one value' };
  if (type === 'boolean' || distinct === 2) return { type: 'binary_classification', why: 'the target has two values' };
  if (type === 'text') {
    if (distinct <= CLASSES || distinct * 10 <= known)
      return { type: 'multiclass_classification', why: `the target has ${distinct} classes` };
    return { why: `the target has ${distinct} different texts` };
  }
  if (!whole) return { type: 'regression', why: 'the target holds numbers with fractions' };
  if (distinct > CLASSES) return { type: 'regression', why: `the target has ${distinct} different numbers` };
  const measured = name.split(/[^\p{L}\p{Nd}]+|(?<=\p{Ll})(?=\p{Lu})/u).some((word) => MEASURED.test(word));
  if (measured) return { type: 'regression', why: 'the target is called like a measure' };
  if (distinct * 2 > known && known >= 5) return { type: 'regression', why: 'most values of the target differ' };
  return { type: 'multiclass_classification', why: `the target has ${distinct} classes` };
}
