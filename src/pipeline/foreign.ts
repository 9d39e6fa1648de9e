import type {
  Aggregate,
  AggregateFunction,
  Expr,
  Feature,
  Json,
  Measure,
  NumberType,
  Output,
  QuantileMethod,
  ScalarType,
  Ties,
} from '@mdm/sdk';
import { TYPES } from '../engine/duckdb/dialect.js';
import type { Known } from '../sql/check.js';
import { checkAggregate, family, fitsType, foreignExpr } from './foreign-expr.js';
import type { Task } from './select.js';

/*
 * What code of others answers is rebuilt part by part before anything uses it: an object of the right shape, made of known nodes over
 * columns the transformer was given. Each function throws a TypeError that says what is wrong.
 */

const AGGREGATES: ReadonlySet<string> = new Set<AggregateFunction>([
  'rows',
  'count',
  'countIf',
  'distinct',
  'sum',
  'mean',
  'std',
  'min',
  'max',
]);
/** More than any honest transformer asks for or makes of one call. */
const MANY = 100_000;
const MEASURES = 20_000;
/** Values that the answers to one call's measures may hold; they are in memory twice on their way. */
const HELD = 5_000_000;
/** Characters of a name or an explanation: each may quote a value of the data. */
const LONGEST = 100_000;

type Data = Readonly<Record<string, unknown>>;
const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value);
const show = (value: unknown): string => JSON.stringify(value)?.slice(0, 80) ?? 'undefined';

function object(value: unknown, what: string): Data {
  if (!isData(value)) throw new TypeError(`${what} is ${value === undefined ? 'missing' : `${show(value)}, not an object`}`);
  return value;
}
function list(value: unknown, what: string, most = MANY): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`${what} is ${value === undefined ? 'missing' : `${show(value)}, not a list`}`);
  if (value.length > most) throw new TypeError(`${what} has ${value.length} entries; at most ${most} are allowed`);
  return value;
}
function text(value: unknown, what: string): string {
  if (typeof value !== 'string' || value.trim() === '') throw new TypeError(`${what} is ${show(value)}, not a text`);
  if (value.length > LONGEST) throw new TypeError(`${what} has ${value.length} characters; at most ${LONGEST} are allowed`);
  return value;
}
function whole(value: unknown, what: string): number {
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > 1e7)
    throw new TypeError(`${what} is ${show(value)}, not a whole number`);
  return value as number;
}
function scalarType(value: unknown, what: string): ScalarType {
  if (typeof value !== 'string' || !Object.hasOwn(TYPES, value)) throw new TypeError(`${what} is ${show(value)}, which is no type`);
  return value as ScalarType;
}
function storedType(value: unknown, what: string): Exclude<ScalarType, 'texts' | 'numbers'> {
  const type = scalarType(value, what);
  if (type === 'texts' || type === 'numbers') throw new TypeError(`${what} is ${type}, which cannot be stored`);
  return type;
}
/** A name that the engine can hold. */
function tableColumn(name: string): string {
  if (name.includes('\0') || name.length > LONGEST) throw new TypeError(`${show(name)} is no name of a column`);
  return name;
}

const columnsGiven = ({ scope: { on, roles } }: Task): ReadonlySet<string> => new Set([...on, ...Object.values(roles)].map((c) => c.name));

/** The measures that `fit` asked for. */
export function checkMeasures(task: Task, value: unknown): Readonly<Record<string, Measure>> {
  const known: Known = { columns: columnsGiven(task), tables: new Map(), outputs: new Set() };
  const entries = Object.entries(object(value, 'the answer'));
  if (entries.length > MEASURES) throw new TypeError(`it asks for ${entries.length} measures; at most ${MEASURES} are allowed`);
  const rows = task.scope.on[0].stats.rows;
  let held = 0;
  return Object.fromEntries(
    entries.map(([name, measure]) => {
      try {
        const made = checkMeasure(object(measure, 'it'), known);
        held += valuesOf(made, rows);
        if (held > HELD) throw new TypeError(`its answer would hold more than ${HELD} values of the data`);
        return [name, made];
      } catch (error) {
        throw new TypeError(`measure ${show(name)}: ${(error as Error).message}`, { cause: error });
      }
    }),
  );
}

/** How many values the answer to a measure has at most. */
function valuesOf(m: Measure, rows: number): number {
  switch (m.kind) {
    case 'sample':
      return m.args.length * Math.min(m.size, rows);
    case 'values':
      return m.arg.type === 'texts' ? m.limit : Math.min(m.limit, rows);
    case 'classes':
      return Math.min(m.limit, rows);
    case 'quantiles':
      return m.at.length;
    default:
      return 1;
  }
}

const QUANTILE_METHODS: readonly QuantileMethod[] = ['linear', 'lower', 'higher', 'nearest', 'midpoint'];
const TIES: readonly Ties[] = ['average', 'min', 'max', 'dense'];

/** One of a few words; undefined when there is none. */
function option<T extends string>(value: unknown, words: readonly T[], what: string): T | undefined {
  if (value === undefined) return undefined;
  const found = words.find((word) => word === value);
  if (found === undefined) throw new TypeError(`"${what}" is ${show(value)}, not ${words.join(', ')}`);
  return found;
}

