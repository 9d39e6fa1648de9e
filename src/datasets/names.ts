import { MdmError } from '../errors.js';

/** Characters of a name, and bytes: the name is part of a file's name, of which a system takes 255 bytes. */
const MOST_CHARACTERS = 100;
const MOST_BYTES = 200;
const ALLOWED = /^[\p{L}\p{Nd}_-][\p{L}\p{M}\p{Nd}_-]*$/u;
/** Windows keeps these for devices. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/;

const next = 'A name has letters and digits of any script, `_` and `-`, at most 100 of them.';

/** The name under which a dataset is kept: lower case, NFC, `_` for `-`. Refuses what no name may be. */
export function normalName(given: string): string {
  const shown = JSON.stringify(given.length > 60 ? `${given.slice(0, 59)}…` : given);
  const name = given.normalize('NFC').toLowerCase().normalize('NFC').replaceAll('-', '_');
  if (name === '') throw new MdmError('usage', 'The name of a dataset may not be empty.', next);
  if (!ALLOWED.test(name)) {
    const odd = [...name].find((one) => !/[\p{L}\p{M}\p{Nd}_-]/u.test(one));
    const why = odd === undefined ? '' : `: it has ${odd === ' ' ? 'a space' : JSON.stringify(odd)}`;
    throw new MdmError('usage', `A dataset may not be called ${shown}${why}.`, next);
  }
  if (!/[\p{L}\p{Nd}]/u.test(name))
    throw new MdmError('usage', `A dataset may not be called ${shown}: it has no letter and no digit.`, next);
  if ([...name].length > MOST_CHARACTERS || Buffer.byteLength(name) > MOST_BYTES)
    throw new MdmError('usage', `The name ${shown} is too long.`, `${next} In UTF-8 it may take ${MOST_BYTES} bytes.`);
  if (RESERVED.test(name)) throw new MdmError('usage', `A dataset may not be called ${shown}: Windows keeps that name for a device.`, next);
  return name;
}

/** Whether two names are those of one dataset. */
export function sameName(a: string, b: string): boolean {
  try {
    return normalName(a) === normalName(b);
  } catch {
    return false;
  }
}

/** Store -> name of its dataset: `sales~2` -> sales. */
export const nameOfStore = (store: string): string => store.replace(/~\d+$/, '');

/** The n-th store of a dataset. */
export const storeName = (name: string, generation: number): string => (generation <= 1 ? name : `${name}~${generation}`);
