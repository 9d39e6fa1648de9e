import type { Operation, OperationCounts, OperationSummary } from '../../operations/operations.js';
import { sections, type View } from './generated.js';
import { table } from './table.js';
import { count, counted, duration, printable, truncate } from './text.js';

export const milliseconds = (ms: number | null): string =>
  ms === null ? '' : ms < 1_000 ? `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms` : duration(ms / 1_000);
const moment = (iso: string): string => iso.replace('T', ' ').slice(0, 19);
const right = (title: string) => ({ title, align: 'right' }) as const;

/** Operations on a line each, the last one first. */
export async function operationsView(operations: readonly Operation[], view: View): Promise<string> {
  if (operations.length === 0) return 'No operations are recorded.';
  const rows = operations.map((one) => [
    moment(one.timestamp),
    one.type,
    truncate(one.operation, 200),
    one.dataset ?? '',
    milliseconds(one.durationMs),
    one.rows === null ? '' : count(one.rows),
    one.success ? 'ok' : `failed: ${one.error ?? 'no reason given'}`,
  ]);
  const heads = [
    { title: 'time' },
    { title: 'type' },
    { title: 'operation', flexible: true },
    { title: 'dataset', flexible: true },
    right('duration'),
    right('rows'),
    { title: 'status', flexible: true },
  ];
  return table(heads, rows, view);
}

export async function countsView(counts: readonly OperationCounts[], what: string, view: View): Promise<string> {
  const rows = counts.map((one) => [
    one.name,
    count(one.count),
    count(one.failed),
    milliseconds(one.meanMs),
    milliseconds(one.p50Ms),
    milliseconds(one.p95Ms),
    milliseconds(one.p99Ms),
    milliseconds(one.maxMs),
    one.rows === null ? '' : count(one.rows),
    moment(one.last),
  ]);
  return table(
    [
      { title: what, flexible: true },
      right('count'),
      right('failed'),
      right('mean'),
      right('p50'),
      right('p95'),
      right('p99'),
      right('longest'),
      right('rows'),
      { title: 'last' },
    ],
    rows,
    view,
  );
}

export async function slowView(queries: readonly Operation[], view: View): Promise<string> {
  const rows = queries.map((one) => [milliseconds(one.durationMs), one.dataset ?? '', moment(one.timestamp), one.operation]);
  return table(
    [right('duration'), { title: 'dataset' }, { title: 'time' }, { title: 'statement', flexible: true, wrap: true }],
    rows,
    view,
  );
}

/** All operations of a home, added up. */
export async function summaryView(all: OperationSummary, slow: readonly Operation[], view: View): Promise<string> {
  if (all.count === 0) return 'No operations are recorded.';
  const title = (text: string): string => view.paint('bold', text);
  const share = all.failed === 0 ? 'none failed' : `${count(all.failed)} failed (${((100 * all.failed) / all.count).toFixed(1)} %)`;
  const errors = all.errors.slice(0, 5).map((e) => [moment(e.timestamp), e.operation, e.dataset ?? '', e.error]);
  return sections([
    `${title(counted(all.count, 'operation'))}, ${share}\n  from ${moment(all.first!)} to ${moment(all.last!)}`,
    `${title('By type')}\n${await countsView(all.byType, 'type', view)}`,
    all.byDataset.length > 0 ? `${title('By dataset')}\n${await countsView(all.byDataset, 'dataset', view)}` : '',
    slow.length > 0 ? `${title('Slow queries')}\n${await slowView(slow, view)}` : '',
    errors.length > 0
      ? `${title('Last errors')}\n${await table([{ title: 'time' }, { title: 'operation', flexible: true }, { title: 'dataset' }, { title: 'error', flexible: true, wrap: true }], errors, view)}`
      : '',
  ]);
}

/** The operations of a dataset. */
export const datasetView = async (name: string, counts: readonly OperationCounts[], view: View): Promise<string> =>
  counts.length === 0
    ? `No operations of ${printable(name)} are recorded.`
    : `${view.paint('bold', printable(name))}\n${await countsView(counts, 'type', view)}`;
