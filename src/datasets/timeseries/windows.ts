import type { Database } from '../../engine/duckdb/driver.js';
import { MdmError } from '../../errors.js';
import { type Duration, microsOf } from '../../timeseries/duration.js';
import type { Window } from '../../timeseries/windows.js';
import type { Series } from './series.js';

/** A stretch of a series: places in its distinct times, the last not with it. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  /** The first and the last time that is there. */
  readonly start: string;
  readonly end: string;
}

/** Rows that a model is trained on, and later ones on which it is tested. */
export interface TrainTest {
  readonly number: number;
  readonly train: Stretch;
  readonly test: Stretch;
}

export type Strategy = 'expanding' | 'sliding';

/** Makes `mdm_order`: the distinct times t with their place i and their rows n. Gives how many there are. */
export async function orderTimes({ db, from }: Series): Promise<number> {
  await db.run(`CREATE OR REPLACE TEMP TABLE mdm_order AS SELECT t, n, row_number() OVER (ORDER BY t) - 1 AS i
    FROM (SELECT mdm_t AS t, count(*) AS n FROM ${from} GROUP BY mdm_t)`);
  const [[count] = []] = await db.rows('SELECT count(*) FROM mdm_order');
  return Number(count);
}

/** A length of time in what the times are counted in. */
export function lengthOf({ dated, time }: Series, duration: Duration, name: string): number {
  if (dated) return microsOf(duration);
  if (duration.unit === undefined) return duration.amount;
  throw new MdmError(
    'usage',
    `The column ${JSON.stringify(time)} holds numbers, so ${name} is a number too, not a time.`,
    `Such as: ${name} 1`,
  );
}

/** SQL of a time in what lengths are counted in. */
const counted = (dated: boolean, t: string): string => (dated ? `epoch_us(${t})` : t);
const at = (i: number): string => `(SELECT t FROM mdm_order WHERE i = ${i})`;

/** Where a window begins that reaches back so far from its last time. */
export async function reachBack({ db, dated }: Series, to: number, length: number): Promise<number> {
  const [[from] = []] = await db.rows(
    `SELECT min(i) FROM mdm_order WHERE i < ${to} AND ${counted(dated, 't')} > ${counted(dated, at(to - 1))} - ${length}`,
  );
  return Number(from);
}

/**
 * What is trained on before each window: every time that is more than the gap before the window's first. Sliding: only the last of them,
 * as many as the first window has. Windows with nothing before them are left out.
 */
export async function trainTests(
  series: Series,
  windows: readonly Window[],
  { gap, strategy }: { readonly gap: number; readonly strategy: Strategy },
): Promise<{ readonly splits: readonly TrainTest[]; readonly notes: readonly string[] }> {
  const { db, dated } = series;
  const splits: TrainTest[] = [];
  const notes: string[] = [];
  let size: number | undefined;
  for (const [i, window] of windows.entries()) {
    const [[before] = []] = await db.rows(
      `SELECT count(*) FROM mdm_order WHERE ${counted(dated, 't')} < ${counted(dated, at(window.from))} - ${gap}`,
    );
    const to = Math.min(window.from, Number(before));
    if (to === 0 || window.to <= window.from) {
      notes.push(`Split ${i + 1} is left out: there is nothing to train on before it${gap > 0 ? ' and its gap' : ''}.`);
      continue;
    }
    size ??= to;
    const from = strategy === 'sliding' ? Math.max(0, to - size) : 0;
    splits.push({ number: i + 1, train: await stretch(db, series, from, to), test: await stretch(db, series, window.from, window.to) });
  }
  if (splits.length === 0)
    throw new MdmError('usage', 'No split has anything to train on.', 'Use a smaller --gap or --test-size, or fewer splits.');
  return { splits, notes };
}

async function stretch(db: Database, { dated, word }: Series, from: number, to: number): Promise<Stretch> {
  const [[rows, start, end] = []] = await db.rows(
    `SELECT sum(n), ${counted(dated, 'min(t)')}, ${counted(dated, 'max(t)')} FROM mdm_order WHERE i >= ${from} AND i < ${to}`,
  );
  return { from, to, rows: Number(rows), start: word(Number(start)), end: word(Number(end)) };
}

/** SQL of a condition for the rows of a stretch. */
export const within = ({ from, to }: Stretch): string => `mdm_t >= ${at(from)} AND mdm_t <= ${at(to - 1)}`;

/** Refuses more parts than a series has times. */
export function checkParts(series: Series, times: number, parts: number, what: string): void {
  if (times >= parts) return;
  throw new MdmError(
    'usage',
    `The series ${JSON.stringify(series.table)} has ${times} different times, too few for ${what}.`,
    'Ask for fewer.',
  );
}
