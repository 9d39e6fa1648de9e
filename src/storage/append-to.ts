import type { Schema } from 'apache-arrow';
import { MdmError } from '../errors.js';
import type { StoredColumn } from './backend.js';
import { columnsOf } from './columns.js';

/** For each column of a table, which of the schema's columns goes into it; refuses a schema that does not fit. */
export function fitInto(table: string, columns: readonly StoredColumn[], schema: Schema): readonly number[] {
  const given = columnsOf(schema);
  const places = columns.map(({ name }) => given.findIndex((one) => one.name === name));
  const missing = columns.filter((_, i) => places[i] === -1).map(({ name }) => name);
  const more = given.filter(({ name }) => !columns.some((one) => one.name === name)).map(({ name }) => name);
  const wrong = columns.filter(({ type }, i) => places[i] !== -1 && !fits(given[places[i]!]!.type, type)).map(({ name }) => name);
  const list = (names: readonly string[]): string =>
    names
      .slice(0, 5)
      .map((name) => JSON.stringify(name))
      .join(', ');
  const problems = [
    ...(missing.length > 0 ? [`without ${list(missing)}`] : []),
    ...(more.length > 0 ? [`with ${list(more)} besides`] : []),
    ...(wrong.length > 0 ? [`with other types in ${list(wrong)}`] : []),
  ];
  if (problems.length > 0)
    throw new MdmError(
      'schema-mismatch',
      `Rows ${problems.join(', ')} do not fit into the table ${JSON.stringify(table)}.`,
      'Give them the columns and types of the table.',
    );
  return places;
}

const fits = (given: string, into: string): boolean => given === into || into === 'text' || (given === 'int64' && into === 'double');
