/** What of the values of a stretch of time is kept. */
export const AGGREGATES = ['mean', 'sum', 'min', 'max', 'first', 'last', 'count'] as const;
export type Aggregate = (typeof AGGREGATES)[number];

/** What stands where a stretch has no value. */
export const FILLS = ['none', 'ffill', 'zero', 'interpolate'] as const;
export type Fill = (typeof FILLS)[number];
