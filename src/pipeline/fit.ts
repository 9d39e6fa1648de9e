import type { Aggregate, Expr, Json, Measure, ScalarType, Ties } from '@mdm/sdk';
import { aggregateSql, needsRange, type Range } from '../engine/duckdb/aggregate.js';
import type { Database } from '../engine/duckdb/driver.js';
import { double, quote, scalar, TYPES } from '../engine/duckdb/dialect.js';
import { createInterner } from '../sql/walk.js';
import type { FitTable, FittedTables } from './fitted.js';
import type { Folds } from './folds.js';
import { createMeasurePlan, resultType, type Grouping, type MeasurePlan, type Placed } from './measures.js';
import { measureQuantiles, WIDE, type Ask, type Sql } from './quantiles.js';
import { dividePieces, outOfFold, type Pieces } from './out-of-fold.js';
import { chunks } from './sample.js';
import { sampleReader } from './samples.js';
import { sqlOf } from './sql.js';
import type { InputTable, ProfiledColumn } from './table.js';

export interface Scan {
  readonly purpose: string;
  readonly measures: number;
  readonly sql: string;
}
/** The answers to all measures: small ones as JSON, tables by name in the engine. */
export interface FitResult {
  readonly answer: (measure: Measure) => Promise<Json>;
  readonly placed: (measure: Measure) => Placed;
  readonly tables: FittedTables;
  readonly scans: readonly Scan[];
}

