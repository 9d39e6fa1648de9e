import type { Json } from '@mdm/sdk';
import type { Config } from '../../config/config.js';
import type { IStorageBackend, TableSwap } from '../backend.js';
import { noTable, tableExists } from '../problems.js';
import { later } from '../lazily.js';
import { oneByOne } from '../queue.js';
import { dropTable, findTable, metadataOf, prepareOwn, renameTable, setMetadata, tableNamed, tablesOf } from './catalog.js';
import { connectNew } from './connect.js';
import { executeSql, getConnection } from './connection.js';
import { problem, type Sqlite, sqliteContext, type SqliteOptions, using, writing } from './context.js';
import { table, tables } from './facts.js';

/** Datasets in files of SQLite. */
export function sqliteBackend(config: Config, options: SqliteOptions): IStorageBackend {
  const sqlite = sqliteContext(config, options);
  const { files, stores } = sqlite;
  return {
    backendType: 'sqlite',
    locate: files.locate,
    datasetExists: files.exists,
    datasets: files.list,
    createDataset: (store) => create(sqlite, store),
    dropDataset: (store) =>
      oneByOne(files.locate(store), async () => {
        await stores.close(store);
        await files.drop(store);
      }),
    sizeOf: files.size,
    tables: (store) => tables(sqlite, store),
    table: (store, name) => table(sqlite, store, name),
    loadData: async (store, name, schema, batches, load) =>
      (await import('./load.js')).loadData(sqlite, store, name, schema, batches, load),
    readTable: (store, name, read) => later(async () => (await import('./read.js')).readTable(sqlite, store, name, read)),
    schemaOf: async (store, name) => (await import('./read.js')).schemaOfTable(sqlite, store, name),
    query: (store, sql, parameters, read) => later(async () => (await import('./query.js')).query(sqlite, store, sql, parameters, read)),
    executeSql: (store, sql, parameters) => executeSql(sqlite, store, sql, parameters),
    dropTables: (store, names) =>
      writing(sqlite, store, (db) => {
        prepareOwn(db);
        for (const name of names) dropTable(db, tableNamed(db, store, name));
      }),
    swapTables: (store, swap) => swapTables(sqlite, store, swap),
    getMetadata: (store, key) =>
      using(sqlite, store, (db) => {
        const text = metadataOf(db, key);
        return text === undefined ? undefined : (JSON.parse(text) as Json);
      }),
    updateMetadata: (store, key, value) => swapTables(sqlite, store, { metadata: { [key]: value } }),
    getConnection: (store) => getConnection(sqlite, store),
    closeConnections: stores.close,
    close: stores.closeAll,
  };
}

async function create(sqlite: Sqlite, store: string): Promise<void> {
  const { files, settings, trace, log } = sqlite;
  try {
    await files.create(store, async (file) => {
      const db = await connectNew(file, { store, settings, trace, log });
      try {
        prepareOwn(db);
      } finally {
        db.close();
      }
    });
  } catch (error) {
    throw problem(sqlite, store, error);
  }
}

const swapTables = (sqlite: Sqlite, store: string, { drop = [], rename = {}, metadata = {} }: TableSwap): Promise<void> =>
  writing(sqlite, store, (db) => {
    prepareOwn(db);
    for (const name of drop) {
      const found = findTable(db, name);
      if (found) dropTable(db, found);
    }
    for (const [from, to] of Object.entries(rename)) {
      const found = findTable(db, from);
      if (!found)
        throw noTable(
          store,
          from,
          tablesOf(db).map(({ name }) => name),
        );
      if (from !== to && findTable(db, to)) throw tableExists(store, to);
      renameTable(db, found, to);
    }
    for (const [key, value] of Object.entries(metadata)) setMetadata(db, key, value === undefined ? undefined : JSON.stringify(value));
  });
