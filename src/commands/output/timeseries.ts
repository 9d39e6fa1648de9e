import type { Analysis, SeriesFacts } from '../../datasets/timeseries/analyze.js';
import type { Resampled } from '../../datasets/timeseries/resample.js';
import type { FoldedSeries, SplitSeries } from '../../datasets/timeseries/split.js';
import type { TrainTest } from '../../datasets/timeseries/windows.js';
import type { TargetFacts } from '../../datasets/timeseries/target.js';
import { figure } from './dataset-stats.js';
import { sections, type View } from './generated.js';
import { table } from './table.js';
import { count, counted, printable } from './text.js';

/** Groups that a terminal gets; --json has them all. */
const MOST_GROUPS = 50;
const right = (title: string) => ({ title, align: 'right' }) as const;

/** A series as text. */
export async function analysisView(analysis: Analysis, view: View): Promise<string> {
  const { dataset, table: name, time_column: time, target_column: target } = analysis;
  const title = view.paint('bold', `${printable(dataset)}: ${printable(name)} by ${printable(time)}`);
  const facts = await table(
    [{ title: '' }, { title: '', wrap: true }],
    [...timeLines(analysis), ...seasonLines(analysis), ...(analysis.target ? targetLines(target!, analysis.target) : [])],
    view,
  );
  return sections([`${title}\n${facts.split('\n').slice(1).join('\n')}`, await groupsView(analysis, view)]);
}

function timeLines({ rows, start, end, frequency, missing, duplicates, gaps, duration_days: days }: SeriesFacts): [string, string][] {
  const [longest] = gaps.longest;
  return [
    ['rows', count(rows)],
    ['range', `${start} to ${end} (${figure(days)} days)`],
    [
      'frequency',
      frequency ? `${frequency.name} (${(100 * frequency.regularity).toFixed(1)} % of the steps)` : 'unknown: there is one time',
    ],
    [
      'missing times',
      `${count(missing.count)} (${missing.percent.toFixed(2)} %)${missing.first.length > 0 ? `: ${missing.first.join(', ')}${missing.count > missing.first.length ? ', ...' : ''}` : ''}`,
    ],
    [
      'gaps',
      `${count(gaps.count)}${longest ? `; the longest from ${longest.after} to ${longest.before}: ${count(longest.missing)} missing` : ''}`,
    ],
    ['repeated times', duplicates.rows === 0 ? '0' : `${counted(duplicates.rows, 'row')} at ${counted(duplicates.times, 'time')}`],
  ];
}

const seasonLines = ({ seasonality }: SeriesFacts): [string, string][] =>
  seasonality.map(({ cycle, strength, p_value: p, detected }) => [
    `season: ${cycle}`,
    `${detected ? 'yes' : 'no'}; ${(100 * strength).toFixed(1)} % of the variation, p ${chance(p)}`,
  ]);

function targetLines(name: string, { mean, std, min, max, missing, trend }: TargetFacts): [string, string][] {
  return [
    [
      `target ${printable(name)}`,
      `mean ${figure(mean)}, std ${figure(std)}, ${figure(min)} to ${figure(max)}${missing > 0 ? `, ${count(missing)} missing` : ''}`,
    ],
    ['trend', trend ? `${trend.direction}; ${figure(trend.slope)} a day, p ${chance(trend.p_value)}` : 'unknown'],
  ];
}

const chance = (p: number | null): string => (p === null ? 'unknown' : p < 1e-4 ? '< 0.0001' : p.toFixed(4));

async function groupsView({ groups, group_column: column }: Analysis, view: View): Promise<string> {
  if (column === null) return '';
  const rows = groups
    .slice(0, MOST_GROUPS)
    .map(({ group, rows: n, start, end, frequency, missing, duplicates, target }) => [
      group ?? '(none)',
      count(n),
      start,
      end,
      frequency?.name ?? '',
      count(missing.count),
      count(duplicates.rows),
      target ? figure(target.mean) : '',
      target?.trend ? target.trend.direction : '',
    ]);
  const heads = [
    { title: column, flexible: true },
    right('rows'),
    { title: 'start' },
    { title: 'end' },
    { title: 'frequency' },
    right('missing'),
    right('repeated'),
    right('mean'),
    { title: 'trend' },
  ];
  const more = groups.length - rows.length;
  const title = view.paint('bold', `${counted(groups.length, 'group')} by ${printable(column)}`);
  return `${title}\n${await table(heads, rows, view)}${more > 0 ? `\n  ... and ${more} more; --json has them all.` : ''}`;
}

const PARTS = [{ title: '#' }, right('train'), { title: 'from' }, { title: 'to' }, right('test'), { title: 'from' }, { title: 'to' }];
const partsOf = ({ number, train, test }: TrainTest): string[] => [
  String(number),
  count(train.rows),
  train.start,
  train.end,
  count(test.rows),
  test.start,
  test.end,
];

export async function splitView({ dataset, splits, strategy, time_column: time, files }: SplitSeries, view: View): Promise<string> {
  const title = view.paint('bold', `${printable(dataset)} by ${printable(time)}: ${counted(splits.length, 'split')}, ${strategy}`);
  return sections([`${title}\n${await table(PARTS, splits.map(partsOf), view)}`, files.map((file) => `Wrote ${file}`).join('\n')]);
}

export async function foldsView({ dataset, folds, time_column: time }: FoldedSeries, view: View): Promise<string> {
  const title = view.paint('bold', `${printable(dataset)} by ${printable(time)}: ${counted(folds.length, 'fold')} forward in time`);
  return `${title}\n${await table(PARTS, folds.map(partsOf), view)}`;
}

export async function resampledView({ dataset, rows, empty, columns, preview, file, into }: Resampled, view: View): Promise<string> {
  const heads = columns.map((title) => ({ title, flexible: true }));
  const shown = await table(
    heads,
    preview.map((row) => row.map((cell) => (cell === null ? '' : String(cell as string)))),
    view,
  );
  const title = view.paint('bold', `${printable(dataset)}: ${counted(rows, 'row')}, ${count(empty)} without values`);
  const more = rows > preview.length ? `\n  ... and ${count(rows - preview.length)} more` : '';
  const where = file !== null ? `Wrote ${file}` : into !== null ? `Wrote the table ${printable(into)}` : '';
  return sections([`${title}\n${shown}${more}`, where]);
}
