import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { applyRecipe, generateFeatures, openRegistry, type GenerateOptions } from '@mdm/cli';
import type { BatchTransformer, Column } from '@mdm/sdk';
import text from '@mdm/feature-text';
import { hosted } from '../../src/host/hosted.js';
import { runBatchStages } from '../../src/pipeline/batch.js';
import { openInput } from '../../src/pipeline/input.js';
import { workfolder } from './workfolder.js';

const root = join(import.meta.dirname, '../..');
const penguins = join(root, 'examples/penguins.csv');
const movies = join(root, 'test/data/movies.csv');
const work = workfolder();
const registry = await openRegistry(['text']);
const hash = (name: string): string => createHash('sha256').update(work.bytes(name)).digest('hex');

/** Hashes of the features, of the recipe and of its tables. */
async function made(options: Partial<GenerateOptions> & { source: string }, format = 'parquet'): Promise<Record<string, string>> {
  const output = work.at(`made.${format}`);
  const { recipe } = await generateFeatures({ ...options, output, recipe: work.at('recipe.json'), force: true, registry });
  return Object.fromEntries(
    [`made.${format}`, 'recipe.json', ...recipe.tables.flatMap((t) => t.file ?? [])].map((name) => [name, hash(name)]),
  );
}
const everything = ['text.counts', 'text.ngrams', 'text.language', 'text.sentiment'];

describe.each<[string, Partial<GenerateOptions> & { source: string }]>([
  ['penguins', { source: penguins, target: 'species', set: { 'statistical.pairs.min': 0 } }],
  [
    'movies',
    {
      source: movies,
      target: 'IMDB Rating',
      time: 'Release Date',
      group: 'Major Genre',
      set: { 'temporal.rolling.intervals': ['30d', '365d'], 'temporal.holiday.country': 'US' },
    },
  ],
])('%s', (_, options) => {
  test.each([
    ['parquet', options.source === penguins ? [2, 4] : [4], everything],
    // One table is enough for the other writers.
    ...(options.source === penguins
      ? ([
          ['csv', [4], []],
          ['json', [3], []],
          ['arrow', [4], []],
        ] as const)
      : []),
  ] as const)('are the same bytes with any number of threads, as %s', async (format, counts, more) => {
    const first = await made({ ...options, with: more, threads: 1 }, format);
    for (const threads of counts)
      expect({ threads, ...(await made({ ...options, with: more, threads }, format)) }).toEqual({ threads, ...first });
  });

  test('are the same bytes when the recipe is applied', async () => {
    await made(options);
    const hashes: string[] = [];
    for (const threads of [1, 4]) {
      await applyRecipe({
        recipe: work.at('recipe.json'),
        source: options.source,
        output: work.at('applied.parquet'),
        threads,
        force: true,
        registry,
      });
      hashes.push(hash('applied.parquet'));
    }
    expect(new Set(hashes).size).toBe(1);
  });
});

describe('130,000 rows, two row groups', () => {
  /** Nearly unique numbers far apart in size, so that another order of adding shows; missing values in every column but the key. */
  const query = `SELECT i AS key, TIMESTAMP '2024-01-01' + to_seconds((i * 1299709 % 130000) * 60) AS at, 'g' || (i * 31 % 211) AS grp,
    CASE WHEN i % 17 <> 3 THEN (i * 2654435761 % 4294967296) / 4294967.296 + i * 1e-7 END AS x,
    CASE WHEN i % 23 <> 5 THEN exp((i * 40503 % 65536) / 5000.0) * (1 + i % 7 * 1e-9) END AS z,
    CASE WHEN i % 29 <> 1 THEN 'c' || (i * 7919 % 20) END AS c, CASE WHEN i % 31 <> 1 THEN 'd' || (i * 104729 % 9973 % 500) END AS d,
    CASE WHEN i % 19 <> 8 THEN i % 3 = 0 END AS b, CASE WHEN i % 37 <> 2 THEN 'Word' || (i % 101) || ' some text, ' || (i * 13 % 997) || '. Yes!' END AS note,
    CASE WHEN i % 41 <> 7 THEN (i * 48271 % 2147483647) / 2147483.647 + CASE WHEN i % 20 < 4 THEN 100 ELSE 0 END END AS y FROM range(130000) t(i)`;
  let options: Partial<GenerateOptions> & { source: string };
  beforeAll(async () => {
    const source = await work.write('big.parquet', query);
    options = {
      source,
      target: 'y',
      id: ['key'],
      time: 'at',
      group: 'grp',
      types: { note: 'text' },
      skip: ['text.shape', 'text.readability', 'temporal.edges'],
      set: { 'temporal.rolling.intervals': ['6h'], 'text.tfidf.terms': 5 },
    };
  });

  test('are the same bytes with 1 and 4 threads, in the order of the source', async () => {
    const first = await made({ ...options, threads: 1 });
    expect(await made({ ...options, threads: 4 })).toEqual(first);
    expect(Object.keys(first).length).toBeGreaterThan(2);
    const order = await work.db.rows(
      `SELECT count(*)::INTEGER, count(*) FILTER (WHERE key <> file_row_number)::INTEGER FROM read_parquet('${work.at('made.parquet')}', file_row_number = true)`,
    );
    expect(order).toEqual([[130_000, 0]]);
  }, 400_000);

  test.each(['csv', 'arrow'])(
    'as %s too',
    async (format) => {
      const only = ['temporal.lag', 'temporal.expanding', 'categorical.target', 'statistical.percentile', 'statistical.pairs'];
      const first = await made({ ...options, only, skip: [], set: {}, keep: 'ids', threads: 1 }, format);
      expect(await made({ ...options, only, skip: [], set: {}, keep: 'ids', threads: 4 }, format)).toEqual(first);
    },
    200_000,
  );

  test('are the same bytes when the recipe is applied', async () => {
    await made({ ...options, only: ['temporal.rolling', 'categorical', 'statistical'], skip: ['statistical.bins'], set: {} });
    const hashes: string[] = [];
    for (const threads of [1, 4]) {
      await applyRecipe({
        recipe: work.at('recipe.json'),
        source: options.source,
        output: work.at('applied.parquet'),
        threads,
        force: true,
        registry,
      });
      hashes.push(hash('applied.parquet'));
    }
    expect(hashes[1]).toBe(hashes[0]);
  }, 400_000);
});

describe('a batch transformer', () => {
  const batches = text.transformers.filter((t) => t.kind === 'batch').map((t): [string, BatchTransformer<object>] => [t.meta.name, t]);
  test.each(batches)('makes the same of batches of any size (%s)', async (name, transformer) => {
    const [table] = await openInput(work.db, movies, { types: { Title: 'text' } });
    const on: Column = { name: 'Title', type: 'text', semantic: 'text', stats: { rows: table!.rows, missing: 0, distinct: table!.rows } };
    const scope = { on: [on] as const, roles: {}, params: transformer.meta.params.parse({}) };
    const ran = hosted(transformer);
    const stage = {
      id: 'b1',
      task: { id: `text.${name}`, transformer: ran, scope },
      transformer: ran,
      outputs: transformer.outputs(scope),
    };
    const sizes = [1, 7, 100, 16_384];
    const found: unknown[] = [];
    for (const batchRows of sizes) {
      await runBatchStages(work.db, table!, [stage], { batchRows, workers: 1, source: () => undefined });
      found.push(await work.db.rows('SELECT * FROM b1 ORDER BY r'));
    }
    sizes.forEach((size, i) => expect([size, found[i]]).toEqual([size, found[0]]));
  });
});
