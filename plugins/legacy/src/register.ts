import { convertDates } from './dates.js';
import { generateTable, type GeneratedTable, type LegacyTypes } from './generate.js';
import { idColumns } from './names.js';
import type { Source } from './source.js';
import { stored, type Storage } from './store.js';
import { detectTypes, type ForcedType } from './types.js';

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

export interface LegacyResult {
  readonly ids: readonly string[];
  readonly target?: string | undefined;
  readonly types: LegacyTypes;
  readonly tables: readonly { readonly name: string; readonly generated: GeneratedTable }[];
}

/** What `mdm dataset register` of MDM 1.0.6 made of a source: one feature table per table, each fitted on itself. */
export function generateLegacy(source: Source, options: LegacyOptions = {}): LegacyResult {
  const { forced, batchSize = 10_000, storage = 'sqlite' } = options;
  const target = options.target ?? source.target;
  const tables = source.tables.map(({ name, frame }) => ({ name, frame: stored(frame, storage) }));
  const ids = idColumns(tables.map(({ frame }) => frame.columns.map(({ name }) => name)));
  const types = detectTypes(tables, { ids, target, ...(forced && { forced }) });
  const dates = new Set(source.dates);
  const generated = tables.map(({ name, frame }) => ({ name, generated: generateTable(convertDates(frame, dates), { types, batchSize }) }));
  return { ids, target, types, tables: generated };
}
