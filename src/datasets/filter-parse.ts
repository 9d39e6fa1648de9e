import { MdmError } from '../errors.js';

export const OPERATORS = ['!=', '>=', '<=', '!~', '=', '>', '<', '~'] as const;
export type Operator = (typeof OPERATORS)[number];

/** A filter as it was written. */
export type FilterNode =
  | { readonly kind: 'and' | 'or'; readonly of: readonly FilterNode[] }
  | { readonly kind: 'compare'; readonly field: string; readonly operator: Operator; readonly value: string };

const EXAMPLE = 'Such as: problem_type=regression AND (row_count>1000 OR source=kaggle)';
const COMPARISON = /^\s*[\w.]+\s*(?:!=|>=|<=|!~|=|>|<|~)/;

/** Parses `a=1 AND (b>2 OR c~x*)`; AND binds tighter than OR. A comma between comparisons is an AND, as MDM 1.0.6 had it. */
export function parseNodes(text: string): FilterNode {
  const reader = { text, at: 0 };
  const node = readOr(reader, 0);
  skip(reader);
  if (reader.at < text.length) throw wrong(reader, text[reader.at] === ')' ? 'there is a ) without a (' : 'AND or OR is expected');
  return node;
}

interface Reader {
  readonly text: string;
  at: number;
}

function wrong({ text, at }: Reader, problem: string): MdmError {
  return new MdmError('usage', `The filter ${JSON.stringify(text)} cannot be read at character ${at + 1}: ${problem}.`, EXAMPLE);
}

const skip = (reader: Reader): void => {
  while (/\s/.test(reader.text[reader.at] ?? '')) reader.at++;
};

/** A keyword that stands alone, or the comma between two comparisons. */
function take(reader: Reader, word: 'AND' | 'OR'): boolean {
  skip(reader);
  const rest = reader.text.slice(reader.at);
  if (word === 'AND' && rest.startsWith(',') && COMPARISON.test(rest.slice(1))) {
    reader.at++;
    return true;
  }
  if (!new RegExp(`^${word}(?=[\\s(]|$)`, 'i').test(rest)) return false;
  reader.at += word.length;
  return true;
}

const joined = (kind: 'and' | 'or', of: readonly FilterNode[]): FilterNode => (of.length === 1 ? of[0]! : { kind, of });

function readOr(reader: Reader, depth: number): FilterNode {
  const of = [readAnd(reader, depth)];
  while (take(reader, 'OR')) of.push(readAnd(reader, depth));
  return joined('or', of);
}

function readAnd(reader: Reader, depth: number): FilterNode {
  const of = [readTerm(reader, depth)];
  while (take(reader, 'AND')) of.push(readTerm(reader, depth));
  return joined('and', of);
}

const DEEPEST = 200;

function readTerm(reader: Reader, depth: number): FilterNode {
  skip(reader);
  if (reader.text[reader.at] !== '(') return readComparison(reader);
  if (depth >= DEEPEST) throw wrong(reader, 'there are too many parentheses');
  reader.at++;
  const node = readOr(reader, depth + 1);
  skip(reader);
  if (reader.text[reader.at] !== ')') throw wrong(reader, 'a ) is missing');
  reader.at++;
  return node;
}

function readComparison(reader: Reader): FilterNode {
  const field = /^[\w.]+/.exec(reader.text.slice(reader.at))?.[0];
  if (field === undefined) throw wrong(reader, reader.at >= reader.text.length ? 'a comparison is missing' : 'a field is expected');
  reader.at += field.length;
  skip(reader);
  const operator = OPERATORS.find((one) => reader.text.startsWith(one, reader.at));
  if (operator === undefined) throw wrong(reader, `an operator is expected after ${field}: = != > < >= <= ~ !~`);
  reader.at += operator.length;
  skip(reader);
  return { kind: 'compare', field, operator, value: readValue(reader) };
}

function readValue(reader: Reader): string {
  const mark = reader.text[reader.at];
  return mark === '"' || mark === "'" ? readQuoted(reader, mark) : readBare(reader);
}

/** Between quotes a backslash takes the next character as it is. */
function readQuoted(reader: Reader, mark: string): string {
  const start = reader.at++;
  let value = '';
  for (; reader.at < reader.text.length; reader.at++) {
    const char = reader.text[reader.at]!;
    if (char === mark) {
      reader.at++;
      return value;
    }
    if (char === '\\' && reader.at + 1 < reader.text.length) reader.at++;
    value += reader.text[reader.at]!;
  }
  throw wrong({ ...reader, at: start }, `the closing ${mark} is missing`);
}

/** Up to a space, a comma before a further comparison, or the ) that ends a group. */
function readBare(reader: Reader): string {
  const start = reader.at;
  let open = 0;
  for (; reader.at < reader.text.length; reader.at++) {
    const char = reader.text[reader.at]!;
    if (/\s/.test(char) || (char === ',' && COMPARISON.test(reader.text.slice(reader.at + 1)))) break;
    if (char === '(') open++;
    if (char === ')' && open-- === 0) break;
  }
  const value = reader.text.slice(start, reader.at);
  if (value === '') throw wrong(reader, 'a value is missing; an empty one is ""');
  const rest = reader.text.slice(reader.at);
  if (/^\s+[^\s),]/.test(rest) && !/^\s+(?:AND|OR)(?=[\s(]|$)/i.test(rest))
    throw wrong(reader, `AND or OR is expected after ${value}; a value with spaces is quoted`);
  return value;
}
