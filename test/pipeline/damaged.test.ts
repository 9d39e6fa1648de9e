import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { applyRecipe, generateFeatures, MdmError, openRegistry, type GenerateOptions, type Recipe, type Registry } from '@mdm/cli';
import { createRegistry } from '../../src/host/registry.js';
import { workfolder } from './workfolder.js';

const work = workfolder();
const none = createRegistry([]);
const query = (
  rows: number,
): string => `SELECT i AS key, TIMESTAMP '2024-01-01' + to_hours((i * 37 % 997)::INTEGER) AS at, strftime(DATE '2023-05-01' + (i % 400)::INTEGER, '%d/%m/%Y') AS sent,
  ['a', 'b', 'c'][1 + i % 3] AS grp, CASE WHEN i % 11 <> 4 THEN 'city ' || (i % 5) END AS city, CASE WHEN i % 13 <> 6 THEN (i * 7907 % 10007) / 8.0 END AS x,
  (i * 104729 % 999983) / 3.0 AS z, 'Some words ' || (i * 13 % 97) AS note, ['low', 'high'][1 + i * 7 % 10 // 6] AS y FROM range(${rows}) t(i)`;
const options: Partial<GenerateOptions> = {
  target: 'y',
  id: ['key'],
  time: 'at',
  group: 'grp',
  types: { note: 'text' },
  force: true,
  threads: 1,
};

const withText = await openRegistry(['text']);
let small: Recipe;
beforeAll(async () => {
  const source = await work.write('train.csv', query(1500));
  const only = [
    'temporal.lag',
    'temporal.rolling',
    'temporal.since',
    'categorical.target',
    'categorical.onehot',
    'categorical.count',
    'statistical.percentile',
    'statistical.group',
    'statistical.bins',
    'text.tfidf',
    'text.shape',
    'text.sentiment',
    'temporal.holiday',
  ];
  const made = await generateFeatures({
    source,
    output: work.at('made.csv'),
    recipe: work.at('made.json'),
    registry: withText,
    ...options,
    only,
    set: { 'temporal.rolling.windows': [3], 'temporal.holiday.country': 'DE', 'temporal.holiday.from': 2023, 'temporal.holiday.to': 2024 },
  });
  small = made.recipe;
  expect(small.tables.some((t) => t.file !== undefined)).toBe(true);
  await work.write('few.csv', query(12));
});

const apply = (recipe: string, source = work.at('few.csv'), registry: Registry = withText) =>
  applyRecipe({ recipe, source, output: work.at('out.csv'), force: true, threads: 1, registry });
const changed = (change: (recipe: Recipe) => object): string => work.put('changed.json', JSON.stringify(change(structuredClone(small))));

describe('a recipe is refused', () => {
  test.each<[string, (recipe: Recipe) => object, string, RegExp]>([
    ['of another version', (r) => ({ ...r, mdm: { ...r.mdm, recipe: 2 } }), 'recipe', /version 2/],
    ['that is something else', () => ({ name: 'a package' }), 'recipe', /not an MDM recipe/],
    [
      'fitted by other maths',
      (r) => ({ ...r, transformers: r.transformers.map((t) => (t.id === 'categorical.target' ? { ...t, version: 99 } : t)) }),
      'recipe',
      /maths of categorical\.target/,
    ],
    ['with an unknown key', (r) => ({ ...r, more: 1 }), 'recipe', /more/],
    ['without a part', ({ tables: _, ...r }) => r, 'recipe', /tables/],
    [
      'with an unknown function',
      (r) => ({ ...r, features: [{ ...r.features[0]!, expr: { kind: 'call', fn: 'read_csv', args: [], type: 'text' } }] }),
      'recipe',
      /no function "read_csv"/,
    ],
    [
      'that reads a column it does not name',
      (r) => ({ ...r, features: [{ ...r.features[0]!, expr: { kind: 'column', name: 'nowhere', type: 'double' } }] }),
      'recipe',
      /no column "nowhere"/,
    ],
    [
      'whose window looks ahead',
      (r) => ({
        ...r,
        features: r.features.map((f) => ({ ...f, expr: JSON.parse(JSON.stringify(f.expr).replaceAll('"before":1', '"before":-1')) })),
      }),
      'recipe',
      /frame/,
    ],
  ])('%s', async (_, change, code, words) => {
    await expect(apply(changed(change))).rejects.toMatchObject({ name: 'MdmError', code, message: expect.stringMatching(words) });
    expect(work.has('out.csv')).toBe(false);
  });

  test('that is no JSON, or is not there', async () => {
    await expect(apply(work.put('cut.json', JSON.stringify(small).slice(0, 5000)))).rejects.toMatchObject({ code: 'recipe' });
    await expect(apply(work.at('nowhere.json'))).rejects.toMatchObject({ code: 'not-found' });
  });

  test.each([3000, 100_000])('that is nested %d deep', async (depth) => {
    const [array, cast] = [
      '['.repeat(depth) + ']'.repeat(depth),
      '{"kind":"cast","type":"double","arg":'.repeat(depth) + 'null' + '}'.repeat(depth),
    ];
    for (const change of [
      (r: Recipe) => ({ ...r, transformers: [{ ...r.transformers[0]!, params: '@' }] }),
      (r: Recipe) => ({ ...r, features: [{ ...r.features[0]!, fitted: '@' }] }),
    ]) {
      await expect(
        apply(work.put('deep.json', JSON.stringify(change(structuredClone(small))).replace('"@"', array))),
      ).rejects.toMatchObject({ code: 'recipe' });
    }
    const expr = JSON.stringify({ ...small, features: [{ ...small.features[0]!, expr: '@' }] }).replace('"@"', cast);
    await expect(apply(work.put('deep.json', expr))).rejects.toMatchObject({ code: 'recipe' });
  });

  test('for a table without a column that it reads', async () => {
    const source = work.put('lacking.csv', 'key,at,sent,grp,city,z,note\n1,2024-01-01,01/05/2023,a,city 1,3,some\n');
    await expect(apply(work.at('made.json'), source)).rejects.toMatchObject({
      code: 'schema-mismatch',
      message: expect.stringContaining('"x"'),
    });
  });

  test.each([
    ['text for a number', 'key,at,sent,grp,city,x,z,note\n1,2024-01-01,01/05/2023,a,city 1,none,3,some\n', /"x".*row 1 has "none"/],
    [
      'another form of date',
      'key,at,sent,grp,city,x,z,note\n1,2024-01-01,2023-05-01,a,city 1,2,3,some\n',
      /"sent".*row 1 has "2023-05-01"/,
    ],
  ])('for a table with %s', async (_, text, words) => {
    await expect(apply(work.at('made.json'), work.put('unfit.csv', text))).rejects.toMatchObject({
      code: 'schema-mismatch',
      message: expect.stringMatching(words),
    });
  });

  test('when a table beside it is gone or another one', async () => {
    const table = small.tables.find((t) => t.file !== undefined)!;
    const whole = work.bytes(table.file!);
    const other = work.put(
      'elsewhere.json',
      JSON.stringify({ ...small, tables: small.tables.map((t) => (t === table ? { ...t, file: 'gone.parquet' } : t)) }),
    );
    await expect(apply(other)).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('gone.parquet') });
    work.put(table.file!, whole.toString('latin1'));
    await expect(apply(work.at('made.json'))).rejects.toMatchObject({ code: 'recipe', message: expect.stringContaining(table.file!) });
    await work.db.run(`COPY (SELECT 1 AS v) TO '${work.at(table.file!)}' (FORMAT parquet)`);
    await expect(apply(work.at('made.json'))).rejects.toMatchObject({ code: 'recipe' });
  });
});

