import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { generateLegacy, readSource, type Column, type Frame } from '../../plugins/legacy/src/index.js';
import { missing } from '../../plugins/legacy/src/frame.js';
import { timestampText } from '../../plugins/legacy/src/python.js';
import { data, readGolden } from '../../plugins/legacy/test/golden.js';
import { literal, quote } from '../../src/engine/duckdb/dialect.js';
import type { Database } from '../../src/engine/duckdb/driver.js';

/** The types of the original's columns in DuckDB. */
const sqlType = (dtype: string): string =>
  dtype === 'int64'
    ? 'BIGINT'
    : dtype === 'int32'
      ? 'INTEGER'
      : dtype === 'float64'
        ? 'DOUBLE'
        : dtype === 'bool'
          ? 'BOOLEAN'
          : dtype.startsWith('datetime')
            ? 'TIMESTAMP'
            : 'VARCHAR';

const cell = (text: string | null): string => (text === null ? '' : `"${text.replaceAll('"', '""')}"`);

function texts(column: Column): (string | null)[] {
  const gone = missing(column);
  return Array.from(column.values as ArrayLike<unknown>, (value, i) => {
    if (gone?.[i]) return null;
    if (column.dtype === 'datetime') return timestampText(Number(value), false);
    if (column.dtype === 'bool') return value ? 'true' : 'false';
    return Object.is(value, -0) ? '-0' : String(value);
  });
}

/** A frame as CSV: what is missing is empty, empty text is quoted. */
export function csvOf(frame: Frame): string {
  const columns = frame.columns.map(texts);
  const lines = Array.from({ length: frame.rows }, (_, row) => columns.map((column) => cell(column[row]!)).join(','));
  return [frame.columns.map(({ name }) => cell(name)).join(','), ...lines, ''].join('\n');
}

/** Makes the table `name` of CSV text, with the place of each row as `r`. */
export async function load(db: Database, name: string, csv: string, dtypes: Readonly<Record<string, string>>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mdm-table-'));
  try {
    const file = join(folder, 'table.csv');
    writeFileSync(file, csv);
    const names = Object.keys(dtypes).map((_, i) => literal(`c${i}`));
    // A zone is UTC here, and left out.
    const columns = Object.entries(dtypes).map(([column, dtype], i) => {
      const text = dtype.startsWith('datetime') ? `regexp_replace(c${i}, '\\+00:00$', '')` : `c${i}`;
      return `CAST(${text} AS ${sqlType(dtype)}) AS ${quote(column)}`;
    });
    const read = `read_csv(${literal(file)}, header = false, skip = 1, all_varchar = true, names = [${names.join(', ')}], delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, parallel = false)`;
    await db.run(`CREATE TABLE ${quote(name)} AS SELECT ${columns.join(', ')}, row_number() OVER () - 1 AS r FROM ${read}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const loadFrame = (db: Database, name: string, frame: Frame): Promise<void> =>
  load(db, name, csvOf(frame), Object.fromEntries(frame.columns.map((column) => [column.name, column.dtype])));

/** The feature table that the original made, by its name: `wine/test`, or `penguins` of a single file. */
export async function loadGolden(db: Database, name: string): Promise<void> {
  const [dataset, table = 'data'] = name.split('/') as [string, string?];
  const { columns } = readGolden(dataset).tables.find((one) => one.table === table)!;
  await load(db, name, brotliDecompressSync(readFileSync(join(data, 'legacy', dataset, `${table}.csv.br`))).toString(), columns);
}

const frameOf = (columns: readonly Column[]): Frame => ({ rows: columns[0]!.values.length, columns });
const whole = (name: string, f: (i: number) => number): Column => ({
  name,
  dtype: 'int64',
  values: Float64Array.from({ length: 400 }, (_, i) => f(i)),
});

/** Tables of the old generator for what no golden file shows. */
const MADE: Readonly<Record<string, () => Promise<Frame>>> = {
  /** `event_time` has hours and missing values. */
  times: async () => {
    const source = await readSource(join(data, 'edge_cases.csv'), () => Promise.reject(new Error('a CSV file')));
    return generateLegacy(source, { forced: new Map([['event_time', 'datetime']]) }).tables[0]!.generated.frame;
  },
  /** Products beyond 64 bits, a value that is exactly 1 % of the rows, letters beyond 16 bits. */
  wide: () => {
    const kinds = ['😀', '😀😀', 'plain', 'e\u0301', 'two words'];
    const columns: Column[] = [
      whole('a', (i) => 3_000_000_000 + i * 10_000_000),
      whole('b', (i) => 4_000_000_000 + ((i * 7919) % 400) * 9_000_000 + i * 5_000_000),
      { name: 'kind', dtype: 'object', values: Array.from({ length: 400 }, (_, i) => (i < 4 ? 'rare' : i < 6 ? null : kinds[i % 5]!)) },
    ];
    return Promise.resolve(generateLegacy({ tables: [{ name: 'data', frame: frameOf(columns) }], dates: [] }).tables[0]!.generated.frame);
  },
};

export async function loadControl(db: Database, name: string): Promise<void> {
  const made = MADE[name];
  await (made ? loadFrame(db, name, await made()) : loadGolden(db, name));
}
