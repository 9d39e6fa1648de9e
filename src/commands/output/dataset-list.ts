import type { DatasetList, ListedDataset } from '../../datasets/list.js';
import type { Found } from '../../datasets/search.js';
import type { Cell, Printed } from './formats.js';
import type { View } from './generated.js';
import { table } from './table.js';
import { bytes, count, counted } from './text.js';

/** What `--json` says of a dataset in a list. */
export const listedJson = ({ record, facts, size, usable }: ListedDataset, backend: string): object => ({
  name: record.name,
  display_name: record.display_name,
  description: record.description,
  problem_type: record.problem_type,
  target_column: record.target_column,
  id_columns: record.id_columns,
  tables: record.tables,
  feature_tables: record.feature_tables,
  row_count: facts.row_count ?? null,
  column_count: facts.column_count ?? null,
  size_bytes: size ?? null,
  size_mb: facts.size_mb ?? null,
  tags: record.tags,
  source: record.source,
  registered_at: record.registered_at,
  last_updated_at: record.last_updated_at,
  backend: record.database.backend,
  backend_compatible: usable,
  current_backend: backend,
  database: record.database,
});

/** A list of datasets in all formats; `hint` is said under the table for people. */
export function listPrinted(list: DatasetList, hint: string | undefined): Printed {
  const { datasets, total, backend } = list;
  return {
    json: datasets.map((one) => listedJson(one, backend)),
    rows: () => ({
      heads: [
        'name',
        'problem_type',
        'target_column',
        'tables',
        'row_count',
        'size_bytes',
        'backend',
        'registered_at',
        'last_updated_at',
        'tags',
        'source',
      ],
      rows: datasets.map(({ record, facts, size }): Cell[] => [
        record.name,
        record.problem_type,
        record.target_column,
        tablesOf(record).join(' '),
        facts.row_count ?? null,
        size ?? null,
        record.database.backend,
        record.registered_at,
        record.last_updated_at,
        record.tags.join(' '),
        record.source,
      ]),
    }),
    text: (view) => listView(datasets, total, hint, view),
  };
}

const tablesOf = ({ tables, feature_tables }: ListedDataset['record']): string[] => [
  ...Object.values(tables),
  ...Object.values(feature_tables),
];

async function listView(datasets: readonly ListedDataset[], total: number, hint: string | undefined, view: View): Promise<string> {
  if (total === 0) return 'There are no such datasets. One is made by: mdm dataset register NAME PATH';
  const marked = datasets.some(({ usable }) => !usable);
  const rows = datasets.map(({ record, facts, size, usable }) => [
    record.name,
    record.problem_type ?? '-',
    record.target_column ?? '-',
    tablesOf(record).join(', '),
    facts.row_count === undefined ? '-' : count(facts.row_count),
    size === undefined ? '-' : bytes(size),
    usable ? record.database.backend : `${record.database.backend} *`,
  ]);
  const heads = [
    { title: 'name', flexible: true },
    { title: 'problem type' },
    { title: 'target', flexible: true },
    { title: 'tables', flexible: true },
    { title: 'rows', align: 'right' as const },
    { title: 'size', align: 'right' as const },
    { title: 'backend' },
  ];
  const shown = datasets.length === total ? counted(total, 'dataset') : `${count(datasets.length)} of ${counted(total, 'dataset')}`;
  return [
    ...(datasets.length === 0 ? [] : [await table(heads, rows, { ...view, indent: 0 }), '']),
    view.paint('bold', shown),
    ...(marked ? ['* of another backend than the one in use; it cannot be read now.'] : []),
    ...(hint === undefined ? [] : [view.paint('dim', hint)]),
  ].join('\n');
}

/** What was found, with where. */
export function foundPrinted({ matches, total }: Found): Printed {
  return {
    json: matches.map(({ record, rows, locations }) => ({
      name: record.name,
      display_name: record.display_name,
      description: record.description,
      tags: record.tags,
      problem_type: record.problem_type,
      target_column: record.target_column,
      row_count: rows ?? null,
      backend: record.database.backend,
      match_location: locations,
    })),
    rows: () => ({
      heads: ['name', 'description', 'tags', 'match_location'],
      rows: matches.map(({ record, locations }) => [record.name, record.description, record.tags.join(' '), locations.join('; ')]),
    }),
    text: async (view) => {
      if (total === 0) return 'No dataset matches.';
      const rows = matches.map(({ record, locations }) => [
        record.name,
        record.description ?? '',
        record.tags.join(', '),
        locations.join(', '),
      ]);
      const heads = [
        { title: 'name', flexible: true },
        { title: 'description', flexible: true },
        { title: 'tags', flexible: true },
        { title: 'match', flexible: true },
      ];
      const all = total === 1 ? '1 match' : `${count(total)} matches`;
      const shown = matches.length === total ? all : `${count(matches.length)} of ${all}`;
      return `${await table(heads, rows, { ...view, indent: 0 })}\n\n${view.paint('bold', shown)}`;
    },
  };
}
