import { rmSync } from 'node:fs';
import { applyRecipe, generateFeatures, loadRecipe, openRegistry, type GenerateOptions, type Recipe } from '@mdm/cli';
import { createRegistry } from '../../src/host/registry.js';
import { recipeText } from '../../src/pipeline/recipe.js';
import { readers } from './leak-table.js';
import { workfolder } from './workfolder.js';

const work = workfolder();
const none = createRegistry([]);
const outOfFold = new Set(readers.map((u) => u.id));

/** Every kind of column, with missing values and values that come once only. */
const query = (rows: number, from = 0): string => `SELECT i AS key, TIMESTAMP '2024-01-01' + to_minutes((i * 7919 % 9973)::INTEGER) AS at,
  CASE WHEN i % 7 <> 3 THEN DATE '2023-05-01' + (i % 400)::INTEGER END AS sent, ['a', 'b', 'c'][1 + i % 3] AS grp,
  CASE WHEN i % 11 <> 4 THEN 'city ' || (i % 6) END AS city, i % 5 = 2 AS flag, i % 4 AS code,
  CASE WHEN i % 13 <> 6 THEN (i * 7907 % 1009) / 8.0 END AS x, (i * 104729 % 999983) / 3.0 AS z, CASE WHEN i % 9 <> 1 THEN i * 31 % 17 END AS n,
  CASE WHEN i % 8 <> 5 THEN 'Some words, number ' || (i * 13 % 97) || ' of it. See ' || repeat('x', (i % 5)::INTEGER) || '!' END AS note,
  CASE WHEN i % 19 <> 7 THEN ['low', 'mid', 'high'][1 + i * 7 % 10 // 4] END AS y FROM range(${from}, ${from + rows}) t(i)`;

const registry = await openRegistry(['text']);
const all: Partial<GenerateOptions> = {
  target: 'y',
  id: ['key'],
  time: 'at',
  group: 'grp',
  types: { code: 'categorical', note: 'text' },
  with: ['text.counts', 'text.ngrams', 'text.language', 'text.sentiment'],
  set: { 'temporal.holiday.country': 'DE', 'temporal.rolling.intervals': ['6h'], 'categorical.hash.above': 2 },
  signalFilter: { enabled: false },
  threads: 2,
  force: true,
};
const generate = (source: string, stem: string, more: Partial<GenerateOptions> = {}) =>
  generateFeatures({ source, output: work.at(`${stem}.parquet`), recipe: work.at(`${stem}.json`), registry, ...all, ...more });

describe('the training table again', () => {
  test.each(['csv', 'parquet', 'arrow'] as const)('from %s gives the same values of all that is not out of fold', async (format) => {
    const source = await work.write(`train.${format}`, query(400));
    const { recipe } = await generate(source, 'made');
    await applyRecipe({ recipe: work.at('made.json'), source, output: work.at('again.parquet'), threads: 1, force: true, registry });
    const [made, again] = [await work.columns('made.parquet'), await work.columns('again.parquet')];
    expect([...again.keys()]).toEqual([...made.keys()]);
    const kept = recipe.features.filter((f) => f.signal.kept);
    expect(new Set(kept.map((f) => f.transformer)).size).toBeGreaterThan(38);
    for (const f of kept) if (!outOfFold.has(f.transformer)) expect([f.name, again.get(f.name)]).toEqual([f.name, made.get(f.name)]);
    const targets = kept.filter((f) => outOfFold.has(f.transformer));
    expect(targets.some((f) => JSON.stringify(again.get(f.name)) !== JSON.stringify(made.get(f.name)))).toBe(true);
    for (const name of ['key', 'city', 'x']) expect(again.get(name)).toEqual(made.get(name));
  });

  test('large fitted tables go through files beside the recipe', async () => {
    const source = await work.write('large.parquet', query(3000));
    const { recipe } = await generate(source, 'large-made', { only: ['statistical.percentile', 'statistical.group'], set: {} });
    expect(recipe.tables.filter((t) => t.file !== undefined).length).toBeGreaterThan(0);
    await applyRecipe({ recipe: work.at('large-made.json'), source, output: work.at('again.parquet'), force: true, registry: none });
    expect(await work.columns('again.parquet')).toEqual(await work.columns('large-made.parquet'));
  });
});

