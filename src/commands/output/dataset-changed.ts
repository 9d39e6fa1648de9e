import type { Removal } from '../../datasets/remove.js';
import type { Updated } from '../../datasets/update.js';
import type { Exported } from '../../datasets/export/export.js';
import { bytes, counted, printable, type Paint } from './text.js';

const said = (value: unknown): string =>
  value === null || value === undefined
    ? '-'
    : Array.isArray(value)
      ? value.join(', ') || '-'
      : typeof value === 'string'
        ? value
        : JSON.stringify(value);

export const updatedJson = ({ record, changed }: Updated): object => ({
  name: record.name,
  changed: Object.fromEntries(changed.map(({ key, from, to }) => [key, { from, to }])),
  last_updated_at: record.last_updated_at,
});

export function updatedView({ record, changed }: Updated, paint: Paint): string {
  if (changed.length === 0) return `${printable(record.display_name)} was so already; its time of update moved.`;
  const lines = changed.map(({ key, from, to }) => `  ${key}: ${printable(said(from))} -> ${printable(said(to))}`);
  return [paint('bold', `Updated ${printable(record.display_name)}.`), ...lines].join('\n');
}

export const removalJson = ({ record, pointer, stores, folders, dryRun }: Removal): object => ({
  name: record.name,
  removed: !dryRun,
  dry_run: dryRun,
  pointer,
  stores,
  folders,
});

/** What goes, or went. */
export function removalView({ record, pointer, stores, folders }: Removal): string {
  const rows = record.metadata.statistics?.row_count;
  return [
    `${printable(record.display_name)}${rows === undefined ? '' : `: ${counted(rows, 'row')}`}`,
    `  ${printable(pointer)}`,
    ...stores.map(({ location, bytes: size }) => `  ${printable(location)} (${bytes(size)})`),
    ...folders.map((folder) => `  ${printable(folder)}`),
  ].join('\n');
}

export const exportedJson = ({ name, files, tables, metadata, format, compression }: Exported): object => ({
  name,
  format,
  compression,
  files,
  tables,
  metadata: metadata ?? null,
});

export const exportedView = ({ name, files, tables }: Exported, paint: Paint): string =>
  [
    paint('bold', `Exported ${printable(name)}: ${counted(files.length, 'file')}.`),
    ...files.map((file) => {
      const table = tables.find((one) => one.file === file);
      return `  ${printable(file)}${table ? `  ${counted(table.rows, 'row')}, ${counted(table.columns, 'column')}` : ''}`;
    }),
  ].join('\n');
