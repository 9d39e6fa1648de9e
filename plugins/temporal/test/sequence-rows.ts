/** Rows out of order, in groups (one row has none), with missing values; the time of b's last row is far from its first. */
export const columns = { g: 'categorical', at: 'datetime', x: 'numeric' } as const;
export const roles = { time: 'at', group: 'g' } as const;
export const rows = [
  { g: 'a', at: '2024-01-03', x: 4 },
  { g: 'b', at: '2024-01-01', x: 10 },
  { g: 'a', at: '2024-01-01', x: 1 },
  { g: 'a', at: '2024-01-02', x: 2.5 },
  { g: 'b', at: '2024-01-05', x: null },
  { g: 'a', at: '2024-01-09', x: null },
  { g: null, at: '2024-01-01', x: 7 },
  { g: 'a', at: '2024-01-04', x: -3 },
];

/** Equal times keep the order of the table. */
export const tied = [
  { at: '2024-01-02', x: 5 },
  { at: '2024-01-01', x: 1 },
  { at: '2024-01-02', x: 8 },
];
