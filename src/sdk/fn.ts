import { LOGIC } from './fn-logic.js';
import { NUMBERS } from './fn-numbers.js';
import { TEXTS } from './fn-texts.js';
import { TIMES } from './fn-times.js';

export type { ArgType, FunctionSpec } from './fn-spec.js';

/**
 * Every function an expression may call, with one meaning on every engine. No function ever raises: a value outside the
 * domain gives a missing value. Patterns are RE2 syntax.
 */
export const FUNCTIONS = { ...NUMBERS, ...LOGIC, ...TEXTS, ...TIMES } as const;

/** `add`, `log1p` and so on. */
export type FunctionName = keyof typeof FUNCTIONS;
