import type { RecordBatch } from 'apache-arrow';
import { rawReader } from '../../storage/arrow-rows.js';
import type { StoredColumn } from '../../storage/backend.js';
import { dateText, timeText } from '../../storage/times.js';

/** A cell as plain text; null where it is missing. */
export type TextCell = (row: number) => string | null;

/** How doubles are written so that they are read as doubles again: `3.0`, `NaN`, `inf`. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** `2024-01-31T10:30:00`, with six digits of a second where there are any. */
const isoTime = (micros: bigint): string => timeText(micros).replace(' ', 'T');

/** The cells of each column of a batch that has the types of the columns. */
export const textCells = (batch: RecordBatch, columns: readonly StoredColumn[]): TextCell[] =>
  columns.map(({ type }, i) => {
    const read = rawReader(batch, i);
    switch (type) {
      case 'text':
        return read as TextCell;
      case 'double':
        return worded(read, (value) => doubleText(value as number));
      case 'timestamp':
        return worded(read, (value) => isoTime(value as bigint));
      case 'date':
        return worded(read, (value) => dateText(value as number));
      default:
        return worded(read, String);
    }
  });

/** As JSON: whole numbers with every digit, times as ISO 8601, and null for what JSON cannot say. */
export const jsonCells = (batch: RecordBatch, columns: readonly StoredColumn[]): ((row: number) => string)[] => {
  const texts = textCells(batch, columns);
  return columns.map(({ type }, i) => {
    const text = texts[i]!;
    if (type === 'int64' || type === 'boolean') return (row) => text(row) ?? 'null';
    if (type === 'double') {
      const read = rawReader(batch, i);
      return (row) => {
        const value = read(row) as number | null;
        return value === null || !Number.isFinite(value) ? 'null' : Object.is(value, -0) ? '-0.0' : String(value);
      };
    }
    return (row) => {
      const value = text(row);
      return value === null ? 'null' : JSON.stringify(value);
    };
  });
};

type Value = boolean | number | bigint | string;

const worded =
  (read: (row: number) => Value | null, word: (value: Value) => string): TextCell =>
  (row) => {
    const value = read(row);
    return value === null ? null : word(value);
  };
