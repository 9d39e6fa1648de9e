import type { RecordBatch } from 'apache-arrow';
import { createAppender, recordBatches } from '../engine/duckdb/arrow.js';
import { quote, TYPES } from '../engine/duckdb/dialect.js';
import { type Database, engineError, interrupted } from '../engine/duckdb/driver.js';
import { type Flat, flatten, storedType, type StoredType } from '../engine/flat.js';
import { firstLine, TransformerError } from '../errors.js';
import { createPool, type Pool } from './batch-pool.js';
import { checkAnswer, runBatch } from './batch-run.js';
import type { BatchStage, OnFailure } from './features.js';
import { broken } from './measures.js';
import type { InputTable } from './table.js';

export interface BatchOptions {
  readonly signal?: AbortSignal;
  /** Worker threads; default as many as the engine has. */
  readonly workers?: number;
  /** Rows per batch at most; default 16,384. Changes no value. */
  readonly batchRows?: number;
  /** Where a worker imports the stage's plugin from; undefined runs the transformer in this thread. */
  readonly source: (stage: BatchStage) => { readonly module: string } | undefined;
  /** For one batch; default 120,000. A transformer in this thread cannot be stopped. */
  readonly timeoutMs?: number;
  /** Memory of one worker, in megabytes; default 1,024. */
  readonly memoryMb?: number;
  /** Takes every transformer that fails before the first failure is thrown; absent, the stages after that one are not run. */
  readonly onFailure?: OnFailure;
  /** Takes what a transformer prints. */
  readonly onPrint?: (transformer: string, text: string) => void;
  /** Share of the work done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** Time limits that the failures of a transformer may take; on the columns after that it is not tried. */
const LIVES = 3;
/** Text of one batch, on average. */
const BATCH_BYTES = 32 * 1024 * 1024;

/** Fills a temporary table per stage, named by its id: `r` (row number, in order) and one column per output. */
export async function runBatchStages(db: Database, table: InputTable, stages: readonly BatchStage[], options: BatchOptions): Promise<void> {
  const { signal } = options;
  const workers = Math.max(1, options.workers ?? db.limits.threads);
  const timeoutMs = options.timeoutMs ?? 120_000;
  const pool = createPool({
    workers,
    timeoutMs,
    memoryMb: options.memoryMb ?? 1024,
    ...(options.onPrint ? { onPrint: options.onPrint } : {}),
  });
  const stop = (): void => {
    db.connection.interrupt();
    void pool.close();
  };
  if (signal?.aborted) throw interrupted();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    let first: TransformerError | undefined;
    const wasted = new Map<string, number>();
    for (const [i, stage] of stages.entries()) {
      const onProgress = (share: number) => options.onProgress?.((i + share) / stages.length);
      const { task } = stage;
      const begun = performance.now();
      try {
        if ((wasted.get(task.id) ?? 0) >= LIVES * timeoutMs) throw broken(task, 'run was stopped too often and is not tried again');
        await runStage(db, table, stage, pool, workers, { ...options, onProgress });
      } catch (error) {
        if (!options.onFailure || signal?.aborted || !(error instanceof TransformerError)) throw error;
        options.onFailure(error.failure);
        first ??= error;
        wasted.set(task.id, (wasted.get(task.id) ?? 0) + performance.now() - begun);
      }
    }
    if (first) throw first;
  } catch (error) {
    throw signal?.aborted ? interrupted() : error;
  } finally {
    signal?.removeEventListener('abort', stop);
    await pool.close();
  }
}

async function runStage(
  db: Database,
  table: InputTable,
  stage: BatchStage,
  pool: Pool,
  workers: number,
  options: BatchOptions,
): Promise<void> {
  const { id, task, outputs } = stage;
  checkNames(stage);
  const { on } = task.scope;
  const [first] = on;
  const input = quote(`${id}_in`);
  const values = quote(`${id}_out`);
  const row = `CAST(${quote(table.rowColumn)} AS BIGINT)`;
  const make = (name: string, key: string): Promise<number> =>
    db.run(`CREATE OR REPLACE TABLE ${name} (${[key, ...outputs.map((o) => `${quote(o.name)} ${TYPES[o.type]}`)].join(', ')})`);
  // A value that comes again has the same results. Of doubles, 0 and -0 are equal and yet not the same.
  const byValue = on.length === 1 && first.type !== 'double' && first.stats.distinct * 2 < table.rows;
  try {
    if (byValue) {
      await db.run(`CREATE OR REPLACE TABLE ${input} AS SELECT DISTINCT ${quote(first.name)} AS c0 FROM (${table.relation}) ORDER BY c0`);
      await make(values, `k ${TYPES[first.type]}`);
      await fill(db, stage, { input, target: `${id}_out`, key: 'c0', keyType: first.type as StoredType }, pool, workers, options);
      const results = outputs.map((o) => `, o.${quote(o.name)}`).join('');
      const rows = `SELECT ${row} AS r, ${quote(first.name)} AS k FROM (${table.relation})`;
      await db.run(
        `CREATE OR REPLACE TABLE ${quote(id)} AS SELECT t.r${results} FROM (${rows}) t LEFT JOIN ${values} o ON t.k IS NOT DISTINCT FROM o.k ORDER BY t.r`,
      );
    } else {
      const columns = on.map((c, i) => `${quote(c.name)} AS c${i}`).join(', ');
      await db.run(`CREATE OR REPLACE TABLE ${input} AS SELECT ${row} AS r, ${columns} FROM (${table.relation})`);
      await make(quote(id), 'r BIGINT');
      await fill(db, stage, { input, target: id, key: 'r', keyType: 'int64' }, pool, workers, options);
    }
  } finally {
    for (const name of [input, values]) await db.connection.run(`DROP TABLE IF EXISTS ${name}`).catch(() => undefined);
  }
}

