import { copyFile, link, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { literal, quote } from '../../engine/duckdb/dialect.js';
import type { StoredColumn } from '../../storage/backend.js';
import type { Staged } from '../stage.js';
import type { FeatureTables, RoleTable } from './tables.js';

const TYPES: Readonly<Record<StoredColumn['type'], string>> = {
  int64: 'BIGINT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  text: 'VARCHAR',
  timestamp: 'TIMESTAMP',
  date: 'DATE',
};

/**
 * A folder of the staged tables as the pipeline reads one: train, validation, test. Columns that a table lacks, the target aside, are
 * there without values, so that its other features can be made.
 */
export async function sourceFolder(
  staged: Staged,
  { training, others }: FeatureTables,
  target: string | undefined,
): Promise<{ readonly folder: string; readonly warnings: readonly string[] }> {
  const folder = join(staged.folder, 'source');
  await mkdir(folder);
  const warnings: string[] = [];
  await place(staged.file(training.table), join(folder, 'train.parquet'));
  for (const other of others) {
    const lacking = columnsLacking(staged, training, other).filter(({ name }) => name !== target);
    const to = join(folder, `${other.role}.parquet`);
    if (lacking.length === 0) await place(staged.file(other.table), to);
    else {
      const nulls = lacking.map(({ name, type }) => `CAST(NULL AS ${TYPES[type]}) AS ${quote(name)}`);
      await staged.db.run(`COPY (SELECT *, ${nulls.join(', ')} FROM ${staged.relation(other.table)}) TO ${literal(to)} (FORMAT parquet)`);
      warnings.push(
        `The table ${other.table} lacks ${lacking.length === 1 ? 'the column' : 'the columns'} ${lacking.map(({ name }) => name).join(', ')} of ${training.table}: features of ${lacking.length === 1 ? 'it' : 'them'} have no value there.`,
      );
    }
  }
  return { folder, warnings };
}

function columnsLacking(staged: Staged, training: RoleTable, other: RoleTable): StoredColumn[] {
  const there = new Set(staged.columns(other.table).map(({ name }) => name.toLowerCase()));
  return staged.columns(training.table).filter(({ name }) => !there.has(name.toLowerCase()));
}

/** Not every file system has links. */
async function place(file: string, to: string): Promise<void> {
  await link(file, to).catch(() => copyFile(file, to));
}
