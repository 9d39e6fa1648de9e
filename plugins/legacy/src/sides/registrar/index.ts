import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fromFlat, toFlat } from '../../flat.js';
import type { Frame } from '../../frame.js';
import { prepareLegacy, type Prepared } from '../../register.js';
import { findTables, readSource, type Source } from '../../source.js';
import {
  problem,
  type OldRegistrar,
  type RegistrarHost,
  type RegistrarRecord,
  type RegistrarReport,
  type RegistrarRequest,
} from './contract.js';
import { describeColumns, factsOf, memoryOf } from './describe.js';
import { datasetName } from './names.js';
import { PROBLEM_TYPES, problemTypeOf } from './problem-type.js';

const VERSION = '1.0.6';
/** Tables whose rows count. */
const COUNTED = ['train', 'test', 'validation', 'data'];
const SUBMISSION = 'sample_submission';

type Tell = <T>(number: number, name: string, work: () => T | Promise<T>) => Promise<T>;

/** Tells of a step as it begins and ends. */
const telling =
  (host: RegistrarHost): Tell =>
  async (number, name, work) => {
    const began = performance.now();
    const seconds = (): number => (performance.now() - began) / 1000;
    host.step({ kind: 'start', number, name });
    try {
      const value = await work();
      host.step({ kind: 'complete', number, name, seconds: seconds() });
      return value;
    } catch (error) {
      host.step({ kind: 'fail', number, name, seconds: seconds(), error: (error as Error).message });
      throw error;
    }
  };

/** The twelve steps of the original in its order. What was written before a step fails stays. */
const registrar: OldRegistrar = {
  version: VERSION,
  async register(request, host) {
    const { path } = request;
    const step = telling(host);
    const name = await step(1, 'validate name', () => datasetName(request.name));
    const replaced = await step(2, 'check existence', () => makeRoom(name, request, host));
    await step(3, 'validate path', () => checkPath(path));
    const structure = await step(4, 'detect structure', () => structureOf(path));
    await step(5, 'discover files', () => {
      if (findTables(path).length === 0)
        throw problem('not-found', `The folder ${path} holds no file of data.`, 'CSV, TSV, Parquet and JSON are read.');
    });
    await step(6, 'create storage', () => host.createStore(name));
    const source = await step(7, 'load files', () => load(request, host));
    const found = structureFound(structure, source);
    if (found === 'kaggle') checkSubmission(source, host);
    const prepared = await step(8, 'detect types', () => typesOf(source, request));
    const tables = source.tables.map(({ name: table, frame }) => ({
      table,
      frame,
      rows: frame.rows,
      columns: describeColumns(frame, prepared.types),
    }));
    const ids = await step(9, 'detect ids', () => prepared.ids);
    const { target } = prepared;
    const detected = await step(10, 'detect target', () => problemOf(source, request, target));
    const features = request.features ? await makeFeatures(prepared, host) : undefined;
    if (!features) host.step({ kind: 'skip', number: 10, name: 'generate features' });
    const record = await step(11, 'make record', () => {
      // The original looked at a given type only here, after all the work, and left the database.
      const given = request.problemType;
      if (given !== undefined && !PROBLEM_TYPES.some((type) => type === given))
        throw problem('usage', `There is no problem type ${JSON.stringify(given)}.`, `There are ${PROBLEM_TYPES.join(', ')}.`);
      return recordOf(name, request, source, { ids, target, problemType: given ?? detected, features: features?.tables ?? {} });
    });
    await host.note(factsOf(tables, record.registered_at));
    await step(12, 'save configuration', () => host.save(record));
    return {
      record,
      structure: found,
      tables: tables.map(({ frame: _, ...table }) => table),
      detected: {
        target: request.target === undefined && target !== undefined,
        problemType: request.problemType === undefined && record.problem_type !== null,
      },
      replaced,
      ...(features ? { features: features.report } : {}),
    };
  },
};
export default registrar;

async function makeRoom(name: string, { force }: RegistrarRequest, host: RegistrarHost): Promise<boolean> {
  if (!(await host.exists(name))) return false;
  if (!force) throw problem('exists', `There is a dataset ${JSON.stringify(name)} already.`, 'Take another name, or replace it: --force');
  host.warn(
    `As MDM ${VERSION} did, ${name} is removed before the new one is registered: if that fails, it is gone. With refactoring.use_new_registrar it would stay until then.`,
  );
  await host.remove(name);
  return true;
}

function checkPath(path: string): void {
  try {
    statSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOOP')
      throw problem('usage', `${path} is a link that leads back to itself.`, 'Correct the link, or name the file itself.');
    throw problem('usage', `There is no file or folder ${path}.`, 'Check the path.');
  }
}

const structureOf = (path: string): 'file' | 'folder' => (statSync(path).isDirectory() ? 'folder' : 'file');
const structureFound = (structure: 'file' | 'folder', source: Source): RegistrarReport['structure'] =>
  source.kaggle ? 'kaggle' : structure;

/** Reads the files and writes each as a table. */
async function load(request: RegistrarRequest, host: RegistrarHost): Promise<Source> {
  const { path, batchSize } = request;
  const readOther = async (file: string): Promise<Frame> => {
    const columns = await host.read(resolve(file));
    return { rows: columns[0]?.length ?? 0, columns: columns.map(fromFlat) };
  };
  const source = await readSource(path, readOther, batchSize);
  for (const { name, frame } of source.tables)
    if (frame.columns.length === 0)
      throw problem('empty', `The table ${name} of ${path} has no columns.`, 'Give a file with a header and rows.');
  const all = rowsOf(source.tables.map(({ frame }) => frame));
  let before = 0;
  for (const { name, frame } of source.tables) {
    await host.write({ name, rows: frame.rows, columns: flatOf(frame) }, { before, all });
    before += frame.rows;
  }
  return source;
}

