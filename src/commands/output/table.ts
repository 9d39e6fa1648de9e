import { plain, printable, truncate, widthOf, wrap, type Paint } from './text.js';

export interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Gives way when the terminal is narrow; the widest such column first. */
  readonly flexible?: boolean;
  /** Goes on over several lines instead of being cut. */
  readonly wrap?: boolean;
}

const GAP = 2;
/** A flexible column is not cut below this. */
const LEAST = 12;
/** No cell is longer, terminal or not: a column may have a name of ten thousand characters. */
const MOST = 400;

/** Widths that fit: flexible columns lose what is too much, the widest first. */
export function fit(natural: readonly number[], flexible: readonly boolean[], width: number): number[] {
  const widths = [...natural];
  const total = () => widths.reduce((a, b) => a + b, 0) + GAP * (widths.length - 1);
  for (let excess = total() - width; excess > 0; excess = total() - width) {
    const candidates = widths.map((w, k) => (flexible[k] && w > LEAST ? w : 0));
    const widest = Math.max(...candidates);
    if (widest === 0) break;
    const next = Math.max(LEAST, ...candidates.filter((w) => w < widest));
    const many = candidates.filter((w) => w === widest).length;
    const target = Math.max(next, widest - Math.ceil(excess / many));
    candidates.forEach((w, k) => {
      if (w === widest) widths[k] = Math.min(w - 1, target);
    });
  }
  return widths;
}

/** An aligned table without lines, cut to the width. */
export async function table(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  { width = Number.POSITIVE_INFINITY, paint = plain, indent = 2 }: { width?: number; paint?: Paint; indent?: number } = {},
): Promise<string> {
  const cells = rows.map((row) => columns.map((_, k) => truncate(printable(row[k] ?? ''), MOST)));
  const natural = columns.map((c, k) => Math.max(1, widthOf(c.title), ...cells.map((row) => widthOf(row[k]!))));
  const widths = fit(
    natural,
    columns.map((c) => c.flexible ?? false),
    width - indent,
  );
  const pad = (text: string, k: number, painted = text): string => {
    const space = ' '.repeat(Math.max(0, widths[k]! - widthOf(text)));
    return columns[k]!.align === 'right' ? space + painted : painted + space;
  };
  const line = (padded: readonly string[]): string => `${' '.repeat(indent)}${padded.join(' '.repeat(GAP))}`.trimEnd();
  const heads = columns.map((c, k) => pad(c.title, k, paint('dim', c.title)));
  const lines = cells.flatMap((row) => {
    const parts = columns.map((c, k) => (c.wrap ? wrap(row[k]!, widths[k]!) : [truncate(row[k]!, widths[k]!)]));
    const height = Math.max(...parts.map((part) => part.length));
    return Array.from({ length: height }, (_, i) => line(parts.map((part, k) => pad(part[i] ?? '', k))));
  });
  return [line(heads), ...lines].join('\n');
}
