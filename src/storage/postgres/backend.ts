import type { RecordBatch } from 'apache-arrow';
import type { PoolClient } from 'pg';
import type { Config } from '../../config/config.js';
import type { MdmError } from '../../errors.js';
import type { IStorageBackend, Parameter, StorageConnection, StoredTable } from '../backend.js';
import { chosen } from '../choose.js';
import { checkStore } from '../files.js';
import { quote } from '../names.js';
import { lockedFor, noStore, noTable } from '../problems.js';
import { catalog, type CatalogTable, lockedTable, tableOf, whileTablesChange } from './catalog.js';
import { createDatabase, databaseExists, databaseOf, dropDatabase, listStores } from './databases.js';
import { connectionUrl } from './options.js';
import { extended, numbered } from './placeholders.js';
import { createPools, type UseOptions } from './pools.js';
import { dropAll, getMetadata, prepare, setMetadata, swap } from './swap.js';
import { OBJECTS } from './values.js';
import { batchSize } from '../settings.js';
import { createTrace, type TraceOptions } from '../trace.js';

/** A backend that keeps every store in a database of its own on the server that `config` names. Connects when it is first used. */
export function postgresBackend(config: Config, options: TraceOptions): IStorageBackend {
  const trace = createTrace(config, 'postgresql', options);
  const pools = createPools(config, options.log, trace);
  const prefix = config.get('database.postgresql.database_prefix');
  const patience = config.get('database.connection_timeout');
  const rows = batchSize(config, 'postgresql');
  const databaseFor = (store: string): string => databaseOf(prefix, checkStore(store));
  const locate = (store: string): string => connectionUrl({ host: pools.place.host, port: pools.place.port }, databaseFor(store));
  const worded = (error: unknown, store: string): unknown => {
    const { code, cause } = error as MdmError;
    const state = (cause as { readonly code?: string } | undefined)?.code;
    if (code === 'not-found' && state === '3D000') return noStore(store, locate(store));
    return state === '55P03' ? lockedFor(locate(store), patience, cause) : error;
  };
  const inStore = async <T>(store: string, work: (client: PoolClient) => Promise<T>, options: UseOptions = {}): Promise<T> => {
    try {
      return await pools.use(databaseFor(store), work, { ...options, store });
    } catch (error) {
      throw worded(error, store);
    }
  };
  /** Batches that come while a connection is held. */
  const streamed = async function* (
    store: string,
    signal: AbortSignal | undefined,
    work: (client: PoolClient, discard: () => void) => AsyncGenerator<RecordBatch>,
  ): AsyncGenerator<RecordBatch> {
    const lease = await pools.take(databaseFor(store), { store, signal }).catch((error: unknown) => {
      throw worded(error, store);
    });
    try {
      await (await import('./read.js')).beginRead(lease.client);
      yield* work(lease.client, lease.discard);
    } catch (error) {
      throw lease.failed(error);
    } finally {
      await lease.release();
    }
  };
  const changed = (store: string, work: (client: PoolClient) => Promise<void>): Promise<void> =>
    inStore(store, async (client) => {
      await prepare(client);
      await work(client);
    });

  return {
    backendType: 'postgresql',
    locate,
    datasetExists: async (store) => databaseExists(pools, databaseFor(store)),
    datasets: () => listStores(pools, prefix),
    createDataset: async (store) => createDatabase(pools, databaseFor(store), store, (made) => pools.use(made, prepare)),
    dropDataset: async (store) => dropDatabase(pools, databaseFor(store)),
    sizeOf: (store) =>
      inStore(store, async (client) => {
        const found = await client.query<{ size: string }>('SELECT pg_database_size(current_database())::text AS size');
        return Number(found.rows[0]!.size);
      }),
    tables: (store) =>
      inStore(store, (client) =>
        whileTablesChange(async () => {
          const tables: StoredTable[] = [];
          for (const one of await catalog(client)) tables.push(await described(client, one));
          return tables;
        }),
      ),
    table: (store, table) =>
      inStore(store, (client) => whileTablesChange(async () => described(client, await tableOf(client, store, table)))),
    loadData: (store, table, schema, batches, options = {}) =>
      inStore(
        store,
        async (client) => {
          await prepare(client);
          const { load } = await import('./load.js');
          return load(client, { store, table, schema, batches, options });
        },
        { signal: options.signal },
      ),
    readTable: (store, table, options = {}) =>
      streamed(store, options.signal, async function* (client, discard) {
        const { readRows } = await import('./read.js');
        const found = await whileTablesChange(() => lockedTable(client, store, table));
        yield* readRows(
          client,
          found,
          chosen(table, found.columns, options.columns),
          { ...options, batchSize: options.batchSize ?? rows },
          discard,
        );
      }),
    schemaOf: async (store, table) => {
      const { schemaOf } = await import('../columns.js');
      return inStore(store, async (client) => schemaOf((await tableOf(client, store, table)).columns));
    },
    query: (store, sql, parameters = [], options = {}) =>
      streamed(store, options.signal, async function* (client) {
        if (trace.explains) trace.plan(store, sql, await plan(client, sql, parameters));
        const { queryRows } = await import('./read.js');
        const start = performance.now();
        yield* queryRows(client, sql, parameters, { ...options, batchSize: options.batchSize ?? rows });
        trace.took(store, sql, performance.now() - start);
      }),
    executeSql: (store, sql, parameters = []) => inStore(store, (client) => run(client, sql, parameters)),
    dropTables: (store, names) =>
      changed(store, async (client) => {
        const tables = await catalog(client);
        const missing = names.find((name) => !tables.some((table) => table.name === name));
        if (missing !== undefined)
          throw noTable(
            store,
            missing,
            tables.map(({ name }) => name),
          );
        await client.query(`BEGIN; SET LOCAL lock_timeout = '${patience}s'`);
        await dropAll(
          client,
          tables.filter(({ name }) => names.includes(name)),
        );
        await client.query('COMMIT');
      }),
    swapTables: (store, change) => changed(store, (client) => swap(client, store, change, patience)),
    getMetadata: (store, key) => inStore(store, (client) => getMetadata(client, key)),
    updateMetadata: (store, key, value) => changed(store, (client) => setMetadata(client, key, value)),
    getConnection: async (store) => {
      const lease = await pools.take(databaseFor(store), { store }).catch((error: unknown) => {
        throw worded(error, store);
      });
      return connection(lease);
    },
    closeConnections: async (store) => pools.end(databaseFor(store)),
    close: () => pools.close(),
  };
}

