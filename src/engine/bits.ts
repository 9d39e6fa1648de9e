/** Bitmaps as Arrow and DuckDB keep them: least significant bit first, a set bit is a known value. */

export const bitmapBytes = (bits: number): number => (bits + 7) >> 3;

export const bitAt = (bitmap: Uint8Array, at: number): boolean => ((bitmap[at >> 3]! >> (at & 7)) & 1) === 1;

/** Sets `count` bits of a bitmap whose bits from `at` on are still zero. */
export function setBits(bitmap: Uint8Array, at: number, count: number): void {
  const end = at + count;
  while (at < end && (at & 7) !== 0) bitmap[at >> 3]! |= 1 << (at++ & 7);
  const whole = at + ((end - at) & ~7);
  if (whole > at) bitmap.fill(0xff, at >> 3, whole >> 3);
  for (at = Math.max(at, whole); at < end; at++) bitmap[at >> 3]! |= 1 << (at & 7);
}

/** Copies `count` bits to where the bits from `at` on are still zero. Returns how many of them were set. */
export function copyBits(bitmap: Uint8Array, at: number, source: Uint8Array, from: number, count: number): number {
  let set = 0;
  let done = 0;
  if ((at & 7) === 0 && (from & 7) === 0) {
    const whole = count >> 3;
    const a = at >> 3;
    const b = from >> 3;
    for (let i = 0; i < whole; i++) set += ONES[(bitmap[a + i] = source[b + i]!)]!;
    done = whole << 3;
  }
  for (; done < count; done++) {
    if (!bitAt(source, from + done)) continue;
    bitmap[(at + done) >> 3]! |= 1 << ((at + done) & 7);
    set++;
  }
  return set;
}

const ONES = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length);
