import type { DiffReport } from '../../index.js';
import type { View } from './generated.js';
import { table } from './table.js';
import { counted, printable } from './text.js';

/** What differs between A and B. */
export async function diffView(report: DiffReport, a: string, b: string, view: View): Promise<string> {
  const what = report.kind === 'recipes' ? 'recipes' : 'feature files';
  if (report.equal) return `The ${what} are equal.`;
  const heads = [
    { title: 'what', flexible: true },
    { title: `a: ${printable(a)}`, flexible: true },
    { title: `b: ${printable(b)}`, flexible: true },
  ];
  const rows = report.entries.map((entry) => [entry.what, entry.a, entry.b]);
  return `${view.paint('bold', `The ${what} differ`)}: ${counted(report.entries.length, 'difference')}\n${await table(heads, rows, view)}`;
}
