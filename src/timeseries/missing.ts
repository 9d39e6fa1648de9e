import { MICROS } from './duration.js';
import type { Frequency } from './frequency.js';

/** A time, some missing ones behind it, and the next time that is there. */
export interface Between {
  readonly after: number;
  readonly before: number;
  readonly missing: number;
}

/** The first times that are missing, in microseconds or in the unit of the column. */
export function missingIn(gaps: readonly Between[], { kind, step }: Frequency, most: number): number[] {
  const found: number[] = [];
  for (const { after, before, missing } of gaps) {
    let at = after;
    for (let j = 1; j <= missing && found.length < most; j++) {
      if (kind === 'months') found.push(monthsLater(after, j * step, atMonthEnd(after) && atMonthEnd(before)));
      else if (kind === 'working days') found.push((at = nextWorkingDay(at)));
      else found.push(after + j * step);
    }
  }
  return found;
}

const dateOf = (micros: number): Date => new Date(Math.floor(micros / MICROS.d) * 86_400_000);
const ofDay = (micros: number): number => micros - Math.floor(micros / MICROS.d) * MICROS.d;

function atMonthEnd(micros: number): boolean {
  const next = dateOf(micros + MICROS.d);
  return next.getUTCDate() === 1;
}

function monthsLater(micros: number, months: number, toEnd: boolean): number {
  const from = dateOf(micros);
  const year = from.getUTCFullYear();
  const month = from.getUTCMonth() + months;
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, toEnd ? last : Math.min(from.getUTCDate(), last)) * 1_000 + ofDay(micros);
}

function nextWorkingDay(micros: number): number {
  let next = micros + MICROS.d;
  while ([0, 6].includes(dateOf(next).getUTCDay())) next += MICROS.d;
  return next;
}
