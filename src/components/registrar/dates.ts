import { microsFrom } from '../../storage/times.js';

/** Orders of year, month and day, a bit for each. */
const ORDERS = [
  ['year', 'month', 'day'],
  ['day', 'month', 'year'],
  ['month', 'day', 'year'],
] as const;
export const ANY_ORDER = 0b111;

const WRITTEN = /^\s*(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*$/;

/**
 * The orders by which a text says that time: of `03/04/2024` one or the other. Any where there is but one way to read it, or where it is
 * not told by numbers; 0: it says another time.
 */
export function ordersOf(text: string, time: string): number {
  const exact = microsFrom(text);
  if (exact !== undefined) return exact === microsFrom(time) ? ANY_ORDER : 0;
  const found = WRITTEN.exec(text);
  if (!found) return ANY_ORDER;
  const [, a, , b, c, hour = '0', minute = '0', second = '0'] = found;
  const clock = [hour, minute, second].map((one) => one.padStart(2, '0')).join(':');
  const [day = '', at = '00:00:00'] = time.split(' ');
  if (clock !== at.slice(0, 8)) return 0;
  const [year, month, dayOfMonth] = day.split('-').map(Number);
  const said = { year, month, day: dayOfMonth };
  return ORDERS.reduce((bits, order, i) => {
    const same = order.every((part, place) => {
      const written = Number([a, b, c][place]);
      return written === said[part] || (part === 'year' && written < 100 && written === said.year! % 100);
    });
    return same ? bits | (1 << i) : bits;
  }, 0);
}

/** Whether it is a date or a time in ISO's own order, which nobody reads otherwise. */
export const isPlainDate = (text: string): boolean => microsFrom(text) !== undefined;
