/** Pearson's r over the rows where both are known, row by row in the order of operations of pandas' `corr`; NaN where there is none. */
export function correlation(x: readonly (number | null)[], y: readonly (number | null)[]): number {
  let [n, meanX, meanY, varX, varY, covariance] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [vx, vy] = [x[i] ?? NaN, y[i] ?? NaN];
    if (!Number.isFinite(vx) || !Number.isFinite(vy)) continue;
    n++;
    const [dx, dy] = [vx - meanX, vy - meanY];
    meanX += (1 / n) * dx;
    meanY += (1 / n) * dy;
    varX += (vx - meanX) * dx;
    varY += (vy - meanY) * dy;
    covariance += (vx - meanX) * dy;
  }
  const divisor = Math.sqrt(varX * varY);
  return divisor === 0 ? NaN : Math.min(Math.max(covariance / divisor, -1), 1);
}
