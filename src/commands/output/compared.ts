import { cells, headline, HEADS, rowNotes, worst } from '../../parity/report.js';
import type { Comparison } from '../../parity/result.js';
import type { View } from './generated.js';
import { table } from './table.js';
import { printable } from './text.js';

const most = 40;

/** What differs, the worst columns first. */
export async function comparedView(comparison: Comparison, view: View): Promise<string> {
  const lines = [view.paint('bold', printable(headline(comparison)))];
  for (const text of [...comparison.reasons, ...rowNotes(comparison), ...comparison.notes]) lines.push(printable(text));
  const bad = worst(comparison);
  if (bad.length > 0) {
    const heads = HEADS.map((title, i) => ({ title, ...(i > 0 && i < 6 ? { align: 'right' as const } : { flexible: true }) }));
    lines.push('', await table(heads, bad.slice(0, most).map(cells), view));
    if (bad.length > most) lines.push(`... and ${bad.length - most} more; --format json has them all.`);
  }
  return lines.join('\n');
}
