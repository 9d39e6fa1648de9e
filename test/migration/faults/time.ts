import { value, type Fault } from './fault.js';

const time =
  (feature: string, right: string, on = 'times', of = 'event_time') =>
  (what: string, wrong: string): Fault =>
    value(`${feature}: ${what}`, on, `${of}_${feature}`, of, right, wrong);
const pi2 = '2 * pi()';
const [year, month, day] = [time('year', 'year(x)'), time('month', 'month(x)'), time('day', 'day(x)')];
const [weekday, hour] = [time('dayofweek', 'isodow(x) - 1'), time('hour', 'hour(x)')];
const weekend = time('is_weekend', 'coalesce(isodow(x) >= 6, false)::BIGINT');
const first = time('is_month_start', 'coalesce(day(x) = 1, false)::BIGINT');
const last = time('is_month_end', 'coalesce(x::DATE = last_day(x), false)::BIGINT');
const monthSin = time('month_sin', `sin(${pi2} * month(x) / 12)`);
const monthCos = time('month_cos', `cos(${pi2} * month(x) / 12)`);
const hourSin = time('hour_sin', `sin(${pi2} * hour(x) / 24)`);
const start = '(SELECT min(x) FROM s)';
const micros = `(epoch_us(x) - epoch_us(${start}))`;
const since = time('days_since_start', `floor(${micros} / 86400000000)`);

export const times: readonly Fault[] = [
  hour('another time zone, an hour later', 'hour(x + INTERVAL 1 HOUR)'),
  day('another time zone, five hours earlier', 'day(x - INTERVAL 5 HOUR)'),
  hour('of twelve', 'hour(x) % 12'),
  hour('rounded', `round(hour(x) + minute(x) / 60)`),
  year('of the week', 'isoyear(x)'),
  year('two digits', 'year(x) % 100'),
  month('from 0', 'month(x) - 1'),
  month('quarter', 'quarter(x)'),
  day('of the year', 'dayofyear(x)'),
  weekday('Sunday is 0', 'dayofweek(x)'),
  weekday('Monday is 1', 'isodow(x)'),
  weekday('null is 0', 'coalesce(isodow(x) - 1, 0)'),
  weekend('Sunday only', 'coalesce(isodow(x) = 7, false)::BIGINT'),
  weekend('Friday too', 'coalesce(isodow(x) >= 5, false)::BIGINT'),
  weekend('null stays null', '(isodow(x) >= 6)::BIGINT'),
  first('the second day too', 'coalesce(day(x) <= 2, false)::BIGINT'),
  first('the day before', 'coalesce(day(x + INTERVAL 1 DAY) = 1, false)::BIGINT'),
  last('from the 30th', 'coalesce(day(x) >= 30, false)::BIGINT'),
  last('only the 31st', 'coalesce(day(x) = 31, false)::BIGINT'),
  monthSin('January is 0', `sin(${pi2} * (month(x) - 1) / 12)`),
  monthSin('degrees', `sin(radians(month(x)))`),
  monthCos('the sine', `sin(${pi2} * month(x) / 12)`),
  hourSin('by 23', `sin(${pi2} * hour(x) / 23)`),
  hourSin('with the minutes', `sin(${pi2} * (hour(x) + minute(x) / 60) / 24)`),
  since('rounded', `round(${micros} / 86400000000)`),
  since('midnights between', `date_diff('day', ${start}, x)`),
  since('since 1970', 'epoch_us(x) // 86400000000'),
  since('since the first row', `floor((epoch_us(x) - epoch_us((SELECT first(x ORDER BY r) FROM s))) / 86400000000)`),
  since('null is 0', `coalesce(floor(${micros} / 86400000000), 0)`),
];
