import { doubles, isNumber, type Cell, type Column, type Frame, type NumberColumn } from './frame.js';

/** Chunks one below the other, in the columns of the first; a column that a later chunk lacks is missing there. */
export function joinRows(parts: readonly Frame[]): Frame {
  const [first] = parts;
  if (!first || parts.length === 1) return first ?? { rows: 0, columns: [] };
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const columns = first.columns.map((column) =>
    joinColumn(
      column,
      parts.map((part) => ({ rows: part.rows, column: part.columns.find(({ name }) => name === column.name) })),
      rows,
    ),
  );
  return { rows, columns };
}

interface Piece {
  readonly rows: number;
  readonly column: Column | undefined;
}

function joinColumn(column: Column, pieces: readonly Piece[], rows: number): Column {
  const { name } = column;
  const same = pieces.every((piece) => piece.column?.dtype === column.dtype);
  if (column.dtype === 'datetime') return { ...column, values: joinDoubles(pieces, rows) };
  if (column.dtype === 'bool' && same) return { name, dtype: 'bool', values: Uint8Array.from(joinDoubles(pieces, rows)) };
  if (isNumber(column)) {
    const wide = pieces.some((piece) => piece.column?.values instanceof BigInt64Array);
    if (same && wide) return { name, dtype: column.dtype, values: joinBig(pieces, rows) };
    return { name, dtype: same ? column.dtype : 'float64', values: joinDoubles(pieces, rows) };
  }
  return { name, dtype: 'object', values: pieces.flatMap(cells) };
}

function joinDoubles(pieces: readonly Piece[], rows: number): Float64Array {
  const values = new Float64Array(rows).fill(NaN);
  let at = 0;
  for (const piece of pieces) {
    const { column } = piece;
    if (column && column.dtype !== 'object') values.set(column.dtype === 'datetime' ? column.values : doubles(column), at);
    at += piece.rows;
  }
  return values;
}

function joinBig(pieces: readonly Piece[], rows: number): BigInt64Array {
  const values = new BigInt64Array(rows);
  let at = 0;
  for (const piece of pieces) {
    values.set(Array.from((piece.column as NumberColumn).values, BigInt), at);
    at += piece.rows;
  }
  return values;
}

function cells({ rows, column }: Piece): readonly Cell[] {
  if (column?.dtype === 'object') return column.values;
  if (column?.dtype === 'bool') return Array.from(column.values, (bit) => bit === 1);
  return new Array<Cell>(rows).fill(null);
}
