import { MdmError } from '../../errors.js';
import type { Parameter } from '../backend.js';
import { bound, type Duckdb, type Session } from './context.js';

/** Refuses nothing at all, and more than one statement. */
export async function oneStatement({ connection }: Session, sql: string): Promise<void> {
  if (sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|[\s;]/g, '') === '') throw new MdmError('usage', 'The statement is empty.');
  if ((await connection.extractStatements(sql)).count > 1)
    throw new MdmError('usage', 'More than one statement was given.', 'Give them one after another.');
}

/** Logs how DuckDB goes about a statement. */
export async function explain(
  { trace }: Duckdb,
  { store, connection }: Session,
  sql: string,
  parameters: readonly Parameter[],
): Promise<void> {
  if (!trace.explains || /^\s*explain\b/i.test(sql)) return;
  const plan = await connection.runAndReadAll(`EXPLAIN ${sql}`, ...bound(parameters)).catch(() => undefined);
  if (plan)
    trace.plan(
      store,
      sql,
      plan.getRows().flatMap((row) => String(row[1]).split('\n')),
    );
}
