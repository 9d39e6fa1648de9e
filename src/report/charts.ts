import type { Correlations, Histogram, TopValue } from '../datasets/statistics/result.js';
import { draw, labels } from './draw.js';
import { count, counted, figure } from './html.js';

const WIDTH = 260;

export interface Bar {
  readonly label: string;
  readonly value: number;
}

const dateText = (at: number): string =>
  new Date(at)
    .toISOString()
    .replace(/T00:00:00\.000Z$/, '')
    .replace('T', ' ')
    .replace(/\.000Z$/, '');

/** Counts of equal ranges, of numbers or dates. */
export async function histogramChart(name: string, { edges, counts }: Histogram, dates = false): Promise<string> {
  const [from, to] = [edges[0]!, edges.at(-1)!].map((edge) => (dates ? dateText(edge) : figure(edge)));
  const total = counts.reduce((a, b) => a + b, 0);
  if (edges[0] === edges.at(-1)) return valuesChart(name, [{ value: from!, count: total }], total);
  const most = Math.max(...counts);
  const at = counts.indexOf(most);
  const [low, high] = [edges[at]!, edges[at + 1]!].map((edge) => (dates ? dateText(edge) : figure(edge)));
  const alt = `Histogram of ${name}: ${counted(total, 'value')} from ${from} to ${to} in ${counted(counts.length, 'range')}; most, ${count(most)}, are from ${low} to ${high}.`;
  const x = dates
    ? {
        field: 'a',
        type: 'temporal' as const,
        scale: { type: 'utc' as const },
        title: null,
        axis: { grid: false, tickCount: 4, labelOverlap: true },
      }
    : {
        field: 'a',
        type: 'quantitative' as const,
        bin: 'binned' as const,
        title: null,
        scale: { zero: false, nice: false },
        axis: { grid: false, tickCount: 5, labelOverlap: true },
      };
  return draw(
    {
      width: WIDTH,
      height: 80,
      data: { values: counts.map((n, k) => ({ a: edges[k], b: edges[k + 1], n })) },
      mark: { type: 'bar', color: 'var(--mark)' },
      encoding: { x, x2: { field: 'b' }, y: { field: 'n', type: 'quantitative', title: null, axis: { tickCount: 3, format: '~s' } } },
    },
    alt,
  );
}

/** The most frequent values of a column of `known` values. */
export async function valuesChart(name: string, top: readonly TopValue[], known: number): Promise<string> {
  const shown = top.slice(0, 10);
  const rest = known - shown.reduce((sum, { count: n }) => sum + n, 0);
  const bars = shown.map(({ value, count: n }) => ({ label: value, value: n }));
  const alt = `Most frequent values of ${name}: ${shown.map(({ value, count: n }) => `${value} ${count(n)}`).join(', ')}${rest > 0 ? `; others ${count(rest)}` : ''}.`;
  return barChart(bars, alt, { width: WIDTH - 110, caption: rest > 0 ? `${counted(rest, 'row')} with other values` : '' });
}

export interface BarOptions {
  readonly width?: number;
  readonly color?: string;
  readonly caption?: string;
  /** End of the axis; default the longest bar. */
  readonly end?: number;
  readonly format?: string;
  readonly title?: string;
}

/** Bars from left to right, the first on top. */
export async function barChart(bars: readonly Bar[], alt: string, options: BarOptions = {}): Promise<string> {
  const { width = 420, color = 'var(--mark)', caption = '', end, format = '~s', title } = options;
  const names = labels(bars.map(({ label }) => label));
  return draw(
    {
      width,
      height: { step: 17 },
      data: { values: bars.map(({ value }, k) => ({ label: names[k], value })) },
      mark: { type: 'bar', color, height: { band: 0.75 } },
      encoding: {
        y: { field: 'label', type: 'nominal', sort: null, title: null, axis: { labelLimit: 190, ticks: false } },
        x: {
          field: 'value',
          type: 'quantitative',
          title: title ?? null,
          axis: { tickCount: 4, format },
          ...(end === undefined ? {} : { scale: { domain: [0, end] } }),
        },
      },
    },
    alt,
    caption,
  );
}

/** Correlations as squares: the colour is the sign, the strength the size of r. */
export async function heatMap({ columns, matrix }: Correlations): Promise<string> {
  const names = labels(columns, 24);
  const cells = matrix.flatMap((row, i) =>
    row.map((r, j) => ({
      x: names[j],
      y: names[i],
      sign: (r ?? 0) < 0 ? -1 : 1,
      size: Math.abs(r ?? 0),
      text: r === null ? '–' : r.toFixed(2),
    })),
  );
  const pairs = matrix
    .flatMap((row, i) => row.slice(i + 1).map((r, k) => ({ r, a: columns[i]!, b: columns[i + 1 + k]! })))
    .filter(({ r }) => r !== null)
    .sort((a, b) => Math.abs(b.r!) - Math.abs(a.r!))
    .slice(0, 3);
  const strongest = pairs.map(({ r, a, b }) => `${a} and ${b} ${r!.toFixed(2)}`).join(', ');
  const step = columns.length <= 14 ? 36 : columns.length <= 24 ? 24 : 16;
  const place = {
    x: {
      field: 'x',
      type: 'nominal' as const,
      sort: null,
      title: null,
      axis: { orient: 'top' as const, labelAngle: -50, labelLimit: 140, ticks: false, domain: false },
    },
    y: { field: 'y', type: 'nominal' as const, sort: null, title: null, axis: { labelLimit: 140, ticks: false, domain: false } },
  };
  const squares = {
    mark: { type: 'rect' as const, stroke: 'var(--line)', strokeWidth: 0.5 },
    encoding: {
      ...place,
      color: {
        field: 'sign',
        type: 'nominal' as const,
        legend: null,
        scale: { domain: [-1, 1], range: ['var(--negative)', 'var(--positive)'] },
      },
      fillOpacity: { field: 'size', type: 'quantitative' as const, legend: null, scale: { domain: [0, 1], range: [0, 0.85] } },
    },
  };
  const numbers = {
    mark: { type: 'text' as const, fontSize: 10 },
    encoding: { ...place, text: { field: 'text', type: 'nominal' as const } },
  };
  return draw(
    { width: { step }, height: { step }, data: { values: cells }, layer: step === 36 ? [squares, numbers] : [squares] },
    `Correlations of ${counted(columns.length, 'column')}${strongest ? `; the strongest: ${strongest}` : ''}.`,
    'Pearson’s r: blue is positive, red negative; the stronger the colour, the stronger the correlation.',
  );
}

/** Counts by day, ok below and failed above. */
export async function dayChart(
  days: readonly { readonly day: string; readonly ok: number; readonly failed: number }[],
  alt: string,
): Promise<string> {
  return draw(
    {
      width: 640,
      height: 140,
      data: {
        values: days.flatMap(({ day, ok, failed }) => [
          { day, n: ok, of: 'done' },
          { day, n: failed, of: 'failed' },
        ]),
      },
      mark: { type: 'bar' },
      encoding: {
        x: { field: 'day', type: 'ordinal', title: null, axis: { labelAngle: -50, labelOverlap: true, ticks: false } },
        y: { field: 'n', type: 'quantitative', title: null, axis: { tickCount: 4, format: '~s' } },
        color: {
          field: 'of',
          type: 'nominal',
          legend: null,
          scale: { domain: ['done', 'failed'], range: ['var(--mark)', 'var(--negative)'] },
        },
      },
    },
    alt,
    'Blue: done; red: failed.',
  );
}
