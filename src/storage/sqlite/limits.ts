import type { BatchBuilder } from '../arrow-rows.js';

/** Values read before other work gets its turn. */
const TURN = 100_000;
/** Values and bytes of text of a batch, however many columns there are and however long the texts. */
const MOST_VALUES = 8_000_000;
export const MOST_TEXT = 64 * 1024 * 1024;

export interface BatchLimits {
  /** Most rows of a batch. */
  readonly size: number;
  /** Rows read before other work gets its turn. */
  readonly turn: number;
  isFull(): boolean;
}

export function batchLimits(builder: BatchBuilder, batchSize: number, columns: number): BatchLimits {
  const width = Math.max(1, columns);
  const size = Math.max(1, Math.min(batchSize, Math.floor(MOST_VALUES / width)));
  return {
    size,
    turn: Math.max(1, Math.floor(TURN / width)),
    isFull: () => builder.rows >= size || builder.bytes >= MOST_TEXT,
  };
}
