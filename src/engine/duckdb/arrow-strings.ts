import duckdb from '@duckdb/node-bindings';
import { bitAt } from '../bits.js';

/** Texts of up to this many bytes stand in their 16-byte slot; longer ones are pointed to. */
const INLINE = 12;
/**
 * Strings this near to each other are read in one call, with what lies between. It must stay below a page (4,096): a shorter gap
 * touches only the pages on which the two strings lie, so reading it cannot fault.
 */
const GAP = 256;
/** Below this many bytes a loop is faster than a copy call. */
const SHORT = 40;

/** A growing column of UTF-8 texts with Arrow's layout. */
export interface Texts {
  values: Uint8Array<ArrayBuffer>;
  offsets: Int32Array<ArrayBuffer>;
  rows: number;
  bytes: number;
}

function room(texts: Texts, bytes: number): void {
  const needed = texts.bytes + bytes;
  if (needed > 0x7fffffff) throw new RangeError('more than 2 GiB of text in 2,048 rows');
  if (needed <= texts.values.length) return;
  const grown = new Uint8Array(Math.min(0x7fffffff, Math.max(needed, texts.values.length * 2)));
  grown.set(texts.values.subarray(0, texts.bytes));
  texts.values = grown;
}

/** Appends one value; `offsets` must have room for it. */
export function appendText(texts: Texts, value: Uint8Array | undefined): void {
  if (value) {
    room(texts, value.length);
    texts.values.set(value, texts.bytes);
    texts.bytes += value.length;
  }
  texts.offsets[++texts.rows] = texts.bytes;
}

/** Appends rows `from` to `to` of a VARCHAR vector given by its slots; `offsets` must have room for them. The vector's chunk must be alive. */
export function appendTexts(texts: Texts, slots: Uint8Array, mask: Uint8Array | null, from: number, to: number): void {
  const words = new Uint32Array(slots.buffer, slots.byteOffset, slots.byteLength >> 2);
  const starts = new Float64Array(to - from);
  const ends = new Float64Array(to - from);
  let long = 0;
  let bytes = 0;
  let ordered = true;
  for (let i = from; i < to; i++) {
    if (mask && !bitAt(mask, i)) continue;
    const length = words[i * 4]!;
    bytes += length;
    if (length <= INLINE) continue;
    const start = words[i * 4 + 2]! + words[i * 4 + 3]! * 2 ** 32;
    ordered &&= long === 0 || start >= starts[long - 1]!;
    starts[long] = start;
    ends[long++] = start + length;
  }
  room(texts, bytes);
  const runs = long === 0 ? [] : readRuns(starts.subarray(0, long), ends.subarray(0, long), ordered);
  const { values, offsets } = texts;
  let at = texts.bytes;
  let run = runs[0];
  let row = texts.rows;
  // Neighbours that lie as they are wanted are copied together.
  let copyFrom = 0;
  let copyTo = 0;
  for (let i = from; i < to; i++) {
    const length = mask && !bitAt(mask, i) ? 0 : words[i * 4]!;
    if (length > INLINE) {
      const start = words[i * 4 + 2]! + words[i * 4 + 3]! * 2 ** 32;
      if (!run || start < run.start || start >= run.end) {
        if (copyTo > copyFrom) copy(values, at - (copyTo - copyFrom), run!.bytes, copyFrom, copyTo);
        run = find(runs, start);
        copyFrom = copyTo = start - run.start;
      } else if (start - run.start !== copyTo) {
        if (copyTo > copyFrom) copy(values, at - (copyTo - copyFrom), run.bytes, copyFrom, copyTo);
        copyFrom = copyTo = start - run.start;
      }
      copyTo += length;
    } else if (length > 0) {
      if (copyTo > copyFrom) copy(values, at - (copyTo - copyFrom), run!.bytes, copyFrom, copyTo);
      copyFrom = copyTo;
      const slot = i * 16 + 4;
      for (let b = 0; b < length; b++) values[at + b] = slots[slot + b]!;
    }
    at += length;
    offsets[++row] = at;
  }
  if (copyTo > copyFrom) copy(values, at - (copyTo - copyFrom), run!.bytes, copyFrom, copyTo);
  texts.bytes = at;
  texts.rows = row;
}

function copy(target: Uint8Array, at: number, source: Uint8Array, from: number, to: number): void {
  if (to - from > SHORT) target.set(source.subarray(from, to), at);
  else for (let b = from; b < to; b++) target[at + b - from] = source[b]!;
}

interface Run {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

/** Reads the memory the strings lie in, neighbours together. Sorting starts and ends apart finds the same gaps as sorting pairs. */
function readRuns(starts: Float64Array, ends: Float64Array, ordered: boolean): Run[] {
  const s = ordered ? starts : starts.slice().sort();
  const e = ordered ? ends : ends.slice().sort();
  const runs: Run[] = [];
  let first = 0;
  let end = e[0]!;
  for (let i = 1; i <= s.length; i++) {
    if (i < s.length && s[i]! <= end + GAP) {
      end = Math.max(end, e[i]!);
      continue;
    }
    const start = s[first]!;
    runs.push({ start, end, bytes: read(start, end - start) });
    first = i;
    end = e[i] ?? 0;
  }
  return runs;
}

function find(runs: readonly Run[], start: number): Run {
  let low = 0;
  let high = runs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (runs[middle]!.start <= start) low = middle;
    else high = middle - 1;
  }
  return runs[low]!;
}

const pointer = new Uint32Array(2);

function read(address: number, bytes: number): Uint8Array {
  pointer[0] = address % 2 ** 32;
  pointer[1] = Math.floor(address / 2 ** 32);
  return duckdb.get_data_from_pointer(pointer.buffer, 0, bytes);
}
