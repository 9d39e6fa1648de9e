import type { Expr, Feature, Measure } from '@mdm/sdk';
import { TYPES } from '../engine/duckdb/dialect.js';
import type { Database } from '../engine/duckdb/driver.js';
import { isJoined, nodes, parts } from '../sql/walk.js';
import { measureReads } from './measures.js';
import { chunks } from './sample.js';
import { sqlOf } from './sql.js';
import type { InputTable } from './table.js';

/** What each expression is to the engine, beside what it says it is; a join's value is taken at its word. */
interface Bound {
  readonly label: string;
  readonly expr: Expr;
}
const AT_ONCE = 200;

/** Refuses expressions that the engine cannot bind, or that are of another type than they say. Reads no row. Throws a TypeError. */
async function bind(db: Database, table: InputTable, all: readonly Bound[]): Promise<void> {
  for (const group of chunks(all, AT_ONCE)) {
    const found = await describe(db, table, group).catch((error: unknown) => error as Error);
    if (found instanceof Error && group.length > 1) for (const one of group) await bind(db, table, [one]);
    else if (found instanceof Error) throw new TypeError(`${group[0]!.label} does not bind: ${engineWords(found)}`, { cause: found });
    else
      group.forEach(({ label, expr }, i) => {
        if (found[i] !== TYPES[expr.type])
          throw new TypeError(`${label} is ${found[i]} to the engine, not ${TYPES[expr.type]} (${expr.type}) as it says`);
      });
  }
}

async function describe(db: Database, table: InputTable, group: readonly Bound[]): Promise<string[]> {
  const sql = sqlOf();
  const rows = await db.rows(
    `DESCRIBE SELECT ${group.map(({ expr }, i) => `${sql(local(expr))} AS c${i}`).join(', ')} FROM (${table.relation})`,
  );
  return rows.map((row) => row[1] as string);
}

/** The expression with what is joined to it left open. */
const local = (expr: Expr): Expr => {
  if (isJoined(expr)) return { kind: 'cast', arg: { kind: 'constant', value: null, type: expr.type }, type: expr.type };
  switch (expr.kind) {
    case 'call':
      return { ...expr, args: expr.args.map(local) };
    case 'cast':
      return { ...expr, arg: local(expr.arg) };
    case 'case':
      return {
        ...expr,
        when: expr.when.map(([c, v]) => [local(c), local(v)] as (typeof expr.when)[number]),
        otherwise: local(expr.otherwise),
      };
    default:
      return expr;
  }
};

/** Everything of an expression that some query computes: itself, and what its joins are computed from. */
const computed = (label: string, expr: Expr): Bound[] => [
  { label, expr },
  ...[...nodes(expr)].filter(isJoined).flatMap((node) => parts(node).map((part) => ({ label, expr: part }))),
];

export const bindFeatures = (db: Database, table: InputTable, features: readonly Feature[]): Promise<void> =>
  bind(
    db,
    table,
    features.flatMap((f) => computed(`feature ${JSON.stringify(f.name)}`, f.expr)),
  );

export const bindMeasures = (db: Database, table: InputTable, measures: Readonly<Record<string, Measure>>): Promise<void> =>
  bind(
    db,
    table,
    Object.entries(measures).flatMap(([name, m]) => measureReads(m).flatMap((expr) => computed(`measure ${JSON.stringify(name)}`, expr))),
  );

const engineWords = (error: Error): string =>
  error.message
    .replace(/^.*?(?:Binder|Catalog|Conversion|Parser) Error: /s, '')
    .split('\n', 1)[0]!
    .trim();
