import { quote } from '../../src/engine/duckdb/dialect.js';
import type { Comparison } from '../../src/parity/result.js';

/** A deliberate difference of profile mdm1 from MDM 1.0.6. */
export interface Deviation {
  readonly name: string;
  readonly reason: string;
  /** The old table as it would be with the deviation; nothing where it does not apply. */
  readonly query: (from: string, columns: readonly (readonly [name: string, type: string])[], found: Comparison) => string | undefined;
}

/** Columns that the comparison found different, of these types. */
const wrong = (found: Comparison, columns: readonly (readonly [string, string])[], type: RegExp): string[] => {
  const names = new Set(found.features.filter(({ equal, compared }) => equal < compared).map(({ name }) => name));
  return columns.filter(([name, sqlType]) => names.has(name) && type.test(sqlType)).map(([name]) => name);
};

export const deviations: readonly Deviation[] = [
  {
    name: 'what is not finite is missing',
    reason: 'A model can be trained on missing values, not on infinities; the pipeline gives none.',
    query: (from, columns, found) => {
      const doubles = wrong(found, columns, /^DOUBLE$/);
      if (doubles.length === 0) return undefined;
      return `SELECT * REPLACE (${doubles.map((name) => `CASE WHEN isfinite(${quote(name)}) THEN ${quote(name)} END AS ${quote(name)}`).join(', ')}) FROM ${from}`;
    },
  },
];

/** Files that the old side refuses and the new one does not, or the other way round. */
export const refusals: readonly {
  readonly name: string;
  readonly side: 'old' | 'new';
  readonly message: RegExp;
  readonly reason: string;
}[] = [
  {
    name: 'rows with more fields than the header',
    side: 'old',
    message: /row \d+ has more than the \d+ fields of the header/,
    reason: 'Seen where the delimiter is guessed wrong, as the original guessed it; pandas took the first fields for an index there.',
  },
];