function checkMeasure(m: Data, known: Known): Measure {
  const expr = (value: unknown): Expr => foreignExpr(value, known);
  const number = (value: unknown): Expr<NumberType> => {
    const made = expr(value);
    if (family(made.type) !== 'number') throw new TypeError(`${m['kind'] as string} are taken of numbers, not of ${made.type}`);
    return made as Expr<NumberType>;
  };
  const exprs = (value: unknown, what: string): readonly Expr[] => list(value, what, 1000).map(expr);
  const aggregate = (value: unknown): Aggregate => {
    const a = object(value, 'an aggregate');
    if (typeof a['fn'] !== 'string' || !AGGREGATES.has(a['fn'])) throw new TypeError(`there is no aggregate ${show(a['fn'])}`);
    const bare = a['arg'] === null || a['arg'] === undefined;
    if (bare !== (a['fn'] === 'rows')) throw new TypeError(`the aggregate ${a['fn']} ${bare ? 'needs' : 'takes no'} expression`);
    const made: Aggregate = { kind: 'aggregate', fn: a['fn'] as AggregateFunction, arg: bare ? null : expr(a['arg']) };
    checkAggregate(made);
    return made;
  };
  switch (m['kind']) {
    case 'aggregate':
      return aggregate(m);
    case 'quantiles': {
      const at = list(m['at'], '"at"', 1000);
      const off = at.find((q) => typeof q !== 'number' || !(q >= 0 && q <= 1));
      if (off !== undefined) throw new TypeError(`${show(off)} is no quantile from 0 to 1`);
      const method = option(m['method'], QUANTILE_METHODS, 'method');
      return { kind: 'quantiles', arg: number(m['arg']), at: at as number[], ...(method ? { method } : {}) };
    }
    case 'values':
      return { kind: 'values', arg: expr(m['arg']), limit: whole(m['limit'], '"limit"') };
    case 'classes':
      return { kind: 'classes', arg: expr(m['arg']), limit: whole(m['limit'], '"limit"') };
    case 'sample':
      return { kind: 'sample', args: exprs(m['args'], '"args"'), size: whole(m['size'], '"size"') };
    case 'ranks': {
      const ties = option(m['ties'], TIES, 'ties');
      return { kind: 'ranks', arg: number(m['arg']), ...(ties ? { ties } : {}) };
    }
    case 'lookup':
      return {
        kind: 'lookup',
        keys: exprs(m['keys'], '"keys"'),
        columns: Object.fromEntries(Object.entries(object(m['columns'], '"columns"')).map(([name, a]) => [name, aggregate(a)])),
        outOfFold: m['outOfFold'] === true,
      };
    case 'literal': {
      const types = (value: unknown, what: string) =>
        Object.fromEntries(
          Object.entries(object(value, what)).map(([name, type]) => [tableColumn(name), storedType(type, `the type of ${show(name)}`)]),
        );
      const [keys, columns] = [types(m['keys'], '"keys"'), types(m['columns'], '"columns"')];
      const cellTypes = [...Object.values(keys), ...Object.values(columns)];
      if (cellTypes.length === 0) throw new TypeError('the table has no column');
      const rows = list(m['rows'], '"rows"', 1_000_000).map((row) => {
        const cells = list(row, 'a row');
        if (cells.length !== cellTypes.length || !cells.every((cell, i) => fitsType(cell, cellTypes[i]!)))
          throw new TypeError(`the row ${show(row)} is not ${cellTypes.join(', ')}`);
        return cells as Json[];
      });
      return { kind: 'literal', keys, columns, rows };
    }
    default:
      throw new TypeError(`there is no measure of kind ${show(m['kind'])}`);
  }
}

/** The features that `transform` made. */
export function checkFeatures(task: Task, measures: Readonly<Record<string, Measure>>, value: unknown): readonly Feature[] {
  const tables = new Map<string, { columns: ReadonlySet<string>; keys: number; ranks: boolean }>();
  for (const [name, m] of Object.entries(measures)) {
    if (m.kind === 'ranks') tables.set(name, { columns: new Set(), keys: 1, ranks: true });
    if (m.kind === 'lookup') tables.set(name, { columns: new Set(Object.keys(m.columns)), keys: m.keys.length, ranks: false });
    if (m.kind === 'literal')
      tables.set(name, { columns: new Set(Object.keys(m.columns)), keys: Object.keys(m.keys).length, ranks: false });
  }
  const known: Known = { columns: columnsGiven(task), tables, outputs: new Set() };
  return list(value, 'the answer').map((entry, i) => {
    const f = object(entry, `feature ${i + 1}`);
    const name = text(f['name'], `the name of feature ${i + 1}`);
    try {
      const on = f['on'] === undefined ? undefined : list(f['on'], '"on"').map((c) => ownColumn(task, c));
      return { name, expr: foreignExpr(f['expr'], known, measures), explain: text(f['explain'], '"explain"'), ...(on ? { on } : {}) };
    } catch (error) {
      throw new TypeError(`feature ${show(name)}: ${(error as Error).message}`, { cause: error });
    }
  });
}

function ownColumn({ scope }: Task, value: unknown): Task['scope']['on'][number] {
  const name = object(value, 'a column of "on"')['name'];
  const column = [...scope.on, ...Object.values(scope.roles)].find((c) => c.name === name);
  if (!column) throw new TypeError(`"on" names ${show(name)}, which is no column it was given`);
  return column;
}

/** The columns that a batch transformer is going to make. */
export const checkOutputs = (value: unknown): readonly Output[] =>
  list(value, 'the answer').map((entry, i) => {
    const o = object(entry, `output ${i + 1}`);
    const name = text(o['name'], `the name of output ${i + 1}`);
    const type = storedType(o['type'], `the type of output ${show(name)}`);
    return { name, type, explain: text(o['explain'], `"explain" of output ${show(name)}`) };
  });
