import type { Json } from '@mdm/sdk';
import type { Config } from '../../config/config.js';
import type { IStorageBackend, TableSwap } from '../backend.js';
import { noTable, tableExists } from '../problems.js';
import { later } from '../lazily.js';
import { oneByOne } from '../queue.js';
import type { TraceOptions } from '../trace.js';
import { dropTable, findTable, metadataOf, prepareOwn, renameTable, setMetadata, tableNamed, tablesOf } from './catalog.js';
import { executeSql, getConnection } from './connection.js';
import { type Duckdb, duckdbContext, problem, reading, writing } from './context.js';
import { accessMode } from './errors.js';
import { table, tables } from './facts.js';
import { closeFile, forgetFile, makeFile } from './instances.js';

/** Datasets in files of DuckDB. */
export function duckdbBackend(config: Config, options: TraceOptions): IStorageBackend {
  const duckdb = duckdbContext(config, options);
  const { files, stores } = duckdb;
  const used = new Set<string>();
  const touched = <T>(store: string, work: () => T): T => {
    used.add(store);
    return work();
  };
  const close = async (store: string): Promise<void> => {
    used.delete(store);
    await stores.close(store);
    closeFile(files.locate(store));
  };
  return {
    backendType: 'duckdb',
    locate: files.locate,
    datasetExists: files.exists,
    datasets: files.list,
    createDataset: (store) => create(duckdb, store),
    dropDataset: (store) => drop(duckdb, store, close),
    sizeOf: files.size,
    tables: (store) => touched(store, () => tables(duckdb, store)),
    table: (store, name) => touched(store, () => table(duckdb, store, name)),
    loadData: (store, name, schema, batches, load) =>
      touched(store, async () => (await import('./load.js')).loadData(duckdb, store, name, schema, batches, load)),
    readTable: (store, name, read) =>
      touched(store, () => later(async () => (await import('./read.js')).readTable(duckdb, store, name, read))),
    schemaOf: (store, name) => touched(store, async () => (await import('./read.js')).schemaOfTable(duckdb, store, name)),
    query: (store, sql, parameters, read) =>
      touched(store, () => later(async () => (await import('./read.js')).query(duckdb, store, sql, parameters, read))),
    executeSql: (store, sql, parameters) => touched(store, () => executeSql(duckdb, store, sql, parameters)),
    dropTables: (store, names) => touched(store, () => dropTables(duckdb, store, names)),
    swapTables: (store, swap) => touched(store, () => swapTables(duckdb, store, swap)),
    getMetadata: (store, key) => touched(store, () => getMetadata(duckdb, store, key)),
    updateMetadata: (store, key, value) => touched(store, () => swapTables(duckdb, store, { metadata: { [key]: value } })),
    getConnection: (store) => touched(store, () => getConnection(duckdb, store)),
    closeConnections: close,
    close: async () => {
      for (const store of [...used]) await close(store);
      await stores.closeAll();
    },
  };
}

async function create(duckdb: Duckdb, store: string): Promise<void> {
  const { files, settings } = duckdb;
  if (settings.readOnly) throw accessMode();
  try {
    await files.create(store, (file) => makeFile(file, settings, (connection) => prepareOwn({ connection })));
  } catch (error) {
    throw problem(duckdb, store, error);
  }
}

async function drop({ files, settings }: Duckdb, store: string, close: (store: string) => Promise<void>): Promise<void> {
  if (settings.readOnly) throw accessMode();
  await oneByOne(files.locate(store), async () => {
    await close(store);
    forgetFile(files.locate(store));
    await files.drop(store);
  });
}

const getMetadata = (duckdb: Duckdb, store: string, key: string): Promise<Json | undefined> =>
  reading(duckdb, store, async (session) => {
    const text = await metadataOf(session, key);
    return text === undefined ? undefined : (JSON.parse(text) as Json);
  });

const dropTables = (duckdb: Duckdb, store: string, names: readonly string[]): Promise<void> =>
  writing(duckdb, store, async (session) => {
    await prepareOwn(session);
    for (const name of names) await dropTable(session, await tableNamed(session, name));
  });

const swapTables = (duckdb: Duckdb, store: string, { drop = [], rename = {}, metadata = {} }: TableSwap): Promise<void> =>
  writing(duckdb, store, async (session) => {
    await prepareOwn(session);
    for (const name of drop) {
      const found = await findTable(session, name);
      if (found) await dropTable(session, found);
    }
    for (const [from, to] of Object.entries(rename)) {
      const found = await findTable(session, from);
      if (!found)
        throw noTable(
          store,
          from,
          (await tablesOf(session)).map(({ name }) => name),
        );
      if (from !== to && (await findTable(session, to))) throw tableExists(store, to);
      await renameTable(session, found, to);
    }
    for (const [key, value] of Object.entries(metadata))
      await setMetadata(session, key, value === undefined ? undefined : JSON.stringify(value));
  });
