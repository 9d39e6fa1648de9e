import type { Database } from '../engine/duckdb/driver.js';
import { quote } from '../engine/duckdb/dialect.js';
import type { Planned } from './features.js';
import type { SignalOptions } from './options.js';
import { dropTwins, type Values } from './twins.js';

export const SIGNAL: SignalOptions = { enabled: true, nearConstant: 0.999, correlation: 0.9999, rows: 20_000 };

export interface SignalResult {
  /** Feature name -> why it was dropped. */
  readonly dropped: ReadonlyMap<string, string>;
  readonly rows: number;
}

/** The values of every feature as one DOUBLE column each, for a query of the features. Texts by their hash. */
export const signalQuery = (select: string, features: readonly Planned[], row: string): string =>
  `SELECT ${features.map((f) => asDouble(f)).join(', ')} FROM (${select}) ORDER BY ${quote(row)}`;

function asDouble(f: Planned): string {
  const q = quote(f.name);
  if (f.type === 'text') return `CASE WHEN ${q} IS NOT NULL THEN (hash(${q}) % 9007199254740991)::DOUBLE END`;
  return f.type === 'timestamp' ? `epoch(${q})` : `${q}::DOUBLE`;
}

/** Drops features that say nothing, or nothing that an earlier one does not say. */
export async function filterSignal(
  db: Database,
  queries: readonly { sql: string; features: readonly Planned[] }[],
  options: SignalOptions,
): Promise<SignalResult> {
  const { readDoubles } = await import('../engine/duckdb/arrow.js');
  const dropped = new Map<string, string>();
  const kept: Values[] = [];
  let rows = 0;
  for (const q of queries) {
    const read = await readDoubles(await db.stream(q.sql));
    rows = read.rows;
    q.features.forEach((f, i) => {
      const values = read.columns[i]!;
      const why = flat(values, options.nearConstant, f.type === 'text');
      if (why) dropped.set(f.name, why);
      else kept.push(prepare(f, values));
    });
  }
  dropTwins(kept, options.correlation, dropped);
  return { dropped, rows };
}

function flat(values: Float64Array, nearConstant: number, hashed: boolean): string | undefined {
  const n = values.length;
  let known = 0;
  let min = Infinity;
  let max = -Infinity;
  let candidate = NaN;
  let votes = 0;
  for (const x of values) {
    if (!Number.isNaN(x)) {
      known++;
      if (x < min) min = x;
      if (x > max) max = x;
    }
    // Boyer and Moore's majority vote: a value with more than half of the rows wins.
    if (votes === 0) candidate = x;
    votes += Object.is(x, candidate) || x === candidate ? 1 : -1;
  }
  if (known === 0) return 'all missing';
  if (min === max) return `constant${known === n ? '' : ' where known'}${hashed ? '' : ` (${short(min)})`}`;
  let same = 0;
  for (const x of values) if (x === candidate || (Number.isNaN(x) && Number.isNaN(candidate))) same++;
  const share = same / n;
  return share >= nearConstant
    ? `near-constant (${percent(share)} of the rows are ${Number.isNaN(candidate) ? 'missing' : hashed ? 'the same' : short(candidate)})`
    : undefined;
}

function prepare(f: Planned, values: Float64Array): Values {
  let pattern = 0;
  let [sum, known] = [0, 0];
  values.forEach((x, i) => {
    if (Number.isNaN(x)) pattern = (Math.imul(pattern, 31) + i + 1) | 0;
    else {
      sum += x;
      known++;
    }
  });
  if (f.type === 'text') return { name: f.name, values, pattern, standard: null };
  const mean = sum / known;
  let squares = 0;
  for (const x of values) if (!Number.isNaN(x)) squares += (x - mean) ** 2;
  const scale = 1 / Math.sqrt(squares);
  return {
    name: f.name,
    values,
    pattern,
    standard: Number.isFinite(scale) && scale > 0 ? values.map((x) => (Number.isNaN(x) ? 0 : (x - mean) * scale)) : null,
  };
}

const short = (x: number): string => String(Number(x.toPrecision(6)));
/** Never rounds up to 100. */
const percent = (share: number): string => `${(Math.floor(share * 10_000) / 100).toFixed(2)} %`;
