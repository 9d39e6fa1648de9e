import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { literal } from '../../src/engine/duckdb/dialect.js';
import { openDatabase } from '../../src/engine/duckdb/driver.js';

/** What MDM 1.0.6 made of a data set; see plugins/legacy/test/golden.ts. */
export interface Golden {
  readonly target: string | null;
  readonly ids: readonly string[];
  readonly types: Readonly<Record<string, string>>;
  readonly tables: readonly GoldenTable[];
}
export interface GoldenTable {
  readonly table: string;
  readonly rows: number;
  readonly originals: number;
  /** Types by column, in their order. */
  readonly columns: Readonly<Record<string, string>>;
  readonly dropped: readonly (readonly [name: string, reason: string])[];
  readonly failed: readonly string[];
}

export const root = join(import.meta.dirname, '../..');
export const data = join(root, 'test/data');

export const readGolden = (dataset: string): Golden =>
  JSON.parse(readFileSync(join(data, 'legacy', dataset, 'manifest.json'), 'utf8')) as Golden;

type Cell = string | number | bigint | boolean | null | { readonly micros: bigint };

/** One line for each column of a Parquet file that is not as in the golden file. Names, order and missing values exactly; numbers within the tolerance. */
export async function deviations(dataset: string, golden: GoldenTable, file: string, folder: string): Promise<readonly string[]> {
  const text = join(folder, `${dataset}-${golden.table}.csv`);
  writeFileSync(text, brotliDecompressSync(readFileSync(join(data, 'legacy', dataset, `${golden.table}.csv.br`))));
  const names = Object.keys(golden.columns);
  const columns = names.map((_, i) => `c${i}: 'VARCHAR'`).join(', ');
  const db = await openDatabase({ threads: 1 });
  try {
    const read = async (sql: string): Promise<{ names: string[]; columns: Cell[][] }> => {
      const reader = await db.connection.runAndReadAll(sql);
      return { names: reader.columnNames(), columns: reader.getColumns() as Cell[][] };
    };
    const expected = await read(
      `FROM read_csv(${literal(text)}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', nullstr = [''], allow_quoted_nulls = true, columns = {${columns}})`,
    );
    const found = await read(`FROM read_parquet(${literal(file)})`);
    if (found.names.join('\n') !== names.join('\n')) {
      const lacking = names.filter((name) => !found.names.includes(name));
      const strange = found.names.filter((name) => !names.includes(name));
      return [`names or their order: lacking ${lacking.join(', ') || 'none'}; strange ${strange.join(', ') || 'none'}`];
    }
    return names.flatMap((name, i) => {
      const why = differs(expected.columns[i] as (string | null)[], found.columns[i]!, name.endsWith('_boxcox') ? 1e-5 : 1e-9);
      return why === undefined ? [] : [`${name}: ${why}`];
    });
  } finally {
    await db.close();
  }
}

function differs(expected: readonly (string | null)[], found: readonly Cell[], relative: number): string | undefined {
  if (expected.length !== found.length) return `${found.length} rows, not ${expected.length}`;
  const row = expected.findIndex((text, i) => !equal(text, found[i]!, relative));
  return row < 0 ? undefined : `row ${row}: ${show(found[row]!)}, not ${expected[row]}`;
}

function equal(text: string | null, value: Cell, relative: number): boolean {
  if (text === null || value === null) return text === value;
  if (typeof value === 'string') return text === value;
  if (typeof value === 'boolean') return text === (value ? 'True' : 'False');
  if (typeof value === 'bigint') return BigInt(Number.isSafeInteger(Number(text)) ? Number(text) : text) === value;
  if (typeof value === 'object')
    return Date.parse(`${text.slice(0, 10)}T${text.slice(11, 19) || '00:00:00'}Z`) * 1000 === Number(value.micros);
  const number = text === 'inf' ? Infinity : text === '-inf' ? -Infinity : Number(text);
  return Math.abs(number - value) <= Math.max(1e-12, relative * Math.abs(number));
}

const show = (value: Cell): string => (typeof value === 'object' && value !== null ? `${value.micros} µs` : String(value));
