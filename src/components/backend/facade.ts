import type { RecordBatch } from 'apache-arrow';
import type { Config } from '../../config/config.js';
import { nameOfStore } from '../../datasets/names.js';
import { chooseSide } from '../../flags/choose.js';
import { withFallback } from '../../flags/fallback.js';
import type { Side } from '../../flags/flags.js';
import { isFailure } from '../../flags/guard.js';
import type { Ran } from '../../parity/child.js';
import type { IStorageBackend, ReadOptions, StoredTable } from '../../storage/backend.js';
import { COMPONENT, type Method, type Watch } from './watch.js';

/** Both implementations of a backend, each opened when it is first needed. */
export interface Sides {
  of(side: Side): Promise<IStorageBackend>;
  /** A side that only reads what the other one has, and leaves files as it finds them. */
  beside(side: Side): Promise<IStorageBackend>;
  opened(): Promise<readonly IStorageBackend[]>;
}

const shape = ({ name, rows, columns }: StoredTable): unknown => ({ name, rows, columns });
const listed = (tables: readonly StoredTable[]): unknown => tables.map(shape);
const asked = ({ columns, limit, offset }: ReadOptions): readonly unknown[] => [columns, limit, offset];

/** A table, and what of it is asked for. */
type Part = readonly [table: string, asked: readonly unknown[]];
const partName = ([table, part]: Part): string => (part.every((one) => one === undefined) ? table : `${table}, part`);

/** Calls after which a store is what it was before. */
const QUIET: ReadonlySet<Method> = new Set(['datasets', 'datasetExists', 'sizeOf']);

type Work<T> = (backend: IStorageBackend) => Promise<T>;
type Stream = (backend: IStorageBackend, signal?: AbortSignal) => AsyncGenerator<RecordBatch>;

/** What is compared of a value; `of` is what was asked for. */
interface Compared<T> {
  readonly of: string | null;
  readonly seen: (value: T) => unknown;
}

/** Reads that also end with a comparison. */
const until = (options: ReadOptions, signal: AbortSignal | undefined): ReadOptions =>
  signal ? { ...options, signal: options.signal ? AbortSignal.any([options.signal, signal]) : signal } : options;

const spent = (wallMs: number) => ({ wallMs, cpuMs: null, peakBytes: null });

/**
 * A backend that asks the flag with each call which side answers it, counts the call, and compares what is read for a sample. What the
 * new side cannot read is read by the old one, as `refactoring.auto_fallback` says.
 */
