export type * from './types.js';
export type * from './contract.js';
export type {
  CallNode,
  CaseNode,
  CastNode,
  ColumnNode,
  ConstantNode,
  Expr,
  Frame,
  LookupNode,
  OutputNode,
  RankNode,
  WindowFunction,
  WindowNode,
} from './expr.js';
export type {
  Aggregate,
  AggregateFunction,
  Answer,
  Answers,
  Classes,
  Literal,
  Lookup,
  Measure,
  QuantileMethod,
  Quantiles,
  Ranks,
  Sample,
  Ties,
  Values,
} from './measure.js';
export type { Sequence } from './window.js';
export type { ArgType, FunctionName, FunctionSpec } from './fn.js';
export type { AnyLike, Functions, NumberLike } from './fn-docs.js';
export { FUNCTIONS } from './fn.js';
export { bin, cast, column, constant, fn, lookup, missing, number, rank, text, time, when } from './expr.js';
export { expanding, lag, lastRows, lastSeconds, rolling } from './window.js';
export { agg, classes, literalTable, lookupTable, quantiles, ranks, sample, values } from './measure.js';
export { defineBatchTransformer, definePlugin, defineTransformer } from './contract.js';
