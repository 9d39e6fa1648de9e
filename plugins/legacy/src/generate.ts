import { categoricalFeatures } from './categorical.js';
import { isNumber, sliceRows, type Column, type Frame } from './frame.js';
import { interactionFeatures, type Pair } from './interactions.js';
import { missingFeatures } from './missing.js';
import { joinRows } from './join.js';
import { lacksSignal, signalSample } from './signal.js';
import { statisticalFeatures } from './statistical.js';
import { temporalFeatures } from './temporal.js';
import { textFeatures } from './text.js';

export type LegacyType = 'id' | 'target' | 'numeric' | 'categorical' | 'datetime' | 'text';
/** Column name to type, in the order in which features are made. */
export type LegacyTypes = ReadonlyMap<string, LegacyType>;

export interface GenerateOptions {
  readonly types: LegacyTypes;
  /** Rows read, fitted and written at a time. Default: all. */
  readonly batchSize?: number;
  /** Box-Cox lambdas to use instead of fitting, by column. */
  readonly lambdas?: ReadonlyMap<string, number>;
  /** Told the share of the table that is done, column by column. */
  readonly onProgress?: (share: number) => void;
}

export interface Note {
  readonly name: string;
  readonly source: string | null;
  readonly reason: string;
}

export interface Generated {
  /** Original columns first, then features. */
  readonly frame: Frame;
  readonly originals: number;
  readonly dropped: readonly Note[];
  readonly failed: readonly Note[];
  readonly pairs: readonly Pair[];
}

/** The features of one chunk of a table, fitted on this chunk alone. */
export function generateChunk(frame: Frame, { types, lambdas, onProgress }: GenerateOptions): Generated {
  const reserved = new Set([...types].filter(([, type]) => type === 'id' || type === 'target').map(([name]) => name));
  const columns = [...frame.columns];
  const taken = new Set(columns.map(({ name }) => name));
  const [dropped, failed]: [Note[], Note[]] = [[], []];
  const add = (features: readonly Column[], source: string | null, sample: Int32Array | null): void => {
    for (const feature of features) {
      const reason = lacksSignal(feature, sample) ?? (taken.has(feature.name) ? 'a column of this name stands before it' : null);
      if (reason) dropped.push({ name: feature.name, source, reason });
      else {
        taken.add(feature.name);
        columns.push(feature);
      }
    }
  };
  const sample = signalSample(frame.rows);
  const byName = new Map(frame.columns.map((column) => [column.name, column]));
  let done = 0;
  for (const [name, type] of types) {
    onProgress?.(done++ / types.size);
    const column = byName.get(name);
    if (!column || reserved.has(name)) continue;
    const features = columnFeatures(column, type, lambdas?.get(name));
    if (typeof features === 'string') failed.push({ name, source: name, reason: features });
    else add(features, name, sample);
  }
  add(missingFeatures(frame, reserved), null, null);
  const { features, pairs } = interactionFeatures(frame, reserved);
  add(features, null, null);
  return { frame: { rows: frame.rows, columns }, originals: frame.columns.length, dropped, failed, pairs };
}

/** The features of a column by its type, or why there are none. */
function columnFeatures(column: Column, type: LegacyType, lambda: number | undefined): readonly Column[] | string {
  switch (type) {
    case 'numeric':
      return isNumber(column) || column.dtype === 'bool'
        ? statisticalFeatures(column, lambda)
        : `numeric features need numbers, not ${column.dtype}`;
    case 'categorical':
      return categoricalFeatures(column);
    case 'datetime':
      return column.dtype === 'datetime' ? temporalFeatures(column) : `time features need times, not ${column.dtype}`;
    case 'text':
      return column.dtype === 'object' ? textFeatures(column) : `text features need text, not ${column.dtype}`;
    case 'id':
    case 'target':
      return [];
    default:
      return type satisfies never;
  }
}

/** What one table becomes: chunk by chunk, as the original read and stored it. */
export interface GeneratedTable extends Generated {
  /** Why later chunks are not in the table: the first chunk's columns decide, and one of theirs was not among them. */
  readonly stopped: string | null;
}

export function generateTable(frame: Frame, options: GenerateOptions): GeneratedTable {
  const size = options.batchSize ?? Math.max(frame.rows, 1);
  const { onProgress } = options;
  const chunk = (from: number): Generated => {
    const within = Math.min(size, frame.rows - from);
    const told = onProgress && { onProgress: (share: number) => onProgress((from + share * within) / frame.rows) };
    return generateChunk(size >= frame.rows ? frame : sliceRows(frame, from, from + size), { ...options, ...told });
  };
  const first = chunk(0);
  const names = new Set(first.frame.columns.map(({ name }) => name));
  const parts = [first.frame];
  for (let from = size; from < frame.rows; from += size) {
    const next = chunk(from);
    const strange = next.frame.columns.find(({ name }) => !names.has(name));
    if (strange)
      return { ...first, frame: joinRows(parts), stopped: `rows from ${from} on have the column ${strange.name}, which the table lacks` };
    parts.push(next.frame);
  }
  return { ...first, frame: joinRows(parts), stopped: null };
}
