import { countDistinct, missing, type Column, type Frame } from '../../frame.js';
import type { LegacyTypes } from '../../generate.js';
import type { RegistrarColumn, RegistrarFacts } from './contract.js';

/** Rows that a column's facts are of. */
const SAMPLE = 1000;

/** The columns of a table, by its first rows. */
export const describeColumns = (frame: Frame, types: LegacyTypes): readonly RegistrarColumn[] =>
  frame.columns.map((column) => {
    const sample = { ...column, values: column.values.slice(0, SAMPLE) } as Column;
    const rows = sample.values.length;
    const gaps = missing(sample)?.reduce((sum, gap) => sum + gap, 0) ?? 0;
    return {
      name: column.name,
      type: types.get(column.name) ?? 'text',
      stored: storedAs(column),
      missing: rows === 0 ? 0 : (100 * gaps) / rows,
      distinct: countDistinct(sample),
    };
  });

function storedAs(column: Column): RegistrarColumn['stored'] {
  if (column.dtype !== 'object') return STORED[column.dtype];
  const known = column.values.filter((value) => value !== null);
  return known.length > 0 && known.every((value) => typeof value === 'boolean') ? 'boolean' : 'text';
}

const STORED = { int64: 'int64', int32: 'int64', float64: 'double', bool: 'boolean', datetime: 'timestamp' } as const;

const INDEX = 132;

/** What pandas said that a frame takes: texts count as pointers. */
export const memoryOf = ({ rows, columns }: Frame): number =>
  INDEX + columns.reduce((sum, { dtype }) => sum + rows * (dtype === 'bool' ? 1 : dtype === 'int32' ? 4 : 8), 0);

interface Described {
  readonly table: string;
  readonly frame: Frame;
  readonly columns: readonly RegistrarColumn[];
}

const DECLARED = { int64: 'BIGINT', double: 'FLOAT', boolean: 'BOOLEAN', text: 'TEXT', timestamp: 'DATETIME' } as const;

/**
 * What the original noted of columns and tables, its errors included: columns that train lacks are texts, the cardinality counts values
 * that occur once, and a table has no columns and no size.
 */
export function factsOf(tables: readonly Described[], now: string): RegistrarFacts {
  const trained = new Map(tables.find(({ table }) => table === 'train')?.columns.map(({ name, type }) => [name, type]));
  return {
    _columns: tables.flatMap(({ table, frame, columns }) =>
      columns.map(({ name, stored, missing: percent }, i) => {
        const sample = { ...frame.columns[i]!, values: frame.columns[i]!.values.slice(0, SAMPLE) } as Column;
        const gaps = Math.round((percent * sample.values.length) / 100);
        return [table, name, DECLARED[stored], trained.get(name) ?? 'text', occurringOnce(sample), gaps, now];
      }),
    ),
    _statistics: tables.map(({ table, frame }) => [table, frame.rows, 0, 0, now]),
  };
}

function occurringOnce({ values }: Column): number {
  const counts = new Map<unknown, number>();
  for (const value of values) if (value !== null && value === value) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()].filter((count) => count === 1).length;
}