type Path = readonly (string | number)[];
function* pathsOf(value: unknown, at: Path = []): Generator<Path> {
  if (at.length > 0) yield at;
  if (typeof value === 'object' && value !== null)
    for (const [key, part] of Object.entries(value)) yield* pathsOf(part, [...at, Array.isArray(value) ? Number(key) : key]);
}
const valueAt = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<string | number, unknown> | null | undefined)?.[key], root);
const without = Symbol('left out');

describe('a damaged recipe', () => {
  /** One feature of each transformer and table is enough; files would only say that they are others. */
  const base = (): Recipe => {
    const seen = new Set<string>();
    const features = small.features.filter(
      (f) => f.signal.kept && !seen.has(`${f.transformer} ${f.expr.kind}`) && seen.add(`${f.transformer} ${f.expr.kind}`),
    );
    const used = JSON.stringify(features.map((f) => f.expr));
    return {
      ...small,
      features,
      tables: small.tables
        .filter((t) => used.includes(`"${t.id}"`))
        .map(({ file: _, sha256: __, data, ...t }) => ({ ...t, data: (data ?? []).slice(0, 5), rows: 5 })),
    };
  };

  test('gives a clear error or features, never a crash and never a statement of its own', async () => {
    const recipe = base();
    const paths = [...pathsOf(recipe)];
    const planted = work.at('planted.csv');
    const statement = `COPY (SELECT 1) TO '${planted}'`;
    const hostile = ["'", '"', ')', "')", '")', '::DOUBLE', ' FROM t', "'::VARCHAR)", ''].map((end) => `x${end}; ${statement}; --`);
    const odd: readonly unknown[] = [null, true, '', '__proto__', -1, 0, 0.5, 1e308, 1e19, [], {}, [null], ...hostile, without];
    const other = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...odd) },
      { weight: 1, arbitrary: fc.constantFrom(...paths).map((path) => valueAt(recipe, path)) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('double', 'text', 'timestamp', 'texts', 'boolean', 'lookup', 'window', 'k0', 'v', 'p', '%d', 'number'),
      },
    );
    // Deep places are many; half of the changes go near the top.
    const place = fc.oneof(fc.constantFrom(...paths), fc.constantFrom(...paths.filter((p) => p.length < 5)));
    const unclear: string[] = [];
    const property = fc.asyncProperty(
      fc.array(fc.tuple(place, other), { minLength: 1, maxLength: 2 }),
      fc.boolean(),
      async (changes, plain) => {
        const copy = structuredClone(recipe);
        for (const [path, value] of changes) {
          const parent = valueAt(copy, path.slice(0, -1)) as Record<string | number, unknown> | undefined;
          if (typeof parent !== 'object' || parent === null) continue;
          const key = path.at(-1)!;
          if (value === without) delete parent[key];
          else parent[key] = value;
        }
        await apply(work.put('damaged.json', JSON.stringify(copy)), work.at('few.csv'), plain ? none : undefined).catch(
          (error: unknown) => {
            if (!(error instanceof MdmError)) throw error;
            if (error.code === 'engine') unclear.push(`${JSON.stringify(changes).slice(0, 200)}: ${error.message}`);
          },
        );
        expect(existsSync(planted)).toBe(false);
      },
    );
    await fc.assert(property, { numRuns: 300, seed: 42, endOnFailure: true });
    expect(unclear).toEqual([]);
  });

  test('of which the undamaged one applies', async () => {
    const { features } = await apply(work.put('whole.json', JSON.stringify(base())));
    expect(features.length).toBeGreaterThan(12);
    expect((await openRegistry()).list().length).toBeGreaterThan(features.length);
  });
});
