import type { Config } from '../config/config.js';
import { recentOperations, summary, type Operation, type OperationCounts } from '../operations/operations.js';
import { slowFrom, slowQueries } from '../operations/slow.js';
import { barChart, dayChart } from './charts.js';
import { count, counted, cut, facts, html, named, percent, tableOf } from './html.js';
import { pageOf, type Section } from './page.js';

const moment = (iso: string): string => html(iso.replace('T', ' ').slice(0, 19));
const time = (ms: number | null): string =>
  ms === null ? '–' : ms < 1_000 ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms` : `${(ms / 1_000).toFixed(2)} s`;
const DAYS = 60;

/** A page of the operations of a home. */
export async function operationsReport(config: Config): Promise<string> {
  const all = await summary(config);
  const title = 'MDM operations';
  if (all.count === 0) return pageOf({ title, lead: ['No operations are recorded.'], sections: [] });
  const [slow, recent] = [await slowQueries(config, 20), await recentOperations(config, { limit: 50 })];
  const days = all.byDay.slice(-DAYS).map(({ day, count: n, failed }) => ({ day, ok: n - failed, failed }));
  const sections: Section[] = [
    {
      title: 'Overview',
      body: `${facts([
        ['operations', count(all.count)],
        ['failed', `${count(all.failed)} (${percent(all.failed / all.count)})`],
        ['from', all.first!.slice(0, 19).replace('T', ' ')],
        ['to', all.last!.slice(0, 19).replace('T', ' ')],
      ])}
${await dayChart(
  days,
  `Operations by day: ${days
    .slice(-10)
    .map(({ day, ok, failed }) => `${day} ${ok + failed}`)
    .join(', ')}.`,
)}`,
    },
    { title: 'By type', body: await countsSection(all.byType, 'type') },
    ...(all.byDataset.length > 0 ? [{ title: 'By dataset', body: await countsSection(all.byDataset, 'dataset') }] : []),
    ...(slow.length > 0 ? [{ title: 'Slow queries', body: slowTable(slow, slowFrom(config)) }] : []),
    ...(all.errors.length > 0
      ? [
          {
            title: 'Errors',
            body: tableOf(
              'The last errors',
              ['time', 'operation', 'dataset', 'error'],
              all.errors.map((e) => [moment(e.timestamp), html(cut(e.operation, 300)), named(e.dataset ?? ''), html(e.error)]),
            ),
          },
        ]
      : []),
    { title: 'Latest', body: latestTable(recent) },
  ];
  return pageOf({ title, lead: [`${counted(all.count, 'operation')} recorded in ${config.path('monitoring.metrics_db')}.`], sections });
}

async function countsSection(counts: readonly OperationCounts[], what: string): Promise<string> {
  const bars = counts.slice(0, 20).map(({ name, totalMs }) => ({ label: name, value: totalMs / 1_000 }));
  const alt = `Seconds spent by ${what}: ${bars.map(({ label, value }) => `${label} ${value.toFixed(1)}`).join(', ')}.`;
  const rows = counts.map((c) => [
    named(c.name),
    count(c.count),
    count(c.failed),
    time(c.meanMs),
    time(c.p50Ms),
    time(c.p95Ms),
    time(c.p99Ms),
    time(c.maxMs),
    c.rows === null ? '–' : count(c.rows),
    moment(c.last),
  ]);
  const table = tableOf(`Operations by ${what}`, [what, 'count', 'failed', 'mean', 'p50', 'p95', 'p99', 'longest', 'rows', 'last'], rows);
  return `${table}${await barChart(bars, alt, { caption: 'Seconds in all.' })}`;
}

const slowTable = (queries: readonly Operation[], least: number): string =>
  tableOf(
    `Queries of ${least} ms and more, the slowest first`,
    ['statement', 'duration', 'dataset', 'time'],
    queries.map((one) => [
      `<code>${html(cut(one.operation, 1_000))}</code>`,
      time(one.durationMs),
      named(one.dataset ?? ''),
      moment(one.timestamp),
    ]),
  );

const latestTable = (operations: readonly Operation[]): string =>
  tableOf(
    'The latest operations',
    ['time', 'type', 'operation', 'dataset', 'duration', 'status'],
    operations.map((one) => [
      moment(one.timestamp),
      html(one.type),
      html(cut(one.operation, 200)),
      named(one.dataset ?? ''),
      time(one.durationMs),
      one.success ? 'ok' : `failed: ${html(one.error ?? 'no reason given')}`,
    ]),
  );
