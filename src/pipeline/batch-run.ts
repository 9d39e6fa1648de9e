import * as arrow from 'apache-arrow';
import type { BatchTransformer, Output, Scope } from '@mdm/sdk';
import { firstLine } from '../errors.js';
import { bitAt, bitmapBytes, setBits } from '../engine/bits.js';
import { arrowType, type Flat, WIDTHS, flatten, unflatten, worded } from '../engine/flat.js';

/** One batch for one transformer, as it is sent to a worker. */
export interface Job {
  /** URL of the plugin's module. */
  readonly module: string;
  readonly transformer: string;
  readonly scope: Scope<unknown>;
  readonly outputs: readonly Output[];
  /** The columns of `on`, in order. */
  readonly columns: readonly Flat[];
}
/** A worker's answer to the job it was given under this number. */
export type Reply =
  | { readonly job: number; readonly columns: readonly Flat[] }
  | { readonly job: number; readonly problem: string; readonly stack: string | undefined };

/** Runs one batch and checks what comes back. What is wrong is the message of the error, worded to follow "it" or "its". */
export async function runBatch(
  transformer: Pick<BatchTransformer<unknown>, 'run'>,
  { scope, outputs, columns }: Omit<Job, 'module' | 'transformer'>,
): Promise<Flat[]> {
  const rows = columns[0]!.length;
  const batch = recordBatch(
    scope.on.map((c) => c.name),
    columns,
  );
  let made: Readonly<Record<string, arrow.Vector>>;
  try {
    made = await transformer.run(batch, scope, arrow);
  } catch (error) {
    throw new Error(`run failed: ${firstLine(error)}`, { cause: error });
  }
  if (typeof made !== 'object' || made === null)
    throw new Error(`run gave ${made === null ? 'null' : typeof made}, not an object of Arrow vectors`);
  const extra = Object.keys(made).find((name) => !outputs.some((o) => o.name === name));
  if (extra !== undefined) throw new Error(`run gave a column ${JSON.stringify(extra)} that outputs does not list`);
  return outputs.map((output) => check(output, Object.hasOwn(made, output.name) ? made[output.name] : undefined, rows));
}

function check({ name, type }: Output, vector: arrow.Vector | undefined, rows: number): Flat {
  const output = `output ${JSON.stringify(name)}`;
  if (vector === undefined) throw new Error(`${output} is missing`);
  if (!Array.isArray(vector?.data) || typeof vector.type !== 'object' || typeof vector.length !== 'number')
    throw new Error(`${output} is not an Arrow vector of type ${worded(arrowType(type))}`);
  if (vector.length !== rows) throw new Error(`${output} has ${vector.length} values for ${rows} rows`);
  const parts = (vector.data as readonly { readonly length: number }[]).map((part) => part.length);
  if (parts.some((length) => !(length >= 0)) || parts.reduce((sum, length) => sum + length, 0) !== rows)
    throw new Error(`${output} has parts that do not add up to ${rows} rows`);
  try {
    return finiteOnly(flatten(vector, type));
  } catch (error) {
    throw new Error(`${output} ${firstLine(error)}`, { cause: error });
  }
}

/** What a worker sent, if it is that: code that alters what all share may have altered what made it. */
export function checkAnswer(outputs: readonly Output[], columns: readonly Flat[], rows: number): readonly Flat[] {
  const fits = ({ type }: Output, flat: Flat | undefined): boolean => {
    if (flat?.type !== type || flat.length !== rows || !(flat.values instanceof Uint8Array)) return false;
    if (flat.nullCount > 0 && !(flat.validity && flat.validity.length >= bitmapBytes(rows))) return false;
    if (type === 'text') return flat.offsets?.length === rows + 1 && flat.offsets[rows]! <= flat.values.length;
    return flat.values.length >= (type === 'boolean' ? bitmapBytes(rows) : rows * WIDTHS[type]);
  };
  if (columns.length !== outputs.length || !outputs.every((output, i) => fits(output, columns[i])))
    throw new Error('run gave something else than its outputs');
  return columns;
}

/** Turns values that are not finite into missing ones. */
function finiteOnly(flat: Flat): Flat {
  if (flat.type !== 'double') return flat;
  const numbers = new Float64Array(flat.values.buffer, flat.values.byteOffset, flat.length);
  let { validity, nullCount } = flat;
  for (let i = 0; i < numbers.length; i++) {
    if (Number.isFinite(numbers[i]) || (validity && !bitAt(validity, i))) continue;
    if (!validity) setBits((validity = new Uint8Array(bitmapBytes(flat.length))), 0, flat.length);
    validity[i >> 3]! &= ~(1 << (i & 7));
    nullCount++;
  }
  return validity ? { ...flat, validity, nullCount } : flat;
}

function recordBatch(names: readonly string[], columns: readonly Flat[]): arrow.RecordBatch {
  const children = columns.map(unflatten);
  const schema = new arrow.Schema(names.map((name, i) => new arrow.Field(name, children[i]!.type, true)));
  return new arrow.RecordBatch(
    schema,
    arrow.makeData({ type: new arrow.Struct(schema.fields), length: columns[0]!.length, nullCount: 0, children }),
  );
}

/** The buffers of columns, to be moved to another thread instead of copied. */
export const buffersOf = (columns: readonly Flat[]): ArrayBuffer[] =>
  columns.flatMap(({ values, validity, offsets }) => [
    values.buffer,
    ...(validity ? [validity.buffer] : []),
    ...(offsets ? [offsets.buffer] : []),
  ]);
