import type { Cleanup } from '../../migration/cleanup/cleanup.js';
import { bytes, printable } from './text.js';

/** What went, or would go. */
export const cleanupJson = ({ kept, stays, begun, copies, run }: Cleanup, done: boolean): object => ({
  done,
  kept_stores: kept,
  stays,
  unfinished_stores: begun.map(({ dataset, store, backend, folder }) => ({ dataset, store, backend: backend ?? null, folder })),
  copies,
  run: run ?? null,
});

/** Whether there is nothing to do. */
export const isClean = ({ kept, begun, copies, run }: Cleanup): boolean =>
  kept.length === 0 && begun.length === 0 && copies.length === 0 && run === undefined;

/** One line for each thing that goes. */
export function cleanupLines({ kept, begun, copies, run }: Cleanup): string[] {
  return [
    ...kept.flatMap(({ dataset, stores }) =>
      stores.map(({ backend, store, bytes: size }) => {
        const held = size === null ? '' : `, ${bytes(size)}`;
        return `  ${printable(dataset)}: ${printable(store)} (${backend}${held}), which it moved away from and equals`;
      }),
    ),
    ...begun.map(({ dataset, store }) => `  ${printable(dataset)}: ${printable(store)}, of a migration that was cut off`),
    ...copies.map((path) => `  ${printable(path)}, copies that a process which ended was reading`),
    ...(run ? [`  What the run ${run.run} says of ${run.datasets.map(printable).join(', ')}`] : []),
  ];
}

/** What stays, and why. */
export const staysLines = ({ stays }: Cleanup): string[] =>
  stays.map(({ dataset, why }) => `  Stays, of ${printable(dataset)}: ${printable(why)}`);
