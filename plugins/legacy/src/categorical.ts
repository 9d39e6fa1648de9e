import { encode } from './codes.js';
import type { Column } from './frame.js';
import { codePoints, compareValues, pythonText } from './python.js';

const MOST_VALUES = 50;
const RARE = 0.01;

export function categoricalFeatures(column: Column): readonly Column[] {
  const { codes, distinct, counts } = encode(column);
  const rows = codes.length;
  const name = (suffix: string): string => `${column.name}_${suffix}`;
  const whole = !codes.includes(-1);
  const frequency = Float64Array.from(codes, (code) => (code < 0 ? NaN : counts[code]!));
  const features: Column[] = [
    { name: name('frequency'), dtype: whole ? 'int64' : 'float64', values: frequency },
    { name: name('frequency_ratio'), dtype: 'float64', values: frequency.map((count) => count / rows) },
  ];
  if (distinct.length <= MOST_VALUES) {
    const order = distinct.map((_, code) => code).sort((a, b) => compareValues(distinct[a]!, distinct[b]!));
    for (const wanted of order)
      features.push({
        name: name(pythonText(distinct[wanted]!, column)),
        dtype: 'bool',
        values: Uint8Array.from(codes, (code) => (code === wanted ? 1 : 0)),
      });
  }
  features.push({ name: name('is_rare'), dtype: 'int64', values: Int32Array.from(frequency, (count) => (count < RARE * rows ? 1 : 0)) });
  if (column.dtype === 'object') {
    const lengths = distinct.map((value) => codePoints(pythonText(value, column)));
    features.push({
      name: name('nunique_chars'),
      dtype: 'int64',
      values: Int32Array.from(codes, (code) => (code < 0 ? 0 : lengths[code]!)),
    });
  }
  return features;
}
