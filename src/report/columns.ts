import type { ColumnStatistics, TableStatistics, TargetRelation } from '../datasets/statistics/result.js';
import { barChart, histogramChart, valuesChart } from './charts.js';
import { count, facts, figure, html, named, percent, tableOf } from './html.js';

/** What a page takes at most; the rest is counted. */
export const MOST = { cards: 100, rows: 1_000, bars: 25 } as const;

const isDate = ({ type }: ColumnStatistics): boolean => type === 'date' || type === 'timestamp';
export const MEASURES: Readonly<Record<TargetRelation['measure'], string>> = {
  pearson: 'Pearson’s r',
  correlation_ratio: 'correlation ratio',
  cramers_v: 'Cramér’s V',
};

export const strength = ({ target }: ColumnStatistics): number => Math.abs(target?.value ?? 0);

/** The distribution of a column as a chart; empty where there is none to draw. */
export async function distribution(column: ColumnStatistics): Promise<string> {
  const { name, top, histogram, count: known } = column;
  if (known === 0) return '<p class="soft">No value is known.</p>';
  if (histogram && !(top && column.unique <= 2)) return histogramChart(name, histogram, isDate(column));
  if (top && top.length > 0) return valuesChart(name, top, known);
  return `<p class="soft">${known === column.unique ? 'Every value is there once.' : 'No distribution was measured.'}</p>`;
}

const missing = ({ nulls, count: known }: ColumnStatistics): number => (nulls + known === 0 ? 0 : nulls / (nulls + known));

export function factsOf(column: ColumnStatistics): (readonly [string, string])[] {
  const { nulls, count: known, unique, outliers, length, trues, target } = column;
  const numbers: (readonly [string, string])[] =
    column.mean === undefined
      ? []
      : [
          ['mean', figure(column.mean)],
          ['standard deviation', figure(column.std)],
          ['quartiles', [column.q25, column.median, column.q75].map(figure).join(' · ')],
        ];
  return [
    ['type', column.type],
    ['missing', nulls === 0 ? 'none' : `${percent(missing(column))} (${count(nulls)})`],
    ['distinct', `${column.unique_is_estimate ? 'about ' : ''}${count(unique)}`],
    ...(column.min === undefined ? [] : ([['range', `${figure(column.min)} to ${figure(column.max)}`]] as const)),
    ...numbers,
    ...(outliers
      ? ([
          [
            'outliers',
            outliers.count === 0
              ? 'none'
              : `${count(outliers.count)} (${percent(outliers.count / Math.max(1, known))}), outside ${figure(outliers.low)} to ${figure(outliers.high)}`,
          ],
        ] as const)
      : []),
    ...(column.nonfinite ? ([['not finite', count(column.nonfinite)]] as const) : []),
    ...(trues === undefined ? [] : ([['true', known === 0 ? '–' : percent(trues / known)]] as const)),
    ...(length ? ([['characters', `${figure(length.min)} to ${figure(length.max)}, mean ${figure(length.mean)}`]] as const) : []),
    ...(target ? ([[MEASURES[target.measure], `${figure(target.value)} with the target`]] as const) : []),
  ];
}

/** A card for each column, at most `MOST.cards`. */
export async function cards(
  columns: readonly ColumnStatistics[],
  { id, note }: { readonly id: string; readonly note?: (column: ColumnStatistics) => string },
): Promise<string> {
  const shown: string[] = [];
  for (const [i, column] of columns.slice(0, MOST.cards).entries()) {
    const above = note ? `<p>${html(note(column))}</p>` : '';
    shown.push(
      `<article id="${id}-${i}"><h3>${named(column.name)}</h3>${above}${await distribution(column)}${facts(factsOf(column))}</article>`,
    );
  }
  const left = columns.length - shown.length;
  return `<div class="cards">\n${shown.join('\n')}\n</div>${left > 0 ? `<p>${count(left)} of ${count(columns.length)} columns have no card here; the table above has ${columns.length > MOST.rows ? `the first ${count(MOST.rows)}` : 'them all'}.</p>` : ''}`;
}

