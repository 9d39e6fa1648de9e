import { problem } from './contract.js';

const MOST = 100;

/** A dataset's name as it is kept: lower case, `_` for `-`. */
export function datasetName(given: string): string {
  const name = given.toLowerCase().replaceAll('-', '_');
  const next = `Use letters, digits, _ and -, at most ${MOST} of them.`;
  if (!/^[\p{L}\p{N}_]+$/u.test(name)) throw problem('usage', `${JSON.stringify(given)} can be no name of a dataset.`, next);
  if ([...name].length > MOST) throw problem('usage', `The name ${JSON.stringify(given)} has more than ${MOST} characters.`, next);
  return name;
}
