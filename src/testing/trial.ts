import type { Expr, Semantic, Transformer } from '@mdm/sdk';
import type { Row } from '@mdm/sdk/testing';
import { openDatabase, type Database } from '../engine/duckdb/driver.js';
import type { Planned } from '../pipeline/features.js';
import { nodes } from '../sql/walk.js';
import { recorded, type Call } from './calls.js';
import { bind } from './bind.js';
import { runInPieces, type Pieces } from './batches.js';
import { fitAll, useOf, type FeatureValues, type Table } from './fixture.js';
import { laterRows, newNames, tableOf, TABLES, targetsOf, withTarget, type Hostile, type TableName } from './hostile.js';

/** Something that was tried: its result, or what it threw. */
export type Tried<T> = { readonly value: T } | { readonly error: Error };

/** A transformer fitted on a table, and the features of the same rows. */
export interface Trial {
  readonly table: Table;
  readonly calls: readonly Call[];
  readonly features: readonly Planned[];
  readonly values: Tried<FeatureValues>;
}
/** A trial, and everything that must not change its values. */
export interface Study {
  readonly base: Trial;
  /** Whether the engine can bind what it answered. */
  readonly bound: Tried<void>;
  /** As rows that were not fitted on: all of them, backwards, some alone, and with later ones below. */
  readonly whole: Tried<FeatureValues>;
  readonly reversed: Tried<FeatureValues>;
  readonly alone: Tried<readonly { readonly row: number; readonly values: FeatureValues }[]>;
  readonly continued: Tried<FeatureValues>;
  /** Fitted by one thread. */
  readonly oneThread: Tried<Trial>;
  /** Fitted on the same rows in another order. */
  readonly shuffled: Tried<{ readonly trial: Trial; /** Place in the shuffled table of each row. */ readonly place: readonly number[] }>;
  /** Fitted on the same table with other column names. */
  readonly renamed: Tried<{ readonly trial: Trial; readonly names: ReadonlyMap<string, string> }>;
  /** Fitted with another target in one row; for transformers that do not read the target: with a target at all. */
  readonly otherTarget: Tried<{ readonly trial: Trial; readonly row: number | undefined }>;
  /** Of a batch transformer: what it makes of pieces of the table. */
  readonly pieces: Tried<readonly Pieces[]>;
}

export const valueOf = <T>(tried: Tried<T>): T => {
  if ('error' in tried) throw tried.error;
  return tried.value;
};

async function attempt<T>(work: () => Promise<T>): Promise<Tried<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error), { cause: error }) };
  }
}

