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

/** The known rows of a column that grows; takes no memory until one is missing. */
export function growingBitmap() {
  let bitmap: Uint8Array<ArrayBuffer> | undefined;
  let rows = 0;
  let known = 0;
  return {
    push(mask: Uint8Array | null, from: number, to: number): void {
      const count = to - from;
      if (mask && !bitmap) setBits((bitmap = new Uint8Array(bitmapBytes(Math.max(2_048, rows + count)))), 0, rows);
      if (bitmap && bitmapBytes(rows + count) > bitmap.length) bitmap = grow(bitmap, bitmapBytes(rows + count));
      if (mask) known += copyBits(bitmap!, rows, mask, from, count);
      else {
        if (bitmap) setBits(bitmap, rows, count);
        known += count;
      }
      rows += count;
    },
    finish(): { length: number; nullCount: number; nullBitmap?: Uint8Array } {
      const nullCount = rows - known;
      const out = { length: rows, nullCount, ...(bitmap && nullCount > 0 ? { nullBitmap: bitmap.slice(0, bitmapBytes(rows)) } : {}) };
      bitmap = undefined;
      rows = known = 0;
      return out;
    },
  };
}

/** At least `needed` bytes, and at least twice as many as before. */
export function grow(bytes: Uint8Array<ArrayBuffer>, needed: number): Uint8Array<ArrayBuffer> {
  const grown = new Uint8Array(Math.max(needed, bytes.length * 2));
  grown.set(bytes);
  return grown;
}
