import { cast, fn, type Column, type Expr, type NumberType } from '@mdm/sdk';

/** A whole number as the original stored it: a double in a column with missing values. */
export const whole = (x: Expr<NumberType>, c: Column, type: 'int64' | 'int32' = 'int64'): Expr<NumberType> =>
  cast(x, c.stats.missing > 0 ? 'double' : type);

/** 1 or 0 in 64 bits; missing gives 0. */
export const flag = (condition: Expr<'boolean'>): Expr<'int64'> => cast(fn.flag(condition), 'int64');