/** Every column on a line. */
export function columnsTable(columns: readonly ColumnStatistics[], caption: string, id: string): string {
  const rows = columns
    .slice(0, MOST.rows)
    .map((c, i) => [
      i < MOST.cards ? `<a href="#${id}-${i}">${named(c.name)}</a>` : named(c.name),
      html(c.type),
      count(c.count),
      percent(missing(c)),
      `${c.unique_is_estimate ? '~' : ''}${count(c.unique)}`,
      ...[c.mean, c.std, c.min, c.median, c.max].map((value) => html(figure(value))),
      c.outliers ? count(c.outliers.count) : '–',
      c.target ? figure(c.target.value === null ? null : Number(c.target.value.toFixed(3))) : '–',
    ]);
  const left = columns.length - rows.length;
  const heads = ['column', 'type', 'known', 'missing', 'distinct', 'mean', 'std', 'min', 'median', 'max', 'outliers', 'target'];
  return `${tableOf(caption, heads, rows)}${left > 0 ? `<p>${count(left)} more columns are left out.</p>` : ''}`;
}

const leftOut = (all: number, shown: number): string => (all > shown ? ` ${count(all - shown)} more are left out.` : '');

/** Columns with missing values, the worst first. */
export async function missingChart({ columns }: TableStatistics): Promise<string> {
  const worst = columns.filter((c) => c.nulls > 0).sort((a, b) => missing(b) - missing(a));
  if (worst.length === 0) return '<p>No value is missing.</p>';
  const bars = worst.slice(0, MOST.bars).map((c) => ({ label: c.name, value: missing(c) }));
  const alt = `Share of missing values: ${bars.map(({ label, value }) => `${label} ${percent(value)}`).join(', ')}.`;
  return barChart(bars, alt, {
    color: 'var(--missing)',
    end: 1,
    format: '.0%',
    caption: `Share of missing values by column.${leftOut(worst.length, bars.length)}`,
  });
}

export async function outliersChart({ columns }: TableStatistics): Promise<string> {
  const share = (c: ColumnStatistics): number => (c.outliers?.count ?? 0) / Math.max(1, c.count);
  const worst = columns.filter((c) => (c.outliers?.count ?? 0) > 0).sort((a, b) => share(b) - share(a));
  if (worst.length === 0) return '<p>No numeric column has values beyond 1.5 interquartile ranges of its quartiles.</p>';
  const bars = worst.slice(0, MOST.bars).map((c) => ({ label: c.name, value: share(c) }));
  const alt = `Share of outliers: ${bars.map(({ label, value }) => `${label} ${percent(value)}`).join(', ')}.`;
  return barChart(bars, alt, {
    format: '.1%',
    caption: `Share of values beyond 1.5 interquartile ranges of the quartiles.${leftOut(worst.length, bars.length)}`,
  });
}

/** How strongly columns go with the target, the strongest first. */
export async function targetChart(columns: readonly ColumnStatistics[], target: string): Promise<string> {
  const related = columns.filter((c) => c.target?.value != null).sort((a, b) => strength(b) - strength(a));
  if (related.length === 0) return '<p>No column has a measured relation to the target.</p>';
  const bars = related.slice(0, MOST.bars).map((c) => ({ label: c.name, value: strength(c) }));
  const alt = `Relation to ${target}: ${bars.map(({ label, value }) => `${label} ${value.toFixed(2)}`).join(', ')}.`;
  const measures = [...new Set(related.map((c) => MEASURES[c.target!.measure]))].join(', ');
  return barChart(bars, alt, {
    end: 1,
    format: '.1f',
    caption: `Strength from 0 to 1 (${measures}).${leftOut(related.length, bars.length)}`,
  });
}
