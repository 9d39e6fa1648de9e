import { openDatabase, type Database } from '../engine/duckdb/driver.js';
import { list, shorten } from '../engine/duckdb/introspect.js';
import { MdmError } from '../errors.js';
import { unknownColumn } from '../pipeline/input.js';
import type { RunOptions } from '../pipeline/options.js';
import { checksums } from './checksums.js';
import { pairColumns, sameButWidth, type Columns, type Pair } from './columns.js';
import { keyPairs, matchRows, type KeyReport } from './keys.js';
import { findNoise, noiseNotes, type Noise } from './noise.js';
import { checkReproducer, writeReproducer } from './reproduce.js';
import type { ColumnComparison, Comparison } from './result.js';
import { openSide } from './tables.js';
import { namedColumns, toleranceOf, type Tolerance, type Tolerances } from './tolerance.js';
import { compareValues } from './values.js';

export interface CompareOptions extends RunOptions {
  /** Columns that name a row; default: rows are matched by their place. */
  readonly key?: readonly string[];
  /** Default: none, values are equal or not. */
  readonly tolerance?: Tolerances;
  /**
   * Differences that do not count: types of columns whose values are equal in a common type, the width of whole numbers alone, or the
   * order of columns.
   */
  readonly ignore?: readonly ('type' | 'width' | 'order')[];
  /** Another run of what made A: where the two differ, by the same tolerances, B is not compared. */
  readonly noise?: string;
  /** Tolerances of columns that are not there are passed over; default: they are an error. */
  readonly partial?: boolean;
  /** A folder for a reproducer of at most ten rows; written when the tables differ. */
  readonly reproduce?: string;
}

/**
 * Compares feature table B with A: keys, columns, then values.
 *
 * ```ts
 * const { equal, reasons } = await compareTables('old.parquet', 'new.parquet', { key: ['id'], tolerance: { '*': { rel: 1e-9 } } });
 * ```
 */
export async function compareTables(a: string, b: string, options: CompareOptions = {}): Promise<Comparison> {
  const { memoryLimit, threads, temp, signal } = options;
  const db = await openDatabase({
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
    ...(threads === undefined ? {} : { threads }),
    ...(temp === undefined ? {} : { temp }),
    ...(signal === undefined ? {} : { signal }),
  });
  try {
    return await compareIn(db, a, b, options);
  } finally {
    await db.close();
  }
}

async function compareIn(db: Database, pathA: string, pathB: string, options: CompareOptions): Promise<Comparison> {
  if (options.reproduce !== undefined) await checkReproducer(options.reproduce, [pathA, pathB]);
  const [a, b] = [await openSide(db, pathA), await openSide(db, pathB)];
  const columns = await pairColumns(db, a, b);
  const toleranceOf = tolerances(options, columns);
  const keys = keyPairs(options.key ?? [], columns.pairs, a, b);
  const values = columns.pairs.filter((pair) => !keys.includes(pair));
  const { sameKeys, suspects } = await checksums(db, a, b, keys, values);
  const { matching, report } = await matchRows(db, a, b, keys, sameKeys);
  const noise = options.noise === undefined ? undefined : await findNoise(db, a, options.noise, columns.pairs, keys);
  const features = await compareValues(db, a, b, matching, values, sameKeys ? suspects : new Set(values), toleranceOf, noise);
  const found = structure(columns, new Set(options.ignore ?? []), noise);
  const reasons = why(report, found, columns, features, noise);
  const comparison: Comparison = {
    a: pathA,
    b: pathB,
    equal: reasons.length === 0,
    rows: { a: a.rows, b: b.rows },
    keys: report,
    columns: found,
    features,
    reasons,
    notes: [...a.notes, ...b.notes, ...(noise ? noiseNotes(noise) : []), ...noisyNotes(features)],
  };
  if (options.reproduce === undefined || comparison.equal) return comparison;
  const command = await writeReproducer(db, { a, b, columns, matching, comparison, options }, options.reproduce);
  return { ...comparison, notes: [...comparison.notes, `A reproducer is in ${options.reproduce}; run there: ${command}`] };
}

