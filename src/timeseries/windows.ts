/** Places in the sorted distinct times of a series: a window is tested on `from` to `to`, the last not with it. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/**
 * Test windows of a series of `times` distinct times: the series is cut into as many equal parts as there are splits, and the end of each
 * is tested. All windows together have the share `testShare` of the times, and the last one ends with the series.
 *
 * ```ts
 * splitWindows(100, 2, 0.2); // [{ from: 40, to: 50 }, { from: 90, to: 100 }]
 * ```
 */
export function splitWindows(times: number, splits: number, testShare: number): readonly Window[] {
  // No more than the shortest part: tests do not overlap.
  const size = Math.max(1, Math.min(Math.floor(times / splits), Math.round((times * testShare) / splits)));
  return ends(times, splits).map((to) => ({ from: Math.max(0, to - size), to }));
}

const ends = (times: number, parts: number): number[] =>
  Array.from({ length: parts }, (_, i) => (i === parts - 1 ? times : Math.floor(((i + 1) * times) / parts)));

/** Walks forward: of `folds + 1` equal parts each but the first is tested after those before it. */
export function foldWindows(times: number, folds: number): readonly Window[] {
  const [first, ...others] = ends(times, folds + 1);
  let from = first!;
  return others.map((to) => {
    const window = { from, to };
    from = to;
    return window;
  });
}
