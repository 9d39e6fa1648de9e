import type { Document } from '../../parity/document.js';
import type { View } from './generated.js';
import { table } from './table.js';
import { printable } from './text.js';

/** Columns of numbers. */
const NUMERIC =
  /^(compared|equal|largest|relative|ulp|columns|rows|rows of the candidate|wall|median wall|CPU|peak memory|runs|matched|ignored|mismatched|failed)$/;
const most = 60;

/** A document as text for a terminal. */
export async function documentView({ sentences, tables }: Document, view: View): Promise<string> {
  const [summary, ...others] = sentences;
  const lines = [...(summary === undefined ? [] : [view.paint('bold', printable(summary))]), ...others.map(printable)];
  for (const { title, heads, rows } of tables) {
    if (rows.length === 0) continue;
    const columns = heads.map((head) => ({ title: head, ...(NUMERIC.test(head) ? { align: 'right' as const } : { flexible: true }) }));
    const cells = rows.slice(0, most).map((row) => row.cells);
    lines.push('', view.paint('bold', printable(title)), await table(columns, cells, view));
    if (rows.length > most) lines.push(`  ... and ${rows.length - most} more; --format json has them all.`);
  }
  return lines.join('\n');
}
