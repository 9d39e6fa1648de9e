import { list } from '../../engine/duckdb/introspect.js';
import type { Registered } from '../../datasets/registration/context.js';
import { byTransformer } from './dataset-features.js';
import { sections, type View } from './generated.js';
import { table } from './table.js';
import { count, counted, duration, printable } from './text.js';

/** Columns that are shown. */
const SHOWN = 20;
const DROPPED = 10;

export function registeredJson({ record, features, ...rest }: Registered): object {
  const { recipe: _, ...made } = features ?? { recipe: undefined };
  return { name: record.name, ...rest, record, features: features ? made : null };
}

/** What was found and made. */
export async function registeredView(registered: Registered, view: View): Promise<string> {
  const { record, dryRun, replaced, seconds } = registered;
  const name = printable(record.display_name);
  const title = dryRun ? `${name} would be registered; nothing is written` : `${name} is ${replaced ? 'registered anew' : 'registered'}`;
  return sections([
    `${view.paint('bold', title)}${dryRun ? '' : view.paint('dim', `  ${duration(seconds)}`)}`,
    await configuration(registered, view),
    await columnsView(registered, view),
    await featuresView(registered, view),
  ]);
}

async function configuration(registered: Registered, view: View): Promise<string> {
  const { record, detected, tables, structure, ignored } = registered;
  const found = (is: boolean): string => (is ? ' (auto-detected)' : '');
  const { metadata } = record;
  const facts: [string, string | null | undefined][] = [
    ['structure', structure === 'kaggle' ? 'Kaggle structure found' : structure],
    ['target', record.target_column === null ? 'none' : `${record.target_column}${found(detected.target)}`],
    ['problem type', record.problem_type === null ? 'none' : `${record.problem_type}${found(detected.problemType)}`],
    ['id columns', record.id_columns.length === 0 ? 'none' : `${record.id_columns.join(', ')}${found(detected.idColumns)}`],
    ['time column', record.time_column],
    ['group column', record.group_column],
    ['stratify column', metadata.stratify_column],
    ['ignored columns', metadata.ignored_columns?.join(', ')],
    ['datetime columns', metadata.datetime_columns.join(', ') || undefined],
    ['tags', record.tags.join(', ') || undefined],
    ['description', record.description],
    ['source', record.source],
    ['path', metadata.source_path === record.source ? undefined : metadata.source_path],
    ['ignored files', list(ignored, 20) || undefined],
    [
      'backend',
      `${record.database.backend}${registered.dryRun ? '' : ` (${record.database.path ?? record.database.database ?? record.database.store})`}`,
    ],
  ];
  const rows = facts.flatMap(([what, value]) => (value === null || value === undefined ? [] : [[what, value]]));
  const lines = await table([{ title: 'what' }, { title: 'value', flexible: true, wrap: true }], rows, view);
  const sizes = await table(
    [
      { title: 'table', flexible: true },
      { title: 'role', flexible: true },
      { title: 'rows', align: 'right' },
      { title: 'columns', align: 'right' },
    ],
    tables.map((one) => [one.table, one.role, count(one.rows), count(one.columns.length)]),
    view,
  );
  return `${view.paint('bold', 'Configuration')}\n${lines}\n\n${view.paint('bold', 'Tables')}\n${sizes}`;
}

async function columnsView({ columns }: Registered, view: View): Promise<string> {
  const heads = [{ title: 'Column', flexible: true }, { title: 'Type' }, { title: '% Null', align: 'right' as const }];
  const rows = columns.slice(0, SHOWN).map(({ name, type, missing }) => [name, type, missing.toFixed(1)]);
  const more = columns.length > SHOWN ? `\n  … and ${count(columns.length - SHOWN)} more: mdm dataset info NAME --details` : '';
  return `${view.paint('bold', counted(columns.length, 'column'))}\n${await table(heads, rows, view)}${more}`;
}

async function featuresView({ features, planned }: Registered, view: View): Promise<string> {
  if (planned) {
    const what = planned.length === 0 ? 'No features would be made' : 'Planned features';
    return [view.paint('bold', what), ...planned.map((line) => `  ${printable(line)}`)].join('\n');
  }
  if (!features) return '';
  const dropped = features.droppedFeatures;
  const names = dropped.slice(0, DROPPED).map(({ name, reason }) => `${name} (${reason})`);
  const more = dropped.length > DROPPED ? ` and ${count(dropped.length - DROPPED)} more` : '';
  const lines = await byTransformer(features.log, view);
  const lost = dropped.length === 0 ? '' : `\n  dropped: ${printable(names.join(', '))}${more}`;
  return `${view.paint('bold', `${counted(features.features, 'feature')}, ${count(features.dropped)} dropped`)}${lines && `\n${lines}`}${lost}`;
}
