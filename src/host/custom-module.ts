import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { firstLine, MdmError } from '../errors.js';
import { startPrivateWorker } from './private-worker.js';
import { watchMemory } from './watch-memory.js';

export type CustomKind = 'double' | 'int64' | 'boolean' | 'text' | 'timestamp';

export interface CustomRun {
  readonly operation: string;
  /** An Arrow file with the table. */
  readonly input: string;
  /** The Arrow file that gets the columns; not written when there are none. */
  readonly output: string;
  /** What the operation is told beside the table. */
  readonly context: object;
  readonly types: Readonly<Record<string, CustomKind>>;
}

export interface CustomRan {
  readonly columns: Readonly<Record<string, CustomKind>>;
  readonly seconds: number;
}

/** A module of custom features in a thread of its own. Every failure is an `MdmError` that names the file, and the line where it is known. */
export interface CustomModule {
  readonly file: string;
  readonly operations: readonly string[];
  readonly batches: boolean;
  /** Its operations are transformers of a plugin, which the pipeline runs. */
  readonly plugin: boolean;
  run(request: CustomRun): Promise<CustomRan>;
  close(): Promise<void>;
}

export interface CustomLimits {
  /** For loading it, and for each operation on a table. */
  readonly timeoutMs: number;
  readonly memoryMb?: number;
  readonly signal?: AbortSignal | undefined;
  readonly onPrint?: (text: string) => void;
}

interface Reply {
  readonly id: number;
  readonly answer?: unknown;
  readonly problem?: string;
  readonly stack?: string;
}

/** The worker as it is compiled, or as it is written where nothing is: it stands alone. */
function workerFile(): URL {
  const compiled = new URL('./custom-worker.js', import.meta.url);
  return existsSync(compiled) ? compiled : new URL('./custom-worker.ts', import.meta.url);
}

export async function openCustomModule(file: string, limits: CustomLimits): Promise<CustomModule> {
  const { timeoutMs, memoryMb = 4096, signal, onPrint = () => undefined } = limits;
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  let next = 0;
  let ended: Error | undefined;
  const end = (error: Error): void => {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
    void worker.terminate();
  };
  const onAnswer = (message: unknown): void => {
    const { id, answer, problem, stack } = message as Reply;
    const one = waiting.get(id);
    waiting.delete(id);
    if (problem === undefined) one?.resolve(answer);
    else one?.reject(Object.assign(new Error(problem), { stack: stack ?? problem }));
  };
  const { worker, port } = startPrivateWorker(
    workerFile(),
    { module: pathToFileURL(file).href },
    { onAnswer, onPrint },
    { name: 'custom-features', resourceLimits: { maxOldGenerationSizeMb: memoryMb } },
  );
  worker.on('error', (error: Error & { code?: string }) =>
    end(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new Error(`it used more than ${memoryMb} MB of memory`) : error),
  );
  worker.on('exit', (code) => end(new Error(`it ended its thread with exit code ${code}`)));
  const watch = watchMemory(worker, memoryMb, () => end(new Error(`it used more than ${memoryMb} MB of memory`)));
  const stop = (): void => end(new MdmError('interrupted', 'Stopped.', undefined, signal?.reason));
  signal?.addEventListener('abort', stop, { once: true });

  const ask = <T>(request: object): Promise<T> =>
    new Promise<unknown>((resolve, reject) => {
      if (signal?.aborted) stop();
      if (ended) return reject(ended);
      const id = ++next;
      const timer = setTimeout(() => end(new Error(`it took longer than ${timeoutMs / 1000} seconds`)), timeoutMs);
      const settled =
        <V>(then: (value: V) => void) =>
        (value: V): void => {
          clearTimeout(timer);
          then(value);
        };
      waiting.set(id, { resolve: settled(resolve), reject: settled(reject) });
      port.postMessage({ id, ...request });
    }) as Promise<T>;
  const close = async (): Promise<void> => {
    watch.stop();
    signal?.removeEventListener('abort', stop);
    ended ??= new Error('it was stopped');
    await worker.terminate();
  };

  try {
    const { operations, batches, plugin } = await ask<Pick<CustomModule, 'operations' | 'batches' | 'plugin'>>({ kind: 'load' });
    return {
      file,
      operations,
      batches,
      plugin,
      close,
      run: (request) =>
        ask<CustomRan>({ kind: 'run', ...request }).catch((error: unknown) => {
          throw asFailure(file, error, `${request.operation} of `);
        }),
    };
  } catch (error) {
    await close();
    throw await asLoadFailure(file, error);
  }
}

const NEXT = 'Correct it, or leave custom features out: features.custom.enabled = false.';

function asFailure(file: string, error: unknown, what: string): MdmError {
  if (error instanceof MdmError) return error;
  return new MdmError('plugin', `The custom features ${what}${placeIn(file, error) ?? file} failed: ${firstLine(error)}.`, NEXT, error);
}

async function asLoadFailure(file: string, error: unknown): Promise<MdmError> {
  if (error instanceof MdmError) return error;
  const at = placeIn(file, error) ?? (await syntaxPlace(file)) ?? file;
  return new MdmError('plugin', `The custom features ${at} cannot be loaded: ${firstLine(error)}.`, NEXT, error);
}

/** `file:line` of an error, by its stack. */
function placeIn(file: string, error: unknown): string | undefined {
  const { stack } = error as { readonly stack?: unknown };
  if (typeof stack !== 'string') return undefined;
  for (const name of [file, pathToFileURL(file).href]) {
    const at = stack.indexOf(`${name}:`);
    const line = at < 0 ? undefined : /^\d+/.exec(stack.slice(at + name.length + 1))?.[0];
    if (line !== undefined) return `${file}:${line}`;
  }
  return undefined;
}

/** Where a file of JavaScript breaks the syntax; Node says so when it only checks. */
function syntaxPlace(file: string): Promise<string | undefined> {
  if (extname(file) === '.ts') return Promise.resolve(undefined);
  return new Promise((resolve) => {
    execFile(process.execPath, ['--check', file], { timeout: 10_000, env: { ...process.env, NODE_OPTIONS: '' } }, (error, _, stderr) => {
      const line = error ? new RegExp(':(\\d+)\\s*$', 'm').exec(stderr.split('\n', 1)[0] ?? '')?.[1] : undefined;
      resolve(line === undefined ? undefined : `${file}:${line}`);
    });
  });
}
