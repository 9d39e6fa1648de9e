import { define, through } from './fn-spec.js';

/** Parts of times. */
export const TIMES = define({
  year: { args: ['timestamp'], returns: 'int64', meaning: 'calendar year', nulls: through, example: 'year(2024-04-15) = 2024' },
  quarter: { args: ['timestamp'], returns: 'int64', meaning: 'quarter, 1 to 4', nulls: through, example: 'quarter(2024-04-15) = 2' },
  month: { args: ['timestamp'], returns: 'int64', meaning: 'month, 1 to 12', nulls: through, example: 'month(2024-04-15) = 4' },
  day: { args: ['timestamp'], returns: 'int64', meaning: 'day of the month, 1 to 31', nulls: through, example: 'day(2024-04-15) = 15' },
  hour: { args: ['timestamp'], returns: 'int64', meaning: 'hour, 0 to 23', nulls: through, example: 'hour(13:30) = 13' },
  minute: { args: ['timestamp'], returns: 'int64', meaning: 'minute, 0 to 59', nulls: through, example: 'minute(13:30) = 30' },
  second: { args: ['timestamp'], returns: 'int64', meaning: 'second, 0 to 59', nulls: through, example: 'second(13:30:05) = 5' },
  dayOfWeek: {
    args: ['timestamp'],
    returns: 'int64',
    meaning: 'Monday 0 to Sunday 6',
    nulls: through,
    example: 'dayOfWeek(2024-04-15) = 0',
  },
  dayOfYear: {
    args: ['timestamp'],
    returns: 'int64',
    meaning: 'day of the year, 1 to 366',
    nulls: through,
    example: 'dayOfYear(2024-02-01) = 32',
  },
  week: { args: ['timestamp'], returns: 'int64', meaning: 'ISO 8601 week, 1 to 53', nulls: through, example: 'week(2024-01-01) = 1' },
  daysInMonth: {
    args: ['timestamp'],
    returns: 'int64',
    meaning: 'length of the month in days',
    nulls: through,
    example: 'daysInMonth(2024-02-01) = 29',
  },
  epochSeconds: {
    args: ['timestamp'],
    returns: 'double',
    meaning: 'seconds since 1970-01-01 00:00:00, with fractions',
    nulls: through,
    example: 'epochSeconds(1970-01-02) = 86400',
  },
  epochDay: {
    args: ['timestamp'],
    returns: 'int64',
    meaning: 'whole days since 1970-01-01',
    nulls: through,
    example: 'epochDay(1970-01-02 13:00) = 1',
  },
  epochMicros: {
    args: ['timestamp'],
    returns: 'int64',
    meaning: 'microseconds since 1970-01-01 00:00:00',
    nulls: through,
    example: 'epochMicros(1970-01-01 00:00:01) = 1000000',
  },
  inZone: {
    args: ['timestamp', 'literal'],
    returns: 'timestamp',
    meaning: 'the wall-clock time in an IANA zone of a time read as UTC',
    nulls: through,
    example: "inZone(2024-07-01 12:00, 'Europe/Berlin') = 14:00",
    costly: true,
  },
});