/** Measures the training rows. `measures` are all that will be asked later. */
export async function fit(
  db: Database,
  table: InputTable,
  columns: readonly ProfiledColumn[],
  measures: readonly Measure[],
  folds: () => Promise<Folds>,
): Promise<FitResult> {
  const plan = createMeasurePlan();
  const placed = new Map<Measure, Placed>(measures.map((m) => [m, plan.placed(m)]));
  const scans: Scan[] = [];
  const intern = createInterner();
  const sql = sqlOf();
  const from = `(${table.relation})`;
  const distinct = new Map(columns.map((c) => [c.name, c.stats.distinct]));
  /** Whether the values of an expression repeat enough for a table of them to be cheap. */
  const repeats = (e: Expr): boolean => {
    const base = e.kind === 'cast' ? e.arg : e;
    return base.kind === 'column' && (distinct.get(base.name) ?? Infinity) * 20 < table.rows;
  };
  const ask = async (purpose: string, count: number, text: string): Promise<Json[][]> => {
    scans.push({ purpose, measures: count, sql: text });
    return db.rows(text);
  };
  const make = async (purpose: string, count: number, text: string): Promise<void> => {
    scans.push({ purpose, measures: count, sql: text });
    await db.run(text);
  };

  // Value tables also answer quantiles and ranks of columns whose values repeat.
  const valueTable = (arg: Expr): { grouping: Grouping; count: string } => {
    const p = plan.placed({ kind: 'values', arg, limit: 0 });
    if (p.kind !== 'values') throw new TypeError('not a value table');
    return { grouping: p.grouping, count: p.count };
  };
  for (const q of plan.quantiles.values()) if (repeats(q.arg)) valueTable(q.arg);
  for (const r of plan.ranks.values()) if (repeats(r.arg)) valueTable(r.arg);

  const ranges = await measureRanges(plan, intern, sql, from, table.rows, ask);
  const answers = await measureAggregates(plan, intern, sql, from, ranges, ask);
  const tables = new Map<string, FitTable>();
  let foldPlan: Folds | undefined;
  let pieces: Pieces | undefined;
  const piecesOnce = async (): Promise<Pieces> => {
    foldPlan ??= await folds();
    return (pieces ??= await dividePieces(
      [...plan.groupings.values()].filter((g) => g.outOfFold),
      foldPlan,
      columns,
      table,
      sql,
      ask,
    ));
  };
  for (const g of plan.groupings.values()) {
    const parts = aggregateParts(g, (a) => (a.arg ? ranges.get(intern(a.arg)) : undefined), sql);
    const typeOf = (name: string): ScalarType => parts.find((p) => p.name === name)!.type;
    const statements = g.outOfFold
      ? outOfFold(g, typeOf, await piecesOnce(), sql)
      : [`CREATE OR REPLACE TABLE ${g.id} AS ${grouped(g, parts, from, sql)}`];
    for (const s of statements) await make(`group by ${g.keys.map(sql).join(', ') || 'nothing'}`, g.columns.size, s);
    tables.set(g.id, {
      id: g.id,
      keys: g.keys.map((k, i) => ({ name: `k${i}`, type: k.type })),
      columns: [...g.columns].map(([name, a]) => ({ name, type: resultType(a) })),
      outOfFold: g.outOfFold,
      kind: 'lookup',
    });
  }
  for (const { id, table: t } of plan.literals.values()) {
    const fields = [...Object.entries(t.keys).map(([, type], i) => [`k${i}`, type] as const), ...Object.entries(t.columns)];
    const rows = t.rows.map((r) => `(${r.map((v) => scalar(v)).join(', ')})`).join(', ');
    const select = fields.map(([name, type], i) => `CAST(col${i} AS ${TYPES[type]}) AS ${quote(name)}`).join(', ');
    await db.run(
      `CREATE OR REPLACE TABLE ${id} AS SELECT ${select} FROM (VALUES ${rows || `(${fields.map(() => 'NULL').join(', ')})`}) v(${fields.map((_, i) => `col${i}`).join(', ')})`,
    );
    tables.set(id, {
      id,
      keys: Object.values(t.keys).map((type, i) => ({ name: `k${i}`, type })),
      columns: Object.entries(t.columns).map(([name, type]) => ({ name, type })),
      outOfFold: false,
      kind: 'lookup',
    });
  }
  const counted = new Map<string, number>();
  for (const part of chunks(
    [...plan.ranks.values()].filter(({ arg }) => !repeats(arg)),
    WIDE,
  )) {
    const [row] = await ask(
      'known values',
      part.length,
      `SELECT ${part.map(({ arg, ties }) => `count(${ties === 'dense' ? `DISTINCT ${sql(arg)}::DOUBLE` : sql(arg)})::DOUBLE`).join(', ')} FROM ${from}`,
    );
    part.forEach(({ id }, i) => counted.set(id, Number(row![i])));
  }
  // In a small table of many columns the values of all lie below each other first: a query over the wide table takes longer to open than to run.
  const many = [...plan.ranks.values()].filter((r) => !repeats(r.arg));
  const below = many.length >= 40 && many.length * table.rows <= 5_000_000;
  if (below) {
    const values = many.map((r, i) => `${sql(r.arg)}::DOUBLE AS "${i}"`).join(', ');
    await make(
      'values of all ranks',
      many.length,
      `CREATE OR REPLACE TABLE mdm_values AS SELECT n::INTEGER AS n, v, count(*) AS c FROM (UNPIVOT (SELECT ${values} FROM ${from}) ON COLUMNS(*) INTO NAME n VALUE v) GROUP BY 1, 2 ORDER BY 1, 2`,
    );
  }
  for (const { id, arg, ties } of plan.ranks.values()) {
    const few = repeats(arg);
    const source = few ? valueTable(arg) : undefined;
    // By the double, by which ranks are looked up: two whole numbers beyond 2^53 may be one.
    const counts = source
      ? `SELECT k0::DOUBLE AS v, sum(${source.count}) AS c FROM ${source.grouping.id} GROUP BY 1`
      : below
        ? `SELECT v, c FROM mdm_values WHERE n = ${many.findIndex((r) => r.id === id)}`
        : `SELECT ${sql(arg)}::DOUBLE AS v, count(*) AS c FROM ${from} WHERE ${sql(arg)} IS NOT NULL GROUP BY 1`;
    const build = `CREATE OR REPLACE TABLE ${id} AS SELECT v, e, ${PLACE[ties]} / %n AS p FROM (SELECT v, c, (sum(${ties === 'dense' ? '1' : 'c'}) OVER (ORDER BY v ROWS UNBOUNDED PRECEDING))::BIGINT AS e FROM (${counts}))`;
    const known = source
      ? Number(
          (
            await ask(
              `known values of ${sql(arg)}`,
              1,
              `SELECT coalesce(${ties === 'dense' ? 'count(DISTINCT k0::DOUBLE)' : `sum(${source.count})`}, 0)::DOUBLE FROM ${source.grouping.id}`,
            )
          )[0]?.[0] ?? 0,
        )
      : counted.get(id)!;
    const built = build.replace('%n', double(known));
    if (few) await make(`ranks of ${sql(arg)}`, 1, built);
    tables.set(id, {
      id,
      keys: [],
      columns: [],
      outOfFold: false,
      kind: 'ranks',
      ranks: { arg, ties, known, few, build: built, built: few },
    });
  }
  const quantileAt = await measureQuantiles(plan, db, table, repeats, valueTable, sql, from, ask);
  const items = new Map<string, Json>();
  for (const [key, { arg, limit }] of plan.items) {
    const rows = await ask(
      `document frequencies of ${sql(arg)}`,
      1,
      `SELECT w, count(*)::DOUBLE AS c FROM (SELECT unnest(list_distinct(${sql(arg)})) AS w FROM ${from}) GROUP BY w ORDER BY c DESC, w LIMIT ${limit}`,
    );
    items.set(
      key,
      rows.map(([value, count]) => ({ value: value ?? null, count: count ?? null })),
    );
  }

  const sample = sampleReader(
    table,
    [...placed.values()].filter((p) => p.kind === 'sample'),
    (exprs, end) => db.rows(`SELECT ${exprs.map((e) => jsonable(e, sql(e))).join(', ')} FROM ${from} ${end}`),
  );
  const answer = async (measure: Measure): Promise<Json> => {
    const p = placed.get(measure) ?? plan.placed(measure);
    switch (p.kind) {
      case 'aggregate':
        return answers.get(p.key) ?? null;
      case 'quantiles':
        return p.at.map((q) => quantileAt(p.key, q, p.method));
      case 'items':
        return (items.get(p.key) as Json[] | undefined)?.slice(0, p.limit) ?? [];
      case 'values': {
        const key = p.grouping.keys[0]!;
        const rows = await db.rows(
          `SELECT ${jsonable(key, 'k0')}, ${p.count}::DOUBLE FROM ${p.grouping.id} ORDER BY ${p.count} DESC, k0 LIMIT ${p.limit}`,
        );
        return rows.map(([value, count]) => ({ value: value ?? null, count: count ?? null }));
      }
      case 'sample':
        return sample(p);
      case 'classes': {
        const rows = await db.rows(
          `SELECT DISTINCT ${jsonable(p.arg, sql(p.arg))} AS v FROM ${from} WHERE ${sql(p.arg)} IS NOT NULL ORDER BY v LIMIT ${p.limit}`,
        );
        return rows.map(([v]) => v ?? null);
      }
      case 'lookup':
      case 'ranks':
      case 'literal':
        return null;
      default:
        return p satisfies never;
    }
  };
  return { answer, placed: (m) => placed.get(m) ?? plan.placed(m), tables: { tables, folds: () => foldPlan }, scans };
}

