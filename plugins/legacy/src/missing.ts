import { createHash } from 'node:crypto';
import { missing, type Column, type Frame } from './frame.js';

const LEAST = 0.01;
const MOST = 0.95;
const TOGETHER = 5;

interface Gap {
  readonly name: string;
  readonly mask: Uint8Array;
}

/** Features of what is missing where; `reserved` are the ids and the target, which count but get no flag of their own. */
export function missingFeatures(frame: Frame, reserved: ReadonlySet<string>): readonly Column[] {
  const { rows } = frame;
  const gaps: Gap[] = [];
  for (const column of frame.columns) {
    const mask = missing(column);
    if (!mask) continue;
    let nulls = 0;
    for (const bit of mask) nulls += bit;
    if (nulls / rows >= LEAST && nulls / rows <= MOST) gaps.push({ name: column.name, mask });
  }
  if (gaps.length === 0) return [];

  const [total, run, longest] = [new Int32Array(rows), new Int32Array(rows), new Int32Array(rows)];
  for (const { mask } of gaps)
    for (let i = 0; i < rows; i++) {
      total[i]! += mask[i]!;
      run[i] = mask[i] ? run[i]! + 1 : 0;
      if (run[i]! > longest[i]!) longest[i] = run[i]!;
    }
  const features: Column[] = gaps
    .filter(({ name }) => !reserved.has(name))
    .map(({ name, mask }) => ({ name: `${name}_is_missing`, dtype: 'int64', values: Int32Array.from(mask) }));
  features.push(
    { name: 'total_missing_count', dtype: 'int64', values: total },
    { name: 'missing_ratio', dtype: 'float64', values: Float64Array.from(total, (count) => count / gaps.length) },
    { name: 'max_consecutive_missing', dtype: 'int64', values: longest },
    { name: 'missing_pattern_id', dtype: 'int64', values: patterns(gaps, rows) },
  );
  const few = gaps.slice(0, TOGETHER);
  for (const [i, a] of few.entries())
    for (const b of few.slice(i + 1))
      features.push({
        name: `missing_together_${a.name}_${b.name}`,
        dtype: 'int64',
        values: Int32Array.from(a.mask, (bit, row) => bit & b.mask[row]!),
      });
  return features;
}

/** Eight hex digits of the MD5 of each row's 0s and 1s; each pattern that occurs is hashed once. */
function patterns(gaps: readonly Gap[], rows: number): Float64Array {
  let texts = [''];
  const codes = new Int32Array(rows);
  for (const { mask } of gaps) {
    const next: string[] = [];
    const places = new Int32Array(texts.length * 2).fill(-1);
    for (let i = 0; i < rows; i++) {
      const key = codes[i]! * 2 + mask[i]!;
      if (places[key] === -1) places[key] = next.push(texts[codes[i]!]! + mask[i]!) - 1;
      codes[i] = places[key]!;
    }
    texts = next;
  }
  const ids = texts.map((text) => parseInt(createHash('md5').update(text).digest('hex').slice(0, 8), 16));
  return Float64Array.from(codes, (code) => ids[code]!);
}
