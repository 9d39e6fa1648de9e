import type { Expr } from '@mdm/sdk';
import { castTo, double, literal, numberText, quote, RENDER, TYPES } from '../engine/duckdb/dialect.js';
import { print, type Dialect, type Places } from '../sql/print.js';

export const DUCKDB: Dialect = { RENDER, TYPES, literal, double, castTo, numberText };

/** Prints plain expressions over the columns of a relation; a qualifier such as `t` may go before the names. */
export const sqlOf = (qualifier = ''): ((node: Expr) => string) => print(DUCKDB, { column: (name) => `${qualifier}${quote(name)}` });

export const printer = (places: Places): ((node: Expr) => string) => print(DUCKDB, places);
