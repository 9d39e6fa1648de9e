import type { Config } from '../../config/config.js';
import { describe } from '../../engine/duckdb/introspect.js';
import type { Database } from '../../engine/duckdb/driver.js';
import { MdmError } from '../../errors.js';
import { countDuplicates, withoutDuplicates } from './duplicates.js';

export interface AfterInput {
  /** The rows of the table, in their order. */
  readonly query: string;
  readonly rows: number;
  /** Writes them down, to be read more than once, and gives a FROM item of them. */
  readonly stage: () => Promise<string>;
  /** Features and target: rows that are equal in these are duplicates, whatever their ids. */
  readonly compared: readonly string[];
  readonly table: string;
  /** Rows of other tables are never dropped, and may be few. */
  readonly training: boolean;
}

export interface AfterChecked {
  readonly rows: number;
  /** The rows that stay, in their order. */
  readonly query: string;
  readonly warnings: readonly string[];
}

/** Checks a table of features by `validation.after_features`. */
export async function validateAfter(
  config: Config,
  db: Database,
  { query, rows, stage, compared, table, training }: AfterInput,
): Promise<AfterChecked> {
  const check = training && compared.length > 0 && config.get('validation.after_features.check_duplicates');
  const relation = check ? await stage() : '';
  const found = check ? (await countDuplicates(db, relation, compared)).duplicates : 0;
  const warnings: string[] = [];
  const drop = found > 0 && config.get('validation.after_features.drop_duplicates');
  if (found > 0) warnings.push(`${table}: ${found} duplicate rows found, ${drop ? found : 0} dropped.`);
  const left = drop ? rows - found : rows;
  const least = config.get('validation.after_features.min_rows');
  if (training && left < least)
    throw new MdmError(
      'validation',
      `${table} has ${left} rows${drop ? ` after ${found} duplicates were dropped` : ''}, fewer than validation.after_features.min_rows (${least}).`,
      'Give more rows, or lower validation.after_features.min_rows.',
    );
  if (!check) return { rows, query, warnings };
  const all = (await describe(db, relation)).map(({ name }) => name);
  return { rows: left, query: drop ? withoutDuplicates(relation, all, compared) : `SELECT * FROM ${relation}`, warnings };
}
