import { BIGINT, BOOLEAN, DOUBLE, DuckDBTimestampValue, INTEGER, TIMESTAMP, VARCHAR, type DuckDBType, type DuckDBValue } from '#duckdb';
import { type Data, DataType, DateUnit, TimeUnit, type Vector } from 'apache-arrow';

/** Values of one column of a batch, in DuckDB's terms. */
type Get = (row: number) => DuckDBValue;
export interface Staged {
  readonly type: DuckDBType;
  readonly get: (column: Vector) => Get;
}

/** The type as people know it, such as `Int32`. */
export const named = (type: { toString: () => string }): string => type.toString();

const plain =
  (convert: (value: unknown) => DuckDBValue) =>
  (column: Vector): Get =>
  (row) => {
    const value: unknown = column.get(row);
    return value === null || value === undefined ? null : convert(value);
  };
/** From the buffer, which keeps what `get` rounds. */
const raw =
  (convert: (value: number | bigint) => DuckDBValue) =>
  (column: Vector): Get => {
    const data = column.data[0] as Data<DataType>;
    const values = data.values as ArrayLike<number | bigint>;
    return (row) => (data.getValid(row) ? convert(values[row]!) : null);
  };

/** How a column is staged, or nothing when its values are nested or bytes. */
export function stagedType(type: DataType): Staged | undefined {
  if (DataType.isDictionary(type)) {
    const inner = stagedType(type.dictionary as DataType);
    return inner && (inner.type === VARCHAR || inner.type === INTEGER || inner.type === DOUBLE)
      ? { type: inner.type, get: plain((value) => value as DuckDBValue) }
      : undefined;
  }
  if (DataType.isInt(type)) {
    if (type.bitWidth < 32 || (type.bitWidth === 32 && type.isSigned)) return { type: INTEGER, get: raw(Number) };
    return type.bitWidth === 64 && !type.isSigned ? { type: DOUBLE, get: raw(Number) } : { type: BIGINT, get: raw(BigInt) };
  }
  if (DataType.isFloat(type)) return { type: DOUBLE, get: plain(Number) };
  if (DataType.isDecimal(type)) {
    const scale = 10 ** type.scale;
    return { type: DOUBLE, get: plain((value) => wide(value as Uint32Array) / scale) };
  }
  if (DataType.isBool(type)) return { type: BOOLEAN, get: plain(Boolean) };
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type) || DataType.isNull(type))
    return { type: VARCHAR, get: plain(String) };
  if (DataType.isDate(type))
    return {
      type: TIMESTAMP,
      get: raw((value) => new DuckDBTimestampValue(BigInt(value) * (type.unit === DateUnit.DAY ? 86_400_000_000n : 1_000n))),
    };
  if (DataType.isTimestamp(type)) {
    const micros = microseconds(type.unit);
    return { type: TIMESTAMP, get: raw((value) => new DuckDBTimestampValue(micros(BigInt(value)))) };
  }
  if (DataType.isTime(type)) {
    const micros = microseconds(type.unit);
    return {
      type: VARCHAR,
      get: raw((value) =>
        new Date(Number(micros(BigInt(value)) / 1_000n))
          .toISOString()
          .slice(11, -1)
          .replace(/\.000$/, ''),
      ),
    };
  }
  return undefined;
}

const microseconds =
  (unit: TimeUnit) =>
  (value: bigint): bigint => {
    if (unit === TimeUnit.SECOND) return value * 1_000_000n;
    if (unit === TimeUnit.MILLISECOND) return value * 1_000n;
    return unit === TimeUnit.MICROSECOND ? value : (value - (((value % 1_000n) + 1_000n) % 1_000n)) / 1_000n;
  };

/** A decimal's words, lowest first, as a number. */
function wide(words: Uint32Array): number {
  const bits = BigInt(words.length * 32);
  return Number(
    BigInt.asIntN(
      Number(bits),
      words.reduce((sum, word, i) => sum | (BigInt(word) << BigInt(32 * i)), 0n),
    ),
  );
}