function connection({
  client,
  failed,
  release,
}: {
  client: PoolClient;
  failed(error: unknown): Error;
  release(): Promise<void>;
}): StorageConnection {
  const told = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw failed(error);
    }
  };
  return {
    rows: async (sql, parameters = []) => {
      const found = await told(
        client.query<Record<string, unknown>>({ ...extended(numbered(sql, parameters.length), parameters), types: OBJECTS }),
      );
      return found.rows;
    },
    run: (sql, parameters = []) => told(run(client, sql, parameters)),
    release,
  };
}

const CHANGES = /^(?:INSERT|UPDATE|DELETE|MERGE|COPY)$/;

async function run(client: PoolClient, sql: string, parameters: readonly Parameter[]): Promise<number> {
  const { command, rowCount } = await client.query(extended(numbered(sql, parameters.length), parameters));
  return CHANGES.test(command) ? (rowCount ?? 0) : 0;
}

async function plan(client: PoolClient, sql: string, parameters: readonly Parameter[]): Promise<readonly string[]> {
  await client.query('SAVEPOINT plan');
  const statement = extended(`EXPLAIN ${numbered(sql, parameters.length)}`, parameters);
  try {
    const { rows } = await client.query<{ readonly 'QUERY PLAN': string }>(statement);
    return rows.map((row) => row['QUERY PLAN']);
  } catch {
    // The statement itself will tell what is wrong.
    await client.query('ROLLBACK TO plan');
    return [];
  }
}

async function described(client: PoolClient, { name, stored, columns }: CatalogTable): Promise<StoredTable> {
  const { rows } = await client.query<{ count: string }>(`SELECT count(*)::text AS count FROM ${quote(stored)}`);
  return { name, rows: Number(rows[0]!.count), columns: columns.map((column) => ({ name: column.name, type: column.type })) };
}
