import type { Json } from '@mdm/sdk';
import { MdmError, nearest } from '../errors.js';
import { problemTypes } from './filter.js';
import { withDataset } from './lock.js';
import { openRecord, type Dataset } from './open.js';
import { PROBLEM_TYPES, type DatasetRecord, type ProblemType } from './record.js';
import { openRepository } from './repository.js';
import type { Workspace } from './workspace.js';

export interface DatasetChanges {
  readonly description?: string;
  readonly target?: string;
  readonly problemType?: string;
  readonly idColumns?: readonly string[];
  /** Instead of those there are. */
  readonly tags?: readonly string[];
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
  readonly timeColumn?: string;
  readonly groupColumn?: string;
  readonly source?: string;
}

export interface Updated {
  readonly record: DatasetRecord;
  /** The keys of the record that have new values, with the old and the new one. */
  readonly changed: readonly { readonly key: string; readonly from: unknown; readonly to: unknown }[];
}

/** The key of a store's metadata that holds the record. */
export const RECORD_KEY = 'dataset';

/** Changes what is known of a dataset, in its pointer and in its store. Nothing to change: nothing is written. */
export async function updateDataset(ws: Workspace, name: string, changes: DatasetChanges): Promise<Updated> {
  if (Object.values(changes).every((value) => value === undefined))
    return { record: await openRepository(ws.config).get(name), changed: [] };
  const { track } = await import('../operations/operations.js');
  return track(ws.config, { type: 'dataset_update', operation: 'update', dataset: name }, () =>
    withDataset(ws.config, name, () => change(ws, name, changes), ws.signal ? { signal: ws.signal } : {}),
  );
}

async function change(ws: Workspace, name: string, changes: DatasetChanges): Promise<Updated> {
  const repository = openRepository(ws.config);
  const dataset = await openRecord(ws, await repository.get(name));
  const next = await changedRecord(dataset, changes);
  const before: Readonly<Record<string, unknown>> = { ...dataset.record };
  const changed = Object.entries(next).flatMap(([key, to]) =>
    JSON.stringify(before[key]) === JSON.stringify(to) ? [] : [{ key, from: before[key] ?? null, to }],
  );
  const record: DatasetRecord = { ...dataset.record, ...next, last_updated_at: later(dataset.record.last_updated_at) };
  await writeRecord(ws, dataset, record);
  return { record, changed };
}

/** Writes a record to the store's metadata, to the file beside the tables, and last to the pointer, which is what counts. */
export async function writeRecord(ws: Workspace, { backend, store }: Dataset, record: DatasetRecord): Promise<void> {
  const [{ join }, { stat }, { writeWhole }] = await Promise.all([
    import('node:path'),
    import('node:fs/promises'),
    import('./repository.js'),
  ]);
  await backend.updateMetadata(store, RECORD_KEY, JSON.parse(JSON.stringify(record)) as Json);
  const folder = join(ws.config.path('paths.datasets_path'), store);
  if (
    await stat(folder).then(
      () => true,
      () => false,
    )
  )
    await writeWhole(join(folder, 'dataset_info.json'), `${JSON.stringify(record, null, 2)}\n`);
  await openRepository(ws.config).save(record);
}

/** Now, or a millisecond after the last change where the clock stands or went back. */
function later(last: string): string {
  const before = Date.parse(last);
  return new Date(Math.max(Date.now(), Number.isNaN(before) ? 0 : before + 1)).toISOString();
}

type Draft = { -readonly [K in keyof DatasetRecord]?: DatasetRecord[K] };

async function changedRecord({ record, backend, store }: Dataset, changes: DatasetChanges): Promise<Draft> {
  const columns = columnsOf(record, await backend.tables(store));
  const check = (column: string, what: string): string => checkColumn(column, what, record.display_name, columns);
  const next: Draft = {};
  if (changes.description !== undefined) next.description = changes.description;
  if (changes.source !== undefined) next.source = changes.source;
  if (changes.target !== undefined) next.target_column = check(changes.target, 'target');
  if (changes.timeColumn !== undefined) next.time_column = check(changes.timeColumn, 'time column');
  if (changes.groupColumn !== undefined) next.group_column = check(changes.groupColumn, 'group column');
  if (changes.idColumns !== undefined) next.id_columns = distinct(changes.idColumns).map((column) => check(column, 'id column'));
  if (changes.problemType !== undefined) next.problem_type = problemTypeNamed(changes.problemType);
  if (changes.tags !== undefined || changes.addTags !== undefined || changes.removeTags !== undefined) {
    const gone = (changes.removeTags ?? []).map((tag) => tag.trim());
    const all = [...(changes.tags ?? record.tags), ...(changes.addTags ?? [])];
    next.tags = distinct(all).filter((tag) => !gone.includes(tag));
  }
  return next;
}

const distinct = (values: readonly string[]): string[] => [...new Set(values.map((value) => value.trim()).filter((value) => value !== ''))];

/** Columns of the tables of data: the training table's first. */
function columnsOf(record: DatasetRecord, stored: readonly { name: string; columns: readonly { name: string }[] }[]): string[] {
  const names = new Set(Object.values(record.tables));
  const main = record.tables['train'] ?? record.tables['data'];
  const tables = stored.filter(({ name }) => (main === undefined ? names.has(name) : name === main));
  return [...new Set(tables.flatMap(({ columns }) => columns.map(({ name }) => name)))];
}

function checkColumn(column: string, what: string, dataset: string, columns: readonly string[]): string {
  if (columns.includes(column)) return column;
  const near = nearest(column, columns);
  const shown = columns.slice(0, 20).join(', ') + (columns.length > 20 ? `, and ${columns.length - 20} more` : '');
  throw new MdmError(
    'unknown-column',
    `The ${what} ${JSON.stringify(column)} is no column of ${dataset}.`,
    `${near === undefined ? '' : `Did you mean ${near}? `}Its columns are ${shown}.`,
  );
}

/** A problem type as it is kept; refuses what is none, and `classification`, which is two. */
export function problemTypeNamed(word: string): ProblemType {
  const meant = problemTypes(word);
  const found = meant.length === 1 ? PROBLEM_TYPES.find((type) => type === meant[0]) : undefined;
  if (found) return found;
  const near = nearest(word, PROBLEM_TYPES);
  throw new MdmError(
    'usage',
    meant.length > 1
      ? `${JSON.stringify(word)} is two problem types: ${meant.join(' and ')}.`
      : `There is no problem type ${JSON.stringify(word)}.`,
    `${near && meant.length === 1 ? `Did you mean ${near}? ` : ''}There are ${PROBLEM_TYPES.join(', ')}.`,
  );
}
