import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { literal, quote } from '../engine/duckdb/dialect.js';
import type { Database } from '../engine/duckdb/driver.js';
import { MdmError } from '../errors.js';
import type { Columns } from './columns.js';
import type { CompareOptions } from './compare.js';
import { joined, keyed, type Matching } from './keys.js';
import type { Comparison } from './result.js';
import type { Side } from './tables.js';
import { tolerancesText } from './tolerance.js';

const most = 10;

interface Compared {
  readonly a: Side;
  readonly b: Side;
  readonly columns: Columns;
  readonly matching: Matching;
  readonly comparison: Comparison;
  readonly options: CompareOptions;
}

/** Rows of A and of B, at most ten of each, that show every way in which the tables differ, as far as ten rows can. */
function rowsOf({ comparison: { keys, features }, matching }: Compared): {
  common: number[];
  a: number[];
  b: number[];
  duplicate: boolean;
} {
  const wrong = features.filter(({ first }) => first.length > 0);
  const alone = (keys.missing.count > 0 ? 2 : 0) + (keys.extra.count > 0 ? 2 : 0) + (matching.ranked ? 4 : 0);
  const common = new Set<number>();
  // A first row of every column, then their second ones.
  for (let n = 0; n < 5; n++) for (const { first } of wrong) if (first[n] && common.size < most - alone) common.add(first[n]!.row);
  return {
    common: [...common].sort((x, y) => x - y),
    a: keys.missing.first.slice(0, 2).map(({ row }) => row),
    b: keys.extra.first.slice(0, 2).map(({ row }) => row),
    duplicate: keys.duplicate.count > 0,
  };
}

const FILES = ['a.csv', 'a.parquet', 'b.csv', 'b.parquet', 'replay.sh'] as const;

/** Refuses a folder in which a reproducer would write over what is no reproducer, or over what is compared. */
export async function checkReproducer(folder: string, inputs: readonly string[]): Promise<void> {
  const there = await readdir(folder).catch((): string[] => []);
  const found = FILES.filter((name) => there.includes(name));
  const read = new Set(inputs.map((input) => resolve(input)));
  const own = found.includes('replay.sh') && !found.some((name) => read.has(resolve(folder, name)));
  if (found.length > 0 && !own)
    throw new MdmError('exists', `The reproducer would write over ${join(folder, found[0]!)}.`, 'Name another folder with --reproduce.');
}

/** Writes two small tables and the command that compares them as the large ones were; returns the command. */
export async function writeReproducer(db: Database, compared: Compared, folder: string): Promise<string> {
  const { a, b, columns, matching, comparison } = compared;
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new MdmError('permission', `The folder ${folder} for the reproducer cannot be made.`, 'Name another with --reproduce.', error);
  }
  const chosen = rowsOf(compared);
  const wrong = comparison.features.filter(({ equal, compared: rows }) => equal < rows).map(({ name }) => name);
  const shown = new Set([
    ...wrong,
    ...comparison.keys.names,
    ...comparison.columns.missing,
    ...comparison.columns.extra,
    ...comparison.columns.type,
  ]);
  for (const name of comparison.columns.order) shown.add(name);
  if (!columns.pairs.some(({ name }) => shown.has(name) && !comparison.keys.names.includes(name))) {
    const more = columns.pairs.find(({ name }) => !comparison.keys.names.includes(name));
    if (more) shown.add(more.name);
  }
  const twice = async (side: Side, which: 'a' | 'b'): Promise<number[]> => {
    if (!chosen.duplicate) return [];
    const keys = matching.keys.map((key) => key[which]).join(', ');
    const query = `SELECT r FROM (SELECT ${side.row} AS r, count(*) OVER (PARTITION BY ${keys}) AS n FROM ${side.from}) WHERE n > 1 ORDER BY r LIMIT 1`;
    const [first] = await db.rows(query);
    if (!first) return [];
    const same = matching.keys.map(
      (key) => `${key[which]} IS NOT DISTINCT FROM (SELECT ${key[which]} FROM ${side.from} WHERE ${side.row} = ${Number(first[0])})`,
    );
    return (await db.rows(`SELECT ${side.row} FROM ${side.from} WHERE ${same.join(' AND ')} ORDER BY 1 LIMIT 2`)).map(([row]) =>
      Number(row),
    );
  };
  const [twiceA, twiceB] = [await twice(a, 'a'), await twice(b, 'b')];
  const pairs = `SELECT a.r AS ar, b.r AS br FROM (${keyed(matching, a, 'a', [])}) a JOIN (${keyed(matching, b, 'b', [])}) b ON ${joined(matching)}`;
  const [inA, inB] = [[...chosen.common, ...twiceA], twiceB];
  const either = [inA, inB].flatMap((rows, i) => (rows.length > 0 ? [`${'ab'[i]}.r IN (${rows.join(', ')})`] : []));
  const which = either.length > 0 ? ` WHERE ${either.join(' OR ')}` : ' ORDER BY 1 LIMIT 1';
  await db.run(`CREATE OR REPLACE TEMP TABLE mdm_shown AS ${pairs}${which}`);
  const write = async (side: Side, which: 'a' | 'b', own: readonly number[]): Promise<void> => {
    // Of a CSV file the text itself, so that the small table is read as the large one was.
    const list = side.columns.filter(({ name }) => shown.has(name)).map(({ name, ref }) => `${ref} AS ${quote(name)}`);
    const where = `${side.row} IN (SELECT ${which}r FROM mdm_shown UNION ALL SELECT unnest([${own.join(', ')}]::BIGINT[]))`;
    const file = join(folder, side.untyped ? `${which}.csv` : `${which}.parquet`);
    const format = side.untyped ? "FORMAT csv, HEADER, FORCE_QUOTE *, NULLSTR ''" : 'FORMAT parquet';
    await db.inOrder(() =>
      db.run(
        `COPY (SELECT ${list.join(', ')} FROM ${side.from} WHERE ${where} ORDER BY ${side.row} LIMIT ${most}) TO ${literal(file)} (${format})`,
      ),
    );
  };
  await write(a, 'a', [...chosen.a, ...twiceA]);
  await write(b, 'b', [...chosen.b, ...twiceB]);
  await db.run('DROP TABLE mdm_shown');
  const command = replay(compared, shown);
  await writeFile(join(folder, 'replay.sh'), `#!/bin/sh\ncd "$(dirname "$0")" && ${command}\n`, { mode: 0o755 });
  return command;
}

const word = (text: string): string => (/^[\w./:=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

function replay({ a, b, options }: Compared, shown: ReadonlySet<string>): string {
  const name = (side: Side, which: string): string => `${which}.${side.untyped ? 'csv' : 'parquet'}`;
  const flags = [
    ...(options.key ?? []).flatMap((key) => ['--key', key.replaceAll(',', '\\,')]),
    ...Object.entries(options.tolerance ?? {}).flatMap(([column, tolerance]) =>
      column.includes('*') || shown.has(column) ? ['--tolerance', `${column}=${tolerancesText(tolerance)}`] : [],
    ),
    ...(options.ignore ?? []).flatMap((what) => ['--ignore', what]),
  ];
  return ['mdm', 'compare', name(a, 'a'), name(b, 'b'), ...flags].map(word).join(' ');
}
