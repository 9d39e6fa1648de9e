import { literal, quote } from '../../engine/duckdb/dialect.js';
import type { Database } from '../../engine/duckdb/driver.js';

export interface Rules {
  /** Whether features without signal go. */
  readonly signal: boolean;
  /** A feature that is missing in a greater share of the rows goes. */
  readonly maxMissing: number;
}

export interface Verdict {
  readonly reason: string;
  /** It is missing too often: said as a warning. */
  readonly missing: boolean;
}

const TOGETHER = 300;
/** Of two values, one that has a greater share says nothing. */
const MOST = 0.99;

interface Fact {
  readonly name: string;
  readonly rows: number;
  readonly known: number;
  readonly min: string | null;
  readonly max: string | null;
  readonly atMin: number;
  readonly atMax: number;
}

/** Measures the columns of a relation exactly, over all rows. */
async function measure(db: Database, relation: string, names: readonly string[]): Promise<Fact[]> {
  const facts: Fact[] = [];
  for (let start = 0; start < names.length; start += TOGETHER) {
    const part = names.slice(start, start + TOGETHER);
    const ends = part.flatMap((name, i) => [`min(${quote(name)}) AS lo${i}`, `max(${quote(name)}) AS hi${i}`]);
    const asked = part.flatMap((name, i) => {
      const v = `t.${quote(name)}`;
      return [
        `count(${v})::DOUBLE`,
        `any_value(m.lo${i})::VARCHAR`,
        `any_value(m.hi${i})::VARCHAR`,
        `count(*) FILTER (WHERE ${v} = m.lo${i})::DOUBLE`,
        `count(*) FILTER (WHERE ${v} = m.hi${i})::DOUBLE`,
      ];
    });
    const [row = []] = await db.rows(
      `SELECT count(*)::DOUBLE, ${asked.join(', ')} FROM ${relation} t, (SELECT ${ends.join(', ')} FROM ${relation}) m`,
    );
    part.forEach((name, i) => {
      const [known, min, max, atMin, atMax] = row.slice(1 + i * 5, 6 + i * 5);
      facts.push({
        name,
        rows: Number(row[0]),
        known: Number(known),
        min: min as string | null,
        max: max as string | null,
        atMin: Number(atMin),
        atMax: Number(atMax),
      });
    });
  }
  return facts;
}

/** Which features of a file go, and why: all missing, one value, two of which one has more than 99 % of the rows, or missing too often. */
export async function judge(db: Database, file: string, names: readonly string[], rules: Rules): Promise<Map<string, Verdict>> {
  const out = new Map<string, Verdict>();
  for (const fact of await measure(db, `read_parquet(${literal(file)})`, names)) {
    const why = verdict(fact, rules);
    if (why) out.set(fact.name, why);
  }
  return out;
}

function verdict({ rows, known, min, max, atMin, atMax }: Fact, { signal, maxMissing }: Rules): Verdict | undefined {
  const missing = rows === 0 ? 0 : 1 - known / rows;
  if (signal && known === 0) return { reason: 'all missing', missing: false };
  if (signal && min === max)
    return { reason: known === rows ? `constant (${short(min)})` : `constant where known (${short(min)})`, missing: false };
  if (missing > maxMissing)
    return { reason: `missing in ${percent(missing)} of the rows, more than ${percent(maxMissing)}`, missing: true };
  const most = Math.max(atMin, atMax);
  if (signal && atMin + atMax === known && most / known > MOST)
    return { reason: `two values, one in ${percent(most / known)} of the rows`, missing: false };
  return undefined;
}

const short = (value: string | null): string => (value === null ? 'null' : value.length > 30 ? `${value.slice(0, 29)}…` : value);
/** A share in words; never rounded up to 100. */
export const percent = (share: number): string => `${Number((Math.floor(share * 1e4 + 1e-9) / 100).toFixed(2))} %`;
