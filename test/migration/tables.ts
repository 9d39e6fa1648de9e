import { join } from 'node:path';
import { generateLegacy, readSource, type Column, type Frame } from '../../plugins/legacy/src/index.js';
import { missing } from '../../plugins/legacy/src/frame.js';
import { timestampText } from '../../plugins/legacy/src/python.js';
import { data } from '../../plugins/legacy/test/golden.js';
import { loadCsv, loadGolden } from '../../scripts/parity/golden.js';
import type { Database } from '../../src/engine/duckdb/driver.js';

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

export const loadFrame = (db: Database, name: string, frame: Frame): Promise<void> =>
  loadCsv(db, name, csvOf(frame), Object.fromEntries(frame.columns.map((column) => [column.name, column.dtype])));

const frameOf = (columns: readonly Column[]): Frame => ({ rows: columns[0]!.values.length, columns });
const whole = (name: string, f: (i: number) => number): Column => ({
  name,
  dtype: 'int64',
  values: Float64Array.from({ length: 400 }, (_, i) => f(i)),
});

const texted = (f: (i: number) => string | null): (string | null)[] => Array.from({ length: 400 }, (_, i) => f(i));

/** Tables of the old generator for what no golden file shows. */
const MADE: Readonly<Record<string, () => Promise<Frame>>> = {
  /** `event_time` has hours and missing values. */
  times: async () => {
    const source = await readSource(join(data, 'edge_cases.csv'), () => Promise.reject(new Error('a CSV file')));
    return generateLegacy(source, { forced: new Map([['event_time', 'datetime']]) }).tables[0]!.generated.frame;
  },
  /** Products beyond 64 bits; a value that 1 % of the rows have, another that fewer have; letters beyond 16 bits, digits and spaces of other scripts. */
  wide: () => {
    const kinds = ['😀', '😀😀', 'plain', 'e\u0301'];
    const said = ['#1st #日本 ٣٤', '# x #', '##a ²½', 'a\u3000b\ufeffc #a_b', 'x\u001cy\u0085z ǅ', '@a a@b.co', 'É #é 10'];
    const columns: Column[] = [
      whole('a', (i) => 3_000_000_001 + i * 10_000_003),
      whole('b', (i) => 4_000_000_007 + ((i * 7919) % 400) * 9_000_001 + i * 5_000_003),
      { name: 'kind', dtype: 'object', values: texted((i) => (i < 4 ? 'rare' : i < 7 ? 'rarer' : i % 3 === 0 ? null : kinds[i % 4]!)) },
      { name: 'note', dtype: 'object', values: texted((i) => `${said[i % 7]}${'!'.repeat(i % 5)}`) },
    ];
    return Promise.resolve(generateLegacy({ tables: [{ name: 'data', frame: frameOf(columns) }], dates: [] }).tables[0]!.generated.frame);
  },
};

/** A golden table by its name, `wine/test` or `penguins` of a single file, or one that is made here; with the place of each row as `r`. */
export async function loadControl(db: Database, name: string): Promise<void> {
  const made = MADE[name];
  await (made ? loadFrame(db, name, await made()) : loadGolden(db, name));
}
