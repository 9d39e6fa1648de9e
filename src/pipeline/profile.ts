import type { ScalarType } from '@mdm/sdk';
import type { Json } from '#duckdb';
import type { Database } from '../engine/duckdb/driver.js';
import { quote } from '../engine/duckdb/dialect.js';
import { checkRoles, checkTarget, roleOf } from './roles.js';
import { mayBeKey, mayCount, meaning, type Facts } from './semantic.js';
import type { InputColumn, InputTable, ProfiledColumn, RoleOptions } from './table.js';

/** Columns measured one beside the other in one scan; those of wider tables are laid below each other. */
const batch = 100;
const wideBatch = 1_000;
/** Tables of up to this many rows are counted, not estimated. */
const exactBelow = 1_000;
/** So are columns of up to about this many values in any table, unless their meaning is settled: estimates were up to a third off. */
const fewValues = 20_000;
/** In a batch of up to this many values, all are counted. */
const exactValues = 5_000_000;
/** An estimate may be this much too high or too low: 14 % were seen. */
const slack = 1.25;

/** What each column means and is for, by all rows of the table. */
export async function profileTable(db: Database, table: InputTable, options: RoleOptions): Promise<ProfiledColumn[]> {
  checkRoles(table, options);
  const types = new Map(Object.entries(options.types ?? {}));
  const facts = new Map<string, Facts>();
  const settled = (name: string): boolean => types.has(name) || roleOf(name, options) === 'id';
  for (let start = 0; start < table.columns.length; start += wideBatch) {
    for (const fact of await measure(db, table, table.columns.slice(start, start + wideBatch), settled)) facts.set(fact.name, fact);
  }
  return table.columns.map((column) => {
    const fact = facts.get(column.name)!;
    const role = roleOf(column.name, options);
    const found = meaning(fact, { role, said: types.get(column.name) });
    const finalRole = role ?? (found.semantic === 'id' ? 'id' : undefined);
    if (role === 'target') checkTarget(fact);
    const why = roleNotes(fact, finalRole, found.semantic, table.name);
    return {
      name: column.name,
      type: column.type,
      semantic: found.semantic,
      stats: { rows: fact.rows, missing: fact.rows - fact.known, distinct: fact.distinct },
      why: [found.why, ...why].join('; '),
      ...(column.format === undefined ? {} : { format: column.format }),
      ...(finalRole === undefined ? {} : { role: finalRole }),
    };
  });
}

/** What is asked of a column of any name: `v` is its value. Less when its meaning is `settled`. */
function questions(v: string, type: ScalarType, exact: boolean, settled: boolean): string[] {
  const number = !settled && (type === 'int64' || type === 'double');
  return [
    `count(${v})`,
    exact ? `count(DISTINCT ${v})` : `approx_count_distinct(${v})`,
    ...['min', 'max'].map((end) => (number ? `CAST(${end}(${v}) AS DOUBLE)` : 'NULL')),
    // Single spaces part words, for speed: trimming alone would double the time of the scan.
    !settled && type === 'text' ? `avg(len(string_split(${v}, ' ')))` : 'NULL',
  ];
}

/** What is measured of columns; exactly counted where that is cheap or decides a meaning that is not settled. */
export async function measure(
  db: Database,
  table: InputTable,
  columns: readonly InputColumn[],
  settled: (name: string) => boolean,
): Promise<Facts[]> {
  const exact = table.rows <= exactBelow || table.rows * columns.length <= exactValues;
  const answers = new Map<InputColumn, readonly Json[]>();
  if (table.columns.length <= batch) {
    const asked = columns.map(({ name, type }) => questions(quote(name), type, exact, settled(name)));
    const [row = []] = await db.rows(`SELECT ${asked.flat().join(', ')} FROM (${table.relation})`);
    let at = 0;
    columns.forEach((column, i) => answers.set(column, row.slice(at, (at += asked[i]!.length))));
  } else {
    // Values below each other: an aggregate for each column would take the engine longer to plan than to compute.
    for (const type of new Set(columns.map((column) => column.type))) {
      const same = columns.filter((column) => column.type === type);
      const values = same.map(({ name }, i) => `${quote(name)} AS "${i}"`).join(', ');
      const from = `(UNPIVOT (SELECT ${values} FROM (${table.relation})) ON COLUMNS(*) INTO NAME n VALUE v)`;
      for (const [n, ...row] of await db.rows(`SELECT n, ${questions('v', type, exact, false).join(', ')} FROM ${from} GROUP BY n`))
        answers.set(same[Number(n)]!, row);
    }
  }
  const rough = columns.map((column): Facts => {
    const [known = 0, distinct = 0, min = null, max = null, words] = answers.get(column) ?? [];
    const ends = { min: min as Facts['min'], max: max as Facts['max'] };
    return {
      ...column,
      rows: table.rows,
      known: Number(known),
      distinct: Number(distinct),
      ...ends,
      words: Number(words ?? 0),
      exact,
      unique: false,
      counting: false,
    };
  });
  return settle(db, table, rough, settled);
}

/** Counts exactly where it matters: few distinct values, and columns that may be keys. */
async function settle(db: Database, table: InputTable, rough: readonly Facts[], settled: (name: string) => boolean): Promise<Facts[]> {
  const full = ({ known, rows }: Facts): boolean => known === rows && rows > 1;
  const suspect = (fact: Facts): boolean => full(fact) && fact.distinct * slack >= fact.rows && !settled(fact.name) && mayBeKey(fact);
  const few = rough.filter((fact) => !fact.exact && !settled(fact.name) && fact.distinct <= fewValues);
  const distinct = new Map<Facts, number>();
  const count = async (some: readonly Facts[]): Promise<void> => {
    if (some.length === 0) return;
    const [row = []] = await db.rows(
      `SELECT ${some.map(({ name }) => `count(DISTINCT ${quote(name)})`).join(', ')} FROM (${table.relation})`,
    );
    some.forEach((fact, i) => distinct.set(fact, Number(row[i])));
  };
  for (let start = 0; start < few.length; start += batch) await count(few.slice(start, start + batch));
  // One by one: each holds all of its values in memory.
  for (const fact of rough) if (!fact.exact && !distinct.has(fact) && suspect(fact)) await count([fact]);

  const facts: Facts[] = [];
  for (const fact of rough) {
    const exact = fact.exact || distinct.has(fact);
    const found = distinct.get(fact) ?? Math.min(fact.distinct, fact.known);
    const unique = exact && full(fact) && found === fact.rows;
    facts.push({ ...fact, distinct: found, exact, unique, counting: unique && mayCount(fact) && (await counts(db, table, fact)) });
  }
  return facts;
}

/** Whether a column is its row number, but for where it starts. */
async function counts(db: Database, table: InputTable, { name, min }: Facts): Promise<boolean> {
  const [row] = await db.rows(
    `SELECT count(*) FROM (${table.relation}) WHERE ${quote(name)} <> ${quote(table.rowColumn)} + ${Number(min)}`,
  );
  return Number(row?.[0]) === 0;
}

function roleNotes(fact: Facts, role: ProfiledColumn['role'], semantic: string, table: string): string[] {
  const missing = fact.rows - fact.known;
  if (role === 'target' && missing > 0)
    return [
      `the target; ${missing.toLocaleString('en-US')} of ${fact.rows.toLocaleString('en-US')} rows of ${table} have none and are still featured`,
    ];
  return role && !(role === 'id' && semantic === 'id') ? [role === 'ignored' ? 'ignored as asked' : `the ${role}`] : [];
}
