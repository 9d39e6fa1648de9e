import { fn, time, type Column, type Expr } from '@mdm/sdk';
import { z } from 'zod';

function isZone(name: string): boolean {
  if (name === '') return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
}

/** The parameter `zone` of the transformers that read a wall clock. */
export const zone = z
  .string()
  .refine(isZone, 'must be an IANA time zone such as Europe/Berlin')
  .default('')
  .describe('IANA time zone to read the clock in, for times stored as UTC; empty: as they are');

/** The time as a clock in the zone shows it. */
export const wallClock = (c: Column, name: string): Expr<'timestamp'> => (name === '' ? time(c) : fn.inZone(time(c), name));

/** How a sentence names the zone. */
export const inZone = (name: string): string => (name === '' ? '' : `, in ${name}`);
