import type { Json } from '#duckdb';
import type { Database } from './driver.js';
import { type DateFormat, exchanged, formatsLike, isDate } from './dates.js';
import { asText, type InputType, shorten } from './introspect.js';

/** A text column to be looked at; `ref` is SQL of its text. */
export interface TextColumn {
  readonly name: string;
  readonly ref: string;
}

/** What a text column turned out to hold. */
export interface TextType {
  readonly type: InputType;
  readonly known: number;
  /** The longest value, in characters. */
  readonly longest: number;
  readonly date?: DateFormat;
  /** More than one format reads every value seen. */
  readonly open: boolean;
  readonly notes: readonly string[];
}

export const wholeNumber = String.raw`\s*[+-]?\d{1,19}\s*`;
export const anyNumber = String.raw`(?i)\s*[+-]?((\d+\.?\d*|\.\d+)(e[+-]?\d+)?|inf|infinity|nan)\s*`;
export const isWhole = (ref: string): string => `(regexp_full_match(${ref}, '${wholeNumber}') AND TRY_CAST(${ref} AS BIGINT) IS NOT NULL)`;
export const isNumber = (ref: string): string => `(regexp_full_match(${ref}, '${anyNumber}') AND TRY_CAST(${ref} AS DOUBLE) IS NOT NULL)`;
const isBoolean = (ref: string): string => `regexp_full_match(${ref}, '(?i)true|false')`;

/** Columns looked at in one query. */
const batch = 1_000;
/** Share of values that must be dates for the rest to be worth a note. */
const mostly = 0.4;

/** What each text column holds, judged by every row of `from`. `numbers` false: text of numbers stays text. */
export async function typesOf(
  db: Database,
  from: string,
  columns: readonly TextColumn[],
  numbers: boolean,
): Promise<Map<string, TextType>> {
  const types = new Map<string, TextType>();
  for (let start = 0; start < columns.length; start += batch) {
    const part = columns.slice(start, start + batch);
    const facts = await factsOf(db, from, part, numbers);
    const dates: { column: TextColumn; known: number; longest: number; formats: DateFormat[] }[] = [];
    part.forEach((column, i) => {
      const [known = 0, longest, min, max, whole, number, boolean] = facts.get(i) ?? [];
      const base = { known: Number(known), longest: Number(longest ?? 0), open: false, notes: [] };
      const holds = (count: unknown): boolean => numbers && Number(count) === base.known;
      const formats = base.known === 0 ? [] : formatsLike([asText(min), asText(max)]);
      if (base.known > 0 && holds(whole)) types.set(column.name, { ...base, type: 'int64' });
      else if (base.known > 0 && holds(number)) types.set(column.name, { ...base, type: 'double' });
      else if (base.known > 0 && holds(boolean)) types.set(column.name, { ...base, type: 'boolean' });
      else if (formats.length > 0) dates.push({ column, known: base.known, longest: base.longest, formats });
      else types.set(column.name, { ...base, type: 'text' });
    });
    const fits = await countDates(
      db,
      from,
      dates.flatMap(({ column, formats }) => formats.map((one) => isDate(one, column.ref))),
    );
    for (const { column, known, longest, formats } of dates) {
      const counts = fits.splice(0, formats.length);
      const fitting = formats.filter((_, i) => counts[i] === known);
      const most = Math.max(...counts);
      const best = fitting[0];
      if (best) {
        const other = fitting.find((one) => exchanged(best.format, one.format));
        const notes = other
          ? [`Column ${JSON.stringify(shorten(column.name))}: every date fits both ${best.format} and ${other.format}; read day first.`]
          : [];
        types.set(column.name, { type: 'timestamp', known, longest, date: best, open: other !== undefined, notes });
      } else {
        const format = formats[counts.indexOf(most)]!.format;
        const note = `Column ${JSON.stringify(shorten(column.name))} is text: ${most} of ${known} values are dates (${format}), the rest are not.`;
        types.set(column.name, { type: 'text', known, longest, open: false, notes: most / known >= mostly ? [note] : [] });
      }
    }
  }
  return types;
}

/** By column: how many values are known, the longest, the least and the greatest, and how many are whole numbers, numbers, booleans. */
async function factsOf(db: Database, from: string, columns: readonly TextColumn[], numbers: boolean): Promise<Map<number, Json[]>> {
  if (columns.length === 0) return new Map();
  const where = (test: string): string => `count(*) FILTER (WHERE ${test})`;
  const facts = [
    'count(*)',
    'max(length(v))',
    'min(v)',
    'max(v)',
    ...(numbers ? [where(isWhole('v')), where(isNumber('v')), where(isBoolean('v'))] : []),
  ];
  // Values below each other: one aggregate for each column would take the engine seconds to plan where columns are many.
  const values = columns.map(({ ref }, i) => `${ref} AS "${i}"`).join(', ');
  const rows = await db.rows(
    `SELECT n, ${facts.join(', ')} FROM (UNPIVOT (SELECT ${values} FROM ${from}) ON COLUMNS(*) INTO NAME n VALUE v) GROUP BY n`,
  );
  return new Map(rows.map(([n, ...rest]) => [Number(n), rest]));
}

async function countDates(db: Database, from: string, tests: readonly string[]): Promise<number[]> {
  if (tests.length === 0) return [];
  const [row = []] = await db.rows(`SELECT ${tests.map((test) => `count(*) FILTER (WHERE ${test})`).join(', ')} FROM ${from}`);
  return row.map(Number);
}
