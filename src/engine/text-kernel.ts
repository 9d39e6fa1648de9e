/** A count over the bytes of a UTF-8 text. Characters of a class are ASCII; words are runs without U+0020. */
export type TextAsk =
  | { readonly kind: 'length' }
  | { readonly kind: 'chars'; /** Byte values below 128. */ readonly bytes: readonly number[] }
  | { readonly kind: 'words' }
  | { readonly kind: 'distinctWords' };

const SPACE = 32;
/** Counters are packed into one number, each of so many bits; they are unpacked before one can overflow. */
const BITS = 10;
const BLOCK = (1 << BITS) - 1;
/** Three counters of ten bits in each of two numbers, one of them for the bytes that continue a character. */
export const MOST_CLASSES = 5;

/** The words of one text, kept to be compared: open addressing, emptied by raising the mark. */
interface WordSet {
  marks: Int32Array;
  starts: Int32Array;
  lengths: Int32Array;
  hashes: Int32Array;
  mark: number;
  size: number;
}
const wordSet = (capacity: number): WordSet => ({
  marks: new Int32Array(capacity),
  starts: new Int32Array(capacity),
  lengths: new Int32Array(capacity),
  hashes: new Int32Array(capacity),
  mark: 0,
  size: 0,
});

/**
 * Answers all asks in one pass over texts that lie one behind the other: text i is `bytes` from `offsets[i]` to `offsets[i + 1]`. One
 * array per ask, one number per text. The same answers as the engine's own functions, several times faster than asking them one by one.
 */
export function countTexts(bytes: Uint8Array, offsets: Int32Array, rows: number, asks: readonly TextAsk[]): Int32Array<ArrayBuffer>[] {
  const out = asks.map(() => new Int32Array(rows));
  const classes = asks.flatMap((a, i) => (a.kind === 'chars' ? [{ ask: i, bytes: a.bytes }] : []));
  if (classes.length > MOST_CLASSES) throw new RangeError(`${classes.length} classes of characters; at most ${MOST_CLASSES}`);
  const weights = [new Int32Array(256), new Int32Array(256)] as const;
  // Counter 0 is for continuation bytes: the others begin a character.
  for (let b = 128; b < 192; b++) weights[0][b] = 1;
  classes.forEach((c, k) => {
    const [word, shift] = [Math.floor((k + 1) / 3), ((k + 1) % 3) * BITS];
    for (const b of c.bytes) weights[word === 0 ? 0 : 1][b]! |= 1 << shift;
  });
  const [first, second] = weights;
  const totals = new Int32Array(6);
  const length = asks.findIndex((a) => a.kind === 'length');
  const words = asks.findIndex((a) => a.kind === 'words');
  const distinct = asks.findIndex((a) => a.kind === 'distinctWords');
  const split = words >= 0 || distinct >= 0;
  let set = wordSet(256);
  for (let row = 0; row < rows; row++) {
    const from = offsets[row]!;
    const to = offsets[row + 1]!;
    totals.fill(0);
    for (let start = from; start < to; start += BLOCK) {
      const end = Math.min(to, start + BLOCK);
      let [a, b] = [0, 0];
      for (let i = start; i < end; i++) {
        const byte = bytes[i]!;
        a += first[byte]!;
        b += second[byte]!;
      }
      for (let k = 0; k < 3; k++) {
        totals[k]! += (a >>> (k * BITS)) & BLOCK;
        totals[k + 3]! += (b >>> (k * BITS)) & BLOCK;
      }
    }
    if (length >= 0) out[length]![row] = to - from - totals[0]!;
    for (let k = 0; k < classes.length; k++) out[classes[k]!.ask]![row] = totals[k + 1]!;
    if (!split) continue;
    set.mark++;
    set.size = 0;
    let count = 0;
    for (let i = from; i < to;) {
      if (bytes[i] === SPACE) {
        i++;
        continue;
      }
      const start = i;
      // FNV-1a; equal words are told by their bytes, the hash only finds them.
      let hash = 0x811c9dc5;
      for (; i < to && bytes[i] !== SPACE; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
      count++;
      if (distinct >= 0) {
        if (set.size * 2 >= set.marks.length) set = grown(set);
        enter(set, bytes, start, i - start, hash);
      }
    }
    if (words >= 0) out[words]![row] = count;
    if (distinct >= 0) out[distinct]![row] = set.size;
  }
  return out;
}

function enter(set: WordSet, bytes: Uint8Array, start: number, length: number, hash: number): void {
  const mask = set.marks.length - 1;
  let slot = (hash ^ (hash >>> 15)) & mask;
  for (; set.marks[slot] === set.mark; slot = (slot + 1) & mask) {
    if (set.hashes[slot] === (hash | 0) && set.lengths[slot] === length && same(bytes, set.starts[slot]!, start, length)) return;
  }
  set.marks[slot] = set.mark;
  set.starts[slot] = start;
  set.lengths[slot] = length;
  set.hashes[slot] = hash;
  set.size++;
}

function same(bytes: Uint8Array, a: number, b: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (bytes[a + i] !== bytes[b + i]) return false;
  return true;
}

function grown(old: WordSet): WordSet {
  const set = wordSet(old.marks.length * 2);
  set.mark = 1;
  const mask = set.marks.length - 1;
  for (let k = 0; k < old.marks.length; k++) {
    if (old.marks[k] !== old.mark) continue;
    const hash = old.hashes[k]!;
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (set.marks[slot] === 1) slot = (slot + 1) & mask;
    set.marks[slot] = 1;
    set.starts[slot] = old.starts[k]!;
    set.lengths[slot] = old.lengths[k]!;
    set.hashes[slot] = hash;
    set.size++;
  }
  return set;
}
