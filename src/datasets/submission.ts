import type { Table } from 'apache-arrow';
import { MdmError } from '../errors.js';
import { submissionTable, type Predicted } from '../ml/submission.js';
import { openDataset, type Dataset } from './open.js';
import { loadPredictions } from './predictions.js';
import { readStored } from './read.js';
import type { Workspace } from './workspace.js';
import { writeTable, type FileFormat } from './write-table.js';

export interface SubmissionOptions {
  /** Default `<dataset>_submission.csv`. */
  readonly file?: string;
  readonly format?: FileFormat;
  /** Default the dataset's ids, else the first column of the sample that the test table has. */
  readonly idColumn?: string;
  /** Default the sample's columns without ids, else the dataset's target. */
  readonly targetColumn?: string | readonly string[];
  readonly force?: boolean;
}

export interface Submitted {
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly string[];
}

/**
 * Writes a submission: the sample's columns and ids in its order where the dataset has a sample, else the ids of the test table with the
 * target. Predictions are in the order of the test table, or the name of predictions that were saved.
 */
export async function createSubmission(
  ws: Workspace,
  name: string,
  predictions: Predicted | string,
  options: SubmissionOptions = {},
): Promise<Submitted> {
  const dataset = await openDataset(ws, name);
  const { record } = dataset;
  const sample = await sampleOf(ws, dataset);
  const ids = await idsOf(ws, dataset, sample, options.idColumn);
  const idNames = ids.schema.fields.map((field) => field.name);
  const given = [options.targetColumn ?? []].flat();
  const targets =
    given.length > 0
      ? given
      : sample
        ? namesOf(sample).filter((one) => !idNames.includes(one))
        : record.target_column === null
          ? []
          : [record.target_column];
  if (targets.length === 0)
    throw new MdmError(
      'usage',
      `It is not known what column a submission of ${JSON.stringify(record.name)} predicts.`,
      'Name it: targetColumn.',
    );
  const values = typeof predictions === 'string' ? await saved(ws, name, predictions, targets) : predictions;
  const table = submissionTable({ ids, predictions: values, targets, ...(sample ? { sample } : {}) });
  const file = options.file ?? `${record.name}_submission.csv`;
  const format = options.format ?? (/\.\w+$/.test(file) ? undefined : 'csv');
  await writeTable(ws, table, file, { ...(format === undefined ? {} : { format }), force: options.force ?? false });
  return { file, rows: table.numRows, columns: namesOf(table) };
}

const namesOf = (table: Table): string[] => table.schema.fields.map(({ name }) => name);

async function sampleOf(ws: Workspace, dataset: Dataset): Promise<Table | undefined> {
  const role = ['sample_submission', 'submission'].find((one) => Object.hasOwn(dataset.record.tables, one));
  return role === undefined ? undefined : readStored(ws, dataset, dataset.record.tables[role]!);
}

/** The ids of the test table; a dataset without id columns has the sample's first column. */
async function idsOf(ws: Workspace, dataset: Dataset, sample: Table | undefined, given: string | undefined): Promise<Table> {
  const { record, backend, store } = dataset;
  const table = record.tables['test'];
  if (table === undefined)
    throw new MdmError(
      'usage',
      `The dataset ${JSON.stringify(record.name)} has no test table to submit.`,
      'Save predictions instead: client.ml.savePredictions',
    );
  const columns = (await backend.table(store, table)).columns.map((one) => one.name);
  const known = given === undefined ? record.id_columns.filter((id) => columns.includes(id)) : [given];
  const inSample = sample && namesOf(sample).find((one) => columns.includes(one));
  const ids = known.length > 0 ? known : inSample === undefined ? [] : [inSample];
  if (ids.length === 0) throw new MdmError('usage', `The dataset ${JSON.stringify(record.name)} has no id column.`, 'Name it: idColumn.');
  return readStored(ws, dataset, table, { columns: ids });
}

/** Saved predictions by the columns that are wanted; a single one may have another name. */
async function saved(ws: Workspace, name: string, label: string, targets: readonly string[]): Promise<Predicted> {
  const table = await loadPredictions(ws, name, label);
  const { record } = await openDataset(ws, name);
  const own = namesOf(table).filter((one) => !record.id_columns.includes(one) && one !== 'row');
  const values = (column: string): unknown[] => {
    const vector = table.getChild(column)!;
    return Array.from({ length: vector.length }, (_, row): unknown => vector.get(row));
  };
  if (targets.length === 1 && own.length === 1) return { [targets[0]!]: values(own[0]!) };
  const missing = targets.find((target) => !own.includes(target));
  if (missing !== undefined)
    throw new MdmError(
      'schema-mismatch',
      `The predictions ${JSON.stringify(label)} have no column ${JSON.stringify(missing)}.`,
      `They have: ${own.join(', ')}`,
    );
  return Object.fromEntries(targets.map((target) => [target, values(target)]));
}
