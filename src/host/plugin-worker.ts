import { parentPort, workerData } from 'node:worker_threads';
import { MdmError } from '../errors.js';
import type { Hosted } from './hosted.js';
import { hosted } from './hosted.js';
import { loadPlugin } from './load.js';
import type { PluginManifest } from './manifest.js';
import { provideHostPackages } from './provide.js';

/** The steps of a transformer that another thread may ask for. */
export type Step = 'params' | 'fit' | 'learn' | 'transform' | 'outputs';
export type Request =
  | { readonly id: number; readonly load: true }
  | { readonly id: number; readonly name: string; readonly step: Step; readonly args: readonly unknown[] };
/** What the other thread needs to know of a transformer; functions stay here. */
export type Facts = Pick<Hosted, 'kind' | 'meta' | 'reason'>;
export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly problem: string; readonly stack: string | undefined; readonly next?: string | undefined };

/** A thread that runs the code of one plugin and answers with data. */
const port = parentPort!;
const post = port.postMessage.bind(port);
const stringify = JSON.stringify;
const parse = JSON.parse as (text: string) => unknown;

provideHostPackages();
const loaded = loadPlugin(workerData as PluginManifest).then((all) => new Map([...all].map(([name, t]) => [name, hosted(t)])));
// Told to whoever asks first.
loaded.catch(() => undefined);

const factsOf = ({ kind, meta, reason }: Hosted): Facts => ({
  kind,
  meta: { name: meta.name, version: meta.version, summary: meta.summary, appliesTo: data(meta.appliesTo) as Facts['meta']['appliesTo'] },
  ...(reason === undefined ? {} : { reason: String(reason) }),
});

/** What is left of a value when it is written as JSON: all that may cross, and all that a recipe keeps. */
function data(value: unknown): unknown {
  const text = stringify(value) as string | undefined;
  return text === undefined ? undefined : parse(text);
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
}

async function answer(request: Request): Promise<unknown> {
  const all = await loaded;
  if ('load' in request) return [...all.values()].map(factsOf);
  const { name, step, args } = request;
  freeze(args);
  const call = all.get(name)![step] as (...args: readonly unknown[]) => Promise<unknown>;
  return data(await call(...args));
}

port.on('message', (request: Request) => {
  answer(request).then(
    (value) => post({ id: request.id, value } satisfies Reply),
    (error: unknown) => {
      const thrown = error as Partial<Error> | null | undefined;
      const problem = typeof thrown?.message === 'string' ? thrown.message : String(error);
      post({ id: request.id, problem, stack: thrown?.stack, next: error instanceof MdmError ? error.next : undefined } satisfies Reply);
    },
  );
});