/** The place of a value in a table of ranks: `e` values (or different values) are at or below it, `c` equal it. */
const PLACE: Readonly<Record<Ties, string>> = { average: '(e - (c - 1) / 2e0)', min: '(e - c + 1)', max: 'e', dense: 'e' };

/** Least and greatest of every argument that is summed, in one scan. */
async function measureRanges(
  plan: MeasurePlan,
  intern: (e: Expr) => number,
  sql: Sql,
  from: string,
  rows: number,
  ask: Ask,
): Promise<Map<number, Range>> {
  const args = new Map<number, Expr>();
  const all: Aggregate[] = [
    ...plan.aggregates.values(),
    ...[...plan.groupings.values()].flatMap((g) => (g.outOfFold ? [] : [...g.columns.values()])),
  ];
  for (const a of all) if (needsRange(a) && a.arg) args.set(intern(a.arg), a.arg);
  const out = new Map<number, Range>();
  for (const part of chunks([...args], WIDE)) {
    const [row] = await ask(
      'ranges',
      part.length,
      `SELECT ${part.map(([, e]) => `min(${sql(e)})::DOUBLE, max(${sql(e)})::DOUBLE`).join(', ')} FROM ${from}`,
    );
    part.forEach(([id], i) => out.set(id, { min: row?.[2 * i] as number | null, max: row?.[2 * i + 1] as number | null, rows }));
  }
  return out;
}

/** All scalar aggregates in one scan. */
async function measureAggregates(
  plan: MeasurePlan,
  intern: (e: Expr) => number,
  sql: Sql,
  from: string,
  ranges: Map<number, Range>,
  ask: Ask,
): Promise<Map<string, Json>> {
  const out = new Map<string, Json>();
  for (const part of chunks([...plan.aggregates], WIDE)) {
    const parts = part.map(([, a]) => aggregateSql(a, a.arg ? sql(a.arg) : '*', a.arg ? ranges.get(intern(a.arg)) : undefined));
    const text = `SELECT ${part.map(([, a], i) => `(${parts[i]!.finish(parts[i]!.raw)})::${jsonType(a)}`).join(', ')} FROM ${from}`;
    const [row] = await ask('aggregates', part.length, text);
    part.forEach(([key], i) => out.set(key, row?.[i] ?? null));
  }
  return out;
}

const jsonType = (a: Aggregate): string => (a.arg?.type === 'text' && (a.fn === 'min' || a.fn === 'max') ? 'VARCHAR' : 'DOUBLE');
/** The binding drops a byte order mark that a text begins with; it gets a second one to lose. */
const jsonable = (e: Expr, text: string): string => {
  if (e.type === 'text') return `CASE WHEN starts_with(${text}, chr(65279)) THEN chr(65279) || ${text} ELSE ${text} END`;
  return e.type === 'int64' ? `${text}::DOUBLE` : e.type === 'timestamp' ? `${text}::VARCHAR` : text;
};
interface Part {
  readonly name: string;
  readonly type: ScalarType;
  readonly raw: readonly string[];
  readonly finish: (raw: readonly string[]) => string;
}
const aggregateParts = (g: Grouping, range: (a: Aggregate) => Range | undefined, sql: Sql): Part[] =>
  [...g.columns].map(([name, a]) => ({ name, type: resultType(a), ...aggregateSql(a, a.arg ? sql(a.arg) : '*', range(a)) }));

function grouped(g: Grouping, parts: readonly Part[], from: string, sql: Sql): string {
  const keys = g.keys.map((k, i) => `${sql(k)} AS k${i}`);
  const known = g.keys.map((k) => `${sql(k)} IS NOT NULL`).join(' AND ');
  const columns = parts.map((p) => `CAST(${p.finish(p.raw)} AS ${TYPES[p.type]}) AS ${quote(p.name)}`);
  return `SELECT ${[...keys, ...columns].join(', ')} FROM ${from}${known && ` WHERE ${known}`}${keys.length ? ` GROUP BY ${keys.map((_, i) => i + 1).join(', ')}` : ''}`;
}
