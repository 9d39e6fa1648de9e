import type { Progress } from '../../index.js';
import { duration, printable, truncate } from './text.js';

const STAGES: Readonly<Record<Progress['stage'], string>> = {
  read: 'Reading',
  profile: 'Looking at columns',
  fit: 'Measuring',
  signal: 'Filtering features',
  stage: 'Staging',
  batch: 'Running batch transformers',
  write: 'Writing',
};
const BAR = 24;

/** One line: bar, share, stage, and the time left once that can be guessed. */
export function progressLine({ stage, detail, share }: Progress, seconds: number, columns: number): string {
  const known = Math.min(1, Math.max(0, share));
  const full = Math.round(known * BAR);
  const left = seconds >= 1 && known >= 0.03 && known < 1 ? Math.max(1, Math.round((seconds / known) * (1 - known))) : undefined;
  const wait = left === undefined ? '' : `  about ${left < 60 ? `${left} s` : duration(left)} left`;
  const bar = `${'━'.repeat(full)}${'─'.repeat(BAR - full)}`;
  const what = `${STAGES[stage] ?? stage}${detail ? ` ${printable(detail)}` : ''}`;
  return truncate(`${bar} ${String(Math.floor(known * 100)).padStart(3)} %  ${what}${wait}`, Math.max(1, columns - 1));
}

export interface ProgressBar {
  update(progress: Progress): void;
  /** Takes the line away. */
  clear(): void;
}

interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** A single line on a terminal, redrawn at most ten times a second; silent elsewhere and in CI. */
export function progressBar(
  quiet: boolean,
  screen: Screen = process.stderr,
  env = process.env,
  now = () => performance.now(),
): ProgressBar {
  if (quiet || !screen.isTTY || env['CI'] || env['TERM'] === 'dumb') return { update: () => {}, clear: () => {} };
  const start = now();
  let drawn = Number.NEGATIVE_INFINITY;
  return {
    update(progress) {
      const at = now();
      if (at - drawn < 100) return;
      drawn = at;
      screen.write(`\r${progressLine(progress, (at - start) / 1000, screen.columns || 80)}\u001b[K`);
    },
    clear() {
      if (drawn !== Number.NEGATIVE_INFINITY) screen.write('\r\u001b[K');
      drawn = Number.NEGATIVE_INFINITY;
    },
  };
}
