/** Runs something at another time, and with other random numbers than any before. */
export async function atAnotherTime<T>(work: () => T | Promise<T>): Promise<T> {
  const { Date: RealDate, performance } = globalThis;
  const { random } = Math;
  const { now } = performance;
  const ahead = 401 * 86_400_000 + 12_345;
  class OtherDate extends RealDate {
    constructor(...given: []) {
      super(...((given.length === 0 ? [RealDate.now() + ahead] : given) as []));
    }
    static override now(): number {
      return RealDate.now() + ahead;
    }
  }
  globalThis.Date = OtherDate as DateConstructor;
  Math.random = () => (random() + 0.5) % 1;
  performance.now = () => now.call(performance) + ahead;
  try {
    return await work();
  } finally {
    globalThis.Date = RealDate;
    Math.random = random;
    performance.now = now;
  }
}
