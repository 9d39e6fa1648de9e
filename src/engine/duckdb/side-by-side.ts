import type { DuckDBConnection, DuckDBInstance } from '#duckdb';
import { bytesOf } from '../size.js';
import type { Limits } from './driver.js';

/** Of the engine's limit for each statement: a writer of Parquet holds as much again beside it. */
const MEMORY_OF_ONE = 200e6;

/**
 * Runs statements on connections of their own, a few at a time, each by the one thread that started it. `onDone` is called
 * in the order of the statements, one call after another.
 */
export async function runSideBySide(
  instance: DuckDBInstance,
  main: DuckDBConnection,
  { memory, threads }: Limits,
  statements: readonly string[],
  onDone: (index: number, rows: number) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  await main.run('SET threads = 1');
  const together = Math.max(1, Math.min(threads, statements.length, Math.floor(bytesOf(memory) / MEMORY_OF_ONE)));
  const connections = await Promise.all(Array.from({ length: together }, () => instance.connect()));
  let failed = false;
  const stop = (): void => {
    failed = true;
    for (const c of connections) c.interrupt();
  };
  signal?.addEventListener('abort', stop, { once: true });
  const waiting = new Map<number, number>();
  let [next, first] = [0, 0];
  let tail = Promise.resolve();
  const work = async (connection: DuckDBConnection): Promise<void> => {
    try {
      await connection.run("SET TimeZone = 'UTC'");
      while (next < statements.length && !failed && !signal?.aborted) {
        const i = next++;
        waiting.set(i, (await connection.run(statements[i]!)).rowsChanged);
        for (let rows = waiting.get(first); rows !== undefined; rows = waiting.get(first)) {
          const [k, written] = [first++, rows];
          waiting.delete(k);
          tail = tail.then(() => onDone(k, written));
        }
        await tail;
      }
    } catch (error) {
      stop();
      throw error;
    }
  };
  try {
    const outcomes = await Promise.allSettled(connections.map(work));
    // The first error is the cause; the others are interruptions that followed from it.
    const errors = outcomes.flatMap((o) => (o.status === 'rejected' ? [o.reason as Error] : []));
    const cause = errors.find((e) => !/interrupt/i.test(e.message)) ?? errors[0];
    if (cause) throw cause;
    if (signal?.aborted) throw new Error('stopped');
  } finally {
    signal?.removeEventListener('abort', stop);
    for (const c of connections) c.closeSync();
    await main.run(`SET threads = ${threads}`).catch(() => undefined);
  }
}
