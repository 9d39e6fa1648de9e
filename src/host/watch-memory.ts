import type { Worker } from 'node:worker_threads';

/** How often a thread's memory is looked at, in milliseconds. */
const EVERY = 250;

/** Calls `over` once when a thread holds more than `limitMb`, buffers outside its heap included; its own limit covers the heap alone. */
export function watchMemory(worker: Worker, limitMb: number, over: () => void): { stop(): void } {
  let asking = false;
  const timer = setInterval(() => {
    if (asking) return;
    asking = true;
    worker.getHeapStatistics().then(
      ({ used_heap_size: heap, external_memory: outside }) => {
        asking = false;
        if (heap + outside <= limitMb * 1e6) return;
        clearInterval(timer);
        over();
      },
      () => clearInterval(timer), // It has ended.
    );
  }, EVERY);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
