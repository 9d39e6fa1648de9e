import type { Finding } from '../../datasets/doctor.js';
import { counted, printable, type Paint } from './text.js';

/** A finding, and what came of mending it. */
export interface Examined extends Finding {
  readonly mended: boolean;
  /** Why it could not be mended. */
  readonly why?: string;
}

/** Every finding with what mends it. */
export function homeView(findings: readonly Examined[], paint: Paint): string {
  if (findings.length === 0) return paint('green', 'Nothing is wrong.');
  const lines = findings.flatMap(({ problem, mended, ...finding }) => [
    `${paint(mended ? 'green' : 'red', (mended ? 'mended' : 'wrong').padEnd(6))}  ${printable(problem)}.`,
    ...remedies({ mended, ...finding }).map((remedy) => `        ${printable(remedy)}.`),
  ]);
  const open = findings.filter(({ mended }) => !mended).length;
  const rest = open === 0 ? paint('green', 'All of it is mended.') : `${counted(open, 'problem')} left.`;
  return [...lines, '', rest].join('\n');
}

/** What was done, or what to do. */
function remedies({ mend, mendable, instead, mended, why }: Omit<Examined, 'problem' | 'kind' | 'path'>): string[] {
  if (mended) return [mend];
  if (why !== undefined) return [`It could not be mended: ${why}`];
  return [`${mend}${mendable ? ' (--fix)' : ''}`, ...(instead === undefined ? [] : [instead])];
}
