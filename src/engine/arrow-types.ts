import { Bool, type DataType, Float64, Int32, Int64, TimestampMicrosecond, Type, Uint16, Uint8, Utf8 } from 'apache-arrow';
import type { StoredType } from './stored.js';

export { type StoredType, WIDTHS } from './stored.js';

const INTEGERS: Readonly<Partial<Record<string, StoredType>>> = {
  '8false': 'uint8',
  '16false': 'uint16',
  '32true': 'int32',
  '64true': 'int64',
};

const ARROW: Readonly<Record<StoredType, () => DataType>> = {
  boolean: () => new Bool(),
  uint8: () => new Uint8(),
  uint16: () => new Uint16(),
  int32: () => new Int32(),
  int64: () => new Int64(),
  double: () => new Float64(),
  text: () => new Utf8(),
  timestamp: () => new TimestampMicrosecond(),
};

/** The Arrow type of a stored column. */
export const arrowType = (type: StoredType): DataType => ARROW[type]();

/** An Arrow type for a person. */
export const worded = (type: object): string => `${type as unknown as string}`;

/** The stored type that an Arrow type means. Tags, not classes: a plugin may bring its own copy of Arrow. */
export function storedType(type: DataType): StoredType | undefined {
  const t = type as DataType & {
    bitWidth?: number;
    isSigned?: boolean;
    precision?: number;
    unit?: number;
    timezone?: string | null;
    dictionary?: DataType;
  };
  switch (t.typeId) {
    case Type.Bool:
      return 'boolean';
    case Type.Int:
      return INTEGERS[`${t.bitWidth}${t.isSigned}`];
    case Type.Float:
      return t.precision === 2 ? 'double' : undefined;
    case Type.Timestamp:
      return t.unit === 2 && (!t.timezone || t.timezone === 'UTC') ? 'timestamp' : undefined;
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View:
      return 'text';
    case Type.Dictionary:
      return t.dictionary && storedType(t.dictionary) === 'text' ? 'text' : undefined;
    default:
      return undefined;
  }
}
