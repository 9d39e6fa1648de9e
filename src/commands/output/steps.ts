import type { StepEvent } from '../../datasets/registration/step.js';
import { printable, truncate } from './text.js';

const STEPS = 12;
const BAR = 12;

/** `━━━━────── 8/12 load files  train: 120,000 rows, 51,000 rows/s, about 3 s left`. */
export function stepLine({ number, name, detail, share = 0 }: StepEvent, columns: number): string {
  const full = Math.round(((number - 1 + Math.min(1, Math.max(0, share))) / STEPS) * BAR);
  const bar = `${'━'.repeat(full)}${'─'.repeat(BAR - full)}`;
  const percent = share > 0 ? ` ${String(Math.floor(share * 100)).padStart(3)} %` : '';
  return truncate(
    `${bar} ${number}/${STEPS} ${name}${percent}${detail === undefined ? '' : `  ${printable(detail)}`}`,
    Math.max(1, columns - 1),
  );
}

interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface StepsLine {
  update(event: StepEvent): void;
  /** Takes the line away. */
  clear(): void;
}

/** A line on a terminal that says which step a registration is in; silent elsewhere and in CI. */
export function stepsLine(
  quiet: boolean,
  screen: Screen = process.stderr,
  env: Readonly<Record<string, string | undefined>> = process.env,
  now = () => performance.now(),
): StepsLine {
  if (quiet || !screen.isTTY || env['CI'] || env['TERM'] === 'dumb') return { update: () => {}, clear: () => {} };
  let drawn = Number.NEGATIVE_INFINITY;
  return {
    update(event) {
      const at = now();
      // A step that begins is always shown.
      if (event.kind !== 'start' && at - drawn < 100) return;
      if (event.kind !== 'start' && event.kind !== 'progress') return;
      drawn = at;
      screen.write(`\r${stepLine(event, screen.columns || 80)}\u001b[K`);
    },
    clear() {
      if (drawn !== Number.NEGATIVE_INFINITY) screen.write('\r\u001b[K');
      drawn = Number.NEGATIVE_INFINITY;
    },
  };
}
