import { writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import * as arrow from 'apache-arrow';

/*
 * A thread that runs the operations of one module of custom features. It stands alone, so that Node can run it as it is; it is told where
 * tables lie as Arrow files, and writes what was made as another.
 */
const { data, port } = workerData as { readonly data: { readonly module: string }; port?: MessagePort };
delete (workerData as { port?: MessagePort }).port;
parentPort!.close();
const answers = port!;

const PROVIDED = /^(@mdm\/sdk|zod|apache-arrow)(\/|$)/;
registerHooks({
  resolve(specifier, context, next) {
    if (!PROVIDED.test(specifier)) return next(specifier, context);
    try {
      return next(specifier, context);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
      return next(specifier, { ...context, parentURL: import.meta.url });
    }
  },
});

type Operation = (table: unknown, context: object) => unknown;
interface Loaded {
  readonly operations: ReadonlyMap<string, Operation>;
  /** Called batch by batch instead of once with the whole table. */
  readonly batches: boolean;
  /** It is a plugin as the SDK defines one: its transformers are run elsewhere. */
  readonly plugin?: boolean;
}
type Kind = 'double' | 'int64' | 'boolean' | 'text' | 'timestamp';
type Value = number | bigint | boolean | string | null;
type Request =
  | { readonly id: number; readonly kind: 'load' }
  | {
      readonly id: number;
      readonly kind: 'run';
      readonly operation: string;
      readonly input: string;
      readonly output: string;
      readonly context: object;
      /** What columns had to be when they were made of the training table. */
      readonly types: Readonly<Record<string, Kind>>;
    };

const isClass = (value: unknown): value is new () => object =>
  typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

async function load(): Promise<Loaded> {
  const module = (await import(data.module)) as Record<string, unknown>;
  const exported = module['default'] ?? Object.values(module).find(isClass) ?? module;
  if (isObject(exported) && typeof exported['namespace'] === 'string' && Array.isArray(exported['transformers'])) {
    const names = (exported['transformers'] as { readonly meta?: { readonly name?: unknown } }[]).map(({ meta }) => String(meta?.name));
    return { operations: new Map(names.map((name) => [name, () => undefined])), batches: false, plugin: true };
  }
  const held: unknown = isClass(exported) ? new exported() : exported;
  const operations =
    typeof held === 'function' ? new Map([[held.name || 'features', held as Operation]]) : isObject(held) ? operationsOf(held) : new Map();
  if (operations.size === 0)
    throw new Error('it has no operations: export a class, or an object, whose functions take a table and give {name: values}');
  const mode = module['mode'] ?? (isObject(held) ? held['mode'] : undefined);
  return { operations, batches: mode === 'batch' };
}

/** The functions under `operations`, else all that do not begin with `_`, inherited ones too. */
function operationsOf(held: Record<string, unknown>): Map<string, Operation> {
  const named = held['operations'];
  const found = new Map<string, Operation>();
  const add = (name: string, value: unknown, self: unknown): void => {
    if (typeof value === 'function' && !isClass(value) && !name.startsWith('_') && name !== 'constructor')
      found.set(name, value.bind(self) as Operation);
  };
  if (Array.isArray(named)) {
    named.forEach((one: unknown, i) => {
      if (typeof one === 'string') add(one, held[one], held);
      else if (isObject(one)) add(typeof one['name'] === 'string' ? one['name'] : `operation_${i + 1}`, one['run'], one);
      else add((one as { readonly name?: string } | undefined)?.name || `operation_${i + 1}`, one, held);
    });
    return found;
  }
  if (isObject(named)) {
    for (const [name, value] of Object.entries(named)) add(name, value, held);
    return found;
  }
  for (let at: object | null = held; at && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null)
    for (const name of Object.getOwnPropertyNames(at)) if (!found.has(name)) add(name, held[name], held);
  return found;
}

const loaded = load();
loaded.catch(() => undefined);

/** Values as they are kept, however they were given. */
function valuesOf(name: string, given: unknown, rows: number): Value[] {
  const list = given as { readonly length?: unknown; readonly [Symbol.iterator]?: unknown } | null | undefined;
  if (typeof given === 'string' || typeof list?.length !== 'number' || typeof list[Symbol.iterator] !== 'function')
    throw new Error(`it gave no list of values as ${JSON.stringify(name)}`);
  if (list.length !== rows) throw new Error(`it gave ${list.length} values as ${JSON.stringify(name)} for ${rows} rows`);
  const type = (given as { readonly type?: unknown }).type;
  const times = arrow.DataType.isTimestamp(type) || arrow.DataType.isDate(type);
  return Array.from(given as Iterable<unknown>, (value): Value => {
    if (value === null || value === undefined) return null;
    if (value instanceof Date) return dated(value.getTime());
    if (typeof value === 'number') return !Number.isFinite(value) ? null : times ? dated(value) : value;
    if (typeof value === 'bigint' || typeof value === 'boolean' || typeof value === 'string') return value;
    throw new Error(
      `it gave ${typeof value} as a value of ${JSON.stringify(name)}; a value is a number, a text, a boolean, a Date or null`,
    );
  });
}

/** Times go as text that no other value has. */
const MARK = '\u0000t';
const dated = (at: number): string | null => (Number.isNaN(at) ? null : `${MARK}${at}`);
const isTime = (value: Value): boolean => typeof value === 'string' && value.startsWith(MARK);

function kindOf(name: string, values: readonly Value[], whole: boolean): Kind {
  const kinds = new Set<Kind>();
  for (const value of values) {
    if (value === null) continue;
    kinds.add(
      typeof value === 'number'
        ? 'double'
        : typeof value === 'bigint'
          ? 'int64'
          : typeof value === 'boolean'
            ? 'boolean'
            : isTime(value)
              ? 'timestamp'
              : 'text',
    );
  }
  if (kinds.size === 0) return 'double';
  const numbers = [...kinds].every((kind) => kind === 'double' || kind === 'int64');
  if (numbers) return whole || !kinds.has('double') ? 'int64' : 'double';
  if (kinds.size > 1) throw new Error(`it mixes ${[...kinds].join(' and ')} in ${JSON.stringify(name)}`);
  return [...kinds][0]!;
}

function vectorOf(name: string, values: readonly Value[], kind: Kind): arrow.Vector {
  const wrong = (): Error => new Error(`it gave another type as ${JSON.stringify(name)} than ${kind}, which it had in the training table`);
  const as = <T>(convert: (value: Exclude<Value, null>) => T): (T | null)[] =>
    values.map((value) => (value === null ? null : convert(value)));
  const number = (value: Value): number => {
    if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
    throw wrong();
  };
  const integer = (value: Value): bigint => {
    if (typeof value !== 'bigint' && !(typeof value === 'number' && Number.isInteger(value))) throw wrong();
    const whole = BigInt(value);
    if (BigInt.asIntN(64, whole) !== whole) throw new Error(`it gave ${whole} as ${JSON.stringify(name)}, which is beyond 64 bits`);
    return whole;
  };
  const text = (value: Value): string => {
    if (typeof value === 'string' && !isTime(value)) return value;
    throw wrong();
  };
  if (kind === 'double') return arrow.vectorFromArray(as(number), new arrow.Float64());
  if (kind === 'int64') return arrow.vectorFromArray(as(integer), new arrow.Int64());
  if (kind === 'text') return arrow.vectorFromArray(as(text), new arrow.Utf8());
  if (kind === 'timestamp')
    return arrow.vectorFromArray(
      as((value) => {
        if (!isTime(value)) throw wrong();
        return new Date(Number(String(value).slice(MARK.length)));
      }),
      new arrow.TimestampMillisecond(),
    );
  return arrow.vectorFromArray(
    as((value) => {
      if (typeof value === 'boolean') return value;
      throw wrong();
    }),
    new arrow.Bool(),
  );
}

const integers = (given: unknown): boolean =>
  (ArrayBuffer.isView(given) && !(given instanceof Float64Array) && !(given instanceof Float32Array)) ||
  arrow.DataType.isInt((given as { readonly type?: unknown } | null)?.type);

async function run(request: Extract<Request, { readonly kind: 'run' }>): Promise<object> {
  const { operations, batches } = await loaded;
  const operation = operations.get(request.operation);
  if (!operation) throw new Error(`it has no operation ${request.operation}`);
  const columns = new Map<string, Value[]>();
  const whole = new Map<string, boolean>();
  let rows = 0;
  const file = await open(request.input);
  const started = performance.now();
  try {
    const reader = await arrow.RecordBatchReader.from(file);
    await reader.open();
    const parts: arrow.RecordBatch[] = [];
    for await (const batch of reader) {
      if (batches) rows = await call(operation, new arrow.Table([batch]), request.context, columns, whole, rows);
      else parts.push(batch);
    }
    if (!batches) rows = await call(operation, new arrow.Table(reader.schema, parts), request.context, columns, whole, rows);
  } finally {
    await file.close();
  }
  const seconds = (performance.now() - started) / 1000;
  // A column may be called like what every object has.
  const kinds = Object.create(null) as Record<string, Kind>;
  const vectors = Object.create(null) as Record<string, arrow.Vector>;
  for (const [name, values] of columns) {
    const before = Object.hasOwn(request.types, name) ? request.types[name] : undefined;
    const kind = before ?? kindOf(name, values, whole.get(name) ?? false);
    kinds[name] = kind;
    vectors[name] = vectorOf(name, values, kind);
  }
  if (columns.size > 0) writeFileSync(request.output, arrow.tableToIPC(new arrow.Table(vectors), 'file'));
  return { columns: kinds, seconds };
}

async function call(
  operation: Operation,
  table: arrow.Table,
  context: object,
  columns: Map<string, Value[]>,
  whole: Map<string, boolean>,
  before: number,
): Promise<number> {
  const made = await operation(table, { ...context, arrow });
  const entries: (readonly [string, unknown])[] =
    made instanceof Map
      ? [...(made as Map<string, unknown>)].map(([name, values]) => [String(name), values] as const)
      : made instanceof arrow.Table
        ? made.schema.fields.map((field, i) => [field.name, made.getChildAt(i)] as const)
        : isObject(made) && !Array.isArray(made)
          ? Object.entries(made)
          : [];
  if (entries.length === 0 && !isObject(made)) throw new Error('it gave no columns: an operation gives {name: values}');
  for (const [name, given] of entries) {
    const values = valuesOf(name, given, table.numRows);
    const all = columns.get(name) ?? new Array<Value>(before).fill(null);
    for (const value of values) all.push(value);
    columns.set(name, all);
    whole.set(name, integers(given) && whole.get(name) !== false);
  }
  const rows = before + table.numRows;
  for (const all of columns.values()) while (all.length < rows) all.push(null);
  return rows;
}

answers.on('message', (request: Request) => {
  const { id } = request;
  const work =
    request.kind === 'load'
      ? loaded.then(({ operations, batches, plugin = false }) => ({ operations: [...operations.keys()], batches, plugin }))
      : run(request);
  work.then(
    (answer) => answers.postMessage({ id, answer }),
    (error: unknown) => {
      const { message, stack } = (error ?? {}) as { readonly message?: unknown; readonly stack?: unknown };
      const said = typeof message === 'string' ? message : String(error);
      answers.postMessage({ id, problem: said.slice(0, 1000), stack: typeof stack === 'string' ? stack.slice(0, 10_000) : '' });
    },
  );
});
