import { MdmError } from '../errors.js';
import { answerText, problemOf } from './answer.js';
import { hosted } from './hosted.js';
import { loadPlugin } from './load.js';
import { describe, type PluginManifest } from './manifest.js';
import { takePrivatePort } from './private-worker.js';
import { provideHostPackages } from './provide.js';

/** The steps of a transformer that another thread may ask for. */
export type Step = 'params' | 'fit' | 'learn' | 'transform' | 'outputs';
export type Request =
  | { readonly id: number; readonly load: true }
  | { readonly id: number; readonly describe: true }
  | { readonly id: number; readonly name: string; readonly step: Step; readonly args: readonly unknown[] };
export type Reply =
  | {
      readonly id: number;
      /** The answer as JSON; undefined: nothing. */
      readonly text: string | undefined;
    }
  | { readonly id: number; readonly problem: string; readonly stack: string | undefined; readonly next?: string };

/** A thread that runs the code of one plugin and answers with data. */
const { data, port } = takePrivatePort();
const post = port.postMessage.bind(port);

provideHostPackages();
const plugin = loadPlugin(data as PluginManifest);
const loaded = plugin.then((all) => new Map([...all].map(([name, t]) => [name, hosted(t)])));
// Told to whoever asks first.
loaded.catch(() => undefined);

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
}

async function answer(request: Request): Promise<string | undefined> {
  const all = await loaded;
  if ('load' in request) return undefined;
  if ('describe' in request) return answerText(await Promise.all([...(await plugin).values()].map(describe)));
  const { name, step, args } = request;
  freeze(args);
  const call = all.get(name)![step] as (...args: readonly unknown[]) => Promise<unknown>;
  return answerText(await call(...args));
}

port.on('message', (request: Request) => {
  const { id } = request;
  answer(request).then(
    (text) => post({ id, text } satisfies Reply),
    (error: unknown) => {
      const { next, ...said } = problemOf(error);
      // A plugin has no say in what to do next.
      post({ id, ...said, ...(error instanceof MdmError && next !== undefined ? { next } : {}) } satisfies Reply);
    },
  );
});
