import { debuglog } from 'node:util';
import type { MessagePort, Worker } from 'node:worker_threads';
import { firstLine } from '../errors.js';
import type { Flat } from '../engine/flat.js';
import { startPrivateWorker } from '../host/private-worker.js';
import { watchMemory } from '../host/watch-memory.js';
import { workerUrl } from '../host/worker-url.js';
import { buffersOf, type Job, type Reply } from './batch-run.js';

export interface PoolOptions {
  /** Threads at most; each is started when it is first needed. */
  readonly workers: number;
  /** A batch that takes longer ends its worker. */
  readonly timeoutMs: number;
  /** Memory of one worker: its values, and buffers beside them. */
  readonly memoryMb: number;
  /** Takes what a transformer prints. */
  readonly onPrint?: (transformer: string, text: string) => void;
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
  readonly port: MessagePort;
  task?: Task | undefined;
  timer?: NodeJS.Timeout | undefined;
}

const debug = debuglog('mdm');

export function createPool(options: PoolOptions): Pool {
  const slots = new Set<Slot>();
  const waiting: Task[] = [];
  let jobs = 0;
  let closed = false;
  /** What a worker prints may come after its answer. */
  let latest = '';

  const onPrint = (text: string): void => {
    debug('%s', text.trimEnd());
    if (latest) options.onPrint?.(latest, text);
  };
  const start = (): Slot => {
    const onAnswer = (reply: unknown): void => take(slot, reply as Reply);
    const { worker, port } = startPrivateWorker(
      workerUrl('batch-worker.js', import.meta.url),
      undefined,
      { onAnswer, onPrint },
      {
        name: 'mdm-batch',
        resourceLimits: { maxOldGenerationSizeMb: options.memoryMb },
      },
    );
    const slot: Slot = { worker, port };
    slots.add(slot);
    const tooLarge = (): Error => new Error(`run used more than ${options.memoryMb} MB of memory`);
    watchMemory(worker, options.memoryMb, () => {
      lose(slot, tooLarge());
      void worker.terminate();
    });
    worker.on('error', (error: Error & { code?: string }) =>
      lose(
        slot,
        error?.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooLarge() : new Error(`worker failed: ${firstLine(error)}`, { cause: error }),
      ),
    );
    worker.on('exit', (code) => lose(slot, new Error(`worker ended by itself (exit code ${code})`)));
    return slot;
  };
  const take = (slot: Slot, reply: Reply): void => {
    const { task } = slot;
    if (!task || reply.job !== task.id) return;
    free(slot);
    if ('columns' in reply) task.resolve(reply.columns);
    else task.reject(Object.assign(new Error(reply.problem), reply.stack ? { stack: reply.stack } : {}));
    next();
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
      slot.port.postMessage({ id: task.id, job }, buffersOf(job.columns));
    } catch (error) {
      task.reject(new Error(`parameters cannot be sent to a worker: ${firstLine(error)}`, { cause: error }));
      return;
    }
    slot.task = task;
    latest = job.transformer;
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
