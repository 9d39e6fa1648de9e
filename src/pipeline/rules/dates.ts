import type { DateRule } from '../profile-schema.js';
import { guessFormat, parseTime } from './time-format.js';
import { timeSql } from './time-sql.js';

const DAYS = ['%Y-%m-%d', '%Y/%m/%d', '%d-%m-%Y', '%d/%m/%Y', '%m-%d-%Y', '%m/%d/%Y'];
const FORMATS = [...DAYS, ...DAYS.slice(0, 4).map((format) => `${format} %H:%M:%S`)];

/** What a profile leaves open of its rule on dates. */
export const DATES = { rows: 100, values: 10, notIn: ['id'], enough: 0.8, least: 0.5 } as const satisfies Required<DateRule>;

/** Whether a column of this name may be one of dates. */
export const mayBeDate = (name: string, rule: Required<DateRule>): boolean =>
  !rule.notIn.some((letters) => name.toLowerCase().includes(letters));

/** Whether the first known texts of a column are dates: by one of some formats, else by the one pandas infers from the first. */
export function looksLikeDates(texts: readonly string[], { enough, least }: Required<DateRule>): boolean {
  if (texts.length === 0) return false;
  const share = (parse: (text: string) => number): number => texts.filter((text) => !Number.isNaN(parse(text))).length / texts.length;
  let parsed = 0;
  for (const format of FORMATS) {
    parsed = share((text) => parseTime(text, format));
    if (parsed > enough) break;
  }
  return (parsed > least ? parsed : share(inferredParser(texts[0]!))) > least;
}

function inferredParser(first: string): (text: string) => number {
  const format = guessFormat(first);
  if (format) return (text) => parseTime(text, format);
  return (text) => {
    const own = guessFormat(text, true);
    return own ? parseTime(text, own) : NaN;
  };
}

/** SQL of the times of a column of texts: by the format of the first known one, else by whichever format of the texts looked at fits. */
export function timesSql(text: string, first: string | undefined, looked: readonly string[]): string {
  const format = first === undefined ? null : guessFormat(first);
  if (format) return timeSql(text, format);
  const formats = [...new Set(looked.flatMap((one) => dayOrMonthFirst(guessFormat(one, true))))];
  return formats.length > 0 ? `coalesce(${formats.map((one) => timeSql(text, one)).join(', ')}, NULL)` : 'CAST(NULL AS TIMESTAMP)';
}

/** Where texts are read one by one, the first number is the month as long as it can be one. */
function dayOrMonthFirst(format: string | null): readonly string[] {
  if (format === null) return [];
  const pair = /^%[dm]([-/.])%[dm]\1/.exec(format);
  return pair ? ['%m' + pair[1] + '%d', '%d' + pair[1] + '%m'].map((start) => start + format.slice(5)) : [format];
}
