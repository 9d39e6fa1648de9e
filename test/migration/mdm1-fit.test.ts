import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyRecipe, generateFeatures, type GenerateOptions, type GenerateResult } from '../../src/index.js';
import { literal } from '../../src/engine/duckdb/dialect.js';
import { openDatabase } from '../../src/engine/duckdb/driver.js';
import { data } from './goldens.js';

const folder = mkdtempSync(join(tmpdir(), 'mdm-fit-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;

/** A folder of CSV files. */
function files(tables: Readonly<Record<string, string>>): string {
  const at = join(folder, `source-${count++}`);
  mkdirSync(at);
  for (const [name, text] of Object.entries(tables)) writeFileSync(join(at, name), text);
  return at;
}

async function run(source: string, options: Partial<GenerateOptions> = {}): Promise<GenerateResult & { out: string }> {
  const out = join(folder, `out-${count++}`);
  mkdirSync(out);
  return { ...(await generateFeatures({ source, profile: 'mdm1', folder: out, ...options })), out };
}

type Row = Readonly<Record<string, unknown>>;
async function rows(file: string): Promise<readonly Row[]> {
  const db = await openDatabase({ threads: 1 });
  try {
    return (await db.connection.runAndReadAll(`FROM read_parquet(${literal(file)})`)).getRowObjectsJson();
  } finally {
    await db.close();
  }
}
const column = async (file: string, name: string): Promise<unknown[]> =>
  (await rows(file)).map((row) => (typeof row[name] === 'string' && /^-?\d+$/.test(row[name]) ? Number(row[name]) : row[name]));

const train = 'id,x,colour,y\n1,1.0,red,0\n2,2,red,\n3,3,blue,1\n4,6,blue,1\n5,8,green,0\n';
const test = 'id,x,colour\n6,10,blue\n7,,violet\n8,2.5,red\n';
const submission = 'id,y\n6,0\n7,0\n8,0\n';

describe('--fit train', () => {
  test_('features of every table are those of the training table, by its numbers', async () => {
    const source = files({ 'train.csv': train, 'test.csv': test, 'sample_submission.csv': submission });
    const { tables, out, notes } = await run(source, { fit: 'train' });
    expect(tables.map(({ name, originals }) => [name, originals])).toEqual([
      ['train', 4],
      ['test', 3],
      ['sample_submission', 2],
    ]);
    expect(tables[1]!.features).toEqual(tables[0]!.features);
    expect(tables[2]!.features).toEqual([]);
    const at = join(out, 'test_features.parquet');
    // Of train: mean 4, standard deviation sqrt(8.5), q1 2, q3 6; red and blue twice, green once, in 5 rows.
    const z = (x: number): unknown => expect.closeTo((x - 4) / Math.sqrt(8.5), 12);
    expect(await column(at, 'x_zscore')).toEqual([z(10), null, z(2.5)]);
    expect(await column(at, 'x_div_mean')).toEqual([2.5, null, 0.625]);
    expect(await column(at, 'colour_red')).toEqual([false, false, true]);
    expect(await column(at, 'colour_green')).toEqual([false, false, false]);
    expect(Object.keys((await rows(at))[0]!)).not.toContain('colour_violet');
    expect(await column(join(out, 'train_features.parquet'), 'colour_frequency')).toEqual([2, 2, 2, 2, 1]);
    expect(notes.join('\n')).toContain('sample_submission names the target: y.');
  });

  test_('the target is not read: where it is missing says nothing', async () => {
    const source = files({ 'train.csv': train, 'test.csv': test, 'sample_submission.csv': submission });
    const fitted = await run(source, { fit: 'train' });
    const leaky = await run(source);
    expect(leaky.tables[0]!.features).toContain('total_missing_count');
    expect(fitted.tables[0]!.features).not.toContain('total_missing_count');
    for (const { features } of [fitted.recipe]) for (const { sources } of features) expect(sources).not.toContain('y');
  });

  test_('a table that lacks a column is refused by name', async () => {
    const source = files({ 'train.csv': train, 'test.csv': 'id,colour\n6,blue\n' });
    await expect(run(source, { fit: 'train', target: 'y' })).rejects.toMatchObject({
      code: 'schema-mismatch',
      message: expect.stringContaining('"x"'),
    });
  });

  test_('a value of another type is refused by row', async () => {
    const source = files({ 'train.csv': train, 'test.csv': 'id,x,colour\n6,1,blue\n7,many,red\n' });
    await expect(run(source, { fit: 'train', target: 'y' })).rejects.toMatchObject({
      code: 'schema-mismatch',
      message: expect.stringMatching(/row 2 has "many"/),
    });
  });
});

describe('--fit table', () => {
  test_('each table is fitted on itself and has features of its own', async () => {
    const source = files({ 'train.csv': train, 'test.csv': test, 'sample_submission.csv': submission });
    const { out, tables } = await run(source);
    const at = join(out, 'test_features.parquet');
    expect(await column(at, 'x_div_mean')).toEqual([1.6, null, 0.4]);
    expect(await column(at, 'colour_violet')).toEqual([false, true, false]);
    expect(tables[2]).toMatchObject({ name: 'sample_submission', rows: 3, originals: 2, features: [] });
  });

  test_('a recipe is written for each table with features, and makes them again from a file read by the same rules', async () => {
    const source = files({ 'train.csv': 'a,flag\n1,True\n2,\n3,False\nNA,True\n', 'test.csv': 'a,flag\n4,False\n5,True\n9,True\n' });
    const recipe = join(folder, 'each.recipe.json');
    const made = await run(source, { recipe });
    expect(made.recipeFile).toBe(recipe);
    expect(made.recipe.reading).toMatchObject({ storage: 'sqlite' });
    const again = join(folder, 'again.parquet');
    await applyRecipe({ recipe: join(folder, 'each.test.recipe.json'), source: join(source, 'test.csv'), output: again });
    expect(await rows(again)).toEqual(await rows(join(made.out, 'test_features.parquet')));
    // What pandas takes for missing, and booleans that are numbers in SQLite.
    await applyRecipe({ recipe, source: join(source, 'train.csv'), output: again, force: true });
    expect(await rows(again)).toEqual(await rows(join(made.out, 'train_features.parquet')));
  });

  test_('the reading of MDM goes with it too', async () => {
    const source = files({ 'train.csv': train, 'test.csv': test });
    const { tables } = await run(source, { profile: { transformers: [{ use: 'statistical.minmax' }] }, fit: 'table', target: 'y' });
    expect(tables.map(({ name, features }) => [name, features])).toEqual([
      ['train', ['x__minmax']],
      ['test', ['x__minmax']],
    ]);
  });
});

describe('--fit chunk', () => {
  const line = (i: number): string => `${i % 7},${i % 3 === 0 ? 'a' : 'b'}\n`;
  const many = `n,k\n${Array.from({ length: 50 }, (_, i) => line(i)).join('')}`;

  test_('chunks go one below the other, in the order of the file', async () => {
    const source = join(files({ 'data.csv': many }), 'data.csv');
    const { tables, out, notes } = await run(source, { fit: 'chunk', batchSize: 20, types: { k: 'categorical' } });
    expect(tables[0]!.rows).toBe(50);
    const at = join(out, 'data_features.parquet');
    expect(await column(at, 'n')).toEqual(Array.from({ length: 50 }, (_, i) => i % 7));
    // Frequencies of a: 7 of the first 20 rows, 7 of the second, 3 of the last 10.
    const a = await column(at, 'k_frequency');
    expect([a[0], a[21], a[42]]).toEqual([7, 7, 3]);
    expect(notes.join('\n')).toContain('there is no recipe');
  });

  test_('a chunk without a column has it missing; one with a new column ends the table there', async () => {
    const lacking = `k,n\n${'a,1\nb,2\nc,3\nd,5\n'.repeat(5)}${'a,1\nb,2\nd,3\n'.repeat(5)}`;
    const first = await run(join(files({ 'data.csv': lacking }), 'data.csv'), { fit: 'chunk', batchSize: 20 });
    expect((await column(join(first.out, 'data_features.parquet'), 'k_c')).slice(18)).toEqual([true, false, ...Array<null>(15).fill(null)]);
    const strange = `k,n\n${'a,1\nb,2\nd,3\n'.repeat(5)}${'a,1\nb,2\nc,3\n'.repeat(5)}`;
    const second = await run(join(files({ 'data.csv': strange }), 'data.csv'), { fit: 'chunk', batchSize: 15 });
    expect(second.tables[0]!.rows).toBe(15);
    expect(second.notes.join('\n')).toContain('Rows from 15 on are left out: they have the column k_c, which the first chunk lacks.');
  });
});

test_('a folder of other files: each is a table by its stem', async () => {
  const source = files({ 'b.csv': 'x,k\n1,a\n2,b\n3,a\n', 'a.tsv': 'x\tz\n1\t2\n2\t5\n3\t3\n' });
  const { tables } = await run(source);
  expect(tables.map(({ name }) => name)).toEqual(['a', 'b']);
});

test_('the same bytes with any number of threads', async () => {
  const { createHash } = await import('node:crypto');
  const { readFileSync } = await import('node:fs');
  const hashes = new Set<string>();
  for (const threads of [1, 2]) {
    const { out } = await run(join(data, 'movies.csv'), { target: 'IMDB Rating', threads });
    hashes.add(
      createHash('md5')
        .update(readFileSync(join(out, 'data_features.parquet')))
        .digest('hex'),
    );
  }
  expect(hashes.size).toBe(1);
});

function test_(name: string, work: () => Promise<void>): void {
  it(name, work, 60_000);
}
