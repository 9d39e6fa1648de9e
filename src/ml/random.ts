/** Whole numbers 0 .. n-1, the same for a seed on every machine. */
export interface Random {
  below(n: number): number;
}

/** A seeded generator (sfc32, its state spread from the seed by splitmix32); only 32-bit arithmetic, so that no platform rounds. */
export function seeded(seed: number): Random {
  let mix = Math.trunc(seed) >>> 0;
  const spread = (): number => {
    mix = (mix + 0x9e3779b9) >>> 0;
    let z = mix;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  let [a, b, c, count] = [spread(), spread(), spread(), 1];
  const next = (): number => {
    const t = (((a + b) >>> 0) + count) >>> 0;
    count = (count + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = ((c << 21) | (c >>> 11)) >>> 0;
    c = (c + t) >>> 0;
    return t;
  };
  for (let i = 0; i < 12; i++) next();
  return {
    below: (n) => {
      // Numbers above the last whole multiple of n would make the low ones likelier.
      const limit = 0x1_0000_0000 - (0x1_0000_0000 % n);
      let drawn = next();
      while (drawn >= limit) drawn = next();
      return drawn % n;
    },
  };
}

/** 0 .. rows-1. */
export const allRows = (rows: number): Uint32Array<ArrayBuffer> => Uint32Array.from({ length: rows }, (_, i) => i);

/** Shuffles in place. */
export function shuffle<T extends { readonly length: number; [at: number]: unknown }>(items: T, random: Random): T {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const held = items[i];
    items[i] = items[j];
    items[j] = held;
  }
  return items;
}
