import { MdmError } from '../errors.js';

/** A moment or a day: from `from` to before `to`, in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000 };
const RELATIVE = /^(\d{1,6})\s*(minute|min|hour|h|day|d|week|w|month|year|y)s?$/i;
const SHORT: Readonly<Record<string, string>> = { min: 'minute', h: 'hour', d: 'day', w: 'week', y: 'year' };
const ABSOLUTE = /^(\d{4})-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?)?$/i;

/** `30days` is that long before now; `2024-01-01` the whole day; `2024-01-01T10:30:00` that second, in UTC unless it names a zone. */
export function parseSpan(text: string, now: number): Span {
  const relative = RELATIVE.exec(text.trim());
  if (relative) return before(now, Number(relative[1]), relative[2]!.toLowerCase());
  const parts = ABSOLUTE.exec(text.trim());
  const from = parts ? startOf(parts) : undefined;
  if (!parts || from === undefined)
    throw new MdmError(
      'usage',
      `${JSON.stringify(text)} is not a date.`,
      'Write 2024-01-31, 2024-01-31T10:30:00, or how long ago: 30days, 2weeks, 6months.',
    );
  return { from, to: endOf(parts, from) };
}

function before(now: number, count: number, word: string): Span {
  const unit = SHORT[word] ?? word;
  if (UNITS[unit] !== undefined) return { from: now - count * UNITS[unit], to: now - count * UNITS[unit] + 1 };
  const at = new Date(now);
  const day = at.getUTCDate();
  at.setUTCDate(1);
  at.setUTCMonth(at.getUTCMonth() - count * (unit === 'year' ? 12 : 1));
  at.setUTCDate(Math.min(day, new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate()));
  // So many years ago there is no date.
  const from = Number.isNaN(at.getTime()) ? -Infinity : at.getTime();
  return { from, to: from + 1 };
}

function startOf(parts: readonly (string | undefined)[]): number | undefined {
  const [, year, month, day = '01', hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = parts;
  const milliseconds = fraction.padEnd(3, '0').slice(0, 3);
  const offset = zone.toUpperCase() === 'Z' ? 'Z' : zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}${offset}`);
  // Date.parse takes the 31st of a short month for a day of the next.
  const exists = Number(day) <= new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number.isNaN(at) || !exists ? undefined : at;
}

/** As exactly as it was written: a month, a day, a minute, a second, a millisecond. */
function endOf([, year, month, day, hour, , second, fraction]: readonly (string | undefined)[], from: number): number {
  if (day === undefined) return Date.UTC(Number(year), Number(month), 1);
  if (hour === undefined) return from + 86_400_000;
  if (second === undefined) return from + 60_000;
  return from + (fraction === undefined ? 1_000 : 1);
}
