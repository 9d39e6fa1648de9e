export const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const WEEKDAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const short = (name: string): string => name.slice(0, 3);

/** What each directive of a strftime format matches, as pandas has it. */
const DIRECTIVES: Readonly<Record<string, string>> = {
  Y: String.raw`(?<Y>\d{4})`,
  y: String.raw`(?<y>\d{2})`,
  m: '(?<m>1[0-2]|0[1-9]|[1-9])',
  d: '(?<d>3[01]|[12]\\d|0[1-9]|[1-9]| [1-9])',
  H: String.raw`(?<H>2[0-3]|[01]\d|\d)`,
  I: '(?<I>1[0-2]|0[1-9]|[1-9])',
  M: String.raw`(?<M>[0-5]\d|\d)`,
  S: String.raw`(?<S>6[01]|[0-5]\d|\d)`,
  f: String.raw`(?<f>\d{1,9})`,
  b: `(?<b>${MONTHS.map(short).join('|')})`,
  B: `(?<B>${MONTHS.join('|')})`,
  a: `(?:${WEEKDAYS.map(short).join('|')})`,
  A: `(?:${WEEKDAYS.join('|')})`,
  p: '(?<p>am|pm)',
  z: String.raw`(?<z>[+-]\d{2}:?[0-5]\d|Z)`,
  Z: '(?<Z>utc|gmt)',
};

/** pandas keeps nanoseconds in 64 bits: 1677-09-21 to 2262-04-11. */
export const EARLIEST = -9_223_372_036_854_775;
export const LATEST = 9_223_372_036_854_775;

const compiled = new Map<string, RegExp>();

/** What a text of a format looks like, as a regular expression with a group per directive. */
export const shapeOf = (format: string): string =>
  format.replace(/%([a-zA-Z])|[.*+?^${}()|[\]\\]|\s+/g, (text, directive?: string) =>
    directive ? DIRECTIVES[directive]! : /\s/.test(text) ? String.raw`\s+` : `\\${text}`,
  );

function pattern(format: string): RegExp {
  const found = compiled.get(format) ?? new RegExp(`^${shapeOf(format)}$`, 'i');
  compiled.set(format, found);
  return found;
}

/** Microseconds since 1970 of a time written in a format; NaN where it is not. */
export function parseTime(text: string, format: string): number {
  const g = pattern(format).exec(text)?.groups;
  if (!g) return NaN;
  const monthName = (g['b'] ?? g['B'])?.toLowerCase();
  const month = monthName ? MONTHS.findIndex((name) => name.toLowerCase().startsWith(monthName)) : Number(g['m'] ?? 1) - 1;
  const year = g['y'] ? Number(g['y']) + (Number(g['y']) < 75 ? 2000 : 1900) : Number(g['Y']);
  const day = Number(g['d'] ?? 1);
  const hour = g['p'] ? (Number(g['I'] ?? g['H']) % 12) + (g['p'].toLowerCase() === 'pm' ? 12 : 0) : Number(g['H'] ?? 0);
  const date = new Date(Date.UTC(2000, month, day, hour, Number(g['M'] ?? 0), Number(g['S'] ?? 0)));
  date.setUTCFullYear(year, month, day);
  if (date.getUTCMonth() !== month || date.getUTCDate() !== day) return NaN;
  const fraction = Number((g['f'] ?? '0').slice(0, 6).padEnd(6, '0'));
  const time = date.getTime() * 1000 + fraction - offset(g['z']);
  return time >= EARLIEST && time <= LATEST ? time : NaN;
}

function offset(zone: string | undefined): number {
  if (!zone || /z/i.test(zone)) return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000_000;
}

export const hasZone = (format: string): boolean => /%[zZ]/.test(format);

