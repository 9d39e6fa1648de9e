import type { RecordBatch } from 'apache-arrow';
import type { Config } from '../../config/config.js';
import type { Side } from '../../flags/flags.js';
import type { IStorageBackend, ReadOptions, StoredTable } from '../../storage/backend.js';
import { sideOf } from '../choice.js';
import { digester, digestOf } from './digest.js';
import type { Method, Watch } from './watch.js';

/** Both implementations of a backend; the old one is opened when it is first needed. */
export interface Sides {
  readonly current: IStorageBackend;
  readonly old: () => Promise<IStorageBackend>;
  readonly openedOld: () => Promise<IStorageBackend> | undefined;
}

/** The dataset of a store: a dataset that was replaced is in `name~2`. */
export const subjectOf = (store: string): string => store.replace(/~\d+$/, '');

const shape = ({ name, rows, columns }: StoredTable): unknown => ({ name, rows, columns });
/** The current side takes these for tables of the dataset. */
const OF_THE_ORIGINAL: ReadonlySet<string> = new Set(['_metadata', '_columns', '_statistics']);

const listed = (tables: readonly StoredTable[]): unknown => tables.filter(({ name }) => !OF_THE_ORIGINAL.has(name)).map(shape);
const asked = ({ columns, limit, offset }: ReadOptions): unknown => [columns, limit, offset];

/** How a call about a table is compared. */
const ofTable = <T>(table: string, seen: (value: T) => unknown): Compared<T> | undefined =>
  OF_THE_ORIGINAL.has(table) ? undefined : { of: table, seen };

/** Calls after which a store is what it was before. */
const QUIET: ReadonlySet<Method> = new Set(['datasets', 'datasetExists', 'sizeOf']);

type Work<T> = (backend: IStorageBackend) => Promise<T>;

/** What is compared of a value; `of` is what was asked for. */
interface Compared<T> {
  readonly of: string | null;
  readonly seen: (value: T) => unknown;
}

/** A backend that asks the flag with each call which side answers it, counts the call, and compares what is read for a sample. */
export function facade(config: Config, { current, old, openedOld }: Sides, watch: Watch): IStorageBackend {
  const choose = (subject: string): Side => sideOf(config, 'backend', subject).side;
  const take = async (side: Side): Promise<IStorageBackend> => (side === 'new' ? current : old());
  const other = (side: Side): Side => (side === 'new' ? 'old' : 'new');
  const both = async (work: (backend: IStorageBackend) => Promise<void>): Promise<void> => {
    await work(current);
    const opened = await openedOld()?.catch(() => undefined);
    if (opened) await work(opened);
  };

  /** What has been compared of a store since it was last written to. */
  const done = new Map<string, Set<string>>();
  const isDue = (store: string, what: readonly unknown[]): boolean => {
    if (!watch.samples(subjectOf(store))) return false;
    const of = done.get(store) ?? new Set();
    done.set(store, of);
    const key = JSON.stringify(what);
    return !of.has(key) && Boolean(of.add(key));
  };

  const ask = async <T>(method: Method, store: string, work: Work<T>, compared?: Compared<T>): Promise<T> => {
    const subject = subjectOf(store);
    const side = choose(subject);
    const backend = await take(side);
    const start = performance.now();
    let value: T;
    try {
      value = await work(backend);
    } catch (error) {
      await watch.called({ side, method, ms: performance.now() - start, error });
      throw error;
    }
    const wallMs = performance.now() - start;
    await watch.called({ side, method, ms: wallMs });
    if (!compared && !QUIET.has(method)) done.delete(store);
    if (!compared || !isDue(store, [method, compared.of])) return value;
    const { seen } = compared;
    await watch.compare({
      side,
      method,
      backend: current.backendType,
      subject,
      control: { outcome: 'value', value: seen(value), wallMs, cpuMs: null, peakBytes: null },
      candidate: async () => seen(await work(await take(other(side)))),
      again: async () => seen(await work(backend)),
    });
    return value;
  };

  async function* streamed(
    method: 'readTable' | 'query',
    store: string,
    work: (backend: IStorageBackend) => AsyncGenerator<RecordBatch>,
    of?: readonly unknown[],
  ): AsyncGenerator<RecordBatch> {
    const subject = subjectOf(store);
    const side = choose(subject);
    const backend = await take(side);
    const digest = of && isDue(store, [method, ...of]) ? digester() : undefined;
    const batches = work(backend);
    let ms = 0;
    let error: unknown;
    try {
      for (;;) {
        const start = performance.now();
        const next = await batches.next();
        ms += performance.now() - start;
        if (next.done) break;
        digest?.add(next.value);
        yield next.value;
      }
    } catch (thrown) {
      error = thrown;
      throw thrown;
    } finally {
      await batches.return(undefined);
      await watch.called({ side, method, ms, error });
    }
    if (digest)
      await watch.compare({
        side,
        method,
        backend: current.backendType,
        subject,
        control: { outcome: 'value', value: digest.finish(), wallMs: ms, cpuMs: null, peakBytes: null },
        candidate: async () => digestOf(work(await take(other(side)))),
        again: () => digestOf(work(backend)),
      });
  }

  return {
    backendType: current.backendType,
    locate: (store) => current.locate(store),
    datasetExists: (store) => ask('datasetExists', store, (backend) => backend.datasetExists(store)),
    datasets: () => ask('datasets', '', (backend) => backend.datasets()),
    createDataset: (store) => ask('createDataset', store, (backend) => backend.createDataset(store)),
    dropDataset: async (store) => {
      await both((backend) => backend.closeConnections(store));
      await ask('dropDataset', store, (backend) => backend.dropDataset(store));
    },
    sizeOf: (store) => ask('sizeOf', store, (backend) => backend.sizeOf(store)),
    tables: (store) => ask('tables', store, (backend) => backend.tables(store), { of: null, seen: listed }),
    table: (store, table) => ask('table', store, (backend) => backend.table(store, table), ofTable(table, shape)),
    loadData: (store, table, schema, batches, options) =>
      ask('loadData', store, (backend) => backend.loadData(store, table, schema, batches, options)),
    readTable: (store, table, options: ReadOptions = {}) =>
      streamed(
        'readTable',
        store,
        (backend) => backend.readTable(store, table, options),
        OF_THE_ORIGINAL.has(table) ? undefined : [table, asked(options)],
      ),
    schemaOf: (store, table) => ask('schemaOf', store, (backend) => backend.schemaOf(store, table), ofTable(table, String)),
    // A statement may give its rows in another order each time, or other rows.
    query: (store, sql, parameters, options) => streamed('query', store, (backend) => backend.query(store, sql, parameters, options)),
    executeSql: (store, sql, parameters) => ask('executeSql', store, (backend) => backend.executeSql(store, sql, parameters)),
    dropTables: (store, tables) => ask('dropTables', store, (backend) => backend.dropTables(store, tables)),
    swapTables: (store, swap) => ask('swapTables', store, (backend) => backend.swapTables(store, swap)),
    getMetadata: (store, key) =>
      ask('getMetadata', store, (backend) => backend.getMetadata(store, key), { of: key, seen: (value) => value ?? null }),
    updateMetadata: (store, key, value) => ask('updateMetadata', store, (backend) => backend.updateMetadata(store, key, value)),
    getConnection: (store) => ask('getConnection', store, (backend) => backend.getConnection(store)),
    closeConnections: (store) => both((backend) => backend.closeConnections(store)),
    close: () => both((backend) => backend.close()),
  };
}
