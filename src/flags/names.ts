import { isKey, keyAt, keyOfVariable, type KeyName } from '../config/keys.js';
import { fromText } from '../config/value.js';
import { MdmError, nearest } from '../errors.js';
import { FLAGS, flagOf } from './flags.js';

type FlagKey = Extract<KeyName, `refactoring.${string}`>;
const isFlagKey = (key: KeyName | undefined): key is FlagKey => key?.startsWith('refactoring.') ?? false;

/** The key that a person means by a component, by a name under `refactoring.`, by an old name or by a variable. */
export function checkFlagKey(name: string): FlagKey {
  const flag = flagOf(name);
  if (flag) return flag.key;
  const key = keyAt(`refactoring.${name}`) ?? keyAt(name) ?? keyOfVariable(name);
  if (isFlagKey(key)) return key;
  const known = FLAGS.flatMap(({ component, key: own }) => [component, own.slice('refactoring.'.length)]);
  const near = nearest(name, known);
  throw new MdmError('usage', `There is no flag ${JSON.stringify(name)}.`, near ? `Did you mean ${near}?` : 'See: mdm flags list');
}

/** The keys whose history a name means: a component's flag and its share, else the key itself. */
export function historyKeys(name: string): readonly KeyName[] {
  const flag = flagOf(name);
  return flag?.component === name ? [flag.key, flag.share] : [checkFlagKey(name)];
}

const PERCENTAGE = /^\s*(\d+(?:\.\d+)?)\s*%\s*$/;
const STATES = ['true', '1', 'yes', 'on', 'false', '0', 'no', 'off'];

/**
 * What a flag is to become: true, false, or a share such as `25%`, which takes the flag to false and gives the new side that share of the
 * data sets. Other keys under `refactoring.` take the values that they have in the configuration.
 */
export function flagChanges(name: string, text: string): ReadonlyMap<KeyName, unknown> {
  const key = checkFlagKey(name);
  const flag = flagOf(key);
  if (!flag) return new Map([[key, fromText(key, text)]]);
  const percentage = PERCENTAGE.exec(text)?.[1];
  if (percentage !== undefined) {
    if (Number(percentage) > 100)
      throw new MdmError('usage', `${flag.component} cannot be given ${percentage} %.`, 'Give a share from 0% to 100%.');
    return new Map<KeyName, unknown>([
      [flag.key, false],
      [flag.share, Number(percentage)],
    ]);
  }
  if (!STATES.includes(text.trim().toLowerCase()))
    throw new MdmError('usage', `${flag.key} cannot be ${JSON.stringify(text)}.`, 'Give true, false or a share such as 25%.');
  return new Map([[flag.key, fromText(flag.key, text)]]);
}

/** `FLAG VALUE`, or any number of `FLAG=VALUE`, as one change. */
export function readChanges(words: readonly string[]): ReadonlyMap<KeyName, unknown> {
  const [first = '', second, ...more] = words;
  if (second !== undefined && more.length === 0 && !first.includes('=')) return flagChanges(first, second);
  const changes = new Map<KeyName, unknown>();
  for (const word of words) {
    const [, name, text] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
    if (name === undefined || text === undefined)
      throw new MdmError('usage', `${JSON.stringify(word)} is no change of a flag.`, 'Such as: mdm flags set backend=false registrar=25%');
    for (const [key, value] of flagChanges(name, text)) {
      if (changes.has(key) && changes.get(key) !== value)
        throw new MdmError('usage', `${key} is given two values.`, 'Give one for each flag.');
      changes.set(key, value);
    }
  }
  return changes;
}

/** Every key that says which side answers, and for whom. */
export const CHOICE_KEYS: readonly KeyName[] = [
  ...FLAGS.flatMap(({ key, share }) => [key, share]),
  ...['refactoring.always_new', 'refactoring.always_old'].filter(isKey),
];

/** What is taken out of the file for these names: a flag with its share of the rollout. */
export const resetKeys = (names: readonly string[]): readonly KeyName[] =>
  names.flatMap((name) => {
    const key = checkFlagKey(name);
    const flag = flagOf(key);
    return flag ? [flag.key, flag.share] : [key];
  });
