import type { Database } from '../../engine/duckdb/driver.js';
import type { Scan } from '../../engine/duckdb/introspect.js';

/** Rows that are another row again; `dropped` is the name of a table of their numbers, column `r`. */
export interface Duplicates {
  readonly count: number;
  readonly dropped?: string;
}

/**
 * Finds the rows of a table that are equal to an earlier one in every column. Hashes say where to look, values decide. A row without any
 * value says nothing, so it is no duplicate of another.
 */
export async function findDuplicates(db: Database, scan: Scan, name: string): Promise<Duplicates> {
  const values = scan.columns.map(({ value }) => value);
  const hashes = `mdm_hash_${name}`;
  const dropped = `mdm_dropped_${name}`;
  const some = `coalesce(${values.map((value) => `(${value})::VARCHAR`).join(', ')}) IS NOT NULL`;
  await db.run(
    `CREATE OR REPLACE TEMP TABLE ${hashes} AS SELECT ${scan.row} AS r, hash(${values.join(', ')}) AS h FROM ${scan.from} WHERE ${some}`,
  );
  await db.run(
    `CREATE OR REPLACE TEMP TABLE ${hashes}_twin AS SELECT r FROM ${hashes} WHERE h IN (SELECT h FROM ${hashes} GROUP BY h HAVING count(*) > 1)`,
  );
  await db.run(`DROP TABLE ${hashes}`);
  const [twins] = await db.rows(`SELECT count(*) FROM ${hashes}_twin`);
  if (Number(twins?.[0]) === 0) {
    await db.run(`DROP TABLE ${hashes}_twin`);
    return { count: 0 };
  }
  const columns = values.map((value, i) => `${value} AS v${i}`).join(', ');
  await db.run(
    `CREATE OR REPLACE TEMP TABLE ${dropped} AS SELECT r FROM (SELECT r, row_number() OVER (PARTITION BY ${values.map((_, i) => `v${i}`).join(', ')} ORDER BY r) AS n ` +
      `FROM (SELECT ${scan.row} AS r, ${columns} FROM ${scan.from}) WHERE r IN (SELECT r FROM ${hashes}_twin)) WHERE n > 1`,
  );
  await db.run(`DROP TABLE ${hashes}_twin`);
  const [found] = await db.rows(`SELECT count(*) FROM ${dropped}`);
  const count = Number(found?.[0]);
  return count === 0 ? { count } : { count, dropped };
}
