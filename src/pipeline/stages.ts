import { quote } from '../engine/duckdb/dialect.js';
import type { Database } from '../engine/duckdb/driver.js';
import { makeTextCounts } from '../engine/duckdb/text-counts.js';
import type { BatchStage, OnFailure } from './features.js';
import type { FittedTables } from './fitted.js';
import type { RunOptions } from './options.js';
import type { TablePlan } from './plan.js';
import type { TransformerSource } from './transformers.js';
import { buildRanks } from './tables.js';
import type { InputTable } from './table.js';

/** Stages of one table, ready to be joined. */
export interface Prepared {
  /** Frees the stages' tables. */
  drop(): Promise<void>;
}

/** Makes the tables that the SELECT joins. */
export async function prepareStages(
  db: Database,
  table: InputTable,
  plan: TablePlan,
  batches: readonly BatchStage[],
  fitted: FittedTables,
  source: TransformerSource,
  options: RunOptions,
  onFailure?: OnFailure,
): Promise<Prepared> {
  const made: string[] = [];
  for (const t of plan.ranksNeeded) await buildRanks(db, fitted.tables.get(t)!);
  const wantedBatches = batches.filter((b) => plan.stages.some((s) => s.id === b.id));
  if (wantedBatches.length > 0) {
    made.push(...wantedBatches.map((b) => b.id));
    const { runBatchStages } = await import('./batch.js');
    await runBatchStages(db, table, wantedBatches, {
      ...(options.signal ? { signal: options.signal } : {}),
      ...(onFailure ? { onFailure } : {}),
      workers: Math.max(1, options.threads ?? db.limits.threads),
      ...(options.pluginTimeout === undefined ? {} : { timeoutMs: options.pluginTimeout * 1000 }),
      onPrint: (name, text) => {
        const stage = wantedBatches.find((b) => b.transformer.meta.name === name);
        if (stage) source.note?.(stage.task.id, text);
      },
      source: (stage) => {
        const at = source.locate?.(stage.task.id);
        return at && { module: at.url };
      },
    });
  }
  for (const s of plan.stages) {
    if (s.text) {
      const { column, asks } = s.text;
      const row = quote(table.rowColumn);
      await makeTextCounts(
        db,
        s.id,
        (from, to) => `SELECT ${row}, ${quote(column)} FROM (${table.relation}) WHERE ${row} >= ${from} AND ${row} < ${to}`,
        table.rows,
        asks,
      );
      made.push(s.id);
    }
    if (s.sql === undefined) continue;
    await db.run(`CREATE OR REPLACE TABLE ${s.id} AS ${s.sql}`);
    made.push(s.id);
  }
  return {
    drop: async () => {
      for (const id of made) await db.run(`DROP TABLE IF EXISTS ${id}`);
    },
  };
}
