import type { Role } from '@mdm/sdk';
import type { Database } from '../../engine/duckdb/driver.js';
import type { Scan } from '../../engine/duckdb/introspect.js';
import { MdmError } from '../../errors.js';
import { openInput, tableOf, unknownColumn } from '../input.js';
import type { ReadyOptions } from '../options.js';
import { measure, profileTable } from '../profile.js';
import { submissionTarget, testTable } from '../files.js';
import { findTables, type TableFiles } from '../source.js';
import type { InputTable, ProfiledColumn } from '../table.js';
import { submittedTarget } from './names.js';
import { dateColumns, fullReading, readTable, withTimes, type Read } from './read.js';
import { namesTarget, tablesByStem } from './stems.js';
import { typeMap, type Typed } from './typing.js';

/** A table ready for features of its own. */
export interface OpenTable {
  readonly table: InputTable;
  /** In the order of the table. */
  readonly columns: readonly ProfiledColumn[];
  /** Names as they are written, where the engine needs others. */
  readonly written: ReadonlyMap<string, string>;
  /** What it is read from, where it was read by the rules of a profile. */
  readonly scan?: Scan;
}
export interface Opened {
  readonly tables: readonly OpenTable[];
  readonly target?: string | undefined;
  /** Names of columns in the order in which features are made. */
  readonly order: readonly string[];
  readonly notes: readonly string[];
}

/** Opens every table of a source, by the rules of the profile or by those of MDM. */
export async function openTables(db: Database, options: ReadyOptions): Promise<Opened> {
  return options.profile?.reading ? openByRules(db, options) : openEach(db, options);
}

/** The tables that will be written, before any is read. */
export async function tablesOf({ source, test, profile }: ReadyOptions): Promise<readonly TableFiles[]> {
  const stems = profile?.reading && fullReading(profile.reading).tables === 'stems';
  const found = await (stems ? tablesByStem(source) : findTables(source));
  return test === undefined ? found : [...found.filter(({ name }) => name !== 'test'), await testTable(test)];
}

async function openByRules(db: Database, options: ReadyOptions): Promise<Opened> {
  const { profile = {} } = options;
  const reading = fullReading(profile.reading ?? {});
  const typing = profile.typing ?? {};
  const reads: Read[] = [];
  let dates: readonly string[] = [];
  for (const table of await tablesOf(options)) {
    const read = await readTable(db, table, reading);
    if (dates.length === 0) dates = await dateColumns(db, read, reading.dates);
    reads.push(read);
  }
  const submission = reads.find(({ table }) => table.name === 'sample_submission');
  const named = submission && namesTarget(options.source) ? submittedTarget(namesOf(submission), typing.ids) : undefined;
  const target = options.target ?? named;
  checkNames(options, reads);
  const types = await typeMap(db, reads, typing, {
    ...options,
    types: { ...profile.types, ...options.types },
    ...(target === undefined ? {} : { target }),
  });
  const tables: OpenTable[] = [];
  for (const read of reads) {
    const scan = await withTimes(db, read, new Set(dates), reading.dates);
    const table = await tableOf(db, read.table, scan);
    tables.push({ table, columns: await profiled(db, table, types, options), written: read.written, scan });
  }
  const notes = tables.flatMap(({ table }) => (tables.length === 1 ? table.notes : table.notes.map((note) => `${table.name}: ${note}`)));
  if (dates.length > 0) notes.push(`Read as times: ${dates.join(', ')}.`);
  if (options.target === undefined && named !== undefined) notes.push(`sample_submission names the target: ${named}.`);
  return { tables, target, order: [...types.keys()], notes };
}

const namesOf = ({ scan }: Read): string[] => scan.columns.map(({ name }) => name);

/** Refuses a column that was named and that no table has. */
function checkNames({ target, id = [], time, group, ignore = [], types = {} }: ReadyOptions, reads: readonly Read[]): void {
  const names = [...new Set(reads.flatMap(namesOf))];
  for (const name of [target, time, group, ...id, ...ignore, ...Object.keys(types)])
    if (name !== undefined && !names.includes(name)) throw unknownColumn(name, names);
}

async function profiled(
  db: Database,
  table: InputTable,
  types: ReadonlyMap<string, Typed>,
  { ignore, time, group }: ReadyOptions,
): Promise<readonly ProfiledColumn[]> {
  const facts = await measure(db, table, table.columns, () => true);
  return table.columns.map(({ name, type, stored }, i): ProfiledColumn => {
    const { semantic, role, why } = types.get(name)!;
    const { rows, known, distinct } = facts[i]!;
    const given: Role | undefined = ignore?.includes(name) ? 'ignored' : name === time ? 'time' : name === group ? 'group' : role;
    const zoned = type === 'timestamp' && /time zone$/i.test(stored) ? { zoned: true as const } : {};
    return { name, type, ...zoned, semantic, why, stats: { rows, missing: rows - known, distinct }, ...(given ? { role: given } : {}) };
  });
}

/** By MDM's own reading, each table by its own values. */
async function openEach(db: Database, options: ReadyOptions): Promise<Opened> {
  const types = { ...options.profile?.types, ...options.types };
  const found = await tablesOf(options);
  const training = found.find(({ name }) => name !== 'sample_submission' && name !== 'test') ?? found[0];
  if (!training) throw new MdmError('not-found', `${options.source} holds no table.`, 'Name a file or a folder with tables.');
  const opened: { readonly table: InputTable; readonly files: TableFiles }[] = [];
  for (const files of found)
    opened.push({ files, table: (await openInput(db, files, { types: ownTypes(types, files === training) }))[0]! });
  const first = opened.find(({ files }) => files === training)!.table;
  const sample = found.find(({ name }) => name === 'sample_submission');
  const test = found.find(({ name }) => name === 'test');
  const target = options.target ?? (sample && (await submissionTarget(db, sample, test, first)));
  const tables: OpenTable[] = [];
  for (const { table } of opened) {
    const has = (name: string): boolean => table.columns.some((column) => column.name === name);
    const own = Object.fromEntries(Object.entries(types).filter(([name]) => has(name)));
    const given = target !== undefined && (table === first || has(target)) ? { target } : {};
    const { target: _, ...others } = options;
    tables.push({ table, columns: await profileTable(db, table, { ...others, types: own, ...given }), written: new Map() });
  }
  const order = [...new Set(tables.flatMap(({ columns }) => columns.map(({ name }) => name)))];
  return { tables, target, order, notes: tables.flatMap(({ table }) => table.notes) };
}

/** Only in the training table must a column be that a person spoke of. */
const ownTypes = (types: NonNullable<ReadyOptions['types']>, training: boolean): NonNullable<ReadyOptions['types']> =>
  training ? types : {};
