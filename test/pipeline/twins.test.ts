import { dropTwins, type Values } from '../../src/pipeline/twins.js';

/** Repeatable numbers from 0 to 1. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

function prepared(name: string, values: number[]): Values {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const scale = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0));
  return { name, values: Float64Array.from(values), pattern: 0, standard: Float64Array.from(values, (x) => (x - mean) / scale) };
}

/** Every pair, one after another. */
function plainly(all: readonly Values[], threshold: number): Map<string, string> {
  const dropped = new Map<string, string>();
  all.forEach((v, i) => {
    const twin = all.slice(0, i).find((e) => {
      if (dropped.has(e.name)) return false;
      return Math.abs(e.standard!.reduce((sum, x, k) => sum + x * v.standard![k]!, 0)) >= threshold;
    });
    if (twin) dropped.set(v.name, twin.name);
  });
  return dropped;
}

test.each([
  [0.9999, 1e-3],
  [0.99, 0.2],
  [0.5, 2],
])('correlation %d: as when every pair is compared', (threshold, noise) => {
  const next = random(7);
  const base = Array.from({ length: 40 }, () => Array.from({ length: 60 }, () => next() - 0.5));
  const all = Array.from({ length: 400 }, (_, i) => {
    const of = base[Math.floor(next() * 40)]!;
    const sign = next() < 0.5 ? -3 : 2;
    return prepared(
      `f${i}`,
      of.map((x) => sign * x + noise * (next() - 0.5)),
    );
  });
  const dropped = new Map<string, string>();
  dropTwins(all, threshold, dropped);
  const expected = plainly(all, threshold);
  expect(expected.size).toBeGreaterThan(20);
  expect([...dropped.keys()]).toEqual([...expected.keys()]);
  for (const [name, why] of dropped) expect(why.endsWith(` ${expected.get(name)}`)).toBe(true);
});

test('equal texts, and numbers without spread, are duplicates', () => {
  const plain = (name: string, values: number[]): Values => ({ name, values: Float64Array.from(values), pattern: 1, standard: null });
  const dropped = new Map<string, string>();
  dropTwins([plain('a', [1, 2, NaN]), plain('b', [1, 3, NaN]), plain('c', [1, 2, NaN])], 0.9999, dropped);
  expect([...dropped]).toEqual([['c', 'duplicate of a']]);
});
