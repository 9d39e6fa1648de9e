import type { ScalarType } from './types.js';

/** What an argument of a function may be. The last three are literals, not expressions. */
export type ArgType = 'number' | 'boolean' | 'text' | 'timestamp' | 'texts' | 'numbers' | 'any' | 'literal' | 'pattern' | 'integer';

/** What is known of a function: arguments, result, meaning, rule for missing values, and an example. */
export interface FunctionSpec {
  readonly args: readonly ArgType[];
  readonly returns: ScalarType;
  readonly meaning: string;
  /** How missing values pass through. */
  readonly nulls: string;
  readonly example: string;
  /** The result can be infinite; a feature made with it becomes missing there. */
  readonly overflows?: true;
  /** Worth computing once when two features share it. */
  readonly costly?: true;
}

export const through = 'missing in, missing out';
export const number2 = ['number', 'number'] as const;

export const define = <const T extends Record<string, FunctionSpec>>(table: T): T => table;
