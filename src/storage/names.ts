import type { BackendName } from './backend.js';
import { ORIGINAL_NAMES } from './originals.js';

/** A name as SQL, for all backends; any name is allowed but one with the character of number 0. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A text as SQL. */
export const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

export interface NameRules {
  /** Names that differ only in case are two names. */
  readonly caseSensitive?: boolean;
  /** Longest name in bytes of UTF-8. */
  readonly maxBytes?: number;
  /** Names that are taken already. */
  readonly taken?: Iterable<string>;
  /** Replaces an empty name. */
  readonly empty?: string;
}

/** Names of tables that MDM keeps for itself begin so. */
export const OWN = '_mdm';
/** Names that no table of a dataset gets: MDM's own, those in which MDM 1.0.6 kept metadata, and those of the database. */
const ours = `${OWN}|(?:${ORIGINAL_NAMES.join('|')})$`;
const RESERVED: Readonly<Record<BackendName, RegExp>> = {
  sqlite: new RegExp(`^(?:${ours}|sqlite_)`, 'i'),
  duckdb: new RegExp(`^(?:${ours})`, 'i'),
  postgresql: new RegExp(`^(?:${ours}|pg_)`, 'i'),
};
/** What PostgreSQL keeps of a name, in bytes. */
export const NAME_BYTES = 63;

/** Whether a table is called otherwise in the database, so that it is not taken for another one. */
export const isReserved = (backend: BackendName, table: string): boolean => RESERVED[backend].test(table);

/** What a table is called in the database. */
export function tableNameFor(backend: BackendName, table: string, taken: Iterable<string>): string {
  const rules = backend === 'postgresql' ? { caseSensitive: true, maxBytes: NAME_BYTES } : {};
  return storableNames([isReserved(backend, table) ? `table_${table}` : table], { ...rules, taken, empty: 'table' })[0]!;
}

const fold = (name: string): string => name.toLowerCase();

/**
 * What each name is called in a database. A name stays as it is when the database can have it; one that is empty, has the character of
 * number 0, is too long or differs from an earlier one only in case is changed, always to the same for the same names in the same order.
 */
export function storableNames(names: readonly string[], rules: NameRules = {}): string[] {
  const key = rules.caseSensitive ? (name: string) => name : fold;
  const used = new Set([...(rules.taken ?? [])].map(key));
  // Names that need no change keep them, whatever stands before.
  const wanted = names.map((name) => plain(name, rules));
  const given = wanted.map((name, i) => name === names[i] && !used.has(key(name)) && Boolean(used.add(key(name))));
  return wanted.map((name, i) => {
    if (given[i]) return name;
    let candidate = name;
    for (let n = 2; used.has(key(candidate)); n++) candidate = `${shortened(name, (rules.maxBytes ?? Infinity) - `__${n}`.length)}__${n}`;
    used.add(key(candidate));
    return candidate;
  });
}

function plain(name: string, { maxBytes = Infinity, empty = 'column' }: NameRules): string {
  const text = name.toWellFormed().replaceAll('\0', '_');
  return shortened(text === '' ? empty : text, maxBytes);
}

/** As many characters as fit into the bytes. */
function shortened(name: string, bytes: number): string {
  if (bytes === Infinity || Buffer.byteLength(name) <= bytes) return name;
  let out = '';
  let size = 0;
  for (const character of name) {
    size += Buffer.byteLength(character);
    if (size > bytes) break;
    out += character;
  }
  return out;
}

/** Whether a table is MDM's own. */
export const isOwn = (table: string): boolean => table.startsWith(OWN);
