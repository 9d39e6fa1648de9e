/** Decodes an LZ4 frame, as Arrow files written by pandas hold them: https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md */
export function decodeLz4(frame: Uint8Array): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length < 7 || view.getUint32(0, true) !== 0x184d2204) throw new Error('not an LZ4 frame');
  const flags = frame[4]!;
  const sized = (flags & 0x08) !== 0;
  let at = 6 + (sized ? 8 : 0) + ((flags & 0x01) !== 0 ? 4 : 0) + 1;
  let out = new Uint8Array(sized ? Number(view.getBigUint64(6, true)) : Math.max(65_536, frame.length * 4));
  let end = 0;

  const room = (count: number): void => {
    if (end + count <= out.length) return;
    const larger = new Uint8Array(Math.max(out.length * 2, end + count));
    larger.set(out.subarray(0, end));
    out = larger;
  };
  const copy = (from: number, count: number): void => {
    if (from + count > frame.length) throw new Error('the LZ4 frame is cut off');
    room(count);
    out.set(frame.subarray(from, from + count), end);
    end += count;
  };
  const block = (from: number, to: number): void => {
    let i = from;
    const length = (start: number): number => {
      let total = start;
      if (start === 15) {
        let byte: number;
        do total += byte = frame[i++] ?? 0;
        while (byte === 255);
      }
      return total;
    };
    while (i < to) {
      const token = frame[i++]!;
      const literals = length(token >> 4);
      copy(i, literals);
      i += literals;
      if (i >= to) return;
      const offset = frame[i]! | (frame[i + 1]! << 8);
      i += 2;
      const match = length(token & 15) + 4;
      if (offset === 0 || offset > end) throw new Error('the LZ4 frame is damaged');
      room(match);
      // A match may overlap what it writes, so byte by byte when it does.
      if (offset >= match) out.copyWithin(end, end - offset, end - offset + match);
      else for (let n = 0; n < match; n++) out[end + n] = out[end + n - offset]!;
      end += match;
    }
  };

  for (;;) {
    if (at + 4 > frame.length) throw new Error('the LZ4 frame is cut off');
    const size = view.getUint32(at, true);
    at += 4;
    if (size === 0) return out.subarray(0, end);
    const count = size & 0x7fffffff;
    if (size >>> 31 === 1) copy(at, count);
    else block(at, at + count);
    at += count + ((flags & 0x10) !== 0 ? 4 : 0);
  }
}
