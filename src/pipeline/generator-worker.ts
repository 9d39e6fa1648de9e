import { parentPort, workerData } from 'node:worker_threads';
import { firstLine } from '../errors.js';
import type { Generator, GeneratorColumn, GeneratorReport, GeneratorRequest, GeneratorTable } from '../host/generator.js';

export interface GeneratorJob {
  readonly url: string;
  readonly request: GeneratorRequest;
}

/** What the thread asks of the one that started it. */
export type Ask =
  | { readonly ask: 'begin'; readonly id: number; readonly tables: readonly { readonly name: string; readonly path: string }[] }
  | { readonly ask: 'read'; readonly id: number; readonly path: string }
  | { readonly ask: 'write'; readonly id: number; readonly table: GeneratorTable };
export type Told =
  | Ask
  | { readonly ask: 'progress'; readonly share: number; readonly detail: string }
  | { readonly ask: 'done'; readonly report: GeneratorReport }
  | {
      readonly ask: 'failed';
      readonly message: string;
      readonly code: string | undefined;
      readonly next: string | undefined;
      readonly known: readonly string[] | undefined;
      readonly stack: string | undefined;
    };
/** The answer to what was asked under a number; an error is kept by the other side, which ends this thread. */
export interface Answer {
  readonly id: number;
  readonly value?: unknown;
}

/** How often progress is told, in milliseconds. */
const EVERY = 50;

const port = parentPort!;
const { url, request } = workerData as GeneratorJob;
const waiting = new Map<number, (value: unknown) => void>();
let asked = 0;
let told = 0;

port.on('message', ({ id, value }: Answer) => {
  waiting.get(id)?.(value);
  waiting.delete(id);
});

type Question = Ask extends infer A ? (A extends Ask ? Omit<A, 'id'> : never) : never;
const ask = (what: Question, moved: readonly ArrayBuffer[] = []): Promise<unknown> =>
  new Promise((resolve) => {
    const id = ++asked;
    waiting.set(id, resolve);
    port.postMessage({ ...what, id }, [...moved]);
  });

/** Each once: two columns may share one. */
const buffersOf = (columns: readonly GeneratorColumn[]): ArrayBuffer[] => [
  ...new Set(
    columns.flatMap(({ values, validity, offsets }) => [values, validity, offsets].flatMap((part) => (part ? [part.buffer] : []))),
  ),
];

async function run(): Promise<void> {
  const { default: generator } = (await import(url)) as { default: Generator };
  const report = await generator.generate(request, {
    begin: async (tables) => void (await ask({ ask: 'begin', tables })),
    read: (path) => ask({ ask: 'read', path }) as Promise<readonly GeneratorColumn[]>,
    write: async (table) => void (await ask({ ask: 'write', table }, buffersOf(table.columns))),
    progress: (share, detail) => {
      if (Date.now() - told < EVERY) return;
      told = Date.now();
      port.postMessage({ ask: 'progress', share, detail } satisfies Told);
    },
  });
  port.postMessage({ ask: 'done', report } satisfies Told);
}

run()
  .catch((error: unknown) => {
    const { code, next, known, stack } = error as { code?: string; next?: string; known?: readonly string[]; stack?: string };
    port.postMessage({ ask: 'failed', message: firstLine(error), code, next, known, stack } satisfies Told);
  })
  .finally(() => port.close());
