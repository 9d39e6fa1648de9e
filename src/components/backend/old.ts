import type { RecordBatch, Schema } from 'apache-arrow';
import type { Json } from '@mdm/sdk';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Config } from '../../config/config.js';
import { MdmError } from '../../errors.js';
import { fitInto } from '../../storage/append-to.js';
import { batchBuilder, rowsOf } from '../../storage/arrow-rows.js';
import type { BackendName, IStorageBackend, LoadOptions, Parameter, ReadOptions, TableSwap } from '../../storage/backend.js';
import { chosen } from '../../storage/choose.js';
import { columnsOf, schemaOf } from '../../storage/columns.js';
import { MOST_COLUMNS } from '../../storage/declared.js';
import { openBackend, type OpenOptions } from '../../storage/open.js';
import { quote } from '../../storage/names.js';
import { check, interrupted, noColumns, noTable, tableExists, tooWide } from '../../storage/problems.js';
import { oneByOne } from '../../storage/queue.js';
import { batchSize } from '../../storage/settings.js';
import { silent } from '../../log/logger.js';
import { oldSide } from '../legacy.js';
import { connecting, type Connect, type Held } from './connections.js';
import type { OldStorage, SqlConnection } from './contract.js';
import { currentMetadata, forgetCurrentMetadata, forgetNames, keepName, moveNames, storedName } from './names.js';
import { columnsIn, described, tableNamed, tablesIn } from './old-tables.js';

interface Old {
  readonly storage: OldStorage;
  /** Has the pools, and what the original lacked: queries with parameters, connections, stores that are made whole. */
  readonly base: IStorageBackend;
  readonly connect: Connect;
  readonly rows: number;
}

/**
 * The storage of MDM 1.0.6 as a backend. It writes tables as the original did and reads those of both. Where the original left the rows
 * of a load that failed, a transaction takes them back; swaps are made of what it had.
 */
export async function openOldBackend(name: BackendName, config: Config, options: OpenOptions = {}): Promise<IStorageBackend> {
  const storage = await oldSide('storage');
  const fixed = withPragmas(config, storage);
  const base = await openBackend(name, fixed, options);
  const log = (options.log ?? silent).child(`storage.${name}`);
  const used = new Set<string>();
  const connect = connecting(base, fixed, { ...options, log });
  const old: Old = {
    storage,
    base,
    connect: (store, writes, signal) => {
      used.add(store);
      return connect(store, writes, signal);
    },
    rows: batchSize(config, name),
  };
  return {
    ...base,
    createDataset: async (store) => {
      await base.createDataset(store);
      await writing(old, store, async (sql) => {
        for (const table of ['_mdm_columns', '_mdm_metadata']) await sql.run(`DROP TABLE IF EXISTS ${quote(table)}`);
        await storage.prepare(sql);
      });
    },
    tables: (store) =>
      reading(old, store, async (sql) => {
        const tables = await tablesIn(storage, sql);
        const found = [];
        for (const table of tables.all) found.push(await described(storage, sql, tables, table));
        return found;
      }),
    table: (store, table) =>
      reading(old, store, async (sql) => {
        const tables = await tablesIn(storage, sql);
        return described(storage, sql, tables, tableNamed(tables, store, table));
      }),
    schemaOf: (store, table) =>
      reading(old, store, async (sql) => {
        const tables = await tablesIn(storage, sql);
        return schemaOf(await columnsIn(storage, sql, tables, tableNamed(tables, store, table)));
      }),
    loadData: (store, table, schema, batches, load) => loadData(old, store, table, schema, batches, load),
    readTable: (store, table, read) => readTable(old, store, table, read),
    dropTables: (store, names) =>
      writing(old, store, async (sql) => {
        for (const table of names) await dropTable(old, sql, store, table);
      }),
    swapTables: (store, swap) => writing(old, store, (sql) => swapTables(old, sql, store, swap)),
    getMetadata: (store, key) =>
      reading(old, store, async (sql) => parsed((await storage.metadata(sql, key)) ?? (await currentMetadata(sql, key)))),
    updateMetadata: (store, key, value) => writing(old, store, (sql) => setMetadata(old, sql, key, value)),
    close: async () => {
      for (const store of used) await base.closeConnections(store);
      await base.close();
    },
  };
}

/** The original had its settings of SQLite in the code. */
function withPragmas(config: Config, { pragmas }: OldStorage): Config {
  const get = ((key: Parameters<Config['get']>[0]) => {
    const [, name] = /^database\.sqlite\.(\w+)$/.exec(key) ?? [];
    return (name === undefined ? undefined : pragmas[name]) ?? config.get(key);
  }) as Config['get'];
  return { ...config, get };
}

/** What the database said stays; a value that does not fit its column is an error of the backend. */
const told = ({ base }: Old, store: string, error: unknown): unknown =>
  error instanceof RangeError ? new MdmError('backend', `${base.locate(store)}: ${error.message}.`, undefined, error) : error;

const isGone = (error: unknown): boolean => ((error as MdmError).cause as { readonly code?: string } | undefined)?.code === '42P01';

async function reading<T>(old: Old, store: string, work: (sql: SqlConnection) => Promise<T>): Promise<T> {
  for (let left = 20; ; left--) {
    const { sql, done } = await old.connect(store, false);
    try {
      return await work(sql);
    } catch (error) {
      // PostgreSQL finds a table gone that was there when its name was read.
      if (!isGone(error) || left === 0) throw told(old, store, error);
    } finally {
      await done();
    }
  }
}

