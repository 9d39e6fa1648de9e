import { boolean, string } from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import type { ExportOptions } from '../../datasets/export/options.js';

/** How tables are written. */
export const exportFlags = {
  format: string({
    char: 'f',
    summary: 'csv, parquet or json (default: export.default_format).',
    helpValue: 'FORMAT',
    helpGroup: 'output',
  }),
  compression: string({
    char: 'c',
    summary: 'CSV and JSON: none, zip or gzip; Parquet: none, gzip, snappy, lz4 or zstd (default: export.compression; Parquet snappy).',
    helpValue: 'NAME',
    helpGroup: 'output',
  }),
  'metadata-only': boolean({ summary: 'Only NAME_metadata.json.', helpGroup: 'output' }),
  'no-header': boolean({ summary: 'CSV without the line of names.', helpGroup: 'output' }),
  'include-features': boolean({
    summary: 'With the tables of features, or not (default: export.include_features).',
    allowNo: true,
    helpGroup: 'output',
  }),
  'escape-formulas': boolean({
    summary: 'CSV: a quote before a text that a spreadsheet would take for a formula.',
    helpGroup: 'output',
  }),
  force: boolean({ summary: 'Write over files that are there.', helpGroup: 'output' }),
};

type Flags = Partial<InferredFlags<typeof exportFlags>>;

/** Flags as options of `exportDataset`. */
export const toExportOptions = (flags: Flags): ExportOptions => ({
  ...(flags.format === undefined ? {} : { format: flags.format }),
  ...(flags.compression === undefined ? {} : { compression: flags.compression }),
  ...(flags['include-features'] === undefined ? {} : { features: flags['include-features'] }),
  metadataOnly: flags['metadata-only'] ?? false,
  header: !flags['no-header'],
  escapeFormulas: flags['escape-formulas'] ?? false,
  force: flags.force ?? false,
});
