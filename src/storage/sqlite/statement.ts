import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { MdmError } from '../../errors.js';
import type { Parameter } from '../backend.js';
import type { Sqlite } from './context.js';

type Bound = null | number | bigint | string;

export const bound = (parameters: readonly Parameter[]): Bound[] =>
  parameters.map((value) =>
    typeof value === 'boolean' ? Number(value) : typeof value === 'number' && Number.isNaN(value) ? 'NaN' : value,
  );

/** Spaces, comments and semicolons. */
const NOTHING = /^(?:\s|;|--[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$))*/;
export const bare = (sql: string): string => sql.replace(NOTHING, '');

/** One statement, and nothing after it. */
export function prepareOne(db: DatabaseSync, sql: string): StatementSync {
  if (bare(sql) === '') throw new MdmError('usage', 'The statement is empty.');
  let statement: StatementSync;
  try {
    statement = db.prepare(sql);
  } catch (error) {
    const { errcode, message } = error as { errcode?: number; message: string };
    if (errcode !== 1) throw error;
    throw new MdmError(
      'backend',
      `SQLite refused the statement: ${message}.`,
      'Names of tables and columns stand in double quotes.',
      error,
    );
  }
  if (bare(sql.slice(statement.sourceSQL.length)) !== '')
    throw new MdmError('usage', 'More than one statement was given.', 'Give them one after another.');
  return statement;
}

/** Logs how SQLite goes about a statement. */
export function explain({ trace }: Sqlite, store: string, db: DatabaseSync, sql: string, parameters: readonly Bound[]): void {
  if (!trace.explains || !/^(?:select|with|values|insert|update|delete)\b/i.test(bare(sql))) return;
  const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters);
  trace.plan(
    store,
    sql,
    steps.map(({ detail }) => String(detail)),
  );
}
