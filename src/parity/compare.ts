import { openDatabase, type Database } from '../engine/duckdb/driver.js';
import { list, shorten } from '../engine/duckdb/introspect.js';
import { MdmError } from '../errors.js';
import { unknownColumn } from '../pipeline/input.js';
import type { RunOptions } from '../pipeline/options.js';
import { checksums } from './checksums.js';
import { pairColumns, type Columns, type Pair } from './columns.js';
import { keyPairs, matchRows, type KeyReport } from './keys.js';
import { writeReproducer } from './reproduce.js';
import type { ColumnComparison, Comparison } from './result.js';
import { openSide } from './tables.js';
import type { Tolerance, Tolerances } from './tolerance.js';
import { compareValues } from './values.js';

export interface CompareOptions extends RunOptions {
  /** Columns that name a row; default: rows are matched by their place. */
  readonly key?: readonly string[];
  /** Default: none, values are equal or not. */
  readonly tolerance?: Tolerances;
  /** Differences that do not count: types of columns whose values are equal in a common type, or the order of columns. */
  readonly ignore?: readonly ('type' | 'order')[];
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
  const [a, b] = [await openSide(db, pathA), await openSide(db, pathB)];
  const columns = await pairColumns(db, a, b);
  const toleranceOf = tolerances(options.tolerance ?? {}, columns.pairs, [...columns.missing, ...columns.extra]);
  const keys = keyPairs(options.key ?? [], columns.pairs, a, b);
  const values = columns.pairs.filter((pair) => !keys.includes(pair));
  const { sameKeys, suspects } = await checksums(db, a, b, keys, values);
  const { matching, report } = await matchRows(db, a, b, keys, sameKeys);
  const features = await compareValues(db, a, b, matching, values, sameKeys ? suspects : new Set(values), toleranceOf);
  const ignored = new Set(options.ignore ?? []);
  const found: Comparison['columns'] = {
    missing: columns.missing,
    extra: columns.extra,
    type: ignored.has('type') ? [] : columns.pairs.filter(({ sameType }) => !sameType).map(({ name }) => name),
    order: ignored.has('order') ? [] : columns.moved,
  };
  const reasons = why(report, found, columns, features);
  const comparison: Comparison = {
    a: pathA,
    b: pathB,
    equal: reasons.length === 0,
    rows: { a: a.rows, b: b.rows },
    keys: report,
    columns: found,
    features,
    reasons,
    notes: [...a.notes, ...b.notes],
  };
  if (options.reproduce === undefined || comparison.equal) return comparison;
  const command = await writeReproducer(db, { a, b, columns, matching, comparison, options }, options.reproduce);
  return { ...comparison, notes: [...comparison.notes, `A reproducer is in ${options.reproduce}; run there: ${command}`] };
}

function tolerances(given: Tolerances, pairs: readonly Pair[], others: readonly string[]): (pair: Pair) => Tolerance | undefined {
  for (const name of Object.keys(given)) {
    const pair = pairs.find((one) => one.name === name);
    if (name === '*' || others.includes(name)) continue;
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
  return (pair) =>
    Object.hasOwn(given, pair.name) ? given[pair.name] : pair.kind === 'double' && Object.hasOwn(given, '*') ? given['*'] : undefined;
}

const rows = (count: number, side: string): string => `${count} ${count === 1 ? 'row' : 'rows'} of ${side} ${count === 1 ? 'is' : 'are'}`;
const say = (names: readonly string[]): string => list(names.map((name) => JSON.stringify(shorten(name))));

function why(keys: KeyReport, found: Comparison['columns'], { pairs }: Columns, features: readonly ColumnComparison[]): string[] {
  const wrong = features.filter(({ compared, equal }) => equal < compared);
  const out: string[] = [];
  const add = (when: boolean, sentence: string): void => void (when && out.push(sentence));
  const place = keys.names.length === 0 ? '; rows are matched by their place, --key matches them by a column' : '';
  add(keys.missing.count > 0, `${rows(keys.missing.count, 'A')} not in B${place}.`);
  add(keys.extra.count > 0, `${rows(keys.extra.count, 'B')} not in A${place}.`);
  add(keys.duplicate.count > 0, `${keys.duplicate.count} ${keys.duplicate.count === 1 ? 'key names' : 'keys name'} more than one row.`);
  add(found.missing.length > 0, `B lacks ${say(found.missing)}.`);
  add(found.extra.length > 0, `B has ${say(found.extra)} more.`);
  add(found.type.length > 0, `Types differ: ${say(found.type)}.`);
  add(found.order.length > 0, `The order of columns differs: ${say(found.order)}.`);
  add(wrong.length > 0, `Values differ: ${say(wrong.map(({ name }) => name))}.`);
  add(
    pairs.length === 0 || features.length === 0 || keys.matched === 0,
    'Nothing was compared: there are no common rows and columns beside the key.',
  );
  return out;
}
