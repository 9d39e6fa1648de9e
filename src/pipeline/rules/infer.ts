import type { Database } from '../../engine/duckdb/driver.js';
import type { InputType } from '../../engine/duckdb/introspect.js';
import { chunks } from '../sample.js';
import { decimalSql, tooLarge } from './decimals.js';

/** A column of texts as pandas' `read_csv` types it. */
export interface Inferred {
  readonly type: InputType;
  readonly known: number;
  /** Of the texts: SQL of the value. */
  readonly value: (ref: string) => string;
  /** Texts that mean an infinite number. */
  readonly infinite: number;
}

const BATCH = 100;
const LOOKED = 1_000;

const WHOLE = String.raw`[ \t]*[+-]?\d+[ \t]*`;
const NUMBER = String.raw`[ \t]*[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,17})?|(?i:inf(?:inity)?))[ \t]*`;
const match = (ref: string, pattern: string): string => `regexp_full_match(${ref}, '${pattern}')`;
const whole = (ref: string): string => match(ref, WHOLE);
const integer = (ref: string): string => `TRY_CAST(trim(${ref}, ' ' || chr(9)) AS BIGINT)`;

interface Facts {
  readonly known: number;
  readonly whole: number;
  readonly small: number;
  readonly number: number;
  readonly boolean: number;
  readonly infinite: number;
}

/** Types of columns of texts: whole numbers only where none is missing and all have 64 bits, else doubles, else text. */
export async function inferTypes(
  db: Database,
  from: string,
  rows: number,
  refs: readonly string[],
  decimals: 'nearest' | 'scaled',
): Promise<readonly Inferred[]> {
  const inferred: Inferred[] = [];
  for (const part of chunks(refs, BATCH)) {
    const first = await measure(db, `(SELECT * FROM ${from} LIMIT ${LOOKED})`, part, () => true);
    // What the first rows rule out need not be asked of all.
    const all = await measure(db, from, part, (i, kind) => first[i]![kind] === first[i]!.known);
    inferred.push(...all.map((facts) => typeOf(facts, rows, decimals)));
  }
  return inferred;
}

async function measure(
  db: Database,
  from: string,
  refs: readonly string[],
  open: (i: number, kind: 'whole' | 'number' | 'boolean') => boolean,
): Promise<readonly Facts[]> {
  const where = (asked: boolean, test: string): string => (asked ? `count(*) FILTER (WHERE ${test})` : '0');
  const questions = refs.flatMap((ref, i) => [
    `count(${ref})`,
    where(open(i, 'whole'), whole(ref)),
    where(open(i, 'whole'), `${whole(ref)} AND ${integer(ref)} IS NOT NULL`),
    // A column with a number too large for a double is text to pandas.
    where(open(i, 'number'), `${match(ref, NUMBER)} AND NOT ${tooLarge(ref)}`),
    where(open(i, 'boolean'), `${ref} IN ('True', 'TRUE', 'true', 'False', 'FALSE', 'false')`),
    where(open(i, 'number'), `${match(ref, NUMBER)} AND contains(lower(${ref}), 'inf')`),
  ]);
  const [row = []] = await db.rows(`SELECT ${questions.join(', ')} FROM ${from}`);
  return refs.map((_, i) => {
    const [known, wholes, small, number, boolean, infinite] = row.slice(6 * i, 6 * i + 6).map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return { known, whole: wholes, small, number, boolean, infinite };
  });
}

function typeOf({ known, whole: wholes, small, number, boolean, infinite }: Facts, rows: number, decimals: 'nearest' | 'scaled'): Inferred {
  const text = { type: 'text', known, value: (ref: string) => ref, infinite: 0 } as const;
  if (known === 0) return { ...text, type: 'double', value: () => 'CAST(NULL AS DOUBLE)' };
  if (wholes === rows) return small === rows ? { ...text, type: 'int64', value: integer } : text;
  if (boolean === known) return { ...text, type: 'boolean', value: (ref) => `lower(${ref}) = 'true'` };
  if (number === known) return { type: 'double', known, value: (ref) => decimalSql(ref, decimals), infinite };
  return text;
}
