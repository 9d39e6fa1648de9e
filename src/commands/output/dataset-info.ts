import type { DatasetDescription, DescribedTable } from '../../datasets/info.js';
import type { Cell, Printed } from './formats.js';
import type { View } from './generated.js';
import { table } from './table.js';
import { bytes, count, counted, printable } from './text.js';

/** A dataset in full, in all formats. */
export function infoPrinted(description: DatasetDescription): Printed {
  return { json: infoJson(description), rows: () => infoRows(description), text: (view) => infoView(description, view) };
}

function infoJson({ record, backend, location, size, pointer, tables, predictions, features }: DatasetDescription): object {
  return {
    ...record,
    backend,
    location,
    size_bytes: size,
    pointer,
    table_details: tables,
    predictions,
    ...(features === undefined ? {} : { features }),
  };
}

/** Columns when they are known, else tables. */
function infoRows({ tables }: DatasetDescription): { readonly heads: readonly string[]; readonly rows: readonly (readonly Cell[])[] } {
  if (tables.some(({ details }) => details !== undefined))
    return {
      heads: ['table', 'column', 'type', 'semantic', 'nulls'],
      rows: tables.flatMap(({ table: name, details = [] }) => details.map((one) => [name, one.name, one.type, one.semantic, one.nulls])),
    };
  return {
    heads: ['table', 'kind', 'role', 'rows', 'columns'],
    rows: tables.map((one) => [one.table, one.kind, one.role, one.rows, one.columns]),
  };
}

const orDash = (values: readonly string[]): string => (values.length === 0 ? '-' : values.join(', '));

function facts({ record, backend, location, size, pointer, predictions }: DatasetDescription): [string, string][] {
  const { metadata } = record;
  return [
    ['name', record.name === record.display_name ? record.name : `${record.name} (${record.display_name})`],
    ['description', record.description ?? '-'],
    ['problem type', record.problem_type ?? '-'],
    ['target', record.target_column ?? '-'],
    ['id columns', orDash(record.id_columns)],
    ['time column', record.time_column ?? '-'],
    ['group column', record.group_column ?? '-'],
    ['stratify column', metadata.stratify_column ?? '-'],
    ['datetime columns', orDash(metadata.datetime_columns)],
    ...(metadata.ignored_columns?.length ? [['ignored columns', metadata.ignored_columns.join(', ')] as [string, string]] : []),
    ['tags', orDash(record.tags)],
    [
      'source',
      metadata.source_path && metadata.source_path !== record.source ? `${record.source} (${metadata.source_path})` : record.source || '-',
    ],
    ['rows', metadata.statistics === undefined ? '-' : count(metadata.statistics.row_count)],
    ['backend', backend],
    ['path', location],
    ['size', `${bytes(size)} (${counted(size, 'byte')})`],
    ['pointer', pointer],
    ['registered', record.registered_at],
    ['last updated', record.last_updated_at],
    ['version', record.version],
    ['predictions', orDash(predictions.map((one) => `${one.name} (${one.table})`))],
  ];
}

async function infoView(description: DatasetDescription, view: View): Promise<string> {
  const pairs = facts(description);
  const width = Math.max(...pairs.map(([key]) => key.length));
  const lines = pairs.map(
    ([key, value]) =>
      `${view.paint('dim', key.padEnd(width))}  ${key === 'name' ? view.paint('bold', printable(value)) : printable(value)}`,
  );
  const parts = [lines.join('\n'), `${view.paint('bold', 'Tables')}\n${await tablesView(description.tables, view)}`];
  for (const one of description.tables) if (one.details) parts.push(await columnsView(one, view));
  if (description.features) parts.push(await featuresView(description.features, view));
  return parts.join('\n\n');
}

const tablesView = (tables: readonly DescribedTable[], view: View): Promise<string> =>
  table(
    [
      { title: 'table', flexible: true },
      { title: 'kind' },
      { title: 'role' },
      { title: 'rows', align: 'right' },
      { title: 'columns', align: 'right' },
    ],
    tables.map(({ table: name, kind, role, rows, columns }) => [name, kind, role ?? '-', count(rows), count(columns)]),
    view,
  );

async function columnsView({ table: name, rows, details = [] }: DescribedTable, view: View): Promise<string> {
  const cells = details.map((one) => [
    one.name,
    one.type,
    one.semantic ?? '-',
    count(one.nulls),
    rows === 0 ? '-' : `${((100 * one.nulls) / rows).toFixed(1)} %`,
  ]);
  const heads = [
    { title: 'column', flexible: true },
    { title: 'type' },
    { title: 'meaning' },
    { title: 'nulls', align: 'right' as const },
    { title: 'share', align: 'right' as const },
  ];
  return `${view.paint('bold', `Columns of ${printable(name)}`)}\n${await table(heads, cells, view)}`;
}

async function featuresView(features: readonly string[], view: View): Promise<string> {
  const title = view.paint('bold', `Features: ${count(features.length)}`);
  return features.length === 0 ? title : `${title}\n${features.map((name) => `  ${printable(name)}`).join('\n')}`;
}
