import type { CheckResult } from '../../migration/checks/index.js';
import type { View } from './generated.js';
import { counted, printable } from './text.js';

const COLORS = { passed: 'green', warning: 'yellow', failed: 'red', skipped: 'dim' } as const;

/** A line for every check, and what it found below. */
export function checksView(results: readonly CheckResult[], { paint }: View): string {
  const width = Math.max(...results.map(({ check }) => check.length));
  const lines = results.flatMap(({ check, state, message, details = [] }) => [
    `${paint(COLORS[state], state.padEnd(7))}  ${check.padEnd(width)}  ${printable(message)}`,
    ...details.map((detail) => `${' '.repeat(width + 11)}${printable(detail)}`),
  ]);
  const count = (of: CheckResult['state']): number => results.filter(({ state }) => state === of).length;
  return [...lines, '', `${counted(results.length, 'check')}: ${count('failed')} failed, ${counted(count('warning'), 'warning')}.`].join(
    '\n',
  );
}
