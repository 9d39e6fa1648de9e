import { basename } from 'node:path';
import type { Config } from '../../config/config.js';
import { MdmError, nearest } from '../../errors.js';

export const EXPORT_FORMATS = ['csv', 'parquet', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const COMPRESSIONS: Readonly<Record<ExportFormat, readonly Compression[]>> = {
  csv: ['none', 'zip', 'gzip'],
  json: ['none', 'zip', 'gzip'],
  parquet: ['none', 'gzip', 'snappy', 'lz4', 'zstd'],
};
export type Compression = 'none' | 'zip' | 'gzip' | 'snappy' | 'lz4' | 'zstd';

/** How JSON holds a table: an object per row, Frictionless' table, or columns and rows apart. */
export const ORIENTS = ['records', 'table', 'split'] as const;
export type Orient = (typeof ORIENTS)[number];

export interface ExportOptions {
  /** Default: as `output` says, else `export.default_format`. */
  readonly format?: string;
  /** Default: as `output` says, else `export.compression`. */
  readonly compression?: string;
  /** Tables by their name or role; default all. */
  readonly tables?: readonly string[];
  /** These in this order; a table has those of them that it has. Default all. */
  readonly columns?: readonly string[];
  /** A file for the one table that is exported, without a file of metadata. */
  readonly output?: string;
  /** Folder, made when it is not there; default the current one. */
  readonly outputDir?: string;
  readonly metadataOnly?: boolean;
  /** Default `export.include_metadata`. */
  readonly metadata?: boolean;
  /** CSV: false leaves the line of names out. Default true. */
  readonly header?: boolean;
  /** Default `export.include_features`. */
  readonly features?: boolean;
  /** CSV: a text that a spreadsheet would take for a formula gets a quote before it. */
  readonly escapeFormulas?: boolean;
  /** Writes over files that are there. */
  readonly force?: boolean;
}

/** What is written, once everything that was said fits together. */
export interface ExportPlan {
  readonly format: ExportFormat;
  readonly compression: Compression;
  readonly header: boolean;
  readonly escapeFormulas: boolean;
  readonly separator: string;
  readonly orient: Orient;
  /** JSON: a row per line, without an array around them. */
  readonly lines: boolean;
}

interface Suffix {
  readonly format?: ExportFormat;
  readonly lines?: boolean;
  readonly packing: 'none' | 'zip' | 'gzip';
}

const usage = (sentence: string, next: string): MdmError => new MdmError('usage', sentence, next);

/** Checks everything that needs no dataset. */
export function planExport(config: Config, options: ExportOptions): ExportPlan {
  if (options.output !== undefined && options.outputDir !== undefined)
    throw usage('--output names a file and --output-dir a folder.', 'Give one of the two.');
  if (options.output !== undefined && options.metadataOnly)
    throw usage('--metadata-only writes no table for --output.', 'Leave --output out, or name a folder with --output-dir.');
  if (options.output !== undefined && /(^|[\\/])$/.test(options.output))
    throw usage(`--output names a file, and ${JSON.stringify(options.output)} is none.`, 'Name a folder with --output-dir.');
  const suffix = options.output === undefined ? undefined : suffixOf(options.output);
  const format = formatOf(config, options, suffix);
  const { header = true, escapeFormulas = false } = options;
  if (!header && format !== 'csv') throw usage(`--no-header is of CSV, and the format is ${format}.`, 'Leave it out, or add --format csv.');
  if (escapeFormulas && format !== 'csv')
    throw usage(`--escape-formulas is of CSV, and the format is ${format}.`, 'Leave it out, or add --format csv.');
  return {
    format,
    compression: compressionOf(config, options, format, suffix),
    header,
    escapeFormulas,
    separator: config.get('export.csv.sep'),
    orient: config.get('export.json.orient'),
    lines: suffix?.lines ?? config.get('export.json.lines'),
  };
}

function suffixOf(output: string): Suffix {
  const name = basename(output).toLowerCase();
  const packing = name.endsWith('.gz') ? 'gzip' : name.endsWith('.zip') ? 'zip' : 'none';
  const inner = name.replace(/\.(gz|zip)$/, '');
  const format = /\.(csv|tsv)$/.test(inner)
    ? 'csv'
    : /\.(parquet|pq)$/.test(inner)
      ? 'parquet'
      : /\.(json|ndjson|jsonl)$/.test(inner)
        ? 'json'
        : undefined;
  return { packing, ...(format ? { format } : {}), ...(/\.(ndjson|jsonl)$/.test(inner) ? { lines: true } : {}) };
}

function formatOf(config: Config, { format, output }: ExportOptions, suffix: Suffix | undefined): ExportFormat {
  const given = format === undefined ? undefined : formatNamed(format);
  if (given && suffix?.format && suffix.format !== given)
    throw usage(`${output} is a name for ${suffix.format}, and --format says ${given}.`, 'Name another file, or leave --format out.');
  if (suffix && !suffix.format && !given)
    throw usage(
      `The name ${output} does not say a format.`,
      `End it in .csv, .parquet or .json, or add --format ${EXPORT_FORMATS.join('|')}`,
    );
  return given ?? suffix?.format ?? config.get('export.default_format');
}

function formatNamed(word: string): ExportFormat {
  const found = EXPORT_FORMATS.find((one) => one === word.toLowerCase());
  if (found) return found;
  const near = nearest(word, EXPORT_FORMATS);
  throw usage(
    `There is no export format ${JSON.stringify(word)}.`,
    `${near ? `Did you mean ${near}? ` : ''}There are ${EXPORT_FORMATS.join(', ')}.`,
  );
}

function compressionOf(
  config: Config,
  { compression, output }: ExportOptions,
  format: ExportFormat,
  suffix: Suffix | undefined,
): Compression {
  const valid = COMPRESSIONS[format];
  const given = compression === undefined ? undefined : compressionNamed(compression, format);
  if (suffix && (format !== 'parquet' || suffix.packing !== 'none')) {
    if (!valid.includes(suffix.packing) || format === 'parquet')
      throw usage(
        `${format} is not packed into ${suffix.packing}: ${output}.`,
        `Name a file that ends in .${format}, with --compression ${valid.join('|')}`,
      );
    if (given && given !== suffix.packing)
      throw usage(
        `${output} is a name for compression ${suffix.packing}, and --compression says ${given}.`,
        `Name another file, such as ${output!.replace(/\.(gz|zip)$/i, '')}${given === 'none' ? '' : given === 'zip' ? '.zip' : '.gz'}.`,
      );
    return suffix.packing;
  }
  if (given) return given;
  const configured = config.get('export.compression');
  // zip is the default of all formats, and Parquet has no packing around it.
  return format === 'parquet' && configured === 'zip' ? 'snappy' : compressionNamed(configured, format);
}

function compressionNamed(word: string, format: ExportFormat): Compression {
  const name = word.toLowerCase();
  const given = name === 'gz' ? 'gzip' : name === 'uncompressed' ? 'none' : name;
  const valid = COMPRESSIONS[format];
  const found = valid.find((one) => one === given);
  if (found) return found;
  throw usage(`${format} cannot be compressed by ${JSON.stringify(word)}.`, `For ${format} there are ${valid.join(', ')}.`);
}

const PACKED: Readonly<Partial<Record<Compression, string>>> = { zip: '.zip', gzip: '.gz' };

/** `titanic_train.csv`, and with what packs it `titanic_train.csv.zip`. */
export function fileName(
  name: string,
  table: string,
  { format, compression, lines }: ExportPlan,
): { readonly member: string; readonly file: string } {
  const member = `${safeName(name)}_${safeName(table)}.${format === 'json' && lines ? 'ndjson' : format}`;
  return { member, file: `${member}${format === 'parquet' ? '' : (PACKED[compression] ?? '')}` };
}

/** A table may be called anything; a file may not. */
export const safeName = (text: string): string => {
  const name = text.replace(/[\u0000-\u001f\u007f/\\:*?"<>|]/g, '_').replace(/^\.+$/, '_');
  return [...name].slice(0, 120).join('');
};
