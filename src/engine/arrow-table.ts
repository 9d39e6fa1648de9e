import { Field, Schema, Table, type Vector } from 'apache-arrow';

/** Columns as a table, in the order given. Vectors have the same length. */
export const tableFrom = (columns: readonly (readonly [name: string, vector: Vector])[]): Table =>
  tableOf(
    new Schema(columns.map(([name, { type, nullable }]) => new Field(name, type, nullable))),
    columns.map(([, vector]) => vector),
  );

/** The vectors as a table of this schema. By their own names in an object, those that are numbers would go first, whatever their place. */
export function tableOf(schema: Schema, vectors: readonly Vector[]): Table {
  if (vectors.every(({ length }) => length === 0)) return new Table(schema);
  return new Table(schema, Object.fromEntries(vectors.map((vector, i) => [`c${i}`, vector])));
}
