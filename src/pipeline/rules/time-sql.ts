import { literal } from '../../engine/duckdb/dialect.js';
import { EARLIEST, LATEST, MONTHS, shapeOf } from './time-format.js';

const MONTH_STARTS = MONTHS.map((name) => literal(name.slice(0, 3).toLowerCase())).join(', ');

/** SQL of the time that a text written in a format means, as `parseTime` reads it; null where it is not written so. */
export function timeSql(text: string, format: string): string {
  const shape = shapeOf(format);
  const groups = [...shape.matchAll(/\(\?<([A-Za-z])>/g)].map((found) => found[1]!);
  const source = `(?i)^${shape.replaceAll('(?<', '(?P<')}$`;
  const parts = `regexp_extract(${text}, ${literal(source)}, [${groups.map((_, i) => `'g${i}'`).join(', ')}])`;
  const has = (name: string): boolean => groups.includes(name);
  // Names of the engine are equal when they differ in case alone, as m and M do.
  const part = (name: string): string => `p['g${groups.indexOf(name)}']`;
  const number = (name: string): string => `TRY_CAST(trim(${part(name)}) AS BIGINT)`;
  const year = has('y') ? `(${number('y')} + CASE WHEN ${number('y')} < 75 THEN 2000 ELSE 1900 END)` : number('Y');
  const monthName = ['b', 'B'].find(has);
  const month = monthName ? `list_position([${MONTH_STARTS}], lower(substr(${part(monthName)}, 1, 3)))` : has('m') ? number('m') : '1';
  const day = has('d') ? number('d') : '1';
  const hour = has('I') ? number('I') : has('H') ? number('H') : '0';
  const half = has('p') ? `(${hour} % 12 + CASE WHEN lower(${part('p')}) = 'pm' THEN 12 ELSE 0 END)` : hour;
  const fraction = has('f') ? `CAST(rpad(substr(${part('f')}, 1, 6), 6, '0') AS BIGINT)` : '0';
  const seconds = `(${half} * 3600 + ${has('M') ? number('M') : '0'} * 60 + ${has('S') ? number('S') : '0'})`;
  const z = part('z');
  const zone = has('z')
    ? `CASE WHEN lower(${z}) = 'z' THEN 0 ELSE CASE WHEN ${z} LIKE '-%' THEN -1 ELSE 1 END * (CAST(substr(${z}, 2, 2) AS BIGINT) * 60 + CAST(right(${z}, 2) AS BIGINT)) END`
    : '0';
  const date = `TRY_CAST(${year} || '-' || ${month} || '-' || ${day} AS DATE)`;
  const micros = `${seconds} * 1000000 + ${fraction} - (${zone}) * 60000000`;
  // A text of another shape has no year; nothing else is looked at then.
  const known = has('y') ? part('y') : part('Y');
  const time = `CASE WHEN ${known} <> '' THEN epoch_us(CAST(${date} AS TIMESTAMP)) + ${micros} END`;
  const bounded = `list_transform([${time}], lambda u: CASE WHEN u BETWEEN ${EARLIEST} AND ${LATEST} THEN make_timestamp(u) END)[1]`;
  return `list_transform([${parts}], lambda p: ${bounded})[1]`;
}
