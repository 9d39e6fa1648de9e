import type { Progressed } from '../../datasets/workspace.js';
import { printable, truncate } from './text.js';

const BAR = 24;

interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** A line on a terminal that says how far long work is; silent elsewhere and in CI. */
export function shareLine(
  quiet: boolean,
  screen: Screen = process.stderr,
  env: Readonly<Record<string, string | undefined>> = process.env,
  now = () => performance.now(),
): { update(progress: Progressed): void; clear(): void } {
  if (quiet || !screen.isTTY || env['CI'] || env['TERM'] === 'dumb') return { update: () => {}, clear: () => {} };
  let drawn = Number.NEGATIVE_INFINITY;
  return {
    update({ what, share = 0 }) {
      if (now() - drawn < 100) return;
      drawn = now();
      const full = Math.round(Math.min(1, Math.max(0, share)) * BAR);
      const text = `${'━'.repeat(full)}${'─'.repeat(BAR - full)} ${String(Math.floor(share * 100)).padStart(3)} %  ${printable(what)}`;
      screen.write(`\r${truncate(text, Math.max(1, (screen.columns || 80) - 1))}\u001b[K`);
    },
    clear() {
      if (drawn !== Number.NEGATIVE_INFINITY) screen.write('\r\u001b[K');
      drawn = Number.NEGATIVE_INFINITY;
    },
  };
}
