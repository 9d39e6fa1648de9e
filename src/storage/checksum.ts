import { type Data, type RecordBatch, Type } from 'apache-arrow';
import { bitAt } from '../engine/bits.js';
import type { ColumnType, IStorageBackend } from './backend.js';
import { normalised } from './arrow-rows.js';
import { check } from './problems.js';
import { dateText, timeText } from './times.js';

export interface ColumnFingerprint {
  readonly name: string;
  readonly type: ColumnType;
  readonly nulls: number;
  /** As text; null where no value is known. NaN counts for neither. */
  readonly min: string | null;
  readonly max: string | null;
  /** Sixteen hexadecimal digits, the same whatever the order of the rows. */
  readonly checksum: string;
}

/** What a table holds; equal on all backends for equal data. */
export interface TableFingerprint {
  readonly table: string;
  readonly rows: number;
  readonly columns: readonly ColumnFingerprint[];
  /** Of whole rows, whatever their order. */
  readonly checksum: string;
}

/** Two sums of 32 bits. */
interface Sums {
  low: number;
  high: number;
}

/** Hashes of the rows of a batch. */
interface Lanes {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

interface Measure {
  nulls: number;
  readonly sums: Sums;
  least: Best;
  most: Best;
}
type Best = number | bigint | Buffer | undefined;

const MISSING = [0x9e3779b9, 0x85ebca6b] as const;

/** Reads a table once, in bounded memory. */
export async function fingerprint(backend: IStorageBackend, store: string, table: string, signal?: AbortSignal): Promise<TableFingerprint> {
  const { columns } = await backend.table(store, table);
  const measures = columns.map((): Measure => ({ nulls: 0, sums: { low: 0, high: 0 }, least: undefined, most: undefined }));
  const whole: Sums = { low: 0, high: 0 };
  let rows = 0;
  for await (const batch of backend.readTable(store, table, signal ? { signal } : {})) {
    check(signal);
    const same = normalised(batch, columns);
    const lanes = measures.map((measure, i) => hashColumn(same, i, columns[i]!.type, measure));
    addRows(lanes, same.numRows, whole);
    rows += same.numRows;
  }
  return {
    table,
    rows,
    columns: columns.map(({ name, type }, i) => {
      const { nulls, least, most, sums } = measures[i]!;
      return { name, type, nulls, min: worded(least, type), max: worded(most, type), checksum: digits(sums) };
    }),
    checksum: digits(whole),
  };
}

/** How two tables differ, in words; nothing when they are equal. */
export function differences(a: TableFingerprint, b: TableFingerprint): string[] {
  const found: string[] = [];
  if (a.rows !== b.rows) found.push(`${a.rows} rows became ${b.rows}`);
  if (a.columns.length !== b.columns.length) found.push(`${a.columns.length} columns became ${b.columns.length}`);
  a.columns.forEach((one, i) => {
    const other = b.columns[i];
    if (!other) return;
    const differing = (['name', 'type', 'nulls', 'min', 'max', 'checksum'] as const).find((key) => one[key] !== other[key]);
    if (differing)
      found.push(`column ${JSON.stringify(one.name)}: ${differing} ${String(one[differing])} became ${String(other[differing])}`);
  });
  if (found.length === 0 && a.checksum !== b.checksum) found.push('values stand in other rows');
  return found;
}

const digits = ({ low, high }: Sums): string => high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');

/** Words of most texts are compared, not kept, beyond this length. */
const SHOWN = 200;

function worded(best: Best, type: ColumnType): string | null {
  if (best === undefined) return null;
  if (Buffer.isBuffer(best)) return best.toString('utf8').slice(0, SHOWN);
  if (type === 'timestamp') return timeText(best as bigint);
  if (type === 'date') return dateText(best as number);
  if (type === 'boolean') return best === 1 ? 'true' : 'false';
  return String(best);
}

function hashColumn(batch: RecordBatch, column: number, type: ColumnType, measure: Measure): Lanes {
  const data = batch.data.children[column]!;
  const rows = batch.numRows;
  const lanes: Lanes = { low: new Uint32Array(rows), high: new Uint32Array(rows) };
  const { nullBitmap, offset, nullCount } = data;
  const isNull = nullCount > 0 && nullBitmap?.length ? (row: number) => !bitAt(nullBitmap, offset + row) : () => false;
  const hash = hasher(data, type, measure, lanes);
  const { sums } = measure;
  for (let row = 0; row < rows; row++) {
    if (isNull(row)) {
      measure.nulls++;
      lanes.low[row] = MISSING[0];
      lanes.high[row] = MISSING[1];
    } else hash(row);
    sums.low = (sums.low + lanes.low[row]!) >>> 0;
    sums.high = (sums.high + lanes.high[row]!) >>> 0;
  }
  return lanes;
}

/** Two words of 32 bits as a hash of two others. */
function mix(a: number, b: number, lanes: Lanes, row: number): void {
  let x = Math.imul(a ^ 0x2c1b3c6d, 0x85ebca6b) ^ Math.imul((b << 13) | (b >>> 19), 0xc2b2ae35);
  let y = Math.imul(b ^ 0x297a2d39, 0x9e3779b1) ^ Math.imul((a << 17) | (a >>> 15), 0x27d4eb2f);
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  y = Math.imul(y ^ (y >>> 15), 0x846ca68b);
  lanes.low[row] = (x ^ (x >>> 15) ^ y) >>> 0;
  lanes.high[row] = (y ^ (y >>> 16) ^ Math.imul(x, 3)) >>> 0;
}

function hasher(data: Data, type: ColumnType, measure: Measure, lanes: Lanes): (row: number) => void {
  const seen = (value: number | bigint): void => {
    if (measure.least === undefined || value < (measure.least as number)) measure.least = value;
    if (measure.most === undefined || value > (measure.most as number)) measure.most = value;
  };
  if (type === 'text') return textHasher(data, measure, lanes);
  if (type === 'boolean') {
    const bits = data.values as Uint8Array;
    return (row) => {
      const value = bitAt(bits, data.offset + row) ? 1 : 0;
      seen(value);
      mix(value, 1, lanes, row);
    };
  }
  if (type === 'date') {
    const values = data.values as Int32Array;
    return (row) => {
      seen(values[row]!);
      mix(values[row]!, 2, lanes, row);
    };
  }
  const values = data.values as BigInt64Array | Float64Array;
  if ((data.type as { typeId: Type }).typeId !== Type.Float) {
    const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
    return (row) => {
      seen(values[row]!);
      mix(words[row * 2]!, words[row * 2 + 1]!, lanes, row);
    };
  }
  const one = new Float64Array(1);
  const words = new Int32Array(one.buffer);
  return (row) => {
    const value = values[row] as number;
    // One NaN and one zero.
    one[0] = Number.isNaN(value) ? NaN : value + 0;
    if (!Number.isNaN(value)) seen(one[0]);
    mix(words[0]!, words[1]!, lanes, row);
  };
}

function textHasher(data: Data, measure: Measure, lanes: Lanes): (row: number) => void {
  const values = data.values as Uint8Array | undefined;
  const bytes = Buffer.from(values?.buffer ?? new ArrayBuffer(0), values?.byteOffset ?? 0, values?.byteLength ?? 0);
  const offsets = data.valueOffsets as Int32Array;
  return (row) => {
    const [from, to] = [offsets[row]!, offsets[row + 1]!];
    let a = 0x811c9dc5 ^ (to - from);
    let b = 0x01000193;
    for (let i = from; i < to; i++) {
      a = Math.imul(a ^ bytes[i]!, 0x01000193);
      b = (Math.imul(b, 31) + bytes[i]!) | 0;
    }
    mix(a, b, lanes, row);
    if (measure.least === undefined || bytes.compare(measure.least as Buffer, 0, undefined, from, to) < 0)
      measure.least = Buffer.from(bytes.subarray(from, to));
    if (measure.most === undefined || bytes.compare(measure.most as Buffer, 0, undefined, from, to) > 0)
      measure.most = Buffer.from(bytes.subarray(from, to));
  };
}

/** Adds hashes of whole rows. */
function addRows(columns: readonly Lanes[], rows: number, sums: Sums): void {
  const one: Lanes = { low: new Uint32Array(1), high: new Uint32Array(1) };
  for (let row = 0; row < rows; row++) {
    one.low[0] = one.high[0] = 0;
    for (const lanes of columns) mix((one.low[0] ^ lanes.low[row]!) | 0, (Math.imul(one.high[0], 5) + lanes.high[row]!) | 0, one, 0);
    sums.low = (sums.low + one.low[0]) >>> 0;
    sums.high = (sums.high + one.high[0]) >>> 0;
  }
}