/** How the columns differ, beyond what is ignored and what is noise. */
function structure(
  { pairs, missing, extra, moved }: Columns,
  ignored: ReadonlySet<string>,
  noise: Noise | undefined,
): Comparison['columns'] {
  const steady = (name: string): boolean => !noise?.columns.has(name);
  const wrong = (pair: Pair): boolean =>
    !pair.sameType && !noise?.types.has(pair.name) && !(ignored.has('width') && sameButWidth(pair)) && !ignored.has('type');
  return {
    missing: missing.filter(steady),
    extra: extra.filter(steady),
    type: pairs.filter(wrong).map(({ name }) => name),
    order: ignored.has('order') || noise?.order ? [] : moved,
  };
}

const noisyNotes = (features: readonly ColumnComparison[]): string[] => {
  const noisy = features.filter(({ noise }) => noise !== undefined);
  const one = ({ name, noise, compared }: ColumnComparison): string =>
    `${JSON.stringify(shorten(name))} (${noise} of ${compared + noise!})`;
  return noisy.length === 0 ? [] : [`Noise: two runs of A's side differ in values of ${list(noisy.map(one))}; these are not compared.`];
};

function tolerances({ tolerance = {}, partial = false }: CompareOptions, columns: Columns): (pair: Pair) => Tolerance | undefined {
  const { pairs, missing, extra } = columns;
  for (const name of namedColumns(tolerance)) {
    const pair = pairs.find((one) => one.name === name);
    if (missing.includes(name) || extra.includes(name) || (partial && !pair)) continue;
    if (!pair)
      throw unknownColumn(
        name,
        pairs.map((one) => one.name),
      );
    if (pair.kind === 'other')
      throw new MdmError(
        'usage',
        `Column ${JSON.stringify(shorten(name))} is ${pair.typeA}, which has no tolerance.`,
        'Give tolerances for numbers.',
      );
  }
  return ({ name, kind }) => toleranceOf(tolerance, name, kind === 'double');
}

const rows = (count: number, side: string): string => `${count} ${count === 1 ? 'row' : 'rows'} of ${side} ${count === 1 ? 'is' : 'are'}`;
const say = (names: readonly string[]): string => list(names.map((name) => JSON.stringify(shorten(name))));

function why(
  keys: KeyReport,
  found: Comparison['columns'],
  { pairs }: Columns,
  features: readonly ColumnComparison[],
  noise: Noise | undefined,
): string[] {
  const wrong = features.filter(({ compared, equal }) => equal < compared);
  const out: string[] = [];
  const add = (when: boolean, sentence: string): void => void (when && out.push(sentence));
  const place = keys.names.length === 0 ? '; rows are matched by their place, --key matches them by a column' : '';
  add(keys.missing.count > 0 && !noise?.rows, `${rows(keys.missing.count, 'A')} not in B${place}.`);
  add(keys.extra.count > 0 && !noise?.rows, `${rows(keys.extra.count, 'B')} not in A${place}.`);
  add(keys.duplicate.count > 0, `${keys.duplicate.count} ${keys.duplicate.count === 1 ? 'key names' : 'keys name'} more than one row.`);
  add(found.missing.length > 0, `B lacks ${say(found.missing)}.`);
  add(
    found.extra.length > 0,
    found.extra.length > 8 ? `B has ${found.extra.length} more: ${say(found.extra)}.` : `B has ${say(found.extra)} more.`,
  );
  add(found.type.length > 0, `Types differ: ${say(found.type)}.`);
  add(found.order.length > 0, `The order of columns differs: ${say(found.order)}.`);
  add(wrong.length > 0, `Values differ: ${say(wrong.map(({ name }) => name))}.`);
  add(
    pairs.length === 0 || keys.matched === 0 || features.every(({ compared }) => compared === 0),
    'Nothing was compared: there are no common rows and columns beside the key.',
  );
  return out;
}
