import { convertDates } from './dates.js';
import { generateTable, type GeneratedTable, type LegacyTypes } from './generate.js';
import { idColumns } from './names.js';
import type { Source } from './source.js';
import { stored, type Storage } from './store.js';
import { detectTypes, type ForcedType } from './types.js';

/** Rows that the original read, fitted and wrote at a time. */
export const BATCH_ROWS = 10_000;

export interface LegacyOptions {
  /** Overrides the target a Kaggle folder names. */
  readonly target?: string | undefined;
  /** Types asked for, by column; as in the original they do not count in a table named train. */
  readonly forced?: ReadonlyMap<string, ForcedType>;
  /** Rows fitted at a time. Default: 10,000, the original's. */
  readonly batchSize?: number;
  /** Whose types the tables take on. Default: sqlite. */
  readonly storage?: Storage;
}

interface Found {
  readonly ids: readonly string[];
  readonly target?: string | undefined;
  readonly types: LegacyTypes;
}

export interface LegacyResult extends Found {
  readonly tables: readonly { readonly name: string; readonly generated: GeneratedTable }[];
}

/** What is known of a source before a feature is made; each table is made when it is asked for. */
export interface Prepared extends Found {
  readonly tables: readonly {
    readonly name: string;
    readonly rows: number;
    readonly columns: readonly string[];
    readonly generate: (onProgress?: (share: number) => void) => GeneratedTable;
  }[];
}

export function prepareLegacy(source: Source, options: LegacyOptions = {}): Prepared {
  const { forced, batchSize = BATCH_ROWS, storage = 'sqlite' } = options;
  const target = options.target ?? source.target;
  const tables = source.tables.map(({ name, frame }) => ({ name, frame: stored(frame, storage) }));
  const ids = idColumns(tables.map(({ frame }) => frame.columns.map(({ name }) => name)));
  const types = detectTypes(tables, { ids, target, ...(forced && { forced }) });
  const dates = new Set(source.dates);
  return {
    ids,
    target,
    types,
    tables: tables.map(({ name, frame }) => ({
      name,
      rows: frame.rows,
      columns: frame.columns.map((column) => column.name),
      generate: (onProgress) => generateTable(convertDates(frame, dates), { types, batchSize, ...(onProgress && { onProgress }) }),
    })),
  };
}

/** What `mdm dataset register` of MDM 1.0.6 made of a source: one feature table per table, each fitted on itself. */
export function generateLegacy(source: Source, options: LegacyOptions = {}): LegacyResult {
  const { ids, target, types, tables } = prepareLegacy(source, options);
  return { ids, target, types, tables: tables.map(({ name, generate }) => ({ name, generated: generate() })) };
}
