import type { Aggregate, Expr, Measure, ScalarType } from '@mdm/sdk';
import { checkExpr, type Known } from '../sql/check.js';
import { nodes } from '../sql/walk.js';
import { resultType } from './measures.js';

/** In one expression; the engine takes seconds for more. */
const MOST = { parts: 100_000, characters: 2_000_000 } as const;
const INTEGERS: Readonly<Partial<Record<ScalarType, readonly [number, number]>>> = {
  uint8: [0, 2 ** 8 - 1],
  uint16: [0, 2 ** 16 - 1],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

/** Types that can be compared with one another. */
export const family = (type: ScalarType): string => (type in INTEGERS || type === 'double' ? 'number' : type);

const show = (value: unknown): string => JSON.stringify(value)?.slice(0, 80) ?? 'undefined';

/** An expression by code of others: small, of known nodes, with constants and joined columns that are of the type they say. */
export function foreignExpr(value: unknown, known: Known, measures: Readonly<Record<string, Measure>> = {}): Expr {
  checkSize(value);
  const expr = checkExpr(value, known);
  for (const node of nodes(expr)) {
    if (node.kind === 'constant' && !fitsType(node.value, node.type)) throw new TypeError(`${show(node.value)} is no ${node.type}`);
    if (node.kind === 'rank' && node.type !== 'double') throw new TypeError(`a rank is double, not ${node.type}`);
    if (node.kind === 'lookup') checkLookup(node, measures[node.table]);
  }
  return expr;
}

function checkLookup({ table, column, keys, type }: Extract<Expr, { kind: 'lookup' }>, m: Measure | undefined): void {
  if (m?.kind !== 'lookup' && m?.kind !== 'literal') return;
  const is = m.kind === 'literal' ? m.columns[column]! : resultType(m.columns[column]!);
  if (is !== type) throw new TypeError(`${table}.${column} is ${is}, not ${type}`);
  const types = m.kind === 'literal' ? Object.values(m.keys) : m.keys.map((key) => key.type);
  const wrong = keys.findIndex((key, i) => family(key.type) !== family(types[i]!));
  if (wrong !== -1) throw new TypeError(`key ${wrong + 1} of ${table} is ${types[wrong]}, not ${keys[wrong]!.type}`);
}

/** Refuses an aggregate of what it cannot be taken of. */
export function checkAggregate({ fn, arg }: Aggregate): void {
  const is = arg && family(arg.type);
  const wanted = fn === 'countIf' ? 'boolean' : fn === 'sum' || fn === 'mean' || fn === 'std' ? 'number' : is;
  if (is !== wanted) throw new TypeError(`${fn} is taken of a ${wanted}, not of a ${is}`);
}

/** Whether a value can be stored as a type. Lists cannot. */
export function fitsType(value: unknown, type: ScalarType): boolean {
  if (value === null) return true;
  if (type === 'boolean') return typeof value === 'boolean';
  if (type === 'text') return typeof value === 'string';
  if (type === 'timestamp') return typeof value === 'string' && isTime(value);
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  const range = INTEGERS[type];
  return range ? Number.isInteger(value) && value >= range[0] && value <= range[1] : type === 'double';
}

/** `2024-02-29` or `2024-02-29 12:30:00`; a day that there is not becomes another one. */
function isTime(text: string): boolean {
  const day = /^(\d{4}-\d\d-\d\d)(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)?$/.exec(text)?.[1];
  const at = day === undefined ? NaN : Date.parse(`${text.replace(' ', 'T')}${text === day ? '' : 'Z'}`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day!);
}

/** Before anything is built of it, and without a call per level. */
function checkSize(value: unknown): void {
  const left: unknown[] = [value];
  let parts = 0;
  let characters = 0;
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next === 'string') characters += next.length;
    if (typeof next !== 'object' || next === null) continue;
    parts += 1;
    for (const part of Object.values(next)) left.push(part);
    if (parts > MOST.parts || characters > MOST.characters)
      throw new TypeError(`it is too large: at most ${MOST.parts} parts and ${MOST.characters} characters are allowed`);
  }
  if (characters > MOST.characters) throw new TypeError(`it is too large: at most ${MOST.characters} characters are allowed`);
}
