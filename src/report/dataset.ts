import type { DatasetRecord } from '../datasets/record.js';
import type { DatasetStatistics, TableStatistics } from '../datasets/statistics/result.js';
import type { TableSize } from '../datasets/statistics/statistics.js';
import { heatMap } from './charts.js';
import { cards, columnsTable, missingChart, outliersChart, targetChart } from './columns.js';
import { bytes, count, counted, facts, named, percent, tableOf } from './html.js';
import { pageOf, type Section } from './page.js';

/** A page of a dataset's statistics, which should be full ones. */
export async function datasetReport(
  record: Pick<
    DatasetRecord,
    'name' | 'display_name' | 'description' | 'problem_type' | 'target_column' | 'id_columns' | 'tags' | 'source'
  >,
  statistics: DatasetStatistics & { readonly other_tables?: readonly TableSize[] },
): Promise<string> {
  const { tables, other_tables: others = [] } = statistics;
  const sections: Section[] = [
    {
      title: 'Overview',
      body: `${facts([
        ['rows', count(statistics.row_count)],
        ['in memory', bytes(statistics.memory_size_bytes)],
        ['problem type', record.problem_type ?? '–'],
        ['target', record.target_column ?? '–'],
        ['id columns', record.id_columns.join(', ') || '–'],
        ['tags', record.tags.join(', ') || '–'],
        ['source', record.source],
      ])}
${tableOf(
  'Tables',
  ['table', 'rows', 'columns', 'missing cells', 'complete'],
  [
    ...tables.map((t) => [named(t.table), count(t.rows), count(t.columns.length), count(t.missing_cells), percent(t.completeness)]),
    ...others.map((t) => [named(t.table), count(t.rows), count(t.columns), '–', '–']),
  ],
)}`,
    },
  ];
  for (const [i, one] of tables.entries()) sections.push({ title: `Table ${one.table}`, body: await tableSection(one, `t${i}`) });
  return pageOf({
    title: `Dataset ${record.display_name}`,
    lead: [...(record.description ? [record.description] : []), `Statistics of ${statistics.computed_at.slice(0, 10)}, made by MDM.`],
    sections,
  });
}

async function tableSection(one: TableStatistics, id: string): Promise<string> {
  const { correlations, target } = one;
  const parts = [
    `<p>${counted(one.rows, 'row')}, ${counted(one.columns.length, 'column')}.</p>`,
    columnsTable(one.columns, `Columns of ${one.table}`, id),
    `<h3>Missing values</h3>${await missingChart(one)}`,
    `<h3>Outliers</h3>${await outliersChart(one)}`,
  ];
  if (target) parts.push(`<h3>Relation to the target ${named(target.column)}</h3>${await targetChart(one.columns, target.column)}`);
  if (correlations && correlations.columns.length > 1) parts.push(await correlationSection(one));
  parts.push(`<h3>Distributions</h3>${await cards(one.columns, { id })}`);
  return parts.join('\n');
}

async function correlationSection({ table, correlations }: TableStatistics): Promise<string> {
  const { columns, matrix, left_out: left } = correlations!;
  const rows = matrix.map((row, i) => [named(columns[i]!), ...row.map((r) => (r === null ? '–' : r.toFixed(2)))]);
  const more = left > 0 ? `<p>${counted(left, 'numeric column')} left out.</p>` : '';
  return `<h3>Correlations</h3>${await heatMap(correlations!)}${more}<details><summary>As a table</summary>${tableOf(`Correlations of ${table}`, ['column', ...columns], rows)}</details>`;
}
