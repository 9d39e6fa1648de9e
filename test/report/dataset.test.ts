import { datasetReport } from '../../src/report/dataset.js';
import { HOSTILE } from './hostile.js';
import { expectWhole, measured, recordFor, statisticsOf } from './pages.js';

const penguins = "SELECT * FROM read_csv('examples/penguins.csv', nullstr = ['', 'NA'])";

describe('the page of a dataset', () => {
  it('shows every column with its figures and charts', async () => {
    const table = await measured(penguins, { target: 'species' });
    const page = await datasetReport(recordFor({ description: 'Birds of three islands.' }), {
      ...statisticsOf(table),
      other_tables: [{ table: 'predictions_a', rows: 3, columns: 2 }],
    });
    const all = expectWhole(page);
    const count = (tag: string): number => all.filter((one) => one.tag === tag).length;
    expect(count('article')).toBe(8);
    // Missing values, relations, correlations, and one for each column.
    expect(count('svg')).toBe(3 + 8);
    for (const text of [
      'Dataset Penguins',
      'Birds of three islands.',
      'bill_length_mm',
      'Most frequent values of species: Adelie 152, Gentoo 124, Chinstrap 68.',
      'Relation to the target',
      'Share of missing values: sex 3.2 %',
      'No numeric column has values beyond 1.5 interquartile ranges',
      'predictions_a',
      'correlation ratio',
    ])
      expect(page).toContain(text);
    expect(page).toContain('@media (prefers-color-scheme: dark)');
    expect(page).toContain('@media print');
  });

  it('is the same for the same statistics', async () => {
    const table = await measured(penguins, { target: 'species' });
    const [a, b] = [await datasetReport(recordFor(), statisticsOf(table)), await datasetReport(recordFor(), statisticsOf(table))];
    expect(a).toBe(b);
  });

  it('shows hostile names and values as text', async () => {
    const sql = (text: string): string => `'${text.replaceAll("'", "''")}'`;
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    const columns = HOSTILE.map(
      (name, i) => `CASE i % 3 WHEN 0 THEN ${sql(name)} ELSE ${sql(HOSTILE[(i + 1) % HOSTILE.length]!)} END AS ${quoted(name)}`,
    );
    const numbers = HOSTILE.map((name, i) => `i * ${i} + i % ${i + 2} AS ${quoted(`n ${name}`)}`);
    const table = await measured(`SELECT ${[...columns, ...numbers].join(', ')} FROM range(12) t(i)`, { target: HOSTILE[0]! });
    const evil = HOSTILE.join(' ');
    const page = await datasetReport(
      recordFor({ display_name: evil, description: evil, source: evil, target_column: HOSTILE[0]!, id_columns: HOSTILE, tags: HOSTILE }),
      { ...statisticsOf({ ...table, table: evil }), other_tables: [{ table: evil, rows: 1, columns: 1 }] },
    );
    expectWhole(page);
    expect(page).toContain('&#60;script&#62;alert(1)');
    expect(page).not.toContain('\u202E');
    expect(page).not.toMatch(/aria-label="[^"]*<svg/);
  });

  it.each([
    ['no rows', 'SELECT 1 AS a, NULL::VARCHAR AS b WHERE false'],
    ['nulls alone', 'SELECT NULL::DOUBLE AS a, NULL::VARCHAR AS b FROM range(3)'],
    ['one value', 'SELECT 7 AS a, 7.5 AS b, true AS c'],
    ['constants', "SELECT 7 AS a, DATE '2024-01-01' AS b, TIMESTAMP '2024-01-01' AS c FROM range(9)"],
    ['numbers out of the ordinary', "SELECT unnest([1e300, -1e300, 1e-300, 0, 'NaN'::DOUBLE, 'inf'::DOUBLE]) AS a"],
    ['dates of long ago', "SELECT DATE '0001-01-01' + (i * 300000)::INTEGER AS a FROM range(9) t(i)"],
  ])('of a table with %s', async (_, select) => {
    expectWhole(await datasetReport(recordFor({ target_column: 'a' }), statisticsOf(await measured(select, { target: 'a' }))));
  });

  it('says how many of many columns are left out', async () => {
    const table = await measured(
      `SELECT ${Array.from({ length: 130 }, (_, k) => `(i * ${k + 1}) % 7 AS c${k}`).join(', ')} FROM range(50) t(i)`,
    );
    const page = await datasetReport(recordFor({ target_column: null }), statisticsOf(table));
    const all = expectWhole(page);
    expect(all.filter(({ tag }) => tag === 'article')).toHaveLength(100);
    expect(page).toContain('30 of 130 columns have no card here; the table above has them all.');
    expect(page).toMatch(/\d+ numeric columns left out\./);
  });
});
