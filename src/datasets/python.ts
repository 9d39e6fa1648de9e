import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { literal, quote } from '../engine/duckdb/dialect.js';
import { createOutbox } from '../pipeline/output.js';
import { track } from '../operations/operations.js';
import { columnsForMl, type ColumnsOptions, type MlColumns, type RoleTables } from './columns-for-ml.js';
import { safeName } from './export/options.js';
import { openDataset } from './open.js';
import { type Staged, stageTables } from './stage.js';
import type { Workspace } from './workspace.js';

export interface PythonOptions extends ColumnsOptions {
  /** Default `parquet`; `arrow` is the IPC file that pandas and polars call Feather. */
  readonly format?: 'parquet' | 'arrow';
  /** Writes over files that are there. */
  readonly force?: boolean;
}

/** What `dataset.json` says, beside the files. */
export interface PythonFiles {
  readonly name: string;
  readonly problem_type: string | null;
  readonly target: string | null;
  readonly ids: readonly string[];
  readonly features: readonly string[];
  /** Role -> file, in the folder. */
  readonly tables: Readonly<Record<string, string>>;
}

/**
 * Writes the tables that a model is trained and tested on as files that pandas, polars and pyarrow read: `train`, and `validation` and
 * `test` where they are there, with ids, features and target as columns; `dataset.json` says which is which. Streams, in bounded memory.
 */
export async function writeForPython(
  ws: Workspace,
  name: string,
  folder: string,
  options: PythonOptions = {},
): Promise<PythonFiles & { readonly files: readonly string[] }> {
  const { format = 'parquet', force = false } = options;
  return track(ws.config, { type: 'dataset_export', operation: 'write_for_python', dataset: name }, async (note) => {
    const dataset = await openDataset(ws, name);
    const columns = await columnsForMl(dataset, options);
    const roles = [columns.train, ...columns.others];
    await mkdir(folder, { recursive: true });
    const outbox = createOutbox(force);
    const staged = await stageTables(ws, dataset, [...new Set(roles.flatMap(({ table, base }) => [table, base]))]);
    try {
      const tables: Record<string, string> = {};
      for (const role of roles) {
        const file = `${safeName(role.role)}.${format}`;
        tables[role.role] = file;
        await writeRole(staged, columns, role, await outbox.place(join(folder, file)), format);
      }
      const about: PythonFiles = {
        name: dataset.record.name,
        problem_type: dataset.record.problem_type,
        target: columns.target ?? null,
        ids: columns.ids,
        features: columns.featureNames,
        tables,
      };
      const { writeFile } = await import('node:fs/promises');
      await writeFile(await outbox.place(join(folder, 'dataset.json')), `${JSON.stringify(about, null, 2)}\n`);
      await outbox.commit();
      note.rows?.(columns.train.rows);
      return { ...about, files: [...Object.values(tables), 'dataset.json'].map((file) => join(folder, file)) };
    } catch (error) {
      await outbox.discard();
      throw error;
    } finally {
      await staged.close();
    }
  });
}

/** The columns of a role from the one or two tables they are in, whose rows stand side by side. */
async function writeRole(staged: Staged, columns: MlColumns, role: RoleTables, path: string, format: 'parquet' | 'arrow'): Promise<void> {
  const { ids, featureNames, target } = columns;
  const wanted = [...new Set([...ids, ...featureNames, ...(target === undefined ? [] : [target])])].filter((name) =>
    role.columns.has(name),
  );
  const from = (name: string): 'f' | 'b' => (role.columns.get(name)!.table === role.table ? 'f' : 'b');
  const both = wanted.some((name) => from(name) === 'b');
  const list = wanted.map((name) => `${from(name)}.${quote(name)}`).join(', ');
  const sql = `SELECT ${list} FROM ${staged.relation(role.table)} AS f${both ? ` POSITIONAL JOIN ${staged.relation(role.base)} AS b` : ''}`;
  const { db } = staged;
  if (format === 'parquet') {
    await db.inOrder(() => db.run(`COPY (${sql}) TO ${literal(path)} (FORMAT parquet, COMPRESSION snappy)`));
    return;
  }
  const { writeArrowFile } = await import('../engine/duckdb/arrow.js');
  await db.inOrder(async () => writeArrowFile(await db.stream(sql), path, db.options.signal));
}
