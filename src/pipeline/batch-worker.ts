import { parentPort } from 'node:worker_threads';
import type { BatchTransformer, Plugin } from '@mdm/sdk';
import { firstLine } from '../errors.js';
import { provideHostPackages } from '../host/provide.js';
import { buffersOf, type Job, type Reply, runBatch } from './batch-run.js';

/** A worker thread of the batch pool: answers one job after another. It never touches the engine. */
const host = parentPort!;
provideHostPackages();

async function load({ module, transformer }: Job): Promise<BatchTransformer<unknown>> {
  let loaded: { default?: Partial<Plugin> };
  try {
    loaded = (await import(module)) as { default?: Partial<Plugin> };
  } catch (error) {
    throw new Error(`module ${module} could not be imported: ${firstLine(error)}`, { cause: error });
  }
  const found = loaded.default?.transformers?.find((t) => t.meta.name === transformer);
  if (found?.kind !== 'batch') throw new Error(`module ${module} has no batch transformer ${transformer}`);
  return found;
}

host.on('message', ({ id, job }: { id: number; job: Job }) => {
  load(job)
    .then((transformer) => runBatch(transformer, job))
    .then(
      (columns) => host.postMessage({ job: id, columns } satisfies Reply, buffersOf(columns)),
      (error: unknown) => host.postMessage({ job: id, problem: firstLine(error), stack: (error as Error).stack } satisfies Reply),
    );
});
