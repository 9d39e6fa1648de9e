import type { Database } from '../../engine/duckdb/driver.js';
import { nextPath } from '../../engine/duckdb/files.js';
import { literal, quote } from '../../engine/duckdb/dialect.js';
import { measure } from '../profile.js';
import type { InputTable } from '../table.js';
import { wholeQuery } from '../wide.js';
import { writeFeatures, type FeatureQuery } from '../write.js';
import { doneOf, type Done } from './by-table.js';
import type { Desk } from './desk.js';
import type { Fitting } from './fit-table.js';
import { readyTable, type ReadyTable } from './one-table.js';
import type { OpenTable } from './open.js';

/** A table's features in chunks of rows, each fitted on itself and put below the first. A chunk with a column that the first lacks ends the table there. */
export async function chunkFeatures(run: Fitting, desk: Desk, one: OpenTable, size: number): Promise<Done> {
  const { db } = run;
  const { table } = one;
  const parts: string[] = [];
  let names: string[] = [];
  let main: Done | undefined;
  let stopped: string | undefined;
  let rows = 0;
  for (let from = 0; from < table.rows && stopped === undefined; from += size) {
    const chunk = await chunkOf(db, one, from, Math.min(table.rows, from + size));
    const ready = await readyTable(run, chunk, desk.progress, true);
    const own = [...ready.keep, ...ready.kept.map(({ name }) => name)].map(ready.shown);
    if (main === undefined) names = own;
    const strange = own.find((name) => !names.includes(name));
    if (strange === undefined) {
      parts.push(await writePart(db, ready, chunk.table, names, from));
      rows += chunk.table.rows;
    } else stopped = `Rows from ${from} on are left out: they have the column ${strange}, which the first chunk lacks.`;
    await ready.drop();
    main ??= await doneOf(run, desk, chunk, ready, false);
    await db.run('DROP TABLE IF EXISTS mdm_chunk');
  }
  const from = `read_parquet([${parts.map(literal).join(', ')}], union_by_name = true)`;
  const select = names.map((name, i) => `c${i} AS ${quote(name)}`).join(', ');
  await desk.write(
    db,
    { ...table, rows },
    (range) => `SELECT ${select} FROM ${from}${range ? ` WHERE r >= ${range.from} AND r < ${range.to}` : ''} ORDER BY r`,
    names,
  );
  const { made, notes } = main!;
  const chunks = `Fitted in chunks of ${size} rows, each on itself: the features shown are those of the first, and there is no recipe.`;
  return { ...main!, made: { ...made, name: table.name, rows }, notes: [...notes, chunks, ...(stopped === undefined ? [] : [stopped])] };
}

/** Some rows as a table of their own, numbered from 0. */
async function chunkOf(db: Database, { table, columns, written }: OpenTable, from: number, to: number): Promise<OpenTable> {
  const row = quote(table.rowColumn);
  const names = table.columns.map(({ name }) => quote(name)).join(', ');
  await db.inOrder(() =>
    db.run(
      `CREATE OR REPLACE TABLE mdm_chunk AS SELECT ${names}, ${row} - ${from} AS ${row} FROM (${table.relation}) WHERE ${row} >= ${from} AND ${row} < ${to}`,
    ),
  );
  const chunk: InputTable = { ...table, relation: 'SELECT * FROM mdm_chunk', rows: to - from };
  const facts = new Map((await measure(db, chunk, table.columns, () => true)).map((fact) => [fact.name, fact]));
  const own = columns.map((column) => {
    const { rows, known, distinct } = facts.get(column.name)!;
    return { ...column, stats: { rows, missing: rows - known, distinct } };
  });
  return { table: chunk, columns: own, written };
}

/** A chunk's output under the places of its columns in the first chunk's, with the row numbers of the whole table. */
async function writePart(
  db: Database,
  { plan, kept, keep, shown }: ReadyTable,
  chunk: InputTable,
  names: readonly string[],
  from: number,
): Promise<string> {
  const rename = new Map([...keep, ...kept.map(({ name }) => name)].map((name) => [name, `c${names.indexOf(shown(name))}`]));
  rename.set(chunk.rowColumn, 'r');
  const whole = await wholeQuery(db, chunk, plan, kept, { keep: [...keep, chunk.rowColumn], rename });
  const path = nextPath(db, 'parquet');
  const query: FeatureQuery = (range) => `SELECT * REPLACE (r + ${from} AS r) FROM (${whole.query(range)})`;
  await writeFeatures(db, chunk, query, keep.length + kept.length + 1, path, 'parquet', () => undefined);
  await whole.drop();
  return path;
}
