import { totalmem } from 'node:os';
import { Worker } from 'node:worker_threads';
import { ERRORS, MdmError, nearest, type ErrorCode } from '../errors.js';
import { interrupted } from '../engine/duckdb/driver.js';
import type { GeneratorInfo, GeneratorReport } from '../host/generator.js';
import { workerUrl } from '../host/worker-url.js';
import type { Answer, Ask, GeneratorJob, Told } from './generator-worker.js';

export interface Answers {
  /** Answers what the generator asks; an error ends it. */
  readonly answer: (ask: Ask) => Promise<unknown>;
  readonly onProgress: (share: number, detail: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Runs a generator in a thread of its own, so that it can be stopped at any moment and this one stays awake. */
export async function runGenerator(
  info: GeneratorInfo,
  request: GeneratorJob['request'],
  { answer, onProgress, signal }: Answers,
): Promise<GeneratorReport> {
  if (signal?.aborted) throw interrupted();
  const job: GeneratorJob = { url: info.url, request };
  const memoryMb = Math.floor((totalmem() * 0.75) / 1e6);
  const worker = new Worker(workerUrl('generator-worker.js', import.meta.url), {
    name: info.name,
    workerData: job,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  const { promise, resolve, reject } = Promise.withResolvers<GeneratorReport>();
  const stop = (): void => reject(interrupted());
  signal?.addEventListener('abort', stop, { once: true });
  worker.on('error', (error: Error & { code?: string }) =>
    reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooLarge(info, error) : failure(info, error.message, error)),
  );
  worker.on('exit', (code) => reject(failure(info, `it ended its thread with exit code ${code}`)));
  let working: Promise<void> = Promise.resolve();
  worker.on('message', (told: Told) => {
    if (told.ask === 'progress') onProgress(told.share, told.detail);
    else if (told.ask === 'done') resolve(told.report);
    else if (told.ask === 'failed') reject(said(info, told));
    else
      working = answer(told).then(
        (value) => worker.postMessage({ id: told.id, value } satisfies Answer),
        (error: unknown) => reject(error as Error),
      );
  });
  try {
    return await promise;
  } finally {
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
    // What was under way must not outlive the run: its database is closed next.
    await working;
  }
}

const failure = (info: GeneratorInfo, problem: string, cause?: unknown): MdmError =>
  new MdmError(
    'plugin',
    `The generator ${info.name} (${info.package}) failed: ${problem}.`,
    'Please report it with the data that shows it.',
    cause,
  );

const tooLarge = (info: GeneratorInfo, cause: unknown): MdmError =>
  new MdmError(
    'memory',
    `The generator ${info.name} does not fit into memory with this table.`,
    'It holds whole tables: give it a smaller file, or use the pipeline without --generator.',
    cause,
  );

/** An error that the generator words itself carries one of our codes. */
function said(info: GeneratorInfo, told: Extract<Told, { ask: 'failed' }>): MdmError {
  const cause = Object.assign(new Error(told.message), { stack: told.stack });
  if (told.code === undefined || !(told.code in ERRORS)) return failure(info, told.message, cause);
  const wrong = /"([^"]*)"$/.exec(told.message)?.[1];
  const near = wrong !== undefined && told.known ? nearest(wrong, told.known) : undefined;
  const sentence = told.known ? `${told.message}${near === undefined ? '.' : `; did you mean ${JSON.stringify(near)}?`}` : told.message;
  return new MdmError(told.code as ErrorCode, sentence, told.next, cause);
}