interface Work {
  /** The staged input: `c0`, `c1` ... are the columns of `on`. It is read in pages, because a streaming result ends when rows are appended. */
  readonly input: string;
  /** The table that gets the key and the outputs, in the order of the input. */
  readonly target: string;
  readonly key: string;
  readonly keyType: StoredType;
}

async function fill(
  db: Database,
  stage: BatchStage,
  { input, target, key, keyType }: Work,
  pool: Pool,
  workers: number,
  options: BatchOptions,
): Promise<void> {
  const { task, outputs } = stage;
  const { on } = task.scope;
  const columns = on.map((_, i) => `c${i}`);
  const texts = columns.filter((_, i) => on[i]!.type === 'text').map((c) => `coalesce(sum(strlen(${c})), 0)`);
  const [counted] = await db.rows(`SELECT count(*)::DOUBLE, (${['0', ...texts].join(' + ')})::DOUBLE FROM ${input}`);
  const [rows, bytes] = counted as [number, number];
  const size = Math.max(1, Math.min(options.batchRows ?? 16_384, Math.floor((BATCH_BYTES * rows) / Math.max(1, bytes))));
  const run = runner(stage, pool, options);
  const appender = await createAppender(db, target, [keyType, ...outputs.map((o) => o.type)]);
  const underWay: { readonly key: Flat; readonly results: Promise<readonly Flat[]> }[] = [];
  let done = 0;
  const takeFirst = async (): Promise<void> => {
    const head = underWay.shift()!;
    appender.append([head.key, ...(await head.results)]);
    options.onProgress?.((done += head.key.length) / rows);
  };
  try {
    for (let from = 0; from < rows; from += size) {
      const page = `SELECT ${[key, ...columns].join(', ')} FROM ${input} WHERE rowid >= ${from} AND rowid < ${from + size}`;
      const batches: RecordBatch[] = [];
      for await (const batch of recordBatches(await db.stream(page), size, db.options)) batches.push(batch);
      for (const batch of batches) {
        if (options.signal?.aborted) throw interrupted();
        // In order, so that the first batch that fails is the one that is told.
        while (underWay.length > workers) await takeFirst();
        const [keys, ...flats] = batch.schema.fields.map((f, i) =>
          flatten(batch.getChildAt(i)!, i === 0 ? keyType : storedType(f.type as never)!),
        );
        const results = run(flats);
        results.catch(() => undefined);
        underWay.push({ key: keys!, results });
      }
    }
    while (underWay.length > 0) await takeFirst();
    if (done !== rows) throw new Error(`${done} of ${rows} rows were read`);
  } catch (error) {
    appender.discard();
    throw engineError(error, '', db.options);
  }
  appender.close();
}

/** How a stage's batches are run: in a worker, or here when there is no module to load. */
function runner(stage: BatchStage, pool: Pool, options: BatchOptions): (columns: readonly Flat[]) => Promise<readonly Flat[]> {
  const { task, transformer, outputs } = stage;
  const { scope } = task;
  const source = options.source(stage);
  return async (columns) => {
    try {
      if (source) {
        const rows = columns[0]!.length;
        const made = await pool.run({ module: source.module, transformer: transformer.meta.name, scope, outputs, columns });
        return checkAnswer(outputs, made, rows);
      }
      // Lets a signal come in between two batches.
      await new Promise((resolve) => setImmediate(resolve));
      if (!transformer.run) throw new Error('its code is not at hand');
      return await runBatch({ run: transformer.run }, { scope, outputs, columns });
    } catch (error) {
      throw broken(task, firstLine(error), error);
    }
  };
}

function checkNames({ task, outputs }: BatchStage): void {
  const seen = new Set(['r', 'k']);
  for (const { name, type } of outputs) {
    if (!(type in TYPES) || (type as string) === 'texts' || (type as string) === 'numbers')
      throw broken(task, `output ${JSON.stringify(name)} has the type ${type}, which cannot be stored`);
    if (name.includes('\0')) throw broken(task, `output ${JSON.stringify(name)} has a name that no column can have`);
    if (seen.has(name.toLowerCase())) throw broken(task, `output ${JSON.stringify(name)} is there twice, or has a name that is taken`);
    seen.add(name.toLowerCase());
  }
}
