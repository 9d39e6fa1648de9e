import { LOGIC } from './fn-logic.js';
import { NUMBERS } from './fn-numbers.js';
import type { ArgType } from './fn-spec.js';
import { TEXTS } from './fn-texts.js';
import { TIMES } from './fn-times.js';
import type { NumberType, ScalarType } from './types.js';

export type { ArgType, FunctionSpec } from './fn-spec.js';

/**
 * Every function an expression may call, with one meaning on every engine. No function ever raises: a value outside the
 * domain gives a missing value. Patterns are RE2 syntax.
 */
export const FUNCTIONS = { ...NUMBERS, ...LOGIC, ...TEXTS, ...TIMES } as const;

export type FunctionName = keyof typeof FUNCTIONS;

/** The value types that an argument of a kind accepts. */
export type Accepts<A extends ArgType> = A extends 'number'
  ? NumberType
  : A extends 'any'
    ? ScalarType
    : A extends 'boolean' | 'text' | 'timestamp' | 'texts' | 'numbers'
      ? A
      : never;