const NAME = String.raw`(?<name>[A-Za-z]{3,9})`;
const DATES: readonly (readonly [RegExp, (g: Record<string, string>) => string | null])[] = [
  [/^\d{4}(?<s>[-/.])\d{1,2}\k<s>\d{1,2}/, ({ s }) => `%Y${s}%m${s}%d`],
  [/^(?<a>\d{1,2})(?<s>[-/.])\d{1,2}\k<s>\d{4}/, ({ a, s }) => (Number(a) > 12 ? `%d${s}%m${s}%Y` : `%m${s}%d${s}%Y`)],
  [/^\d{14}$/, () => '%Y%m%d%H%M%S'],
  [/^\d{12}$/, () => '%Y%m%d%H%M'],
  [/^\d{8}T\d{6}$/, () => '%Y%m%dT%H%M%S'],
  [/^\d{8}(?!\d)/, () => '%Y%m%d'],
  [new RegExp(String.raw`^\d{4}-${NAME}-\d{1,2}(?!\d)`), ({ name }) => monthFormat(name!, (month) => `%Y-${month}-%d`)],
  [new RegExp(String.raw`^\d{1,2} ${NAME}, \d{4}(?!\d)`), ({ name }) => monthFormat(name!, (month) => `%d ${month}, %Y`)],
  [new RegExp(String.raw`^${NAME} \d{1,2}(?<s>,?) \d{4}(?!\d)`), ({ name, s }) => monthFormat(name!, (month) => `${month} %d${s} %Y`)],
  [
    new RegExp(String.raw`^\d{1,2}(?<s>[ -])${NAME}\k<s>\d{4}(?!\d)`),
    ({ name, s }) => monthFormat(name!, (month) => `%d${s}${month}${s}%Y`),
  ],
  [
    new RegExp(String.raw`^${NAME} {1,2}\d{1,2} \d{1,2}:\d{2}:\d{2}(?<z> [+-]\d{4})? \d{4}$`),
    ({ name, z }) => monthFormat(name!, (month) => `${month} %d %H:%M:%S${z ? ' %z' : ''} %Y`),
  ],
  [/^\d{4}-\d{1,2}$/, () => '%Y-%m'],
  [/^\d{4}$/, () => '%Y'],
];
/** Dates of which pandas guesses no format: it reads each value by itself then. */
const LOOSE: typeof DATES = [
  [/^(?<a>\d{1,2})(?<s>[-/.])\d{1,2}\k<s>\d{2}(?!\d)/, ({ a, s }) => (Number(a) > 12 ? `%d${s}%m${s}%y` : `%m${s}%d${s}%y`)],
  [
    new RegExp(String.raw`^\d{1,2}(?<s>[ -]?)${NAME}\k<s>\d{2}(?!\d)`),
    ({ name, s }) => monthFormat(name!, (month) => `%d${s}${month}${s}%y`),
  ],
  [new RegExp(String.raw`^\d{1,2}${NAME}\d{4}(?!\d)`), ({ name }) => monthFormat(name!, (month) => `%d${month}%Y`)],
  [new RegExp(String.raw`^${NAME}(?<s>[ -]?)\d{4}$`), ({ name, s }) => monthFormat(name!, (month) => `${month}${s}%Y`)],
  [new RegExp(String.raw`^\d{4}(?<s>[ -])${NAME}$`), ({ name, s }) => monthFormat(name!, (month) => `%Y${s}${month}`)],
  // Two digits that can be no day are a year.
  [/^(?:3[2-9]|[4-9]\d)(?<s>[-/.])\d{1,2}\k<s>\d{1,2}(?!\d)/, ({ s }) => `%y${s}%m${s}%d`],
  [new RegExp(String.raw`^${NAME}(?<s>[ -])(?:3[2-9]|[4-9]\d)$`), ({ name, s }) => monthFormat(name!, (month) => `${month}${s}%y`)],
  [/^\d{1,2}(?<s>[-/])\d{4}$/, ({ s }) => `%m${s}%Y`],
  [/^\d{4}\/\d{1,2}$/, () => '%Y/%m'],
];

/** The full name is tried first: after a first "May" no "Jun" is understood, in pandas too. */
function monthFormat(name: string, build: (month: string) => string): string | null {
  if (MONTHS.includes(name)) return build('%B');
  return MONTHS.map(short).includes(name) ? build('%b') : null;
}

const TIME = /^(?<t>[ T])\d{1,2}(?<m>:\d{2}(?<s>:\d{2}(?<f>\.\d{1,9})?)?)?(?<p> ?[AP]M)?(?<z> ?(?:Z|[+-]\d{2}:?\d{2}))?(?<u> UTC| GMT)?$/i;

/** The format pandas infers from one text, or null. With `loose` also those it would only understand value by value. */
export function guessFormat(text: string, loose = false): string | null {
  const day = new RegExp(`^(?:${WEEKDAYS.map((name) => `${name}|${short(name)}`).join('|')}),? `).exec(text)?.[0] ?? '';
  const rest = text.slice(day.length);
  for (const [shape, build] of loose ? [...DATES, ...LOOSE] : DATES) {
    const found = shape.exec(rest);
    if (!found) continue;
    const date = build(found.groups ?? {});
    const time = timeFormat(rest.slice(found[0].length));
    if (date === null || time === null) continue;
    const format = day.replace(/[A-Za-z]+/, (name) => (name.length > 3 ? '%A' : '%a')) + date + time;
    if (!Number.isNaN(parseTime(text, format))) return format;
  }
  // Value by value, names of months may be written in any case.
  const named = loose ? text.replace(/[A-Za-z]{3,}/g, (name) => name[0]!.toUpperCase() + name.slice(1).toLowerCase()) : text;
  return named === text ? null : guessFormat(named, true);
}

function timeFormat(text: string): string | null {
  if (text === '') return '';
  const g = TIME.exec(text)?.groups;
  if (!g) return null;
  const clock = (g['p'] ? '%I' : '%H') + (g['m'] ? ':%M' : '') + (g['s'] ? ':%S' : '') + (g['f'] ? '.%f' : '');
  const half = g['p'] ? (g['p'].startsWith(' ') ? ' %p' : '%p') : '';
  const zone = g['z'] ? (g['z'].startsWith(' ') ? ' %z' : '%z') : '';
  // Of these two pandas takes GMT for a mere word.
  return g['t'] + clock + half + zone + (g['u'] ? (/gmt/i.test(g['u']) ? g['u'] : ' %Z') : '');
}
