import type { ColumnStatistics, Correlations, TableStatistics } from '../../datasets/statistics/result.js';
import type { StatisticsFound } from '../../datasets/statistics/statistics.js';
import type { Cell, Printed } from './formats.js';
import { sections, type View } from './generated.js';
import { table } from './table.js';
import { bytes, count, counted, printable } from './text.js';

/** Statistics in every format; `csv` and `table` have a line for each column. */
export const statisticsPrinted = (statistics: StatisticsFound): Printed => ({
  json: statistics,
  text: (view) => statisticsView(statistics, view),
  rows: () => ({
    heads: ['table', ...HEADS],
    rows: statistics.tables.flatMap((one) => one.columns.map((column) => [one.table, ...cells(column)])),
  }),
});

const HEADS = ['column', 'type', 'count', 'nulls', 'unique', 'mean', 'std', 'min', '25%', '50%', '75%', 'max', 'outliers'] as const;

const cells = (c: ColumnStatistics): Cell[] => [
  c.name,
  c.type,
  c.count,
  c.nulls,
  c.unique,
  c.mean ?? null,
  c.std ?? null,
  c.min ?? null,
  c.q25 ?? null,
  c.median ?? null,
  c.q75 ?? null,
  c.max ?? null,
  c.outliers?.count ?? null,
];

/** A figure in six digits, so that a line of them can be read. */
export function figure(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'number') return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  const size = Math.abs(value);
  return size !== 0 && (size >= 1e9 || size < 1e-4) ? value.toExponential(4) : String(Number(value.toPrecision(6)));
}

export const percent = (share: number): string => `${(100 * share).toFixed(share > 0 && share < 0.001 ? 3 : 1)} %`;

/** Statistics as text. */
export async function statisticsView(statistics: StatisticsFound, view: View): Promise<string> {
  const { tables, other_tables: others, row_count: rows, memory_size_bytes: memory } = statistics;
  const summary = [
    view.paint('bold', printable(statistics.dataset)),
    `  ${counted(rows, 'row')}, ${bytes(memory)} in memory, computed ${statistics.computed_at}`,
  ];
  const list = await table(
    [{ title: 'table', flexible: true }, right('rows'), right('columns'), right('missing cells'), right('complete')],
    [
      ...tables.map((t) => [t.table, count(t.rows), count(t.columns.length), count(t.missing_cells), percent(t.completeness)]),
      ...others.map((t) => [t.table, count(t.rows), count(t.columns), '', '']),
    ],
    view,
  );
  const each: string[] = [];
  for (const one of tables) each.push(...(await tableView(one, view)));
  const left =
    others.length === 0
      ? ''
      : `${counted(others.length, 'table')} not looked into: --table NAME${tables.some((t) => t.full) ? '' : ', or --full'}`;
  return sections([`${summary.join('\n')}\n\n${list}${left ? `\n${view.paint('dim', `  ${left}`)}` : ''}`, ...each]);
}

const right = (title: string) => ({ title, align: 'right' }) as const;
/** Columns that a terminal gets; every format has them all. */
const mostColumns = 200;

async function tableView(one: TableStatistics, view: View): Promise<string[]> {
  const shown = one.columns.slice(0, mostColumns);
  const rows = shown.map((column) => {
    const [name, type, ...figures] = cells(column);
    const texts = figures.map(figure);
    texts[1] = column.nulls === 0 ? '0' : `${count(column.nulls)} (${percent(column.nulls / one.rows)})`;
    texts[2] = `${column.unique_is_estimate ? '~' : ''}${column.unique}`;
    return [String(name), String(type), ...texts];
  });
  const heads = HEADS.map((title, i) => (i === 0 ? { title, flexible: true } : i === 1 ? { title } : right(title)));
  const more = one.columns.length - shown.length;
  const parts = [
    `${view.paint('bold', `Table ${printable(one.table)}`)}\n${await table(heads, rows, view)}${more > 0 ? `\n  ... and ${counted(more, 'column')} more; --json has them all.` : ''}`,
  ];
  const tops = shown.filter((column) => column.top && column.top.length > 0);
  if (tops.length > 0) parts.push(await topView(one, tops, view));
  if (!one.full) return parts;
  if (one.correlations && one.correlations.columns.length > 1) parts.push(await correlationView(one.table, one.correlations, view));
  parts.push(...(await distributionView(one, shown, view)), ...(await targetView(one, view)));
  return parts;
}

async function topView(one: TableStatistics, columns: readonly ColumnStatistics[], view: View): Promise<string> {
  const rows = columns.map((c) => [
    c.name,
    c
      .top!.slice(0, one.full ? 10 : 5)
      .map((v) => `${v.value} (${count(v.count)})`)
      .join(', '),
  ]);
  const heads = [
    { title: 'column', flexible: true },
    { title: 'most frequent values', flexible: true },
  ];
  return `${view.paint('bold', `Values of ${printable(one.table)}`)}\n${await table(heads, rows, view)}`;
}

async function correlationView(name: string, { columns, matrix, left_out: left }: Correlations, view: View): Promise<string> {
  const rows = matrix.map((row, i) => [columns[i]!, ...row.map((r) => (r === null ? '-' : r.toFixed(2)))]);
  const heads = [{ title: '' }, ...columns.map((_, i) => right(String(i + 1)))];
  const numbered = rows.map(([head, ...others], i) => [`${i + 1} ${head}`, ...others]);
  const note = left > 0 ? `\n  ${counted(left, 'column')} left out.` : '';
  return `${view.paint('bold', `Correlation matrix of ${printable(name)} (Pearson)`)}\n${await table(heads, numbered, view)}${note}`;
}

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** Counts as a line of blocks. */
export function blocks(counts: readonly number[]): string {
  const most = Math.max(...counts, 1);
  return counts.map((n) => (n === 0 ? ' ' : BARS[Math.min(7, Math.floor((n / most) * 7.999))]!)).join('');
}

async function distributionView(one: TableStatistics, shown: readonly ColumnStatistics[], view: View): Promise<string[]> {
  const drawn = shown.filter((column) => column.histogram);
  if (drawn.length === 0) return [];
  const edge = ({ type }: ColumnStatistics, value: number): string =>
    type === 'date' || type === 'timestamp' ? new Date(value).toISOString().slice(0, 10) : figure(value);
  const rows = drawn.map((c) => {
    const { edges, counts } = c.histogram!;
    return [c.name, edge(c, edges[0]!), `|${blocks(counts)}|`, edge(c, edges.at(-1)!)];
  });
  const heads = [{ title: 'column', flexible: true }, right('from'), { title: 'distribution' }, { title: 'to' }];
  return [`${view.paint('bold', `Distributions of ${printable(one.table)}`)}\n${await table(heads, rows, view)}`];
}

const MEASURES = { pearson: "Pearson's r", correlation_ratio: 'correlation ratio', cramers_v: "Cramér's V" } as const;

async function targetView(one: TableStatistics, view: View): Promise<string[]> {
  if (!one.target) return [];
  const related = one.columns.flatMap((c) => (c.target ? [{ name: c.name, ...c.target }] : []));
  const sorted = related.sort((a, b) => Math.abs(b.value ?? 0) - Math.abs(a.value ?? 0)).slice(0, 30);
  const rows = sorted.map((r) => [r.name, r.value === null ? '-' : r.value.toFixed(4), MEASURES[r.measure]]);
  const title = `Relation to the target ${printable(one.target.column)} (${one.target.as})`;
  return [
    `${view.paint('bold', title)}\n${await table([{ title: 'column', flexible: true }, right('value'), { title: 'measure' }], rows, view)}`,
  ];
}
