import {
  FUNCTIONS,
  missing,
  type ArgType,
  type CallNode,
  type Expr,
  type FunctionName,
  type FunctionSpec,
  type ScalarType,
} from '@mdm/sdk';
import { double, literal, TYPES } from '../../src/engine/duckdb/dialect.js';
import type { Database } from '../../src/engine/duckdb/driver.js';
import { sqlOf } from '../../src/pipeline/sql.js';

/** A time is text such as `2024-04-15 13:30:05`, or a Date; a bigint is an `int64`. */
export type Value = null | boolean | number | bigint | string | Date | readonly (string | number | null)[];
export interface Call {
  readonly fn: FunctionName;
  readonly args: readonly Value[];
}
export interface Evaluated {
  readonly values: readonly Value[];
  /** The engine's type of each result, before and after the cast that a feature gets. */
  readonly raw: readonly string[];
  readonly cast: readonly string[];
}

const isLiteral = (kind: ArgType): boolean => kind === 'literal' || kind === 'pattern' || kind === 'integer';

function typeOf(kind: ArgType, value: Value): ScalarType {
  if (kind === 'number') return typeof value === 'bigint' ? 'int64' : 'double';
  if (kind !== 'any') return kind as ScalarType;
  if (value instanceof Date) return 'timestamp';
  return typeof value === 'bigint' ? 'int64' : typeof value === 'string' ? 'text' : typeof value === 'boolean' ? 'boolean' : 'double';
}

function valueSql(value: Value, type: ScalarType): string {
  if (value === null) return `NULL::${TYPES[type]}`;
  if (Array.isArray(value))
    return `[${value.map((v) => (typeof v === 'string' ? literal(v) : v === null ? 'NULL' : String(v))).join(', ')}]::${TYPES[type]}`;
  if (value instanceof Date) return `make_timestamp(${BigInt(value.getTime()) * 1000n})`;
  if (typeof value === 'number') return double(value);
  return `${literal(String(value))}::${TYPES[type]}`;
}

function constantOf(value: Value, type: ScalarType): Expr {
  if (value === null) return missing(type);
  return { kind: 'constant', value: value as string, type };
}

/** Lists, times, whole and infinite numbers cannot be constants of an expression. */
const canBeConstant = (value: Value): boolean =>
  value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);

/**
 * Calls with their values in columns, as in a table, or (where they can be) as constants, which the engine folds. Calls with the
 * same function, literals and types go in one query.
 */
export async function evaluate(db: Database, calls: readonly Call[], how: 'columns' | 'constants'): Promise<Evaluated> {
  const groups = new Map<string, number[]>();
  calls.forEach(({ fn, args }, i) => {
    const kinds: readonly ArgType[] = FUNCTIONS[fn].args;
    const key = JSON.stringify([fn, ...args.map((v, a) => (isLiteral(kinds[a]!) ? v : typeOf(kinds[a]!, v))), how === 'constants' ? i : 0]);
    groups.set(key, [...(groups.get(key) ?? []), i]);
  });
  const out = { values: [] as Value[], raw: [] as string[], cast: [] as string[] };
  for (const rows of groups.values()) {
    const { fn, args } = calls[rows[0]!]!;
    const spec: FunctionSpec = FUNCTIONS[fn];
    const nodes = args.map((v, a): Expr => {
      const kind = spec.args[a]!;
      if (isLiteral(kind)) return { kind: 'constant', value: v as string, type: kind === 'integer' ? 'double' : 'text' };
      const type = typeOf(kind, v);
      return how === 'constants' && canBeConstant(v) ? constantOf(v, type) : { kind: 'column', name: `a${a}`, type };
    });
    const node: CallNode = { kind: 'call', fn, args: nodes, type: spec.returns };
    const table = rows.map(
      (i) =>
        `(${i}, ${calls[i]!.args.map((v, a) => (isLiteral(spec.args[a]!) ? 'NULL' : valueSql(v, typeOf(spec.args[a]!, v)))).join(', ')})`,
    );
    const columns = ['i', ...args.map((_, a) => `a${a}`)].join(', ');
    const shown = { int64: 'v::DOUBLE', numbers: 'v::DOUBLE[]', timestamp: 'v::VARCHAR' }[spec.returns as string] ?? 'v';
    const found = await db.rows(
      `SELECT i, ${shown}, typeof(u), typeof(v) FROM (SELECT i, u, CAST(u AS ${TYPES[spec.returns]}) AS v FROM (SELECT i, ${sqlOf()(node)} AS u FROM (VALUES ${table.join(', ')}) t(${columns})))`,
    );
    for (const [i, v, raw, cast] of found) {
      out.values[Number(i)] = numberIn(v as Value, spec.returns);
      out.raw[Number(i)] = raw as string;
      out.cast[Number(i)] = cast as string;
    }
  }
  return out;
}

const numberIn = (v: Value, type: ScalarType): Value => (typeof v === 'string' && type === 'double' ? Number(v) : v);

/** The same value: numbers within a relative error, all else exactly. */
export function same(a: Value | undefined, b: Value, relative = 0): boolean {
  if (typeof a === 'number' && typeof b === 'number')
    return a === b || (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= relative * Math.abs(b);
  return JSON.stringify(a) === JSON.stringify(b);
}
