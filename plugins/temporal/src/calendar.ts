import { createRequire } from 'node:module';
import type Holidays from 'date-holidays';

let library: typeof Holidays | undefined;
/** Loaded when a country is named, for it takes as long as the rest of the start. */
const load = (): typeof Holidays => (library ??= createRequire(import.meta.url)('date-holidays') as typeof Holidays);

const place = (code: string): [string, string, string] => {
  const [country = '', state = '', region = ''] = code.split('-');
  return [country, state, region];
};

/** Whether a code is known: a country (`DE`), a state (`DE-BY`) or a region (`US-LA-NO`). */
export function isPlace(code: string): boolean {
  if (!/^[^-]+(-[^-]+){0,2}$/.test(code)) return false;
  const [country, state, region] = place(code);
  const all = new (load())();
  const has = (list: Record<string, string> | undefined | null, key: string): boolean => key === '' || Object.hasOwn(list ?? {}, key);
  if (!Object.hasOwn(all.getCountries(), country)) return false;
  return has(all.getStates(country), state) && (region === '' || has(all.getRegions(country, state), region));
}

const dayOf = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day) / 86_400_000;

/** Days since 1970 that are public holidays, rising, from the year before `from` to the year after `to`. Half days are left out. */
function holidays(code: string, from: number, to: number): number[] {
  const calendar = new (load())(...place(code));
  const days = new Set<number>();
  for (let year = from - 1; year <= to + 1; year++) {
    for (const { date, start, end, type } of calendar.getHolidays(year)) {
      if (type !== 'public' || date.slice(11, 19) !== '00:00:00') continue;
      const first = dayOf(Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10)));
      // Whole days: a change of the clocks makes one an hour shorter or longer, and some end with half a day.
      const length = Math.max(1, Math.floor((end.getTime() - start.getTime()) / 86_400_000 + 0.1));
      for (let k = 0; k < length; k++) days.add(first + k);
    }
  }
  return [...days].sort((a, b) => a - b);
}

/** One row for each day of the years: `[day since 1970, 1 on a holiday, days to the nearest holiday]`. Empty when the place has none. */
export function calendarOf(code: string, from: number, to: number): [number, number, number][] {
  const list = holidays(code, from, to);
  const rows: [number, number, number][] = [];
  if (list.length === 0) return rows;
  let next = 0;
  for (let day = dayOf(from, 1, 1); day <= dayOf(to, 12, 31); day++) {
    while (next < list.length && list[next]! < day) next++;
    const near = Math.min(...[list[next], list[next - 1]].map((d) => (d === undefined ? Infinity : Math.abs(d - day))));
    rows.push([day, near === 0 ? 1 : 0, near]);
  }
  return rows;
}
