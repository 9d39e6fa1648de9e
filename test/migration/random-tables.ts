import fc from 'fast-check';

/** A table as the text of its cells; null is an empty cell. */
export interface TextTable {
  readonly names: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly target: string | undefined;
  /** Every cell in quotes, which leaves no doubt about the delimiter. */
  readonly quoted: boolean;
}

/** A number from 0 to 1 by seed and row (splitmix32), so that long tables are made, and shrink, fast. */
function chance(seed: number, row: number): number {
  let z = (seed + Math.imul(row + 1, 0x9e3779b9)) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
}

type Cell = (row: number, seed: number) => string;
const pool =
  (values: readonly string[]): Cell =>
  (row, seed) =>
    values[Math.floor(chance(seed, row) * values.length)]!;
const pooled = (values: fc.Arbitrary<string>, [minLength, maxLength]: readonly [number, number]): fc.Arbitrary<Cell> =>
  fc.uniqueArray(values, { minLength, maxLength }).map(pool);
const formula = (f: (u: number, row: number) => number | string): fc.Arbitrary<Cell> =>
  fc.constant((row, seed) => String(f(chance(seed, row), row)));

const EXTREMES = [
  '1e308',
  '-1e308',
  '1.7976931348623157e308',
  '5e-324',
  '2.2250738585072014e-308',
  '-0.0',
  '0',
  '1',
  '0.1',
  '1e16',
  '-1e-5',
];
const WHOLE_EXTREMES = [
  '9007199254740991',
  '9007199254740992',
  '9007199254740993',
  '9223372036854775807',
  '-9223372036854775808',
  '0',
  '1',
  '-1',
];
const PIECES = [
  ...'aAbBzZéÉßıİΣσςǅªʰ0189٣٤²½_-.@#:/!?$&%()[]{}*+=<>|~^`,;\'"\\ ',
  '  ',
  '\t',
  '\n',
  '\u00a0',
  '\u001c',
  '\u0085',
  '\u2028',
  '\u3000',
  '\ufeff',
  '\u200b',
  '\u200d',
  '\u0301',
  'שלום',
  'مرحبا',
  '\u202e',
  '列',
  'ｱ',
  '🎉',
  '👨‍👩‍👧',
  '𝒳',
  'http://a.b/C?d=1',
  'https://',
  'a@b.co',
  '#tag',
  '@me',
  'word',
  'Word',
];
const text = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 10 }).map((pieces) => pieces.join(''));
const NULLS = ['NA', 'N/A', 'null', 'NULL', 'nan', 'NaN', 'None', '#N/A', '<NA>', 'n/a', '-nan', 'none', 'Null', 'nil', '-'];
const two = (n: number): string => String(n).padStart(2, '0');
const date = (u: number): Date => new Date(Date.UTC(2012, 0, 1) + Math.floor(u * 3000) * 86_400_000);
const day = (at: Date, format: string): string =>
  format
    .replace('Y', String(at.getUTCFullYear()))
    .replace('m', two(at.getUTCMonth() + 1))
    .replace('d', two(at.getUTCDate()));

