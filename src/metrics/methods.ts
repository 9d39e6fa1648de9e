import type { Config } from '../config/config.js';
import { addMethods, openStore, openedStore, type MethodCount } from './store.js';

/** Milliseconds after which counted calls are written. */
const LATER = 1_000;

/** Calls that are not written yet, by the file and by component, side and method. */
const waiting = new Map<string, Map<string, number>>();
let atExit = false;

/** Counts a call in memory; many are written at once, and what is left when the process ends. */
export function countMethod(config: Config, { component, side, method }: Omit<MethodCount, 'value'>): void {
  if (!config.get('monitoring.enabled')) return;
  const path = config.path('monitoring.metrics_db');
  const held = waiting.get(path);
  const counts = held ?? new Map<string, number>();
  const key = JSON.stringify([component, side, method]);
  counts.set(key, (counts.get(key) ?? 0) + 1);
  if (held) return;
  waiting.set(path, counts);
  setTimeout(() => void writeMethods(config), LATER).unref();
  // It is open by the time the process ends, when nothing can be waited for.
  openStore(path).catch(() => undefined);
  if (!atExit) process.once('exit', writeAll);
  atExit = true;
}

/** Writes the calls that have been counted so far; that it fails is no reason to fail the caller. */
export async function writeMethods(config: Config): Promise<void> {
  const path = config.path('monitoring.metrics_db');
  if (!waiting.has(path)) return;
  await openStore(path).catch(() => undefined);
  write(path);
}

function writeAll(): void {
  for (const path of waiting.keys()) write(path);
}

function write(path: string): void {
  const counts = [...(waiting.get(path) ?? [])].map(([key, value]): MethodCount => {
    const [component, side, method] = JSON.parse(key) as [string, MethodCount['side'], string];
    return { component, side, method, value };
  });
  waiting.delete(path);
  const db = openedStore(path);
  if (!db || counts.length === 0) return;
  try {
    addMethods(db, counts);
  } catch {
    // The counts of calls, which are written in the same file, have said so.
  }
}
