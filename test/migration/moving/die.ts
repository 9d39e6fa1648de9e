import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { BackendName } from '../../../src/storage/backend.js';

export interface Dying {
  readonly kind: 'home' | 'all' | 'resume';
  readonly to: BackendName;
  readonly home: string;
  readonly from?: string;
  /** The n-th thing that it tells of its progress. */
  readonly step: number;
  /** Below the home; it dies when that is there. */
  readonly file?: string;
  /** Or when the file has this text. */
  readonly text?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a migration in a process of its own; gives whether that was killed. */
export function die({ kind, to, home, from = '', step, file, text, env = {} }: Dying): boolean {
  const script = join(import.meta.dirname, 'run-and-die.js');
  const args = [script, kind, to, home, from, String(step), ...(file === undefined ? [] : [file, text ?? ''])];
  const { signal, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, ...env, NODE_OPTIONS: '' } });
  if (signal !== 'SIGKILL') expect(stderr).toBe('');
  return signal === 'SIGKILL';
}
