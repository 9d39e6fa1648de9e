import type { Json, Role, ScalarType, Semantic, Transformer } from '@mdm/sdk';
import type { Row, TableCase } from '@mdm/sdk/testing';
import { openDatabase, type Database } from '../engine/duckdb/driver.js';
import { literal, quote, scalar, TYPES } from '../engine/duckdb/dialect.js';
import { freeName } from '../engine/duckdb/introspect.js';
import { hosted } from '../host/hosted.js';
import { fitTasks, type FittedTasks } from '../pipeline/fit-tasks.js';
import { planTable } from '../pipeline/plan.js';
import { chunks } from '../pipeline/sample.js';
import { tasks } from '../pipeline/select.js';
import { prepareStages } from '../pipeline/stages.js';
import type { InputTable, ProfiledColumn } from '../pipeline/table.js';
import type { TransformerSource } from '../pipeline/transformers.js';

/** A table of a test; with `wholeNumbers` a numeric column of nothing else is stored as such, as files are. */
export interface Table extends TableCase {
  readonly wholeNumbers?: boolean;
}
/** Feature name -> one value per row. */
export type FeatureValues = ReadonlyMap<string, readonly Json[]>;

export interface Trained {
  readonly made: FittedTasks;
  readonly values: FeatureValues;
  /** The same features of other rows. */
  apply(rows: readonly Row[]): Promise<FeatureValues>;
}

const STORED: Readonly<Record<Semantic, ScalarType>> = {
  numeric: 'double',
  categorical: 'text',
  datetime: 'timestamp',
  text: 'text',
  boolean: 'boolean',
  id: 'text',
  constant: 'double',
};

/** How a column of a test table is stored: by its meaning, but a category or id of numbers is a number. */
function storedType(semantic: Semantic, name: string, { rows, wholeNumbers }: Table): ScalarType {
  const known = rows.map((r) => r[name]).filter((v) => v !== null && v !== undefined);
  if (wholeNumbers && semantic === 'numeric' && known.length > 0 && known.every((v) => Number.isInteger(v))) return 'int64';
  if ((semantic === 'categorical' || semantic === 'id' || semantic === 'constant') && known.length > 0) {
    if (known.every((v) => typeof v === 'number')) return known.every((v) => Number.isInteger(v)) ? 'int64' : 'double';
    if (known.every((v) => typeof v === 'boolean')) return 'boolean';
    return 'text';
  }
  if (semantic === 'boolean' && known.length > 0 && known.every((v) => typeof v === 'number')) return 'int64';
  return STORED[semantic];
}

/** A transformer with its full name, and the parameters of a test. */
export interface Used {
  readonly id: string;
  readonly transformer: Transformer;
  readonly params?: Readonly<Record<string, Json>>;
}

/** What was fitted on a table; `values` of its rows and `apply` to others are made when asked for. */
export interface Fit {
  readonly made: FittedTasks;
  readonly training: InputTable;
  readonly columns: readonly ProfiledColumn[];
  values(): Promise<FeatureValues>;
  apply(rows: readonly Row[]): Promise<FeatureValues>;
}

/** Fits one transformer on a table of a test and gives its features, by the same way the product goes. */
export const train = (
  namespace: string,
  transformer: Transformer,
  c: TableCase,
  threads = 2,
): Promise<Trained & { close(): Promise<void> }> => trainAll([useOf(namespace, transformer, c)], c, threads);

export const useOf = (namespace: string, transformer: Transformer, c: TableCase): Used => ({
  id: `${namespace}.${transformer.meta.name}`,
  transformer,
  params: c.params ?? {},
});