describe('a test table', () => {
  test.each(['csv', 'parquet', 'json'] as const)('written by generate is what apply makes of it, to the byte (%s)', async (format) => {
    const source = await work.write('train.csv', query(300));
    const test = await work.write('other.ndjson', query(120, 250));
    await generateFeatures({ source, test, ...all, output: work.at(`both.${format}`), recipe: work.at('both-recipe.json'), registry });
    await applyRecipe({ recipe: work.at('both-recipe.json'), source: test, output: work.at(`alone.${format}`), force: true, registry });
    expect(work.bytes(`alone.${format}`).equals(work.bytes(`both.test.${format}`))).toBe(true);
  });

  test('needs no target, no column that no feature reads, and no order of columns', async () => {
    const source = await work.write('train.csv', query(300));
    await generate(source, 'made', {
      only: ['categorical', 'statistical'],
      skip: ['statistical.missing', 'statistical.missing-row'],
      signalFilter: {},
    });
    const other = await work.write('other.csv', query(50, 280));
    const fewer = await work.write('fewer.csv', `SELECT x, z, grp, n, code, flag, city, 'more' AS more FROM (${query(50, 280)})`);
    const apply = async (from: string, to: string) => {
      const { features } = await applyRecipe({
        recipe: work.at('made.json'),
        source: from,
        output: work.at(to),
        keep: 'none',
        force: true,
      });
      expect(features.length).toBeGreaterThan(50);
      return work.text(to);
    };
    expect(await apply(fewer, 'fewer.out.csv')).toBe(await apply(other, 'other.out.csv'));
  });
});

describe('a recipe', () => {
  test('is the same after JSON', async () => {
    const { recipe } = await generate(await work.write('train.csv', query(300)), 'made');
    const read: Recipe = JSON.parse(work.text('made.json'));
    expect(read).toEqual(recipe);
    expect(await loadRecipe(work.at('made.json'))).toEqual(recipe);
    expect(recipeText(read)).toBe(work.text('made.json'));
  });

  test('of expressions alone needs no plugin', async () => {
    const source = await work.write('train.csv', query(300));
    await generate(source, 'made', { with: ['text.counts', 'text.ngrams'], output: work.at('made.csv') });
    const recipe = work.at('made.json');
    await applyRecipe({ recipe, source, output: work.at('with.csv'), force: true, registry });
    await applyRecipe({ recipe, source, output: work.at('without.csv'), force: true, registry: none });
    expect(work.text('without.csv')).toBe(work.text('with.csv'));
  });

  test('with a batch transformer says which plugin it lacks', async () => {
    const source = await work.write('train.csv', query(300));
    await generate(source, 'made', { only: ['text.sentiment'] });
    const applied = applyRecipe({ recipe: work.at('made.json'), source, registry: none });
    await expect(applied).rejects.toMatchObject({ code: 'plugin', message: expect.stringContaining('text.sentiment') });
  });

  test('gives defined values for new categories and missing values', async () => {
    const rows = Array.from(
      { length: 40 },
      (_, i) => `${i % 3 === 0 ? 'red' : i % 3 === 1 ? 'green' : i === 5 ? 'odd' : ''},${i / 2},${i % 2 === 0 ? 'yes' : 'no'}`,
    );
    const source = work.put('colours.csv', `colour,x,y\n${rows.join('\n')}\n`);
    const options = {
      source,
      target: 'y',
      only: ['categorical', 'statistical.group', 'statistical.percentile'],
      set: {
        'categorical.onehot.top': 2,
        'categorical.rare.threshold': 0.1,
        'categorical.grouped.share': 0.1,
        'categorical.hash.above': 2,
      },
      signalFilter: { enabled: false },
      types: { colour: 'categorical' },
      force: true,
    } as const;
    await generateFeatures({ ...options, output: work.at('colours.parquet'), recipe: work.at('colours.json') });
    const other = work.put(
      'new.ndjson',
      [
        { colour: 'blue', x: 1e9 },
        { colour: null, x: null },
        { colour: 'red', x: -1e9 },
      ]
        .map((r) => JSON.stringify(r))
        .join('\n'),
    );
    await applyRecipe({ recipe: work.at('colours.json'), source: other, output: work.at('new.parquet'), force: true });
    const made = await work.columns('new.parquet');
    const [prior] = made.get('colour__target_mean') as number[];
    expect(prior).toBeCloseTo(0.5, 10);
    expect(Object.fromEntries([...made].map(([name, values]) => [name, values]))).toMatchObject({
      colour__count: [0, null, 14],
      colour__share: [0, null, 0.5],
      colour__is_rare: [1, 0, 0],
      colour__is_red: [0, 0, 1],
      colour__is_green: [0, 0, 0],
      colour__other: [1, 0, 0],
      colour__grouped: ['other', null, 'red'],
      colour__ordinal: [-1, null, 2],
      colour__hash: [expect.any(Number), null, expect.any(Number)],
      colour__length: [4, null, 3],
      colour__target_mean: [prior, prior, expect.any(Number)],
      colour__woe: [0, 0, expect.any(Number)],
      x__colour__mean: [null, null, 9.75],
      x__colour__count: [null, null, 14],
      x__colour__deviation: [null, null, -1e9 - 9.75],
      x__rank: [1, null, 0],
    });
  });
});

afterAll(() => rmSync(work.at('made.parquet'), { force: true }));
