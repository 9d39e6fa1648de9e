/** Pearson's r over the rows where both are known; null when either does not vary there. */
export function correlation(a: readonly (number | null)[], b: readonly (number | null)[]): number | null {
  let [n, sumA, sumB] = [0, 0, 0];
  const rows = Math.min(a.length, b.length);
  for (let i = 0; i < rows; i++) {
    const [x, y] = [a[i] ?? null, b[i] ?? null];
    if (x === null || y === null) continue;
    n++;
    sumA += x;
    sumB += y;
  }
  const [meanA, meanB] = [sumA / n, sumB / n];
  let [both, squareA, squareB] = [0, 0, 0];
  for (let i = 0; i < rows; i++) {
    const [x, y] = [a[i] ?? null, b[i] ?? null];
    if (x === null || y === null) continue;
    both += (x - meanA) * (y - meanB);
    squareA += (x - meanA) ** 2;
    squareB += (y - meanB) ** 2;
  }
  const r = both / Math.sqrt(squareA) / Math.sqrt(squareB);
  return Number.isFinite(r) ? Math.min(Math.max(r, -1), 1) : null;
}
