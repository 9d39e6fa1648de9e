import type { TextTable } from './random-tables.js';

/** A deliberate difference of profile mdm1 from MDM 1.0.6. Under it the tables are equal again, and a test says so. */
export interface Deviation {
  readonly name: string;
  readonly reason: string;
  /** The table that the old side is given instead; nothing: the deviation does not concern this table. */
  readonly input?: (table: TextTable) => TextTable | undefined;
  /** Infinite and undefined numbers among the old side's features are missing. */
  readonly finite?: true;
  /** Features whose values are apart by rounding alone are not compared. */
  readonly flat?: true;
  /** Source columns whose features of these names are not compared. */
  readonly without?: (table: TextTable) => { readonly columns: readonly string[]; readonly features: RegExp } | undefined;
}

const INFINITE = /^[-+]?inf(inity)?$/i;
const number = (cell: string | null): number => (cell === null || cell.trim() === '' ? NaN : INFINITE.test(cell) ? Infinity : Number(cell));
const cellsOf = ({ rows }: TextTable, column: number): (string | null)[] => rows.map((cells) => cells[column]!);

export const deviations: readonly Deviation[] = [
  {
    name: 'results that are not finite are missing',
    reason: 'The pipeline makes no infinities: few learners take them.',
    finite: true,
  },
  {
    name: 'infinities in the input are missing',
    reason: 'As above.',
    input: (table) => {
      const infinite = table.names.filter((_, i) => {
        const cells = cellsOf(table, i).filter((cell) => cell !== null);
        return cells.some((cell) => INFINITE.test(cell)) && cells.every((cell) => INFINITE.test(cell) || !Number.isNaN(number(cell)));
      });
      if (infinite.length === 0) return undefined;
      const here = table.names.map((name) => infinite.includes(name));
      return {
        ...table,
        rows: table.rows.map((cells) => cells.map((cell, i) => (here[i] && cell !== null && INFINITE.test(cell) ? null : cell))),
      };
    },
  },
  {
    name: 'whole numbers that are one double have one rank',
    reason: 'Ranks of repeating values are looked up by the double.',
    without: (table) => {
      const columns = table.names.filter((_, i) => cellsOf(table, i).some((cell) => Math.abs(number(cell)) >= 2 ** 53));
      return columns.length === 0 ? undefined : { columns, features: /_percentile$/ };
    },
  },
  {
    name: 'features that vary in their last bits alone',
    reason: 'Whether such a feature is constant, and dropped, hangs on the rounding of one function call.',
    flat: true,
  },
];

/** Tables that one side refuses and the other does not. */
export const refusals: readonly {
  readonly name: string;
  readonly side: 'old' | 'new';
  readonly message: RegExp;
  readonly reason: string;
}[] = [
  {
    name: 'control characters',
    side: 'new',
    message: /is not text: it holds bytes that no text has/,
    reason: 'A file that holds them at its start is taken for something else than text.',
  },
];
