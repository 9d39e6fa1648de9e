/** What a column means to a data scientist; decides which transformers apply. */
export type Semantic = 'numeric' | 'categorical' | 'datetime' | 'text' | 'boolean' | 'id' | 'constant';

/** What a column is for in this run. A column without a role is an ordinary input. */
export type Role = 'target' | 'id' | 'time' | 'group' | 'ignored';

/** Number types. All arithmetic is done in `double`; the small ones are for storing results. */
export type NumberType = 'uint8' | 'uint16' | 'int32' | 'int64' | 'double';

/** The type of one value, the same on every engine. `texts` and `numbers` are lists and never leave a query. */
export type ScalarType = NumberType | 'boolean' | 'text' | 'timestamp' | 'texts' | 'numbers';

/** What a JSON document can hold. Measures, parameters and fitted state are made of it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What the profile of the training rows says of a column. */
export interface ColumnStats {
  readonly rows: number;
  readonly missing: number;
  /** Distinct known values; an estimate (within a few percent) above 1,000. */
  readonly distinct: number;
}

/** An input column as transformers see it: a name, an engine-neutral type, a meaning, and its profile. */
export interface Column {
  readonly name: string;
  /** `int64`, `double`, `boolean`, `text` or `timestamp` (no zone; read as UTC). */
  readonly type: ScalarType;
  /** Of times that came with a zone; they are in UTC. */
  readonly zoned?: true;
  readonly semantic: Semantic;
  readonly role?: Role;
  readonly stats: ColumnStats;
}
