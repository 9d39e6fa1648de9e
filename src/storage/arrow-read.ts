import { type Data, type DataType, type RecordBatch, Type, type Vector } from 'apache-arrow';
import { bitAt } from '../engine/bits.js';
import type { ColumnType, Parameter } from './backend.js';
import { columnTypeOf } from './columns.js';
import { dateText, timeText } from './times.js';

/** The value of a row. Of a time it is microseconds since 1970 as bigint, of a date days as number. */
export type RawReader = (row: number) => null | boolean | number | bigint | string;

type Typed = DataType & {
  readonly bitWidth?: number;
  readonly isSigned?: boolean;
  readonly precision?: number;
  readonly scale?: number;
  readonly unit?: number;
  readonly dictionary?: DataType;
};

/** Reads a column of a batch as what it is stored as, whatever its Arrow type; a missing value is null. */
export function rawReader(batch: RecordBatch, column: number): RawReader {
  const data = batch.data.children[column]!;
  const vector = batch.getChildAt(column)!;
  const read = known(data, vector);
  const { nullBitmap, offset } = data;
  if (data.nullCount === 0 || !nullBitmap || nullBitmap.length === 0) return read;
  return (row) => (bitAt(nullBitmap, offset + row) ? read(row) : null);
}

/** As {@link rawReader}, with times and dates as ISO text. */
export function valueReader(batch: RecordBatch, column: number): (row: number) => Parameter {
  const read = rawReader(batch, column);
  const as = columnTypeOf(batch.schema.fields[column]!.type as DataType);
  if (as === 'timestamp') return worded(read, (value) => timeText(value as bigint));
  if (as === 'date') return worded(read, (value) => dateText(value as number));
  return read;
}

const worded =
  (read: RawReader, word: (value: NonNullable<ReturnType<RawReader>>) => string): ((row: number) => string | null) =>
  (row) => {
    const value = read(row);
    return value === null ? null : word(value);
  };

function known(data: Data, vector: Vector): RawReader {
  const type = data.type as Typed;
  switch (type.typeId) {
    case Type.Bool: {
      const bits = data.values as Uint8Array;
      return (row) => bitAt(bits, data.offset + row);
    }
    case Type.Int: {
      const values = data.values as BigInt64Array;
      if (type.bitWidth === 64) return (row) => values[row]!;
      return (row) => BigInt(values[row]!);
    }
    case Type.Float: {
      const values = data.values as Float64Array;
      if (type.precision !== 0) return (row) => values[row]!;
      return (row) => vector.get(row) as number;
    }
    case Type.Utf8:
      return utf8(data);
    case Type.Timestamp: {
      const values = data.values as BigInt64Array;
      return MICROS[type.unit!]!(values);
    }
    case Type.Date: {
      if (type.unit === 0) {
        const values = data.values as Int32Array;
        return (row) => values[row]!;
      }
      const values = data.values as BigInt64Array;
      return (row) => Math.floor(Number(values[row]!) / 86_400_000);
    }
    case Type.Decimal:
      return (row) => decimal(vector.get(row) as Uint32Array | bigint, type.scale ?? 0);
    case Type.Dictionary:
      return dictionary(vector, columnTypeOf(type.dictionary!));
    case Type.Null:
      return () => null;
    default:
      return (row) => plainText(vector.get(row));
  }
}

/** By the unit of a timestamp. */
const MICROS: readonly ((values: BigInt64Array) => (row: number) => bigint)[] = [
  (values) => (row) => values[row]! * 1_000_000n,
  (values) => (row) => values[row]! * 1_000n,
  (values) => (row) => values[row]!,
  (values) => (row) => floorDivide(values[row]!, 1_000n),
];

const floorDivide = (value: bigint, by: bigint): bigint => (value < 0n && value % by !== 0n ? value / by - 1n : value / by);

function utf8(data: Data): RawReader {
  const values = data.values as Uint8Array | undefined;
  const bytes = Buffer.from(values?.buffer ?? new ArrayBuffer(0), values?.byteOffset ?? 0, values?.byteLength ?? 0);
  const offsets = data.valueOffsets as Int32Array;
  return (row) => bytes.toString('utf8', offsets[row], offsets[row + 1]);
}

/** A dictionary's values have any type; Arrow gives them as JavaScript does. */
function dictionary(vector: Vector, as: ColumnType): RawReader {
  return (row) => {
    const value = vector.get(row) as unknown;
    if (value === null || value === undefined) return null;
    if (as === 'int64') return BigInt(value as number | bigint);
    if (as === 'timestamp') return BigInt(Math.round(Number(value) * 1000));
    if (as === 'date') return Math.floor(Number(value) / 86_400_000);
    return as === 'text' ? plainText(value) : (value as number | boolean);
  };
}

function decimal(value: Uint32Array | bigint, scale: number): number {
  const words = value;
  if (typeof words === 'bigint') return Number(`${words}e-${scale}`);
  let whole = 0n;
  for (let i = words.length - 1; i >= 0; i--) whole = (whole << 32n) | BigInt(words[i]!);
  return Number(`${BigInt.asIntN(words.length * 32, whole)}e-${scale}`);
}

/** Lists, structs and the like as JSON, bytes as hexadecimal digits. */
function plainText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex');
  if (typeof value === 'object') return JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? wholeJson(one) : one));
  return `${value as number | bigint | boolean}`;
}

const wholeJson = (value: bigint): number | string => (Number.isSafeInteger(Number(value)) ? Number(value) : String(value));
