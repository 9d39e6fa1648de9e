import type { BatchTransformer, Plugin } from '@mdm/sdk';
import { firstLine } from '../errors.js';
import { problemOf } from '../host/answer.js';
import { takePrivatePort } from '../host/private-worker.js';
import { provideHostPackages } from '../host/provide.js';
import { buffersOf, type Job, type Reply, runBatch } from './batch-run.js';

/** A worker thread of the batch pool: answers one job after another. It never touches the engine. */
const { port } = takePrivatePort();
const post = port.postMessage.bind(port);
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

port.on('message', ({ id, job }: { id: number; job: Job }) => {
  load(job)
    .then((transformer) => runBatch(transformer, job))
    .then(
      (columns) => post({ job: id, columns } satisfies Reply, buffersOf(columns)),
      (error: unknown) => {
        const { problem, stack } = problemOf(error);
        post({ job: id, problem: firstLine(problem), stack } satisfies Reply);
      },
    );
});