const rowsOf = (tables: readonly { readonly rows: number }[]): number => tables.reduce((sum, { rows }) => sum + rows, 0);

const flatOf = (frame: Frame): ReturnType<typeof toFlat>[] => frame.columns.map(toFlat);

/** The first column of the submission must be in the test table, or it is said. */
function checkSubmission({ tables }: Source, host: RegistrarHost): void {
  const first = tables.find(({ name }) => name === SUBMISSION)?.frame.columns[0]?.name;
  const test = tables.find(({ name }) => name === 'test');
  if (first !== undefined && test && !test.frame.columns.some(({ name }) => name === first))
    host.warn(`The first column of ${SUBMISSION}, ${JSON.stringify(first)}, is no column of test.`);
}

function typesOf(source: Source, { target, types, batchSize, storage, path, timeColumn, groupColumn }: RegistrarRequest): Prepared {
  const known = new Set(source.tables.flatMap(({ frame }) => frame.columns.map(({ name }) => name)));
  for (const column of [target, timeColumn, groupColumn, ...Object.keys(types ?? {})])
    if (column !== undefined && !known.has(column))
      throw problem(
        'unknown-column',
        `${path} has no column ${JSON.stringify(column)}.`,
        `Its columns are ${[...known].slice(0, 20).join(', ')}.`,
      );
  return prepareLegacy(source, { target, batchSize, storage, ...(types ? { forced: new Map(Object.entries(types)) } : {}) });
}

function problemOf({ tables }: Source, { problemType }: RegistrarRequest, target: string | undefined): string | null {
  if (problemType !== undefined || target === undefined) return problemType ?? null;
  const has = ({ frame }: { readonly frame: Frame }): boolean => frame.columns.some(({ name }) => name === target);
  const main = ['train', 'data'].flatMap((role) => tables.filter(({ name }) => name === role)).find(has) ?? tables.find(has);
  return main ? problemTypeOf(main.frame, target) : null;
}

interface Features {
  /** Table -> table of features; empty when one of them failed. */
  readonly tables: Readonly<Record<string, string>>;
  readonly report: NonNullable<RegistrarReport['features']>;
}

/** A table that fails ends the features of all, not the registration; what was written stays without being named. */
async function makeFeatures({ tables }: Prepared, host: RegistrarHost): Promise<Features> {
  const began = performance.now();
  const made: Record<string, string> = {};
  const rows: Record<string, number> = {};
  const dropped: { name: string; reason: string }[] = [];
  let first: number | undefined;
  const name = 'generate features';
  host.step({ kind: 'start', number: 10, name });
  const seconds = (): number => (performance.now() - began) / 1000;
  const ended = (named: Features['tables']): Features => ({
    tables: named,
    report: { made: Object.keys(named).length === 0 ? 0 : (first ?? 0), dropped, rows: named === made ? rows : {}, seconds: seconds() },
  });
  const all = rowsOf(tables);
  let before = 0;
  for (const [i, { name: table, generate }] of tables.entries()) {
    host.step({ kind: 'progress', number: 10, name, detail: table, share: all > 0 ? before / all : 0 });
    try {
      const { frame, originals, dropped: lost, stopped } = generate();
      await host.write({ name: `${table}_features`, rows: frame.rows, columns: flatOf(frame) }, { before, all });
      before += frame.rows;
      if (i === 0) dropped.push(...lost.map(({ name: feature, reason }) => ({ name: feature, reason })));
      first ??= frame.columns.length - originals;
      made[table] = `${table}_features`;
      rows[table] = frame.rows;
      if (stopped !== null) throw new Error(stopped);
    } catch (error) {
      const why = (error as Error).message;
      host.warn(`The features of ${table} failed, and the dataset is registered without any, as MDM ${VERSION} did: ${why}.`);
      host.step({ kind: 'fail', number: 10, name, seconds: seconds(), error: why });
      return ended({});
    }
  }
  host.step({ kind: 'complete', number: 10, name, seconds: seconds() });
  return ended(made);
}

interface Found {
  readonly ids: readonly string[];
  readonly target: string | undefined;
  readonly problemType: string | null;
  readonly features: Readonly<Record<string, string>>;
}

/** As Python wrote it: the time of the machine's zone, without saying so. */
const localTime = (date: Date): string => new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, -1);

function recordOf(name: string, request: RegistrarRequest, source: Source, found: Found): RegistrarRecord {
  const counted = source.tables.filter((table) => COUNTED.includes(table.name));
  const date = new Date();
  const now = date.toISOString();
  const native = source.tables.flatMap(({ frame }) =>
    frame.columns.filter(({ dtype }) => dtype === 'datetime').map((column) => column.name),
  );
  return {
    name,
    display_name: request.name,
    description: request.description ?? null,
    tables: Object.fromEntries(source.tables.map((table) => [table.name, table.name])),
    problem_type: found.problemType,
    target_column: found.target ?? null,
    id_columns: found.ids,
    time_column: request.timeColumn ?? null,
    group_column: request.groupColumn ?? null,
    feature_tables: found.features,
    registered_at: now,
    last_updated_at: now,
    tags: request.tags ?? [],
    source: request.path,
    version: '1.0.0',
    metadata: {
      datetime_columns: [...new Set([...source.dates, ...native])],
      statistics: {
        row_count: counted.reduce((sum, { frame }) => sum + frame.rows, 0),
        memory_size_bytes: counted.reduce((sum, { frame }) => sum + memoryOf(frame), 0),
        computed_at: localTime(date),
      },
    },
  };
}
