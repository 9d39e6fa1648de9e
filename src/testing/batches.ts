import { makeVector } from 'apache-arrow';
import type { Json } from '@mdm/sdk';
import { recordBatches } from '../engine/duckdb/arrow.js';
import { quote } from '../engine/duckdb/dialect.js';
import type { Database } from '../engine/duckdb/driver.js';
import { type Flat, flatten, storedType, unflatten } from '../engine/flat.js';
import { runBatch } from '../pipeline/batch-run.js';
import type { BatchStage } from '../pipeline/features.js';
import { copy } from './calls.js';
import { atAnotherTime } from './clock.js';
import type { Fit } from './fixture.js';

/** What one call of a batch transformer made of a table cut in several ways: rows of one value per output. */
export interface Pieces {
  readonly columns: readonly string[];
  readonly whole: readonly Rows[];
  /** All rows in one batch once more, at another time. */
  readonly again: readonly Rows[];
  readonly sevens: readonly Rows[];
  readonly ones: readonly Rows[];
  /** Batches of eleven rows, all under way at once. */
  readonly together: readonly Rows[];
}
type Rows = readonly Json[];

/** Runs the batches of a fitted transformer here, in pieces of several sizes. */
export async function runInPieces(db: Database, fit: Fit): Promise<readonly Pieces[]> {
  const out: Pieces[] = [];
  for (const stage of fit.made.batches) {
    const { rows } = fit.training;
    const pieces = async (size: number): Promise<(() => Promise<Rows[]>)[]> => {
      const calls: (() => Promise<Rows[]>)[] = [];
      for (let from = 0; from < rows; from += size) {
        const columns = await read(db, fit, stage, from, Math.min(size, rows - from));
        calls.push(() => run(stage, columns));
      }
      return calls;
    };
    const oneByOne = async (size: number): Promise<Rows[]> => {
      const made: Rows[] = [];
      for (const call of await pieces(size)) made.push(...(await call()));
      return made;
    };
    const whole = await oneByOne(rows);
    const again = await atAnotherTime(() => oneByOne(rows));
    const [sevens, ones] = [await oneByOne(7), await oneByOne(1)];
    const together = (await Promise.all((await pieces(11)).map((call) => call()))).flat();
    out.push({ columns: stage.task.scope.on.map((c) => c.name), whole, again, sevens, ones, together });
  }
  return out;
}

async function read(db: Database, { training }: Fit, { task }: BatchStage, from: number, count: number): Promise<Flat[]> {
  const row = quote(training.rowColumn);
  const columns = task.scope.on.map((c) => quote(c.name)).join(', ');
  const page = `SELECT ${columns} FROM (${training.relation}) WHERE ${row} >= ${from} AND ${row} < ${from + count} ORDER BY ${row}`;
  for await (const batch of recordBatches(await db.stream(page), count, db.options))
    return batch.schema.fields.map((f, i) => flatten(batch.getChildAt(i)!, storedType(f.type as never)!));
  return [];
}

async function run(stage: BatchStage, columns: readonly Flat[]): Promise<Rows[]> {
  const { scope } = stage.task;
  const made = await runBatch({ run: stage.transformer.run! }, { scope: copy(scope), outputs: stage.outputs, columns });
  const vectors = made.map((flat) => makeVector(unflatten(flat)));
  return Array.from({ length: columns[0]!.length }, (_, i) => vectors.map((v) => plain(v.get(i) as unknown)));
}

const plain = (value: unknown): Json => (typeof value === 'bigint' ? Number(value) : ((value ?? null) as Json));
