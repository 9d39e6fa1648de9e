import { Bool, type DataType, DateDay, Field, Float64, Int64, Schema, TimestampMicrosecond, Type, Utf8 } from 'apache-arrow';
import type { ColumnType, StoredColumn } from './backend.js';

/** The Arrow type in which a stored column is read. */
export const ARROW: Readonly<Record<ColumnType, () => DataType>> = {
  int64: () => new Int64(),
  double: () => new Float64(),
  boolean: () => new Bool(),
  text: () => new Utf8(),
  timestamp: () => new TimestampMicrosecond(),
  date: () => new DateDay(),
};

/** What a column of an Arrow type is stored as: the nearest type that holds every value, else text. */
export function columnTypeOf(type: DataType): ColumnType {
  // Tags, not classes: a caller may bring its own copy of Arrow.
  const t = type as DataType & { readonly bitWidth?: number; readonly isSigned?: boolean; readonly dictionary?: DataType };
  switch (t.typeId) {
    case Type.Int:
      return 'int64';
    case Type.Float:
    case Type.Decimal:
      return 'double';
    case Type.Bool:
      return 'boolean';
    case Type.Timestamp:
      return 'timestamp';
    case Type.Date:
      return 'date';
    case Type.Dictionary:
      return columnTypeOf(t.dictionary!);
    default:
      return 'text';
  }
}

/** The columns as which a schema is stored. */
export const columnsOf = (schema: Schema): readonly StoredColumn[] =>
  schema.fields.map(({ name, type }) => ({ name, type: columnTypeOf(type as DataType) }));

/** The Arrow schema of stored columns; every value may be missing. */
export const schemaOf = (columns: readonly StoredColumn[]): Schema =>
  new Schema(columns.map(({ name, type }) => new Field(name, ARROW[type](), true)));

/** Whether an Arrow type is the one in which such a column is read. */
export function isRead(type: DataType, as: ColumnType): boolean {
  const t = type as DataType & {
    readonly bitWidth?: number;
    readonly isSigned?: boolean;
    readonly precision?: number;
    readonly unit?: number;
  };
  switch (as) {
    case 'int64':
      return t.typeId === Type.Int && t.bitWidth === 64 && t.isSigned === true;
    case 'double':
      return t.typeId === Type.Float && t.precision === 2;
    case 'boolean':
      return t.typeId === Type.Bool;
    case 'text':
      return t.typeId === Type.Utf8;
    case 'timestamp':
      return t.typeId === Type.Timestamp && t.unit === 2 && (t as { timezone?: string | null }).timezone == null;
    case 'date':
      return t.typeId === Type.Date && t.unit === 0;
    default:
      return as satisfies never;
  }
}
