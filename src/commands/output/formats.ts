import { string } from '@oclif/core/flags';
import { extname } from 'node:path';
import { MdmError, nearest } from '../../errors.js';
import type { View } from './generated.js';
import { plain, type Paint } from './text.js';

export const OUTPUT_FORMATS = ['rich', 'text', 'json', 'csv', 'table'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** `--format` of what is printed for people and programs. */
export const formatFlag = {
  format: string({
    char: 'f',
    summary: 'rich, text, json, csv, table, or a file to save to; its suffix says which (default: cli.default_output_format).',
    helpValue: 'FORMAT|FILE',
    helpGroup: 'output',
  }),
};

export type Cell = string | number | bigint | boolean | null;

/** One thing in all formats. */
export interface Printed {
  /** Text for people. */
  readonly text: (view: View) => Promise<string> | string;
  readonly json: unknown;
  /** Columns and rows of `csv` and `table`, made when they are asked for. */
  readonly rows: () => { readonly heads: readonly string[]; readonly rows: readonly (readonly Cell[])[] };
}

export interface PrintFlags {
  readonly format?: string | undefined;
  readonly json?: boolean | undefined;
  /** Whether a file that is there is written over; undefined: the command has no such flag. */
  readonly force?: boolean | undefined;
}

export interface Screen {
  readonly width: number;
  readonly paint: Paint;
  /** The value of `cli.default_output_format`. */
  readonly fallback?: string | undefined;
}

type Chosen = { readonly kind: OutputFormat } | { readonly kind: 'file'; readonly file: string; readonly as: OutputFormat | 'markdown' };

const SUFFIXES: Readonly<Record<string, OutputFormat | 'markdown'>> = { '.json': 'json', '.csv': 'csv', '.md': 'markdown' };

/** What `--format` means: a format, or by a dot or a slash the name of a file. */
export function chooseFormat({ format, json }: PrintFlags, fallback = 'rich'): Chosen {
  if (json) return { kind: 'json' };
  const named = format ?? fallback;
  const known = OUTPUT_FORMATS.find((one) => one === named.toLowerCase());
  if (known) return { kind: known };
  if (/[./\\]/.test(named)) return { kind: 'file', file: named, as: SUFFIXES[extname(named).toLowerCase()] ?? 'text' };
  const near = nearest(named, OUTPUT_FORMATS);
  throw new MdmError(
    'usage',
    `There is no output format ${JSON.stringify(named)}.`,
    `${near ? `Did you mean ${near}? ` : ''}There are ${OUTPUT_FORMATS.join(', ')}, or the name of a file such as list.txt.`,
  );
}

/** The text for stdout; of a file, where it was saved. */
export async function formatted(printed: Printed, flags: PrintFlags, { width, paint, fallback }: Screen): Promise<string> {
  const chosen = chooseFormat(flags, fallback);
  if (chosen.kind !== 'file') return render(printed, chosen.kind, chosen.kind === 'rich' ? { width, paint } : { width, paint: plain });
  const text = await render(printed, chosen.as, { width: Number.POSITIVE_INFINITY, paint: plain });
  await save(chosen.file, text.endsWith('\n') ? text : `${text}\n`, flags.force);
  return `Saved to ${chosen.file}.`;
}

async function render(printed: Printed, as: OutputFormat | 'markdown', view: View): Promise<string> {
  switch (as) {
    case 'json':
      return JSON.stringify(printed.json, null, 2);
    case 'csv':
      return csvOf(printed);
    case 'table': {
      const { table } = await import('./table.js');
      const { heads, rows } = printed.rows();
      const columns = heads.map((title, k) => ({ title, ...(isNumeric(rows, k) ? { align: 'right' as const } : { flexible: true }) }));
      return table(
        columns,
        rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell)))),
        { ...view, indent: 0 },
      );
    }
    case 'markdown': {
      const text = await printed.text(view);
      return ['```text', text.replaceAll('```', "'''"), '```'].join('\n');
    }
    default:
      return printed.text(view);
  }
}

const isNumeric = (rows: readonly (readonly Cell[])[], k: number): boolean =>
  rows.some((row) => typeof row[k] === 'number') && rows.every((row) => row[k] === null || typeof row[k] === 'number');

function csvOf(printed: Printed): string {
  const { heads, rows } = printed.rows();
  const cell = (value: Cell): string => {
    const text = value === null ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [heads, ...rows].map((row) => row.map(cell).join(',')).join('\n');
}

async function save(file: string, text: string, force: boolean | undefined): Promise<void> {
  const { writeReport } = await import('./file.js');
  try {
    await writeReport(file, text, force ?? false);
  } catch (error) {
    // Where there is a --force the error says so.
    if (force === undefined && error instanceof MdmError && error.code === 'exists')
      throw new MdmError('exists', error.message, 'Name another file with --format, or take this one away first.', error);
    throw error;
  }
}
