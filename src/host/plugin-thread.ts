import type { Worker } from 'node:worker_threads';
import { firstLine, MdmError } from '../errors.js';
import { asParamsRead, type Hosted } from './hosted.js';
import type { PluginManifest } from './manifest.js';
import type { Reply, Request, Step } from './plugin-worker.js';
import { startPrivateWorker, type PrivateWorker } from './private-worker.js';
import type { Provided } from './provided.js';
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
export async function openPluginThread(manifest: PluginManifest, limits: Limits = LIMITS, signal?: AbortSignal): Promise<PluginThread> {
  const calls = createCalls(manifest, limits, signal);
  try {
    await calls.ask({ load: true });
  } catch (error) {
    await calls.close();
    throw asLoadError(manifest, error as Error & { next?: string });
  }
  return {
    // The code has been found to be what its package.json says, so that is what is gone by.
    transformers: new Map(manifest.provides.map((provided) => [provided.name, remote(provided, calls.ask)])),
    printed: calls.printed,
    close: calls.close,
  };
}

/** What the transformers of a module say of themselves; it is imported in a thread that ends then. */
export async function describePlugin(
  manifest: PluginManifest,
  limits: Limits = LIMITS,
  signal?: AbortSignal,
): Promise<readonly Provided[]> {
  const calls = createCalls(manifest, limits, signal);
  try {
    return (await calls.ask({ describe: true })) as readonly Provided[];
  } catch (error) {
    throw asLoadError(manifest, error as Error & { next?: string });
  } finally {
    await calls.close();
  }
}

type Ask = (
  request:
    | { readonly load: true }
    | { readonly describe: true }
    | { readonly name: string; readonly step: Step; readonly args: readonly unknown[] },
) => Promise<unknown>;

function remote({ name, kind, version, summary, semantic, arity, needs, reason }: Provided, ask: Ask): Hosted {
  const call = (step: Step, ...args: readonly unknown[]) => ask({ name, step, args });
  return Object.freeze<Hosted>({
    kind,
    meta: { name, version, summary, appliesTo: { semantic, arity, needs } },
    ...(reason === undefined ? {} : { reason }),
    foreign: true,
    params: async (given) => asParamsRead(await call('params', given)),
    fit: (scope) => call('fit', scope) as ReturnType<Hosted['fit']>,
    learn: (measured, scope) => call('learn', measured, scope),
    transform: (fitted) => call('transform', fitted) as ReturnType<Hosted['transform']>,
    outputs: (scope) => call('outputs', scope) as ReturnType<Hosted['outputs']>,
  });
}

function createCalls(
  manifest: PluginManifest,
  limits: Limits,
  signal: AbortSignal | undefined,
): { ask: Ask; printed(): string; close(): Promise<void> } {
  const waiting = new Map<number, Waiting>();
  let thread: PrivateWorker | undefined;
  let next = 0;
  let lost = 0;
  let printed = '';

  const onPrint = (text: string): void => {
    printed = `${printed}${text}`.slice(0, PRINTED);
  };
  const start = (): PrivateWorker => {
    const heard = { onAnswer: (reply: unknown) => take(reply as Reply), onPrint };
    const begun = startPrivateWorker(workerUrl('plugin-worker.js', import.meta.url), manifest, heard, {
      name: manifest.namespace,
      resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb },
    });
    const started = begun.worker;
    hold(begun, false);
    const watch = watchMemory(started, limits.memoryMb, () => lose(tooLarge()));
    const tooLarge = (): Error => new Error(`it used more than ${limits.memoryMb} MB of memory`);
    const lose = (error: Error): void => {
      watch.stop();
      if (thread !== begun) return;
      thread = undefined;
      lost += 1;
      void started.terminate();
      for (const [id, { reject }] of waiting)
        settle(id, () => reject(error instanceof MdmError ? error : new Error(firstLine(error), { cause: error })));
    };
    losers.set(started, lose);
    begun.port.on('messageerror', (error) => lose(error));
    started.on('error', (error: Error & { code?: string }) =>
      lose(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooLarge() : new Error(`its thread failed: ${error.message}`, { cause: error })),
    );
    started.on('exit', (code) => lose(new Error(`it ended the thread it runs in with exit code ${code}`)));
    return begun;
  };
  const take = (reply: Reply): void => {
    const task = waiting.get(reply.id);
    if (!task) return;
    settle(reply.id, () => {
      if ('text' in reply) task.resolve(reply.text === undefined ? undefined : JSON.parse(reply.text));
      else task.reject(Object.assign(new Error(reply.problem), { stack: reply.stack ?? reply.problem, next: reply.next }));
    });
  };
  const losers = new WeakMap<Worker, (error: Error) => void>();
  const settle = (id: number, then: () => void): void => {
    clearTimeout(waiting.get(id)?.timer);
    waiting.delete(id);
    if (waiting.size === 0 && thread) hold(thread, false);
    then();
  };

  const stopped = (): MdmError => new MdmError('interrupted', 'Stopped.', undefined, signal?.reason);
  const stop = (): void => {
    if (thread) losers.get(thread.worker)?.(stopped());
  };
  signal?.addEventListener('abort', stop, { once: true });

  const ask: Ask = (request) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(stopped());
      if (lost >= LIVES) return reject(new Error(`it was stopped ${lost} times and is not started again`));
      const running = (thread ??= start());
      const id = (next += 1);
      const timer = setTimeout(
        () => losers.get(running.worker)?.(new Error(`it took longer than ${limits.timeoutMs / 1000} seconds`)),
        limits.timeoutMs,
      );
      waiting.set(id, { resolve, reject, timer });
      hold(running, true);
      try {
        running.port.postMessage({ id, ...request } satisfies Request);
      } catch (error) {
        settle(id, () => reject(new Error(firstLine(error), { cause: error })));
      }
    });

  return {
    ask,
    printed: () => printed,
    close: async () => {
      signal?.removeEventListener('abort', stop);
      lost = LIVES;
      const last = thread?.worker;
      if (last) losers.get(last)?.(new Error('it was stopped'));
      await last?.terminate();
    },
  };
}

/** Whether this process waits for it. */
function hold({ worker, port }: PrivateWorker, on: boolean): void {
  for (const one of [worker, port]) {
    if (on) one.ref();
    else one.unref();
  }
}

/** What `loadPlugin` said in the thread, or why it said nothing. */
function asLoadError(manifest: PluginManifest, error: Error & { next?: string }): MdmError {
  if (error instanceof MdmError) return error; // It was stopped.
  if (error.next !== undefined) return new MdmError('plugin', error.message, error.next, error);
  return new MdmError(
    'plugin',
    `The plugin ${manifest.package} could not be imported: ${firstLine(error)}.`,
    `Update it, or leave it out with --skip ${manifest.namespace}.`,
    error,
  );
}
