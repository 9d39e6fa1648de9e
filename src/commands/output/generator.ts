import type { GenerateWithResult } from '../../index.js';
import { sections, type View } from './generated.js';
import { table } from './table.js';
import { bytes, count, counted, duration, printable } from './text.js';

/** Rows of a long list that are shown without `--verbose`. */
const SHOWN = 20;

/** What a generator took the columns for, what it left out, and what was written. */
export async function withView(result: GenerateWithResult, view: View): Promise<string> {
  const { generator, tables, seconds, peakMemory } = result;
  const number = 'right' as const;
  const heads = [
    { title: 'table' },
    { title: 'rows', align: number },
    { title: 'columns', align: number },
    { title: 'features', align: number },
    { title: 'written', flexible: true },
  ];
  const rows = tables.map((t) => [t.name, count(t.rows), count(t.originals), count(t.features.length), t.file ?? '(not written)']);
  return sections([
    `${view.paint('bold', `Generator ${generator.name}`)} (${printable(generator.package)} ${generator.version})`,
    await typesView(result, view),
    await lossesView('dropped', 'says nothing', result.dropped, view),
    await lossesView('failed', 'no features', result.failed, view),
    await table(heads, rows, { ...view, indent: 0 }),
    view.paint('dim', `${duration(seconds)}, peak memory ${bytes(peakMemory)}`),
  ]);
}

async function typesView({ types }: GenerateWithResult, view: View): Promise<string> {
  const kinds = Map.groupBy(Object.entries(types), ([, type]) => type);
  const rows = [...kinds].map(([type, columns]) => [type, count(columns.length), columns.map(([name]) => name).join(', ')]);
  const heads = [{ title: 'type' }, { title: '', align: 'right' as const }, { title: 'columns', flexible: true, wrap: true }];
  return `${view.paint('bold', counted(Object.keys(types).length, 'column'))}\n${await table(heads, rows, view)}`;
}

async function lossesView(word: string, what: string, losses: GenerateWithResult['dropped'], view: View): Promise<string> {
  if (losses.length === 0) return '';
  const shown = view.verbose ? losses : losses.slice(0, SHOWN);
  const heads = [{ title: word, flexible: true }, { title: 'table' }, { title: 'reason', flexible: true }];
  const rows = shown.map(({ name, table: of, reason }) => [name, of, reason]);
  const more = losses.length - shown.length;
  return `${view.paint('bold', `${count(losses.length)} ${word}`)}: ${what}\n${await table(heads, rows, view)}${more > 0 ? `\n  … and ${count(more)} more; --verbose shows all` : ''}`;
}

/** Things to know, a sentence each. */
export const withNotes = ({ notes, stopped = [] }: GenerateWithResult): readonly string[] => [
  ...stopped.map(
    ({ table: name, written, rows, reason }) =>
      `The table ${name} has features for its first ${count(written)} of ${count(rows)} rows only, as in the original: ${reason}. For all rows in one batch: --batch-size ${rows}`,
  ),
  ...notes,
];
