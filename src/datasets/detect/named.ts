import { shorten } from '../../engine/duckdb/introspect.js';
import { MdmError, nearest } from '../../errors.js';

/** Names that are listed. */
const MOST = 40;
const say = (name: string): string => JSON.stringify(shorten(name));

/** The columns of a table, for a sentence. */
export function columnsText(columns: readonly string[]): string {
  const shown = columns.slice(0, MOST).map(say).join(', ');
  return columns.length > MOST ? `${shown} and ${columns.length - MOST} more` : shown;
}

/** Refuses a name that is no column, with the flag that gave it, names like it, and all there are. */
export function checkColumn(flag: string, name: string, columns: readonly string[]): void {
  if (columns.includes(name)) return;
  const folded = columns.find((one) => one.toLowerCase() === name.trim().toLowerCase());
  const near = new Set([folded, nearest(name, columns), ...columns.filter((one) => like(one, name)).slice(0, 3)]);
  const similar = [...near].flatMap((one) => one ?? []);
  throw new MdmError(
    'unknown-column',
    `There is no column ${say(name)} (${flag}).`,
    `${similar.length > 0 ? `Did you mean ${similar.map(say).join(' or ')}? ` : ''}The columns are ${columnsText(columns)}.`,
  );
}

function like(column: string, name: string): boolean {
  const [a, b] = [column.toLowerCase(), name.trim().toLowerCase()];
  return b.length >= 3 && (a.includes(b) || (a.length >= 3 && b.includes(a)));
}
