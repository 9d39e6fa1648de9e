import { existsSync } from 'node:fs';
import { debuglog } from 'node:util';
import { Worker } from 'node:worker_threads';
import { firstLine } from '../errors.js';
import type { Flat } from '../engine/flat.js';
import { buffersOf, type Job, type Reply } from './batch-run.js';

export interface PoolOptions {
  /** Threads at most; each is started when it is first needed. */
  readonly workers: number;
  /** A batch that takes longer ends its worker. */
  readonly timeoutMs: number;
  /** Memory of one worker's values; default Node's own limit. */
  readonly memoryMb?: number;
}
/** Threads that run batches. A job that fails rejects with an error whose message says what its transformer did. */
export interface Pool {
  /** Runs a job; its buffers are moved to the worker. */
  run(job: Job): Promise<readonly Flat[]>;
  /** Ends every worker at once; jobs under way reject. */
  close(): Promise<void>;
}

interface Task {
  readonly id: number;
  readonly job: Job;
  readonly resolve: (columns: readonly Flat[]) => void;
  readonly reject: (error: Error) => void;
}
interface Slot {
  readonly worker: Worker;
  task?: Task | undefined;
  timer?: NodeJS.Timeout | undefined;
}

const debug = debuglog('mdm');

/** Beside this file; sources run by a test have no compiled worker beside them, so theirs is the last build's. */
function workerUrl(): URL {
  const beside = new URL('./batch-worker.js', import.meta.url);
  return existsSync(beside) ? beside : new URL('../../dist/pipeline/batch-worker.js', import.meta.url);
}

export function createPool(options: PoolOptions): Pool {
  const slots = new Set<Slot>();
  const waiting: Task[] = [];
  let jobs = 0;
  let closed = false;

  const start = (): Slot => {
    // What a plugin prints must not mix with the program's own output.
    const worker = new Worker(workerUrl(), {
      name: 'mdm-batch',
      stdout: true,
      stderr: true,
      execArgv: [],
      ...(options.memoryMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: options.memoryMb } }),
    });
    const slot: Slot = { worker };
    slots.add(slot);
    for (const stream of [worker.stdout, worker.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => debug('%s', text.trimEnd()));
    worker.on('message', (reply: Reply | undefined) => {
      const { task } = slot;
      // A plugin may post messages of its own.
      if (!task || reply?.job !== task.id) return;
      free(slot);
      if ('columns' in reply) task.resolve(reply.columns);
      else task.reject(Object.assign(new Error(reply.problem), reply.stack ? { stack: reply.stack } : {}));
      next();
    });
    worker.on('error', (error: Error & { code?: string }) =>
      lose(
        slot,
        new Error(error?.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'worker ran out of memory' : `worker failed: ${firstLine(error)}`, {
          cause: error,
        }),
      ),
    );
    worker.on('exit', (code) => lose(slot, new Error(`worker ended by itself (exit code ${code})`)));
    return slot;
  };
  const free = (slot: Slot): void => {
    clearTimeout(slot.timer);
    slot.task = slot.timer = undefined;
  };
  /** A worker that is gone fails its job; the others go on. */
  const lose = (slot: Slot, error: Error): void => {
    slots.delete(slot);
    slot.task?.reject(error);
    free(slot);
    next();
  };
  const next = (): void => {
    while (!closed && waiting.length > 0) {
      const slot = [...slots].find((s) => !s.task) ?? (slots.size < options.workers ? start() : undefined);
      if (!slot) return;
      give(slot, waiting.shift()!);
    }
  };
  const give = (slot: Slot, task: Task): void => {
    const { job } = task;
    try {
      slot.worker.postMessage({ id: task.id, job }, buffersOf(job.columns));
    } catch (error) {
      task.reject(new Error(`parameters cannot be sent to a worker: ${firstLine(error)}`, { cause: error }));
      return;
    }
    slot.task = task;
    slot.timer = setTimeout(() => {
      lose(slot, new Error(`run took longer than ${options.timeoutMs / 1000} seconds for ${job.columns[0]!.length} rows`));
      void slot.worker.terminate();
    }, options.timeoutMs);
  };

  return {
    run: (job) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new Error('was stopped'));
        waiting.push({ id: ++jobs, job, resolve, reject });
        next();
      }),
    close: async () => {
      closed = true;
      const all = [...slots];
      slots.clear();
      for (const task of [...waiting.splice(0), ...all.flatMap((s) => s.task ?? [])]) task.reject(new Error('was stopped'));
      for (const slot of all) free(slot);
      await Promise.all(all.map((s) => s.worker.terminate()));
    },
  };
}
