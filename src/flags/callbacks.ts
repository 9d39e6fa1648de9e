import type { KeyName } from '../config/keys.js';
import { firstLine } from '../errors.js';

/** One change of a flag, as it is kept in flag_history.jsonl. */
export interface FlagChange {
  readonly time: string;
  readonly flag: string;
  /** Null: the default. */
  readonly old: unknown;
  readonly new: unknown;
  readonly by: string;
  readonly reason: string | null;
}

type Callback = (change: FlagChange) => void;
const callbacks = new Map<string, Set<Callback>>();

/** Calls back after each change of a flag (`*`: of any) that this process makes; gives the function that ends it. */
export function onFlagChange(flag: KeyName | '*', callback: Callback): () => void {
  const held = callbacks.get(flag) ?? new Set<Callback>();
  callbacks.set(flag, held.add(callback));
  return () => void held.delete(callback);
}

/** One that throws stops neither the others nor the change. */
export function tell(change: FlagChange): void {
  for (const callback of [...(callbacks.get(change.flag) ?? []), ...(callbacks.get('*') ?? [])]) {
    try {
      callback(change);
    } catch (error) {
      process.stderr.write(`A callback for ${change.flag} failed: ${firstLine(error)}.\n`);
    }
  }
}
