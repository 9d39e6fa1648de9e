import type { Database } from '../../engine/duckdb/driver.js';
import { quote } from '../../engine/duckdb/dialect.js';
import type { Planned } from '../features.js';
import type { TablePlan } from '../plan.js';
import type { ConstantSignal } from '../profile-schema.js';
import { chunks } from '../sample.js';
import type { SignalResult } from '../signal.js';
import type { InputTable } from '../table.js';
import { inGroups } from '../wide.js';
import { samplePositions } from './mt19937.js';

const ROWS = 2_000;
const SEED = 42;
/** Features in one query. */
const WIDE = 500;
/** Values nearer to each other than this may have squares that are 0. */
const NEAR = '1e-150';

/** Drops what has no value, one value, or a standard deviation of 0: features of one column by a sample of many rows, others by all. */
export async function constantSignal(
  db: Database,
  table: InputTable,
  plan: TablePlan,
  features: readonly Planned[],
  rule: ConstantSignal,
  ofOneColumn: (feature: Planned) => boolean,
): Promise<SignalResult> {
  const size = rule.rows ?? ROWS;
  const dropped = new Map<string, string>();
  if (rule.rule === 'none') return { dropped, rows: table.rows };
  const sampled = table.rows > size;
  if (sampled) await samplePart(db, table, size, rule.seed ?? SEED);
  const judge = async (some: readonly Planned[], from: string | undefined): Promise<void> => {
    for (const part of inGroups(plan, some, WIDE))
      for (const [i, why] of (await reasons(db, plan, part, from)).entries())
        if (why !== undefined) dropped.set(part[i]!.name, from ? `${why} (judged on the ${size}-row sample)` : why);
  };
  await judge(features.filter(ofOneColumn), sampled ? 'SELECT * FROM mdm_sampled' : undefined);
  await judge(
    features.filter((f) => !ofOneColumn(f)),
    undefined,
  );
  if (sampled) await db.run('DROP TABLE IF EXISTS mdm_sampled');
  return { dropped, rows: table.rows };
}

/** The rows of the sample as a table: a condition would be tested after every row was computed. */
async function samplePart(db: Database, table: InputTable, size: number, seed: number): Promise<void> {
  await db.run('CREATE OR REPLACE TEMP TABLE mdm_positions (r BIGINT)');
  for (const part of chunks([...samplePositions(table.rows, size, seed)], 1_000))
    await db.run(`INSERT INTO mdm_positions VALUES ${part.map((position) => `(${position})`).join(', ')}`);
  await db.run(
    `CREATE OR REPLACE TABLE mdm_sampled AS SELECT * FROM (${table.relation}) WHERE ${quote(table.rowColumn)} IN (SELECT r FROM mdm_positions)`,
  );
  await db.run('DROP TABLE mdm_positions');
}

async function reasons(
  db: Database,
  plan: TablePlan,
  features: readonly Planned[],
  relation: string | undefined,
): Promise<readonly (string | undefined)[]> {
  const rename = new Map(features.map((f, i) => [f.name, `f${i}`]));
  const select = plan.select(features, { keep: [], rename, ...(relation === undefined ? {} : { relation }) });
  const values = features.map((f, i) => (f.type === 'double' ? `CASE WHEN NOT isnan(f${i}) THEN f${i} END` : `f${i}`));
  const close = (f: Planned, v: string): string => (f.type === 'double' ? `max(${v}) - min(${v}) < ${NEAR}` : 'false');
  const asked = features.flatMap((f, i) => [`count(${values[i]})`, `min(${values[i]}) = max(${values[i]})`, close(f, values[i]!)]);
  const [row = []] = await db.rows(`SELECT ${asked.join(', ')} FROM (${select})`);
  return Promise.all(
    features.map(async (_, i) => {
      const [known, same, near] = row.slice(3 * i, 3 * i + 3);
      if (Number(known) === 0) return 'all values null';
      if (same === true) return 'one distinct value';
      if (near !== true) return undefined;
      const [[zero] = []] = await db.rows(
        `SELECT sum((v - m) * (v - m)) = 0e0 FROM (SELECT f${i} AS v, avg(f${i}) OVER () AS m FROM (${select}) WHERE f${i} IS NOT NULL)`,
      );
      return zero === true ? 'standard deviation 0' : undefined;
    }),
  );
}
