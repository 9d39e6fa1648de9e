import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { Cell, Column, Frame, LegacyType } from '../src/index.js';
import { parseCsv } from '../src/csv.js';

/** What the original made of its inputs; see test/data/legacy/README.md. */
export interface Golden {
  readonly target: string | null;
  readonly ids: readonly string[];
  readonly dates: readonly string[];
  readonly types: Readonly<Record<string, LegacyType>>;
  readonly tables: readonly GoldenTable[];
}

export interface GoldenTable {
  readonly table: string;
  readonly rows: number;
  readonly originals: number;
  readonly columns: Readonly<Record<string, string>>;
  readonly lambdas: Readonly<Record<string, number>>;
  readonly pairs: readonly (readonly [string, string, number])[];
  readonly dropped: readonly (readonly [string, string])[];
  readonly failed: readonly string[];
}

export const data = join(import.meta.dirname, '../../../test/data');

export const readGolden = (dataset: string): Golden => JSON.parse(readFileSync(join(data, 'legacy', dataset, 'manifest.json'), 'utf8'));

export function readTable(dataset: string, { table, columns, rows }: GoldenTable): Frame {
  const text = brotliDecompressSync(readFileSync(join(data, 'legacy', dataset, `${table}.csv.br`))).toString();
  const parsed = parseCsv(text, ',');
  const frame = Object.entries(columns).map(([name, dtype], i) => goldenColumn(name, dtype, parsed.columns[i]!));
  if (frame.some(({ values }) => values.length !== rows)) throw new Error(`${dataset}/${table} has not the ${rows} rows of its manifest`);
  return { rows, columns: frame };
}

function goldenColumn(name: string, dtype: string, texts: readonly string[]): Column {
  const number = (text: string): number => (text === '' ? NaN : text === 'inf' ? Infinity : text === '-inf' ? -Infinity : Number(text));
  if (dtype === 'int64' || dtype === 'int32') {
    if (texts.every((text) => Number.isSafeInteger(Number(text)))) return { name, dtype, values: Float64Array.from(texts, Number) };
    return { name, dtype, values: BigInt64Array.from(texts, BigInt) };
  }
  if (dtype === 'float64') return { name, dtype, values: Float64Array.from(texts, number) };
  if (dtype === 'bool') return { name, dtype, values: Uint8Array.from(texts, (text) => (text === 'True' ? 1 : 0)) };
  if (dtype === 'object') return { name, dtype, values: texts.map((text): Cell => (text === '' ? null : text)) };
  const time = (text: string): number =>
    text === '' ? NaN : Date.parse(`${text.slice(0, 10)}T${text.slice(11, 19) || '00:00:00'}Z`) * 1000;
  return { name, dtype: 'datetime', zoned: dtype.includes('UTC'), values: Float64Array.from(texts, time) };
}
