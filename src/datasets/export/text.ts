import type { RecordBatch } from 'apache-arrow';
import type { StoredColumn } from '../../storage/backend.js';
import { jsonCells, textCells } from './cells.js';
import type { ExportPlan } from './options.js';

/** A table to write; its batches have the Arrow types in which such columns are read. */
export interface ExportSource {
  readonly columns: readonly StoredColumn[];
  readonly batches: AsyncIterable<RecordBatch>;
}

/** What a spreadsheet takes for a formula when it begins a cell. */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
/** What a number or a time may hold: such a separator would cut it. */
const IN_NUMBERS = /[\w+\-.: ]/;

/** A table as CSV by RFC 4180, batch by batch. Missing is empty; a text that is empty is `""`. */
export async function* csvText({ columns, batches }: ExportSource, plan: ExportPlan): AsyncGenerator<string> {
  const { separator, escapeFormulas } = plan;
  const special = (text: string): boolean =>
    text === '' || text.includes(separator) || text.includes('"') || text.includes('\n') || text.includes('\r') || text !== text.trim();
  const quoted = (text: string): string => {
    const value = escapeFormulas && FORMULA.test(text) ? `'${text}` : text;
    return special(value) ? `"${value.replaceAll('"', '""')}"` : value;
  };
  if (plan.header) yield `${columns.map(({ name }) => quoted(name)).join(separator)}\n`;
  const textual = columns.map(({ type }) => type === 'text');
  const cuts = IN_NUMBERS.test(separator);
  for await (const batch of batches) {
    const cells = textCells(batch, columns);
    // Readers leave out a line of nothing.
    const missing = cells.length === 1 ? '""' : '';
    let out = '';
    for (let row = 0; row < batch.numRows; row++) {
      let line = '';
      for (let i = 0; i < cells.length; i++) {
        const value = cells[i]!(row);
        if (i > 0) line += separator;
        line += value === null ? missing : textual[i] ? quoted(value) : cuts && value.includes(separator) ? `"${value}"` : value;
      }
      out += `${line}\n`;
    }
    if (out !== '') yield out;
  }
}

/** A table as JSON, batch by batch: an object per row, or as `orient` says. */
export async function* jsonText({ columns, batches }: ExportSource, plan: ExportPlan): AsyncGenerator<string> {
  const keys = columns.map(({ name }) => `${JSON.stringify(name)}:`);
  const split = plan.orient === 'split' && !plan.lines;
  const [open, close] = plan.lines ? ['', ''] : split ? '[]' : '{}';
  yield plan.lines ? '' : head(columns, plan);
  let first = true;
  for await (const batch of batches) {
    const cells = jsonCells(batch, columns);
    let out = '';
    for (let row = 0; row < batch.numRows; row++) {
      let line = '';
      for (let i = 0; i < cells.length; i++) line += `${i > 0 ? ',' : ''}${split ? '' : keys[i]!}${cells[i]!(row)}`;
      out += plan.lines ? `{${line}}\n` : `${first ? '' : ',\n'}${open}${line}${close}`;
      first = false;
    }
    if (out !== '') yield out;
  }
  if (!plan.lines) yield plan.orient === 'records' ? '\n]\n' : '\n]}\n';
}

const KINDS: Readonly<Record<string, string>> = {
  int64: 'integer',
  double: 'number',
  boolean: 'boolean',
  timestamp: 'datetime',
  date: 'date',
};

function head(columns: ExportSource['columns'], { orient }: ExportPlan): string {
  if (orient === 'split') return `{"columns":${JSON.stringify(columns.map(({ name }) => name))},"data":[\n`;
  if (orient === 'records') return '[\n';
  const fields = columns.map(({ name, type }) => ({ name, type: KINDS[type] ?? 'string' }));
  return `{"schema":${JSON.stringify({ fields })},"data":[\n`;
}
