import type { Role, Semantic } from '@mdm/sdk';
import type { InputColumn } from './table.js';

/** What was measured of a column. */
export interface Facts extends InputColumn {
  readonly rows: number;
  readonly known: number;
  readonly distinct: number;
  /** `distinct` was counted, not estimated. */
  readonly exact: boolean;
  /** Never missing, and no value twice. */
  readonly unique: boolean;
  /** Whole numbers counting up by one in file order, from 0 or 1. */
  readonly counting: boolean;
  /** Of numbers whose meaning is open. */
  readonly min: number | null;
  readonly max: number | null;
  /** Mean words of a text value. */
  readonly words: number;
}

const keyName = /^(id|index|key|uuid|guid|unnamed: \d+)$|[_\-. ](id|key|uuid|guid)$/i;
const camelKey = /[a-z](ID|Id|Key)$/;
const rowName = /^(row|rows|index|idx|no|nr|n|x|row[_\-. ]?(no|nr|num|number|id|index)|column\d+|unnamed: \d+)$/i;

/** Rows from which distinct codes are taken for keys by their look alone. */
const manyRows = 50;
const fewTexts = 20;
const manyTexts = 50;
const manyWords = 3;
const mostlyDistinct = 0.5;

const count = (n: number): string => n.toLocaleString('en-US');

/** A column's meaning, and why. What a person said counts; then the rules, in this order. */
export function meaning(
  fact: Facts,
  given: { readonly role: Role | undefined; readonly said: Semantic | undefined },
): { semantic: Semantic; why: string } {
  const { type, known, distinct, rows, min, max } = fact;
  if (given.said) return { semantic: given.said, why: `said to be ${given.said}` };
  if (given.role === 'id') return { semantic: 'id', why: 'said to be an id' };
  if (known === 0) return { semantic: 'constant', why: `all ${count(rows)} values are missing` };
  if (distinct <= 1)
    return {
      semantic: 'constant',
      why: known === rows ? 'one value in all rows' : `one value in ${count(known)} rows, missing in ${count(rows - known)}`,
    };
  if (type === 'boolean') return { semantic: 'boolean', why: 'true and false' };
  if (type === 'timestamp')
    return { semantic: 'datetime', why: fact.format ? `text; every value is a date (${fact.format})` : 'dates or times' };
  if (type !== 'text' && min === 0 && max === 1 && distinct === 2) return { semantic: 'boolean', why: '0 and 1 only' };
  const key = given.role === undefined || given.role === 'ignored' ? keyReason(fact) : undefined;
  if (key) return { semantic: 'id', why: key };
  if (type !== 'text') return { semantic: 'numeric', why: `${type === 'int64' ? 'whole numbers' : 'numbers'}, ${about(fact)} distinct` };
  const share = distinct / known;
  const words = `${fact.words.toFixed(1)} words a value`;
  if (fact.words >= manyWords && distinct > fewTexts) return { semantic: 'text', why: `text of ${words}, ${about(fact)} distinct` };
  // Single words are codes and names, however many there are.
  if (fact.words > 1 && distinct > manyTexts && share > mostlyDistinct)
    return { semantic: 'text', why: `text, ${about(fact)} distinct of ${count(known)} (${Math.round(share * 100)} %)` };
  return { semantic: 'categorical', why: `text, ${about(fact)} distinct of ${count(known)}` };
}

const about = ({ distinct, exact }: Facts): string => `${exact ? '' : 'about '}${count(distinct)}`;

const keyLike = (name: string): boolean => keyName.test(name) || camelKey.test(name);
const codes = ({ type, words, rows }: Facts): boolean => type === 'text' && words === 1 && rows >= manyRows;

/** Whether the column could be a row number. */
export const mayCount = ({ name, type, min, max, rows }: Facts): boolean =>
  type === 'int64' && rowName.test(name) && (min === 0 || min === 1) && Number(max) - min === rows - 1;

/** Whether the column is a key if its values differ: worth counting them. */
export const mayBeKey = (fact: Facts): boolean =>
  fact.type !== 'boolean' && fact.type !== 'timestamp' && (keyLike(fact.name) || mayCount(fact) || codes(fact));

function keyReason(fact: Facts): string | undefined {
  if (!fact.unique) return undefined;
  const every = `all ${count(fact.rows)} values differ`;
  if (keyLike(fact.name)) return `named like a key, and ${every}`;
  if (fact.counting) return `counts the rows from ${fact.min}`;
  return codes(fact) ? `text without spaces, and ${every}` : undefined;
}