/** The same for several transformers at once. */
export async function trainAll(uses: readonly Used[], c: TableCase, threads = 2): Promise<Trained & { close(): Promise<void> }> {
  const db = await openDatabase({ threads });
  try {
    const { made, values, apply } = await fitAll(db, uses, c);
    return { made, values: await values(), apply, close: () => db.close() };
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** Fits in a database that is open; what was fitted there before is gone. */
export async function fitAll(db: Database, uses: readonly Used[], c: Table): Promise<Fit> {
  const { table: training, types, columns } = await place(db, c);
  const loaded = new Map(uses.map((u) => [u.id, hosted(u.transformer)]));
  const source: TransformerSource = { list: () => [], load: () => Promise.resolve(loaded) };
  const all = await tasks(
    uses.map((u) => ({ id: u.id, on: undefined, params: u.params ?? {} })),
    loaded,
    columns,
  );
  const made = await fitTasks(db, training, columns, all, c.folds ?? {});
  const read = async (table: InputTable, isTraining: boolean): Promise<FeatureValues> => {
    if (made.features.length === 0) return new Map();
    const plan = planTable(table, columns, made.features, made.fitted.tables, isTraining);
    const ready = await prepareStages(db, table, plan, made.batches, made.fitted.tables, source, { threads: db.limits.threads });
    const out = new Map<string, Json[]>(made.features.map((f) => [f.name, []]));
    for (const part of chunks(made.features, 200)) {
      const select = plan.select(part, { keep: [], row: true });
      const shown = part.map((f) =>
        f.type === 'int64' ? `${quote(f.name)}::DOUBLE` : f.type === 'timestamp' ? `${quote(f.name)}::VARCHAR` : quote(f.name),
      );
      const rows = await db.rows(`SELECT ${shown.join(', ')} FROM (${select}) ORDER BY ${quote(table.rowColumn)}`);
      part.forEach((f, i) =>
        out.set(
          f.name,
          rows.map((r) => r[i] ?? null),
        ),
      );
    }
    await ready.drop();
    return out;
  };
  return {
    made,
    training,
    columns,
    values: () => read(training, true),
    apply: async (rows) => read(await load(db, 'other', types, rows), false),
  };
}

/** The table of a test in the engine, and what its columns are. */
export async function place(
  db: Database,
  c: Table,
): Promise<{ table: InputTable; types: ReadonlyMap<string, ScalarType>; columns: ProfiledColumn[] }> {
  const types = new Map(Object.entries(c.columns).map(([name, semantic]) => [name, storedType(semantic, name, c)]));
  const table = await load(db, 'training', types, c.rows);
  const roles = new Map<string, Role>(Object.entries(c.roles ?? {}).map(([role, name]) => [name, role as Role]));
  const columns = Object.entries(c.columns).map(([name, semantic]): ProfiledColumn => {
    // Numbers that are not finite are missing in a file too.
    const known = c.rows
      .map((r) => r[name])
      .filter((v) => v !== null && v !== undefined && !(typeof v === 'number' && !Number.isFinite(v)));
    const role = roles.get(name);
    return {
      name,
      type: types.get(name)!,
      semantic,
      ...(role ? { role } : {}),
      stats: { rows: c.rows.length, missing: c.rows.length - known.length, distinct: new Set(known).size },
      why: 'given',
    };
  });
  return { table, types, columns };
}

let tables = 0;
async function load(db: Database, name: string, types: ReadonlyMap<string, ScalarType>, rows: readonly Row[]): Promise<InputTable> {
  const table = `${name}_${tables++}`;
  const columns = [...types];
  const rowColumn = freeName('#row', [...types.keys()]);
  await db.run(`CREATE TABLE ${table} (${columns.map(([n, t]) => `${quote(n)} ${TYPES[t]}`).join(', ')}, ${quote(rowColumn)} BIGINT)`);
  let next = 0;
  for (const part of chunks(rows, 500)) {
    const values = part.map((r) => `(${[...columns.map(([n, t]) => valueSql(r[n] ?? null, t)), next++].join(', ')})`);
    await db.run(`INSERT INTO ${table} VALUES ${values.join(', ')}`);
  }
  const select = columns.map(([n]) => quote(n)).join(', ');
  return {
    name,
    files: [],
    relation: `SELECT ${select}, ${quote(rowColumn)} FROM ${table}`,
    rowColumn,
    rows: rows.length,
    columns: columns.map(([n, t]) => ({ name: n, type: t, stored: t })),
    notes: [],
  };
}

function valueSql(v: Json, type: ScalarType): string {
  // Numbers that are not finite are read as missing, as from a file.
  if (v === null || (typeof v === 'number' && !Number.isFinite(v))) return 'NULL';
  if (typeof v === 'number' && type !== 'double') return String(v);
  return typeof v === 'string' ? `${literal(v)}::${TYPES[type]}` : scalar(v);
}