export function facade(config: Config, current: IStorageBackend, { of, beside, opened }: Sides, watch: Watch): IStorageBackend {
  const choose = (subject: string): Side => chooseSide(config, COMPONENT, subject).side;
  const other = (side: Side): Side => (side === 'new' ? 'old' : 'new');
  const all = async (work: Work<void>): Promise<void> => {
    for (const backend of await opened()) await work(backend);
  };

  /** What has been compared of a store since it was last written to. */
  const done = new Map<string, Set<string>>();
  const isDue = (store: string, what: readonly unknown[]): boolean => {
    if (!watch.samples(nameOfStore(store))) return false;
    const known = done.get(store) ?? new Set();
    done.set(store, known);
    const key = JSON.stringify(what);
    return !known.has(key) && Boolean(known.add(key));
  };

  const ask = async <T>(method: Method, store: string, work: Work<T>, compared?: Compared<T>): Promise<T> => {
    const subject = nameOfStore(store);
    const side = choose(subject);
    const backend = await of(side);
    const compare = async (control: (compared: Compared<T>) => Ran<unknown>): Promise<void> => {
      if (!compared || !isDue(store, [method, compared.of])) return;
      const seen = async (from: IStorageBackend): Promise<unknown> => compared.seen(await work(from));
      const candidate = async (): Promise<unknown> => seen(await beside(other(side)));
      const facts = { side, method, backend: current.backendType, subject, of: compared.of };
      await watch.compare({ ...facts, control: control(compared), candidate, again: () => seen(backend) });
    };
    const call = async (): Promise<T> => {
      const start = performance.now();
      let value: T;
      try {
        value = await work(backend);
      } catch (error) {
        const ms = performance.now() - start;
        await watch.called({ side, method, ms, error });
        if (isFailure(error)) await compare(() => ({ ...spent(ms), outcome: 'error', error }));
        throw error;
      }
      const ms = performance.now() - start;
      await watch.called({ side, method, ms });
      if (!compared && !QUIET.has(method)) done.delete(store);
      await compare(({ seen }) => ({ ...spent(ms), outcome: 'value', value: seen(value) }));
      return value;
    };
    return compared && side === 'new' ? withFallback(config, COMPONENT, call, async () => work(await beside('old'))) : call();
  };

  async function* streamed(
    method: 'readTable' | 'query',
    store: string,
    side: Side,
    work: Stream,
    what?: Part,
  ): AsyncGenerator<RecordBatch> {
    const subject = nameOfStore(store);
    const backend = await of(side);
    const digest = what && isDue(store, [method, ...what]) ? (await import('./digest.js')).digester() : undefined;
    const facts = { side, method, backend: current.backendType, subject, of: what ? partName(what) : null };
    const compare = async (control: Ran<unknown>): Promise<void> => {
      const { digestOf } = await import('./digest.js');
      const candidate = async (signal: AbortSignal): Promise<unknown> => digestOf(work(await beside(other(side)), signal));
      const again = (signal: AbortSignal): Promise<unknown> => digestOf(work(backend, signal));
      await watch.compare({ ...facts, control, candidate, again });
    };
    const batches = work(backend);
    let ms = 0;
    let error: unknown;
    try {
      for (;;) {
        const start = performance.now();
        const next = await batches.next().finally(() => (ms += performance.now() - start));
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
      if (digest && error !== undefined && isFailure(error)) await compare({ ...spent(ms), outcome: 'error', error });
    }
    if (digest) await compare({ ...spent(ms), outcome: 'value', value: digest.finish() });
  }

  /** Once rows were given, another side cannot go on. */
  async function* read(store: string, work: Stream, what: Part): AsyncGenerator<RecordBatch> {
    const side = choose(nameOfStore(store));
    let batches = streamed('readTable', store, side, work, what);
    const first = () => batches.next();
    const old = async () => {
      batches = work(await beside('old'));
      return batches.next();
    };
    try {
      let next = await (side === 'new' ? withFallback(config, COMPONENT, first, old) : first());
      for (; !next.done; next = await batches.next()) yield next.value;
    } finally {
      await batches.return(undefined);
    }
  }

  return {
    backendType: current.backendType,
    locate: (store) => current.locate(store),
    datasetExists: (store) => ask('datasetExists', store, (backend) => backend.datasetExists(store)),
    datasets: () => ask('datasets', '', (backend) => backend.datasets()),
    createDataset: (store) => ask('createDataset', store, (backend) => backend.createDataset(store)),
    dropDataset: async (store) => {
      await all((backend) => backend.closeConnections(store));
      await ask('dropDataset', store, (backend) => backend.dropDataset(store));
    },
    sizeOf: (store) => ask('sizeOf', store, (backend) => backend.sizeOf(store)),
    tables: (store) => ask('tables', store, (backend) => backend.tables(store), { of: null, seen: listed }),
    table: (store, table) => ask('table', store, (backend) => backend.table(store, table), { of: table, seen: shape }),
    loadData: (store, table, schema, batches, options) =>
      ask('loadData', store, (backend) => backend.loadData(store, table, schema, batches, options)),
    readTable: (store, table, options: ReadOptions = {}) =>
      read(store, (backend, signal) => backend.readTable(store, table, until(options, signal)), [table, asked(options)]),
    schemaOf: (store, table) => ask('schemaOf', store, (backend) => backend.schemaOf(store, table), { of: table, seen: String }),
    // A statement may give its rows in another order each time, or other rows.
    query: (store, sql, parameters, options) =>
      streamed('query', store, choose(nameOfStore(store)), (backend) => backend.query(store, sql, parameters, options)),
    executeSql: (store, sql, parameters) => ask('executeSql', store, (backend) => backend.executeSql(store, sql, parameters)),
    dropTables: (store, tables) => ask('dropTables', store, (backend) => backend.dropTables(store, tables)),
    swapTables: (store, swap) => ask('swapTables', store, (backend) => backend.swapTables(store, swap)),
    getMetadata: (store, key) =>
      ask('getMetadata', store, (backend) => backend.getMetadata(store, key), { of: key, seen: (value) => value ?? null }),
    updateMetadata: (store, key, value) => ask('updateMetadata', store, (backend) => backend.updateMetadata(store, key, value)),
    getConnection: (store) => ask('getConnection', store, (backend) => backend.getConnection(store)),
    closeConnections: (store) => all((backend) => backend.closeConnections(store)),
    close: () => all((backend) => backend.close()),
  };
}