const writing = <T>(old: Old, store: string, work: (sql: SqlConnection) => Promise<T>, signal?: AbortSignal): Promise<T> =>
  oneByOne(old.base.locate(store), async () => {
    const { sql, commit, done } = await old.connect(store, true, signal);
    try {
      const result = await work(sql);
      check(signal);
      await commit();
      return result;
    } catch (error) {
      throw signal?.aborted ? interrupted(error) : told(old, store, error);
    } finally {
      await done();
    }
  });

async function loadData(
  old: Old,
  store: string,
  table: string,
  schema: Schema,
  batches: AsyncIterable<RecordBatch>,
  { append = false, onBatch, signal }: LoadOptions = {},
): Promise<number> {
  const { storage, base } = old;
  const wanted = columnsOf(schema);
  if (wanted.length === 0) throw noColumns(table);
  const most = MOST_COLUMNS[base.backendType] ?? Infinity;
  if (wanted.length > most) throw tooWide(base.backendType === 'sqlite' ? 'SQLite' : 'PostgreSQL', table, wanted.length, most);
  check(signal);
  return writing(
    old,
    store,
    async (sql) => {
      const tables = await tablesIn(storage, sql);
      const found = tables.all.find(({ name }) => name === table);
      if (found && !append) throw tableExists(store, table);
      const columns = found ? await columnsIn(storage, sql, tables, found) : wanted.map((one) => ({ ...one, stored: one.name }));
      const places = found ? fitInto(table, columns, schema) : columns.map((_, i) => i);
      const typed = columns.map(({ stored, type }) => ({ name: stored, type }));
      const stored =
        found?.stored ??
        storedName(
          sql,
          table,
          tables.all.map((one) => one.stored),
        );
      if (!found) {
        await storage.create(sql, stored, typed);
        await keepName(sql, stored, table);
      }
      let rows = 0;
      for await (const batch of batches) {
        check(signal);
        await storage.insert(sql, stored, typed, ordered(batch, places));
        await breathe();
        rows += batch.numRows;
        onBatch?.(batch.numRows);
      }
      return rows;
    },
    signal,
  );
}

function* ordered(batch: RecordBatch, places: readonly number[]): Generator<Parameter[]> {
  for (const row of rowsOf(batch)) yield places.map((place) => row[place]!);
}

/** Values of a piece, however many columns there are. */
const MOST_VALUES = 2_000_000;

async function* readTable(old: Old, store: string, name: string, options: ReadOptions = {}): AsyncGenerator<RecordBatch> {
  const { storage } = old;
  const { columns, limit, offset, batchSize: asked = old.rows, signal } = options;
  check(signal);
  let held: Held | undefined;
  try {
    held = await old.connect(store, false, signal);
    const { sql } = held;
    const tables = await tablesIn(storage, sql);
    const found = tableNamed(tables, store, name);
    // The table that is read stays the one that was found until the transaction ends.
    if (sql.dialect === 'postgresql') await sql.run(`LOCK TABLE ${quote(found.stored)} IN ACCESS SHARE MODE`);
    const wanted = chosen(name, await columnsIn(storage, sql, tables, found), columns);
    const builder = batchBuilder(wanted);
    const pieces = {
      columns: wanted.map(({ stored }) => stored),
      ...(limit === undefined ? {} : { limit: Math.floor(limit) }),
      ...(offset === undefined ? {} : { offset: Math.floor(offset) }),
      size: Math.max(1, Math.min(asked, Math.floor(MOST_VALUES / Math.max(1, wanted.length)))),
    };
    for await (const rows of storage.read(sql, found.stored, pieces)) {
      check(signal);
      for (const row of rows) builder.push(wanted.map(({ stored }) => row[stored]));
      yield builder.finish();
      await breathe();
      check(signal);
    }
  } catch (error) {
    throw signal?.aborted ? interrupted(error) : told(old, store, error);
  } finally {
    await held?.done();
  }
}

async function dropTable({ storage }: Old, sql: SqlConnection, store: string, name: string): Promise<void> {
  const { stored, view } = tableNamed(await tablesIn(storage, sql), store, name);
  await storage.drop(sql, { name: stored, view });
  await forgetNames(sql, stored);
}

async function swapTables(
  old: Old,
  sql: SqlConnection,
  store: string,
  { drop = [], rename = {}, metadata = {} }: TableSwap,
): Promise<void> {
  const { storage } = old;
  const names = async (): Promise<readonly string[]> => (await tablesIn(storage, sql)).all.map(({ name }) => name);
  for (const name of drop) if ((await names()).includes(name)) await dropTable(old, sql, store, name);
  for (const [from, to] of Object.entries(rename)) {
    const { all } = await tablesIn(storage, sql);
    const found = all.find(({ name }) => name === from);
    if (!found) throw noTable(store, from, await names());
    if (from !== to && all.some(({ name }) => name === to)) throw tableExists(store, to);
    if (from === to) continue;
    const stored = storedName(
      sql,
      to,
      all.map((one) => one.stored),
    );
    if (stored !== found.stored) await storage.rename(sql, found.stored, stored);
    await moveNames(sql, found.stored, stored);
    await keepName(sql, stored, to);
  }
  for (const [key, value] of Object.entries(metadata)) await setMetadata(old, sql, key, value);
}

async function setMetadata({ storage }: Old, sql: SqlConnection, key: string, value: Json | undefined): Promise<void> {
  await storage.setMetadata(sql, key, value === undefined ? undefined : JSON.stringify(value), new Date().toISOString());
  await forgetCurrentMetadata(sql, key);
}

/** What the original may have kept there is text. */
function parsed(text: string | undefined): Json | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
