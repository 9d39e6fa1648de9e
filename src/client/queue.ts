import { AsyncLocalStorage } from 'node:async_hooks';

/** Runs at most so many operations at a time; the others wait in the order they came. */
export interface Queue {
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when nothing runs and nothing waits. */
  idle(): Promise<void>;
  readonly running: number;
  readonly waiting: number;
}

/** Work that is begun by other work of a queue has its place already: waiting for one would never end. */
const inside = new AsyncLocalStorage<Queue>();

export function createQueue(limit: number): Queue {
  const waiting: (() => void)[] = [];
  const idle: (() => void)[] = [];
  let running = 0;
  const turn = (): Promise<void> | undefined => {
    if (running < limit) {
      running++;
      return undefined;
    }
    return new Promise((begin) => waiting.push(begin));
  };
  /** The place goes straight to the next one, so that a newcomer cannot take it. */
  const leave = (): void => {
    const next = waiting.shift();
    if (next) return next();
    if (--running === 0) for (const done of idle.splice(0)) done();
  };
  const queue: Queue = {
    run: async (work) => {
      if (inside.getStore() === queue) return work();
      await turn();
      try {
        return await inside.run(queue, work);
      } finally {
        leave();
      }
    },
    idle: () => (running === 0 ? Promise.resolve() : new Promise((done) => idle.push(done))),
    get running() {
      return running;
    },
    get waiting() {
      return waiting.length;
    },
  };
  return queue;
}
