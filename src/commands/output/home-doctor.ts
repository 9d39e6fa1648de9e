import type { Finding } from '../../datasets/doctor.js';
import { counted, printable, type Paint } from './text.js';

/** Every finding with what mends it. */
export function homeView(findings: readonly (Finding & { readonly mended: boolean })[], paint: Paint): string {
  if (findings.length === 0) return paint('green', 'Nothing is wrong.');
  const lines = findings.flatMap(({ problem, mend, mendable, mended }) => [
    `${paint(mended ? 'green' : 'red', mended ? 'mended' : 'wrong')}  ${printable(problem)}.`,
    ...(mended ? [] : [`       ${printable(mend)}${mendable ? ' (--fix)' : ''}.`]),
  ]);
  const open = findings.filter(({ mended }) => !mended).length;
  const rest = open === 0 ? paint('green', 'All of it is mended.') : `${counted(open, 'problem')} left.`;
  return [...lines, '', rest].join('\n');
}
