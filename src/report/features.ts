import type { ColumnStatistics, TableStatistics } from '../datasets/statistics/result.js';
import type { FeatureExplanation } from '../pipeline/result.js';
import { cards, MEASURES, MOST, strength, targetChart } from './columns.js';
import { count, counted, figure, html, named, percent, tableOf } from './html.js';
import { pageOf, type Section } from './page.js';

export interface FeaturesOf {
  readonly title: string;
  readonly features: readonly FeatureExplanation[];
  /** Of a table that has the features among its columns; without it the page explains alone. */
  readonly statistics?: TableStatistics;
  readonly lead?: readonly string[];
}

interface Shown {
  readonly feature: FeatureExplanation;
  readonly column: ColumnStatistics | undefined;
}

/** A page of every feature: what it is, how it is distributed, and how it goes with the target; the strongest first. */
export async function featuresPage({ title, features, statistics, lead = [] }: FeaturesOf): Promise<string> {
  const columns = new Map(statistics?.columns.map((column) => [column.name, column]));
  const kept = features.filter((one) => one.kept).map((feature): Shown => ({ feature, column: columns.get(feature.name) }));
  const of = ({ column }: Shown): number => (column ? strength(column) : -1);
  const sorted = kept
    .map((one, i) => ({ one, i }))
    .sort((a, b) => of(b.one) - of(a.one) || a.i - b.i)
    .map(({ one }) => one);
  const measured = sorted.flatMap(({ column }) => (column ? [column] : []));
  const dropped = features.filter((one) => !one.kept);
  const sections: Section[] = [{ title: 'Features', body: featureTable(sorted, statistics) }];
  if (statistics?.target)
    sections.push({
      title: `Relation to the target ${statistics.target.column}`,
      body: await targetChart(measured, statistics.target.column),
    });
  if (measured.length > 0) {
    const words = new Map(kept.map(({ feature }) => [feature.name, feature.explain]));
    sections.push({ title: 'Distributions', body: await cards(measured, { id: 'f', note: ({ name }) => words.get(name) ?? '' }) });
  }
  if (dropped.length > 0) sections.push({ title: 'Dropped', body: droppedTable(dropped) });
  const summary = `${counted(kept.length, 'feature')}${dropped.length > 0 ? `, ${count(dropped.length)} dropped` : ''}${statistics ? `; measured on ${counted(statistics.rows, 'row')}` : ''}.`;
  return pageOf({ title, lead: [summary, ...lead], sections });
}

function featureTable(shown: readonly Shown[], statistics: TableStatistics | undefined): string {
  let card = 0;
  const rows = shown.slice(0, MOST.rows).map(({ feature, column }) => {
    const at = column && card < MOST.cards ? card++ : undefined;
    const first = at === undefined ? named(feature.name) : `<a href="#f-${at}">${named(feature.name)}</a>`;
    const facts = [first, html(feature.transformer), html(feature.type), html(feature.explain)];
    if (!statistics) return facts;
    if (!column) return [...facts, '–', '–', '–', '–'];
    const { target, nulls, count: known, unique } = column;
    return [
      ...facts,
      percent(nulls / Math.max(1, nulls + known)),
      count(unique),
      target ? figure(target.value === null ? null : Number(target.value.toFixed(4))) : '–',
      target ? html(MEASURES[target.measure]) : '–',
    ];
  });
  const heads = ['feature', 'transformer', 'type', 'what it is', ...(statistics ? ['missing', 'distinct', 'target', 'measure'] : [])];
  const left = shown.length - rows.length;
  return `${tableOf('Features, those that go most with the target first', heads, rows)}${left > 0 ? `<p>${count(left)} more features are left out.</p>` : ''}`;
}

function droppedTable(dropped: readonly FeatureExplanation[]): string {
  const rows = dropped
    .slice(0, MOST.rows)
    .map(({ name, transformer, reason, explain }) => [named(name), html(transformer), html(reason ?? 'no reason given'), html(explain)]);
  const left = dropped.length - rows.length;
  const table = tableOf('Features that the signal filter left out', ['feature', 'transformer', 'why', 'what it is'], rows);
  return `${table}${left > 0 ? `<p>${count(left)} more are left out here.</p>` : ''}`;
}
