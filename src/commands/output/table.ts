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
  const { default: Table } = await import('cli-table3');
  const cells = rows.map((row) => row.map((cell) => truncate(printable(cell), MOST)));
  const natural = columns.map((c, k) => Math.max(widthOf(c.title), ...cells.map((row) => widthOf(row[k] ?? ''))));
  const widths = fit(
    natural,
    columns.map((c) => c.flexible ?? false),
    width - indent,
  );
  const none = ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'];
  const more = ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'];
  const built = new Table({
    chars: { ...Object.fromEntries([...none, ...more].map((name) => [name, ''])), middle: ' '.repeat(GAP) },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colAligns: columns.map((c) => c.align ?? 'left'),
  });
  built.push(columns.map((c) => paint('dim', c.title)));
  for (const row of cells)
    built.push(columns.map((c, k) => (c.wrap ? wrap(row[k] ?? '', widths[k]!).join('\n') : truncate(row[k] ?? '', widths[k]!))));
  return built
    .toString()
    .split('\n')
    .map((line) => `${' '.repeat(indent)}${line}`.trimEnd())
    .join('\n');
}
