import { dayChart } from '../../report/charts.js';
import { count, cut, facts, html, named, percent, tableOf } from '../../report/html.js';
import { pageOf, type Section } from '../../report/page.js';
import { isBad, type Evidence } from '../gates/index.js';
import type { ComponentStatus } from './status.js';

const DAYS = 60;
const moment = (iso: string): string => html(iso.replace('T', ' ').slice(0, 19));
const delta = (value: number | null): string => (value === null ? '–' : `${value >= 0 ? '+' : ''}${value.toFixed(1)} %`);

/** The state of all components on one page: gates, comparisons and changes of flags over time. It needs no network. */
export async function statusPage(evidence: Evidence, components: readonly ComponentStatus[]): Promise<string> {
  const sections: Section[] = [{ title: 'Components', body: overview(components) }];
  for (const one of components) sections.push({ title: one.component, body: await componentBody(evidence, one) });
  if (evidence.history.length > 0) sections.push({ title: 'Changes of flags', body: historyTable(evidence) });
  return pageOf({
    title: 'Migration',
    lead: [
      `The home ${evidence.config.home}, as MDM ${evidence.version} found it on ${evidence.now.toISOString().slice(0, 16).replace('T', ' ')}.`,
    ],
    sections,
  });
}

const overview = (components: readonly ComponentStatus[]): string =>
  tableOf(
    'Which side answers, and how many gates are open',
    ['component', 'side', 'subjects on the new side', 'old calls', 'new calls', 'agree', 'differ', 'last mismatch', 'open gates'],
    components.map((one) => [
      html(one.component),
      one.flag.value ? 'new' : 'old',
      `${one.percentage} %`,
      count(one.calls.old),
      count(one.calls.new),
      count(one.comparisons.matched + one.comparisons.ignored),
      count(one.comparisons.mismatched + one.comparisons.failed),
      one.lastMismatch === null ? '–' : moment(one.lastMismatch.time),
      html(
        one.gates
          .filter(({ open }) => open)
          .map(({ id }) => id)
          .join(' ') || 'none',
      ),
    ]),
  );

async function componentBody({ results }: Evidence, status: ComponentStatus): Promise<string> {
  const own = results.filter(({ component }) => component === status.component);
  const days = new Map<string, { ok: number; failed: number }>();
  for (const one of own) {
    const day = one.time.slice(0, 10);
    const held = days.get(day) ?? { ok: 0, failed: 0 };
    if (isBad(one)) held.failed++;
    else held.ok++;
    days.set(day, held);
  }
  const shown = [...days].slice(-DAYS).map(([day, counts]) => ({ day, ...counts }));
  const alt = `Comparisons by day: ${shown
    .slice(-10)
    .map(({ day, ok, failed }) => `${day} ${ok} agree, ${failed} differ`)
    .join('; ')}.`;
  const agree = status.comparisons.matched + status.comparisons.ignored;
  return `${facts([
    ['answers', status.implementation],
    ['flag', `${status.flag.key} = ${status.flag.value} (${status.flag.where})`],
    ['comparisons that agree', own.length === 0 ? '–' : percent(agree / own.length)],
    ['time of the new side, by comparisons', delta(status.deltaPercent.comparisons)],
    ['time of the new side, by the benchmark', delta(status.deltaPercent.benchmark)],
  ])}
${shown.length === 0 ? '<p class="soft">Nothing was compared.</p>' : await dayChart(shown, alt)}
${tableOf(
  `Gates of ${status.component}`,
  ['gate', 'state', 'evidence', 'to close it'],
  status.gates.map(({ id, title, open, conditions }) => [
    html(`${id} ${title}`),
    open ? '<strong>open</strong>' : 'closed',
    conditions.map(({ evidence }) => html(cut(evidence, 400))).join('<br>'),
    conditions.flatMap(({ holds, close }) => (holds || close === undefined ? [] : [html(close)])).join('<br>') || '–',
  ]),
)}`;
}

const shownValue = (value: unknown): string => (value === null ? 'default' : html(cut(JSON.stringify(value), 100)));

const historyTable = ({ history }: Evidence): string =>
  tableOf(
    'The latest 100 changes, the last one first',
    ['time', 'flag', 'from', 'to', 'by', 'why'],
    history
      .slice(0, 100)
      .map((one) => [
        moment(one.time),
        html(one.flag),
        shownValue(one.old),
        shownValue(one.new),
        named(one.by),
        one.reason === null ? '–' : html(cut(one.reason, 300)),
      ]),
  );