async function withDatabase<T>(work: (db: Database) => Promise<T>): Promise<T> {
  const db = await openDatabase({ threads: 2 });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

/** Fits and makes the features; never throws what the transformer does. */
async function tryOn(
  db: Database,
  transformer: Transformer,
  table: Table,
): Promise<{ trial: Trial; fit: Tried<Awaited<ReturnType<typeof fitAll>>> }> {
  const spy = recorded(transformer);
  const fit = await attempt(() => fitAll(db, [useOf('plugin', spy.transformer, table)], table));
  const values = 'error' in fit ? fit : await attempt(() => fit.value.values());
  return { trial: { table, calls: spy.calls, features: 'error' in fit ? [] : fit.value.made.features, values }, fit };
}

async function study(db: Database, transformer: Transformer, target: Semantic | undefined): Promise<Study> {
  const table = tableOf(transformer, 'an ordinary table', target);
  const { rows } = table;
  const { trial: base, fit } = await tryOn(db, transformer, table);
  const failed = 'error' in fit ? fit : 'error' in base.values ? base.values : undefined;
  // What a trial failed with is told once, by the law that asks for the trial itself.
  const from = <T>(work: () => Promise<T>): Promise<Tried<T>> => (failed ? Promise.resolve(failed) : attempt(work));
  const apply = (of: readonly Row[]): Promise<Tried<FeatureValues>> =>
    from(() => ('error' in fit ? Promise.reject(fit.error) : fit.value.apply(of)));
  const trial = async (of: Table): Promise<Trial> => (await tryOn(db, transformer, of)).trial;
  const pieces = await attempt(async () => ('error' in fit || transformer.kind !== 'batch' ? [] : runInPieces(db, fit.value)));
  const whole = await apply(rows);
  const reversed = await apply([...rows].reverse());
  const alone = await from(async () => {
    const out: { row: number; values: FeatureValues }[] = [];
    if (!base.features.some((f) => !looksBack(f.expr))) return out;
    for (const row of [0, Math.floor(rows.length / 2)]) out.push({ row, values: valueOf(await apply([rows[row]!])) });
    return out;
  });
  const continued = await apply([...rows, ...laterRows(table)]);
  const place = shuffle(rows.length);
  const shuffled = await from(async () => {
    const moved: Row[] = [];
    place.forEach((to, i) => (moved[to] = rows[i]!));
    return { trial: await trial({ ...table, rows: moved }), place };
  });
  const names = newNames(table);
  const renamed = await from(async () => ({ trial: await trial(rename(table, names)), names }));
  const otherTarget = await from(async () => {
    const changed = changeTarget(table);
    return { trial: await trial(changed?.table ?? withTarget(table)), row: changed?.row };
  });
  const oneThread = await from(() => db.inOrder(() => trial(table)));
  const bound = transformer.kind === 'batch' ? { value: undefined } : await attempt(() => bind(db, transformer, base));
  return { base, bound, whole, reversed, alone, continued, oneThread, shuffled, renamed, otherTarget, pieces };
}

/** Whether a feature of a row depends on the rows before it. */
export const looksBack = (expr: Expr): boolean => [...nodes(expr)].some((n) => n.kind === 'window');

/** A permutation that leaves no neighbours together; the same every time. */
function shuffle(count: number): readonly number[] {
  const step = [37, 23, 7, 1].find((s) => count % s !== 0) ?? 1;
  return Array.from({ length: count }, (_, i) => (i * step + 11) % count);
}

function rename(table: Hostile, names: ReadonlyMap<string, string>): Table {
  const keys = <T>(of: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
    Object.fromEntries(Object.entries(of).map(([name, v]) => [names.get(name) ?? name, v]));
  return {
    ...table,
    columns: keys(table.columns),
    roles: Object.fromEntries(Object.entries(table.roles ?? {}).map(([role, name]) => [role, names.get(name) ?? name])),
    rows: table.rows.map(keys),
  };
}

/** Another of the target's values in one row; undefined when the table has no target. */
function changeTarget(table: Table): { table: Table; row: number } | undefined {
  const target = table.roles?.target;
  if (target === undefined) return undefined;
  const known = [...new Set(table.rows.map((r) => r[target]).filter((v) => v !== null && v !== undefined))];
  const row = Math.floor(table.rows.length / 3);
  const other = known.find((v) => v !== table.rows[row]![target])!;
  return { table: { ...table, rows: table.rows.map((r, i) => (i === row ? { ...r, [target]: other } : r)) }, row };
}

/** Trials of one transformer; each is made when the first law asks for it, and once. */
export interface Trials {
  studies(): Promise<readonly Study[]>;
  /** One for each kind of target. */
  on(table: TableName): Promise<readonly Trial[]>;
}

export function trialsOf(transformer: Transformer): Trials {
  const targets = targetsOf(transformer);
  const each = async <T>(work: (db: Database, target: Semantic | undefined) => Promise<T>): Promise<readonly T[]> =>
    withDatabase(async (db) => {
      const out: T[] = [];
      for (const target of targets) out.push(await work(db, target));
      return out;
    });
  let studies: Promise<readonly Study[]> | undefined;
  let others: Promise<readonly ReadonlyMap<TableName, Trial>[]> | undefined;
  const self: Trials = {
    studies: () => (studies ??= each((db, target) => study(db, transformer, target))),
    on: async (name) => {
      if (name === 'an ordinary table') return (await self.studies()).map((s) => s.base);
      others ??= each(async (db, target) => {
        const out = new Map<TableName, Trial>();
        for (const table of TABLES)
          if (table !== 'an ordinary table') out.set(table, (await tryOn(db, transformer, tableOf(transformer, table, target))).trial);
        return out;
      });
      return (await others).map((trials) => trials.get(name)!);
    },
  };
  return self;
}
