import { extensionOf, stemOf } from './paths.js';

/** What a file of a folder is for, by its name in lower case without separators. */
const ROLES: ReadonlyMap<string, string> = new Map([
  ['train', 'train'],
  ['training', 'train'],
  ['xtrain', 'train'],
  ['test', 'test'],
  ['testing', 'test'],
  ['xtest', 'test'],
  ['validation', 'validation'],
  ['valid', 'validation'],
  ['val', 'validation'],
  ['dev', 'validation'],
  ['xval', 'validation'],
  ['xvalid', 'validation'],
  ['xvalidation', 'validation'],
  ['samplesubmission', 'sample_submission'],
  ['gendersubmission', 'sample_submission'],
  ['submission', 'submission'],
]);
/** The order of tables. */
export const ROLE_ORDER = ['train', 'validation', 'test', 'sample_submission', 'submission'];

export type SourceKind = 'csv' | 'parquet' | 'json' | 'arrow' | 'excel';

const KINDS: Readonly<Record<SourceKind, readonly string[]>> = {
  csv: ['csv', 'tsv', 'txt'],
  parquet: ['parquet', 'pq'],
  json: ['json', 'ndjson', 'jsonl'],
  arrow: ['arrow', 'feather', 'ipc', 'arrows'],
  excel: ['xlsx', 'xlsm', 'xls'],
};
export const SUPPORTED = 'CSV and TSV, JSON (each also .gz), Parquet, Arrow IPC, Excel, and ZIP archives of these';

export const roleOf = (path: string): string | undefined => ROLES.get(stemOf(path).toLowerCase().replace(/[_ -]/g, ''));
export const kindOf = (path: string): SourceKind | undefined =>
  (Object.keys(KINDS) as SourceKind[]).find((kind) => KINDS[kind].includes(extensionOf(path)));
export const isZip = (path: string): boolean => /\.zip$/i.test(path);

/** In a folder, text is a table only where its name says so: notes are text too. */
export const isData = (path: string): boolean => kindOf(path) !== undefined && (extensionOf(path) !== 'txt' || roleOf(path) !== undefined);
