import { Worker } from 'node:worker_threads';
import { firstLine, MdmError } from '../errors.js';
import type { Hosted, ParamsRead } from './hosted.js';
import type { PluginManifest } from './manifest.js';
import type { Facts, Reply, Request, Step } from './plugin-worker.js';
import { watchMemory } from './watch-memory.js';
import { workerUrl } from './worker-url.js';

/** What a plugin's code may take before it is stopped. */
export interface Limits {
  /** For importing it, and for each answer, in milliseconds. Default 10,000. */
  readonly timeoutMs: number;
  /** Default 512. */
  readonly memoryMb: number;
}
export const LIMITS: Limits = Object.freeze({ timeoutMs: 10_000, memoryMb: 512 });

/** A plugin whose thread was lost this often is not started again. */
const LIVES = 3;
/** Characters kept of what a plugin prints. */
export const PRINTED = 200;

export interface PluginThread {
  readonly transformers: ReadonlyMap<string, Hosted>;
  /** What it printed, cut; nothing of it reaches the program's own output. */
  printed(): string;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** Imports a plugin in a thread of its own; its transformers answer from there. */
export async function openPluginThread(manifest: PluginManifest, limits: Limits = LIMITS): Promise<PluginThread> {
  const calls = createCalls(manifest, limits);
  let facts: readonly Facts[];
  try {
    facts = (await calls.ask({ load: true })) as readonly Facts[];
  } catch (error) {
    await calls.close();
    throw asLoadError(manifest, error as Error & { next?: string });
  }
  return {
    transformers: new Map(facts.map((f) => [f.meta.name, remote(f, calls.ask)])),
    printed: calls.printed,
    close: calls.close,
  };
}

type Ask = (
  request: { readonly load: true } | { readonly name: string; readonly step: Step; readonly args: readonly unknown[] },
) => Promise<unknown>;

function remote(facts: Facts, ask: Ask): Hosted {
  const call = (step: Step, ...args: readonly unknown[]) => ask({ name: facts.meta.name, step, args });
  return Object.freeze<Hosted>({
    ...facts,
    foreign: true,
    params: (given) => call('params', given) as Promise<ParamsRead>,
    fit: (scope) => call('fit', scope) as ReturnType<Hosted['fit']>,
    learn: (measured, scope) => call('learn', measured, scope),
    transform: (fitted) => call('transform', fitted) as ReturnType<Hosted['transform']>,
    outputs: (scope) => call('outputs', scope) as ReturnType<Hosted['outputs']>,
  });
}

function createCalls(manifest: PluginManifest, limits: Limits): { ask: Ask; printed(): string; close(): Promise<void> } {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let next = 0;
  let lost = 0;
  let printed = '';

  const start = (): Worker => {
    const started = new Worker(workerUrl('plugin-worker.js', import.meta.url), {
      name: manifest.namespace,
      workerData: manifest,
      stdout: true,
      stderr: true,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb },
    });
    started.unref();
    const watch = watchMemory(started, limits.memoryMb, () => lose(tooLarge()));
    const tooLarge = (): Error => new Error(`it used more than ${limits.memoryMb} MB of memory`);
    const lose = (error: Error): void => {
      watch.stop();
      if (worker !== started) return;
      worker = undefined;
      lost += 1;
      void started.terminate();
      for (const [id, { reject }] of waiting) settle(id, () => reject(new Error(firstLine(error), { cause: error })));
    };
    losers.set(started, lose);
    for (const stream of [started.stdout, started.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (printed = `${printed}${text}`.slice(0, PRINTED)));
    started.on('message', (reply: Reply | undefined) => {
      const task = reply && waiting.get(reply.id);
      if (!task) return; // A plugin may post messages of its own.
      settle(reply.id, () => {
        if ('value' in reply) task.resolve(reply.value);
        else task.reject(Object.assign(new Error(reply.problem), { stack: reply.stack ?? reply.problem, next: reply.next }));
      });
    });
    started.on('messageerror', (error) => lose(error));
    started.on('error', (error: Error & { code?: string }) =>
      lose(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooLarge() : new Error(`its thread failed: ${error.message}`, { cause: error })),
    );
    started.on('exit', (code) => lose(new Error(`it ended the thread it runs in with exit code ${code}`)));
    return started;
  };
  const losers = new WeakMap<Worker, (error: Error) => void>();
  const settle = (id: number, then: () => void): void => {
    clearTimeout(waiting.get(id)?.timer);
    waiting.delete(id);
    if (waiting.size === 0) worker?.unref();
    then();
  };

  const ask: Ask = (request) =>
    new Promise((resolve, reject) => {
      if (lost >= LIVES) return reject(new Error(`it was stopped ${lost} times and is not started again`));
      const running = (worker ??= start());
      const id = (next += 1);
      const timer = setTimeout(
        () => losers.get(running)?.(new Error(`it took longer than ${limits.timeoutMs / 1000} seconds`)),
        limits.timeoutMs,
      );
      waiting.set(id, { resolve, reject, timer });
      running.ref();
      try {
        running.postMessage({ id, ...request } satisfies Request);
      } catch (error) {
        settle(id, () => reject(new Error(firstLine(error), { cause: error })));
      }
    });

  return {
    ask,
    printed: () => printed,
    close: async () => {
      lost = LIVES;
      const last = worker;
      if (last) losers.get(last)?.(new Error('it was stopped'));
      await last?.terminate();
    },
  };
}

/** What `loadPlugin` said in the thread, or why it said nothing. */
function asLoadError(manifest: PluginManifest, error: Error & { next?: string }): MdmError {
  if (error.next !== undefined) return new MdmError('plugin', error.message, error.next, error);
  return new MdmError(
    'plugin',
    `The plugin ${manifest.package} could not be imported: ${firstLine(error)}.`,
    `Update it, or leave it out with --skip ${manifest.namespace}.`,
    error,
  );
}
