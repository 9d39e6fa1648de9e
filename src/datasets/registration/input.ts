import { MdmError } from '../../errors.js';
import { openEngine } from '../engine.js';
import { findDuplicates, type Duplicates } from '../source/duplicates.js';
import { readSource, type SourceRead } from '../source/read.js';
import { isSubmission } from '../counted.js';
import { checkColumn } from '../detect/named.js';
import type { Registration, SourceInput } from './context.js';

/** Reads every table of the source into an engine of its own. */
export async function openInput(context: Registration): Promise<SourceInput> {
  const { workspace, options, discovered } = context;
  const { config } = workspace;
  const db = await openEngine(workspace, (share) => context.progress('reading', share));
  try {
    const how = {
      dates: config.get('feature_engineering.type_detection.detect_datetime'),
      backend: config.get('database.default_backend'),
    };
    const all = discovered!.tables;
    const training = all.find(({ role }) => role === 'train') ?? all.find(({ role }) => role === 'data');
    const tables = new Map<string, SourceRead>();
    const typed = options.types === undefined ? how : { ...how, types: options.types };
    // The training table first: the others take on its types.
    const first = training && (await readSource(db, training, typed));
    if (first) tables.set(first.source.table, first);
    for (const source of all) {
      if (tables.has(source.table)) continue;
      context.progress(source.table);
      const own = typesFor(options.types, first);
      tables.set(source.table, await readSource(db, source, { ...how, types: own, ...(first ? { like: first } : {}) }));
    }
    const read = all.map(({ table }) => tables.get(table)!);
    const main = first ?? mainOf(read, options.target);
    checkTypes(main, Object.keys(options.types ?? {}));
    const duplicates = await duplicatesOf(context, db, main);
    refuseInStrictMode(context, main, duplicates);
    checkRows(context, main, duplicates);
    // The first table is the one to learn from, wherever none is called train.
    const ordered = first ? read : [main, ...read.filter((one) => one !== main)];
    return { db, tables: ordered, main, duplicates };
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** The source's tables; read again where another process began. */
export async function inputOf(context: Registration): Promise<SourceInput> {
  return (context.input ??= await openInput(context));
}

export async function closeInput(context: Registration): Promise<void> {
  const { input } = context;
  delete context.input;
  await input?.db.close();
}

/** Without a training table nobody said of which table the types are; with one they hold where it is like it. */
const typesFor = (types: Registration['options']['types'], first: SourceRead | undefined): NonNullable<Registration['options']['types']> =>
  first ? {} : (types ?? {});

/** Of tables without roles: the one that has the target, else the first. */
function mainOf(tables: readonly SourceRead[], target: string | undefined): SourceRead {
  const able = tables.filter(({ source }) => !isSubmission(source.role));
  const having = able.find(({ scan }) => scan.columns.some(({ name }) => name === target));
  return having ?? able[0] ?? tables[0]!;
}

function checkTypes({ scan }: SourceRead, names: readonly string[]): void {
  const columns = scan.columns.map(({ name }) => name);
  for (const name of names) checkColumn('--categorical-columns, --datetime-columns, --numeric-columns, --text-columns', name, columns);
}

async function duplicatesOf({ workspace }: Registration, db: SourceInput['db'], main: SourceRead): Promise<Duplicates> {
  const check = workspace.config.get('validation.before_features.check_duplicates');
  const drop = workspace.config.get('validation.before_features.drop_duplicates');
  if (!check || main.rows < 2) return { count: 0 };
  const { count, dropped } = await findDuplicates(db, main.scan, 'main');
  return drop && dropped !== undefined ? { count, dropped } : { count };
}

/** What is said of rows that are there again. */
export function duplicatesText({ source, rows }: SourceRead, { count, dropped }: Duplicates): string {
  const found = `${count.toLocaleString('en-US')} duplicate row${count === 1 ? '' : 's'} of ${rows.toLocaleString('en-US')}`;
  return `The table ${source.table} has ${found}: ${dropped === undefined ? 'none is dropped' : `${count.toLocaleString('en-US')} dropped`}.`;
}

/** In strict mode what validation warns of is an error. */
function refuseInStrictMode({ workspace }: Registration, main: SourceRead, { count }: Duplicates): void {
  if (count === 0 || !workspace.config.get('validation.strict_mode')) return;
  throw new MdmError(
    'validation',
    duplicatesText(main, { count }).replace(': none is dropped', ''),
    'Take them away, or set validation.strict_mode to false to have a warning.',
  );
}

/** Refuses a training table of fewer rows than `validation.before_features.min_rows`; up to 1 even none is enough. */
function checkRows({ workspace, options }: Registration, { rows, source }: SourceRead, { count, dropped }: Duplicates): void {
  const least = workspace.config.get('validation.before_features.min_rows');
  const features = options.features ?? workspace.config.get('feature_engineering.enabled');
  const left = rows - (dropped === undefined ? 0 : count);
  if (!features || left >= least || least <= 1) return;
  const after = left === rows ? '' : ` after ${count.toLocaleString('en-US')} duplicates were dropped`;
  throw new MdmError(
    'validation',
    `The table ${source.table} has ${left.toLocaleString('en-US')} row${left === 1 ? '' : 's'}${after}; at least ${least.toLocaleString('en-US')} are needed (validation.before_features.min_rows).`,
    'Give more rows, set that key lower, or register with --no-features.',
  );
}
