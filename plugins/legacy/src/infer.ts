import { doubles, type Cell, type Column } from './frame.js';
import { isInteger, readFloat } from './number.js';
import { floatText } from './python.js';

/** What pandas reads as missing, quoted or not. */
const NULLS: ReadonlySet<string> = new Set(
  '|#N/A|#N/A N/A|#NA|-1.#IND|-1.#QNAN|-NaN|-nan|1.#IND|1.#QNAN|<NA>|N/A|NA|NULL|NaN|None|n/a|nan|null'.split('|'),
);
const isTrue = (text: string): boolean => text.length === 4 && text.toLowerCase() === 'true';
const isFalse = (text: string): boolean => text.length === 5 && text.toLowerCase() === 'false';
const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;

/** A column of texts typed as `read_csv` does it, batch by batch. */
export function inferColumn(name: string, texts: readonly string[], batchSize: number): Column {
  if (texts.length <= batchSize) return inferBatch(name, texts);
  const batches: Column[] = [];
  for (let from = 0; from < texts.length; from += batchSize) batches.push(inferBatch(name, texts.slice(from, from + batchSize)));
  return merge(name, batches);
}

function inferBatch(name: string, texts: readonly string[]): Column {
  let nulls = 0;
  let [whole, bool] = [true, true];
  for (const text of texts) {
    if (NULLS.has(text)) {
      nulls++;
      continue;
    }
    whole &&= isInteger(text);
    bool &&= isTrue(text) || isFalse(text);
    if (!whole && !bool) break;
  }
  if (whole && nulls === 0 && texts.length > 0) return integers(name, texts);
  if (bool && nulls < texts.length) return bools(name, texts);
  return floats(name, texts) ?? { name, dtype: 'object', values: texts.map((text): Cell => (NULLS.has(text) ? null : text)) };
}

function integers(name: string, texts: readonly string[]): Column {
  const values = Float64Array.from(texts, Number);
  if (values.every(Number.isSafeInteger)) return { name, dtype: 'int64', values };
  const exact = texts.map((text) => BigInt(text.trim().replace(/^\+/, '')));
  if (exact.every((value) => value >= LEAST && value <= MOST)) return { name, dtype: 'int64', values: BigInt64Array.from(exact) };
  return { name, dtype: 'object', values: texts };
}

function bools(name: string, texts: readonly string[]): Column {
  if (texts.some((text) => NULLS.has(text)))
    return { name, dtype: 'object', values: texts.map((text): Cell => (NULLS.has(text) ? null : isTrue(text))) };
  return { name, dtype: 'bool', values: Uint8Array.from(texts, (text) => (isTrue(text) ? 1 : 0)) };
}

function floats(name: string, texts: readonly string[]): Column | undefined {
  const values = new Float64Array(texts.length);
  for (let i = 0; i < texts.length; i++) {
    const number = NULLS.has(texts[i]!) ? NaN : readFloat(texts[i]!);
    if (number === undefined) return undefined;
    values[i] = number;
  }
  return { name, dtype: 'float64', values };
}

/** Batches of different types: numbers become doubles, numbers beside text become text. */
function merge(name: string, batches: readonly Column[]): Column {
  if (batches.some((batch) => batch.dtype === 'object')) return { name, dtype: 'object', values: batches.flatMap((batch) => cells(batch)) };
  const rows = batches.reduce((sum, batch) => sum + batch.values.length, 0);
  const numbers = batches as readonly Exclude<Column, { dtype: 'object' | 'datetime' }>[];
  const fill = <T extends { set(values: never, at: number): void }>(values: T, read: (batch: (typeof numbers)[number]) => unknown): T => {
    let at = 0;
    for (const batch of numbers) {
      values.set(read(batch) as never, at);
      at += batch.values.length;
    }
    return values;
  };
  if (numbers.every((batch) => batch.dtype === 'bool'))
    return { name, dtype: 'bool', values: fill(new Uint8Array(rows), (batch) => batch.values) };
  const dtype = numbers.some((batch) => batch.dtype === 'float64') ? 'float64' : 'int64';
  if (dtype === 'int64' && numbers.some((batch) => batch.values instanceof BigInt64Array))
    return { name, dtype, values: fill(new BigInt64Array(rows), (batch) => Array.from(batch.values as Float64Array, BigInt)) };
  return { name, dtype, values: fill(new Float64Array(rows), doubles) };
}

function cells(batch: Column): readonly Cell[] {
  if (batch.dtype === 'object') return batch.values;
  if (batch.dtype === 'bool') return Array.from(batch.values, (bit) => bit === 1);
  const text = batch.dtype === 'float64' ? (value: number | bigint): string => floatText(Number(Number(value).toPrecision(15))) : String;
  return Array.from(batch.values as Float64Array, (value) => (value !== value ? null : text(value)));
}
