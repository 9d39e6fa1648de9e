import { define, number2, through } from './fn-spec.js';

/** Comparison and truth. */
export const LOGIC = define({
  eq: {
    args: ['any', 'any'],
    returns: 'boolean',
    meaning: 'equal; missing for values of different kinds, such as a text and a number',
    nulls: through,
    example: "eq('a', 'a') is true",
  },
  ne: {
    args: ['any', 'any'],
    returns: 'boolean',
    meaning: 'not equal; missing for values of different kinds',
    nulls: through,
    example: "ne('a', 'b') is true",
  },
  lt: { args: number2, returns: 'boolean', meaning: 'a < b', nulls: through, example: 'lt(1, 2) is true' },
  le: { args: number2, returns: 'boolean', meaning: 'a <= b', nulls: through, example: 'le(2, 2) is true' },
  gt: { args: number2, returns: 'boolean', meaning: 'a > b', nulls: through, example: 'gt(2, 1) is true' },
  ge: { args: number2, returns: 'boolean', meaning: 'a >= b', nulls: through, example: 'ge(2, 2) is true' },
  and: {
    args: ['boolean', 'boolean'],
    returns: 'boolean',
    meaning: 'both',
    nulls: 'three-valued logic',
    example: 'and(true, false) is false',
  },
  or: {
    args: ['boolean', 'boolean'],
    returns: 'boolean',
    meaning: 'either',
    nulls: 'three-valued logic',
    example: 'or(true, false) is true',
  },
  not: { args: ['boolean'], returns: 'boolean', meaning: 'the opposite', nulls: through, example: 'not(true) is false' },
  isMissing: {
    args: ['any'],
    returns: 'boolean',
    meaning: 'the value is missing',
    nulls: 'never missing',
    example: 'isMissing(missing) is true',
  },
  flag: { args: ['boolean'], returns: 'uint8', meaning: '1 when true, else 0', nulls: 'missing gives 0', example: 'flag(true) = 1' },
  flagOrMissing: {
    args: ['boolean'],
    returns: 'uint8',
    meaning: '1 when true, 0 when false',
    nulls: through,
    example: 'flagOrMissing(false) = 0',
  },
});