const kinds: readonly fc.Arbitrary<Cell>[] = [
  formula((u) => Math.floor(u * 4)),
  formula((u) => Math.floor(u * 2)),
  formula((u) => Math.floor(u * 2000) - 1000),
  formula((u) => Math.floor(u * 1e6) + 1),
  formula((_, row) => row),
  formula((u) => u * 100),
  formula((u) => (u - 0.5) * 10),
  formula((u) => Math.round(u * 50) / 10 + 0.1),
  formula((u) => Math.exp((u - 0.5) * 20)),
  formula((u) => 10 ** ((u - 0.5) * 500)),
  formula((u) => `${(u * 1000).toFixed(2)}`),
  pooled(fc.constantFrom(...EXTREMES), [1, 6]),
  pooled(fc.constantFrom(...WHOLE_EXTREMES), [1, 5]),
  pooled(fc.double({ noNaN: true, noDefaultInfinity: true }).map(String), [1, 30]),
  pooled(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String), [1, 30]),
  pooled(fc.constantFrom('inf', '-inf', '1', '2.5', 'Infinity'), [1, 4]),
  pooled(fc.constantFrom('True', 'False'), [1, 2]),
  pooled(fc.constantFrom('true', 'false', 'True', 'TRUE', 'yes'), [1, 3]),
  pooled(fc.constantFrom(...NULLS, 'a', 'b'), [1, 6]),
  pooled(fc.constantFrom('red', 'Green', 'vert é', '紫', '🎉', 'e\u0301'), [1, 5]),
  pooled(text, [1, 8]),
  pooled(text, [1, 60]),
  pooled(text, [21, 60]),
  pooled(fc.constantFrom('12', '7', 'x', '3.5', '1e3', '007', '0x1F', '1_000', ' 5', '1,5'), [1, 6]),
  formula((u) => day(date(u), 'Y-m-d')),
  formula((u) => `${day(date(u), 'Y-m-d')} ${two(Math.floor(u * 24))}:30:${two(Math.floor(u * 6000) % 60)}`),
  formula((u) => day(date(u), 'm/d/Y')),
  formula((u) => day(date(u), 'd/m/Y')),
  formula((u) => day(date(Math.floor(u * 5) / 5), 'Y/m/d')),
  formula((u) => `${day(date(u), 'Y-m-d')}T0${Math.floor(u * 9)}:00:00Z`),
  fc.constant(() => '7'),
  fc.constant(() => 'same'),
  fc.constant(() => ''),
];

const NAMES = ['a', 'b c', 'é', '列', 'x_log', 'Name', 'n', 'date_of', 'when', 'q"x', 'e\u0301', '🎉', 'a_plus_n', 'x', 'user_id', 'id'];
const column = fc.record({
  cell: fc.oneof(...kinds),
  seed: fc.nat(2 ** 31 - 1),
  /** Share of cells that are missing. */
  missing: fc.constantFrom(0, 0, 0, 0.005, 0.05, 0.3, 0.97),
  /** Follows the column before, with noise. */
  follows: fc.constantFrom(false, false, false, true),
});

export const tables: fc.Arbitrary<TextTable> = fc
  .record({
    count: fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 1, max: 60 }) },
      { weight: 3, arbitrary: fc.integer({ min: 100, max: 700 }) },
      { weight: 1, arbitrary: fc.integer({ min: 1990, max: 3000 }) },
    ),
    names: fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 7, maxLength: 7 }),
    columns: fc.array(column, { minLength: 2, maxLength: 7 }),
    target: fc.option(fc.nat(6), { freq: 1 }),
    quoted: fc.constantFrom(true, true, true, false),
  })
  .map(({ count, names, columns, target, quoted }) => {
    const cells = (row: number): (string | null)[] => {
      const out: (string | null)[] = [];
      for (const { cell, seed, missing, follows } of columns) {
        const before = out.at(-1);
        const followed =
          follows && before && Number.isFinite(Number(before)) ? String(Number(before) * 2 + chance(seed, row) * 3) : undefined;
        out.push(chance(seed ^ 0x5bd1e995, row) < missing ? null : (followed ?? cell(row, seed)));
      }
      return out;
    };
    const used = names.slice(0, columns.length);
    return {
      names: used,
      rows: Array.from({ length: count }, (_, row) => cells(row)),
      target: target === null ? undefined : used[target],
      quoted,
    };
  });

const inQuotes = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
const asNeeded = (cell: string): string => (/[",\r\n]|^$|^\s|\s$/.test(cell) ? inQuotes(cell) : cell);

export const csvText = ({ names, rows, quoted }: TextTable): string => {
  const write = quoted ? inQuotes : asNeeded;
  return `${[names, ...rows].map((cells) => cells.map((cell) => (cell === null ? '' : write(cell))).join(',')).join('\n')}\n`;
};
