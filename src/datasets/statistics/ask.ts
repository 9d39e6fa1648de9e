import type { Json } from '#duckdb';
import type { Database } from '../../engine/duckdb/driver.js';

/** Aggregates of a column by name, as SQL. */
export type Aggregates = Readonly<Record<string, string>>;
export type Answers = Readonly<Record<string, Json>>;

/** Aggregates of a statement; beyond it planning takes longer than the work. */
const most = 1_200;

/** Aggregates of several columns in one SELECT, or in as few as their number allows; answers in the order of the questions. */
export async function ask(db: Database, from: string, questions: readonly Aggregates[]): Promise<Answers[]> {
  const answers: Answers[] = [];
  for (const part of parts(questions, (one) => Object.keys(one).length, most)) {
    const sql = part.flatMap((one) => Object.values(one));
    const [row = []] = sql.length === 0 ? [] : await db.rows(`SELECT ${sql.join(', ')} FROM ${from}`);
    let at = 0;
    for (const one of part) answers.push(Object.fromEntries(Object.keys(one).map((name) => [name, row[at++] ?? null])));
  }
  return answers;
}

/** Cuts a list into runs whose weights sum up to no more than `limit`, with at least one item each. */
export function parts<T>(items: readonly T[], weight: (item: T) => number, limit: number): T[][] {
  const all: T[][] = [];
  let left = 0;
  for (const item of items) {
    const w = weight(item);
    if (all.length === 0 || w > left) {
      all.push([]);
      left = limit;
    }
    all.at(-1)!.push(item);
    left -= w;
  }
  return all;
}

/** A finite number of an answer; whole numbers beyond 2^53 arrive as text. */
export function numberOf(value: Json | undefined): number | null {
  const number = value === null || value === undefined || value === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : null;
}

/** A value as it is shown: dates, and whole numbers beyond 2^53, stay text. */
export function valueOf(value: Json | undefined): number | string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string') return null;
  return /^-?\d+$/.test(value) && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
