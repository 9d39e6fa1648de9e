/** Times and dates as ISO text: `2024-02-29 13:05:00`, with six digits of a second where there are any; sorted as text they are in order. */

const DAY = 86_400;
const MICROS = 1_000_000n;

const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');

/** Days since 1970 as `YYYY-MM-DD`; years before 0 or of more than four digits have a sign and six digits. */
export function dateText(days: number): string {
  const { year, month, day } = civil(days);
  const wide = year < 0 || year > 9999;
  return `${wide ? `${year < 0 ? '-' : '+'}${pad(Math.abs(year), 6)}` : pad(year, 4)}-${pad(month)}-${pad(day)}`;
}

/** Microseconds since 1970 as text. */
export function timeText(micros: bigint): string {
  let seconds = Number(micros / MICROS);
  let rest = Number(micros % MICROS);
  if (rest < 0) {
    rest += 1_000_000;
    seconds -= 1;
  }
  const days = Math.floor(seconds / DAY);
  const of = seconds - days * DAY;
  const time = `${pad(Math.floor(of / 3600))}:${pad(Math.floor(of / 60) % 60)}:${pad(of % 60)}`;
  return `${dateText(days)} ${time}${rest === 0 ? '' : `.${pad(rest, 6)}`}`;
}

const DATE = /^([+-]\d{6}|\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?(Z|[+-]\d\d(?::?\d\d)?)?$/;

interface Parsed {
  readonly days: number;
  /** Of the day. */
  readonly micros: number;
}

/** The number that digits of a text are, or NaN. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** As `parse`, of times as `timeText` writes them: the most of them by far. */
function parseOwn(text: string): Parsed | undefined {
  const { length } = text;
  if ((length !== 19 && length !== 26) || text[4] !== '-' || text[7] !== '-' || text[10] !== ' ') return undefined;
  if (text[13] !== ':' || text[16] !== ':' || (length === 26 && text[19] !== '.')) return undefined;
  const seconds = digits(text, 11, 13) * 3600 + digits(text, 14, 16) * 60 + digits(text, 17, 19);
  const days = daysOf(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10));
  const micros = seconds * 1e6 + (length === 26 ? digits(text, 20, 26) : 0);
  return Number.isNaN(days + micros) ? undefined : { days, micros };
}

function parse(text: string): Parsed | undefined {
  const own = parseOwn(text);
  if (own) return own;
  const found = DATE.exec(text.trim());
  if (!found) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = found;
  const days = daysOf(Number(year), Number(month), Number(day));
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second) - offset(zone);
  return { days, micros: seconds * 1e6 + Number(fraction.padEnd(6, '0').slice(0, 6)) };
}

const offset = (zone: string): number => {
  if (zone === 'Z') return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return (zone.startsWith('-') ? -1 : 1) * (Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2)) * 60);
};

/** Days since 1970 of a date, or of the day of a time; undefined when it is none. */
export const daysFrom = (text: string): number | undefined => {
  const parsed = parse(text);
  return parsed && parsed.days + Math.floor(parsed.micros / (DAY * 1e6));
};

/** Microseconds since 1970 of a time or a date; undefined when it is none. */
export const microsFrom = (text: string): bigint | undefined => {
  const parsed = parse(text);
  if (!parsed) return undefined;
  const { days, micros } = parsed;
  const all = days * DAY * 1e6 + micros;
  return Number.isSafeInteger(all) ? BigInt(all) : BigInt(days) * BigInt(DAY) * MICROS + BigInt(micros);
};

/** Howard Hinnant's days of the proleptic Gregorian calendar, both ways. */
function civil(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const doe = z - era * 146_097;
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365);
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return { year: yoe + era * 400 + (month <= 2 ? 1 : 0), month, day: doy - Math.floor((153 * mp + 2) / 5) + 1 };
}

function daysOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * 146_097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy - 719_468;
}
