import type { Config } from '../../config/config.js';
import { quote } from '../../engine/duckdb/dialect.js';
import type { Database } from '../../engine/duckdb/driver.js';
import { MdmError } from '../../errors.js';
import type { StoredColumn } from '../../storage/backend.js';
import { stageTables, type Stored } from '../stage.js';
import { measureColumns, type ColumnFacts } from '../types.js';
import type { Workspace } from '../workspace.js';
import { percent } from './judge.js';
import { featureTables } from './tables.js';

export { validateAfter } from './validate-after.js';

export interface CheckedTable {
  readonly db: Database;
  /** SQL of a FROM item. */
  readonly relation: string;
  readonly columns: readonly StoredColumn[];
  /** For the messages. */
  readonly table: string;
  /** Columns that are not looked at for signal: ids, and those that are ignored. */
  readonly without?: readonly string[];
}

export interface Findings {
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

/** A share of different values below which a column of more than two says little. */
const FEW = 0.01;
const MOST = 0.99;

/**
 * Checks the columns of a training table by `validation.before_features`: those that are missing too often, and those without signal. In
 * strict mode the first finding is an error.
 */
export async function checkColumns(config: Config, checked: CheckedTable): Promise<Findings> {
  const limit = config.get('validation.before_features.max_missing_ratio');
  const signal = config.get('validation.before_features.signal_detection');
  if (!signal && limit >= 1) return { warnings: [], notes: [] };
  const { db, relation, columns, table, without = [] } = checked;
  const facts = signal ? await measureColumns(db, relation, columns) : await knownOnly(db, relation, columns);
  const greater = signal ? await greaterShares(db, relation, facts) : new Map<string, number>();
  const warnings: string[] = [];
  const notes: string[] = [];
  for (const { name, rows, known, distinct } of facts) {
    const missing = rows === 0 ? 0 : 1 - known / rows;
    const says = `${table}: the column ${name}`;
    if (missing > limit) warnings.push(`${says} is missing in ${percent(missing)} of the rows, more than ${percent(limit)}.`);
    if (!signal || without.includes(name)) continue;
    const most = greater.get(name) ?? 0;
    if (known === 0) warnings.push(`${says} has no signal: every value is missing.`);
    else if (distinct === 1) warnings.push(`${says} has no signal: it has one value.`);
    else if (most > MOST) warnings.push(`${says} has no signal: one of its two values has ${percent(most)} of the rows.`);
    else if (distinct > 2 && distinct / known < FEW) notes.push(`${says} has ${distinct} values in ${known} rows, fewer than 1 % of them.`);
  }
  const [first, ...more] = warnings;
  if (first !== undefined && config.get('validation.strict_mode'))
    throw new MdmError(
      'validation',
      `${first}${more.length > 0 ? ` There are ${more.length} more warnings.` : ''}`,
      'Correct the data, or set validation.strict_mode to false.',
    );
  return { warnings, notes };
}

/** Rows and known values alone. */
async function knownOnly(
  db: Database,
  relation: string,
  columns: readonly StoredColumn[],
): Promise<Pick<ColumnFacts, 'name' | 'rows' | 'known' | 'distinct'>[]> {
  const [row = []] = await db.rows(
    `SELECT count(*)::DOUBLE${columns.map(({ name }) => `, count(${quote(name)})::DOUBLE`).join('')} FROM ${relation}`,
  );
  return columns.map(({ name }, i) => ({ name, rows: Number(row[0]), known: Number(row[i + 1]), distinct: 0 }));
}

/** Of columns with two values: the share of the more frequent one. */
async function greaterShares(
  db: Database,
  relation: string,
  facts: readonly Pick<ColumnFacts, 'name' | 'known' | 'distinct'>[],
): Promise<Map<string, number>> {
  const shares = new Map<string, number>();
  for (const { name, known, distinct } of facts) {
    if (distinct !== 2) continue;
    const [row] = await db.rows(`SELECT max(n)::DOUBLE FROM (SELECT count(${quote(name)}) AS n FROM ${relation} GROUP BY ${quote(name)})`);
    shares.set(name, Number(row?.[0]) / known);
  }
  return shares;
}

export interface BeforeInput {
  readonly dataset: Stored;
  readonly tables: Readonly<Record<string, string>>;
  /** Ids, and columns that are ignored. */
  readonly without?: readonly string[];
}

/** Checks the training table of a dataset that is registered: its columns, and that it has `min_rows`. */
export async function validateBefore(workspace: Workspace, { dataset, tables, without = [] }: BeforeInput): Promise<Findings> {
  const table = featureTables(tables)?.training.table;
  if (table === undefined) return { warnings: [], notes: [] };
  const { rows } = await dataset.backend.table(dataset.store, table);
  const least = workspace.config.get('validation.before_features.min_rows');
  if (rows < least)
    throw new MdmError(
      'validation',
      `The table ${table} has ${rows} rows; at least ${least} are needed (validation.before_features.min_rows).`,
      'Register more rows, or set that key lower.',
    );
  const { config } = workspace;
  if (!config.get('validation.before_features.signal_detection') && config.get('validation.before_features.max_missing_ratio') >= 1)
    return { warnings: [], notes: [] };
  const staged = await stageTables(workspace, dataset, [table]);
  try {
    return await checkColumns(config, { db: staged.db, relation: staged.relation(table), columns: staged.columns(table), table, without });
  } finally {
    await staged.close();
  }
}
