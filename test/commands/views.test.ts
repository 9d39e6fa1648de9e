import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GenerateResult } from '../../src/index.js';
import { diffView } from '../../src/commands/output/difference.js';
import { featuresView, featureView } from '../../src/commands/output/explained.js';
import { generatedJson, generatedView } from '../../src/commands/output/generated.js';
import { planView } from '../../src/commands/output/plan.js';
import { plain } from '../../src/commands/output/text.js';
import { transformersView } from '../../src/commands/output/transformers.js';

const view = { width: 80, paint: plain };
const stats = { rows: 344, missing: 0, distinct: 3 };

const result = {
  columns: [
    { name: 'species', type: 'text', semantic: 'categorical', role: 'target', why: 'named by --target; 3 distinct values', stats },
    { name: 'bill', type: 'double', semantic: 'numeric', why: 'numbers with 164 distinct values', stats },
  ],
  features: [
    { name: 'bill__zscore', transformer: 'statistical.zscore', type: 'double', explain: 'Standard score of bill.' },
    { name: 'bill__minmax', transformer: 'statistical.minmax', type: 'double', explain: 'Position.', dropped: '|r| = 1 with bill__zscore' },
    { name: 'bill__robust', transformer: 'statistical.robust', type: 'double', explain: 'Robust.', dropped: '|r| = 1 with bill__zscore' },
    { name: 'bill__missing', transformer: 'statistical.missing', type: 'boolean', explain: 'Missing.', dropped: 'constant (0)' },
  ],
  tables: [
    { name: 'train', rows: 344, file: 'penguins.train.features.parquet' },
    { name: 'test', rows: 12, file: 'penguins.test.features.parquet' },
  ],
  recipe: {},
  recipeFile: 'penguins.recipe.json',
  notes: [],
  failures: [],
  seconds: 0.8,
  peakMemory: 220_000_000,
  limits: { memory: '3.1 GiB', threads: 2 },
} as unknown as GenerateResult;

test('what was generated', async () => {
  expect(await generatedView(result, view)).toBe(`2 columns
  column   type         role    why
  species  categorical  target  named by --target; 3 distinct values
  bill     numeric              numbers with 164 distinct values

1 feature of 4 made
  transformer          made  kept  dropped
  statistical.zscore      1     1
  statistical.minmax      1     0        1
  statistical.robust      1     0        1
  statistical.missing     1     0        1

3 dropped: 2 correlated, 1 constant
  dropped        reason
  bill__minmax   |r| = 1 with bill__zscore
  bill__robust   |r| = 1 with bill__zscore
  bill__missing  constant (0)

written                                  rows
penguins.train.features.parquet  train    344
penguins.test.features.parquet   test      12
penguins.recipe.json             recipe

0.80 s, peak memory 210 MiB (engine limit 3.1 GiB, 2 threads)`);
});

test('long lists are cut, and say how to see the rest', async () => {
  const features = Array.from({ length: 50 }, (_, k) => ({
    name: `f${k}`,
    transformer: 't.t',
    type: 'double',
    explain: '',
    dropped: 'constant (1)',
  }));
  const long = { ...result, features } as unknown as GenerateResult;
  const text = await generatedView(long, view);
  expect(text).toContain('… and 30 more; --verbose shows all');
  expect(text).not.toContain('f49');
  expect(await generatedView(long, { ...view, verbose: true })).toContain('f49');
});

test('the JSON document has everything but the recipe', () => {
  expect(Object.keys(generatedJson(result))).toEqual([
    'columns',
    'features',
    'tables',
    'recipeFile',
    'notes',
    'failures',
    'seconds',
    'peakMemory',
    'limits',
  ]);
});

test('a plan', async () => {
  const plan = {
    columns: result.columns,
    features: result.features,
    scans: [{ purpose: 'aggregates of train', sql: 'SELECT avg("bill")\nFROM t', measures: 2 }],
    stages: [{ name: 'text.sentiment', kind: 'batch', reason: 'A lexicon is not SQL.', outputs: ['a', 'b'] }],
    failures: [],
    sql: 'SELECT 1',
  } as const;
  const text = await planView(plan, view);
  expect(text.slice(text.indexOf('1 scan'))).toBe(`1 scan for 2 measures
  1. aggregates of train (2 measures)
    SELECT avg("bill")
    FROM t

1 stage
  1. batch text.sentiment -> a, b
    A lexicon is not SQL.

SQL of the features
    SELECT 1

Nothing was written.`);
});

test('a feature in full, and all of them', async () => {
  const feature = {
    name: 'bill__zscore',
    transformer: 'statistical.zscore',
    type: 'double',
    sources: ['bill'],
    explain: 'Standard score of bill.',
    fitted: { mean: 43.9, std: 5.4 },
    sql: '("bill" - 43.9e0) / 5.4e0',
    kept: true,
  } as const;
  expect(featureView(feature, view)).toBe(`bill__zscore
Standard score of bill.

  transformer  statistical.zscore
  type         double
  sources      bill
  kept         yes

Fitted on the training rows
  mean  43.9
  std   5.4

SQL
  ("bill" - 43.9e0) / 5.4e0`);
  expect(await featuresView([feature, { ...feature, name: 'x', kept: false, reason: 'constant (1)' }], view))
    .toBe(`1 feature; 1 dropped (--verbose shows them)
  feature       transformer         type    what it is
  bill__zscore  statistical.zscore  double  Standard score of bill.`);
});

test('a difference', async () => {
  expect(await diffView({ kind: 'recipes', equal: false, entries: [{ what: 'seed', a: '1', b: '2' }] }, 'x.json', 'y.json', view))
    .toBe(`The recipes differ: 1 difference
  what  a: x.json  b: y.json
  seed  1          2`);
  expect(await diffView({ kind: 'features', equal: true, entries: [] }, 'x', 'y', view)).toBe('The feature files are equal.');
});

test('transformers', async () => {
  const info = {
    package: '@x/feature-a',
    packageVersion: '1.0.0',
    version: 1,
    kind: 'expr',
    semantic: ['numeric'],
    arity: 'each',
    onByDefault: true,
    needs: [],
    outputs: ['log1p'],
    params: null,
  } as const;
  const any = ['numeric', 'categorical', 'datetime', 'text', 'boolean'] as const;
  const infos = [
    { ...info, id: 'a.log', summary: 'Logarithm' },
    { ...info, id: 'a.missing', summary: 'Missing values', semantic: any, arity: 'all', onByDefault: false } as const,
  ];
  expect(await transformersView(infos, view)).toBe(`@x/feature-a 1.0.0
  transformer  kind  default  reads        what it makes
  a.log        expr  on       numeric      Logarithm
  a.missing    expr  off      all columns  Missing values

2 transformers; one in full: mdm features list NAME`);
});

test('nothing heavy is imported before a command runs', () => {
  const root = join(import.meta.dirname, '../../src');
  const heavy = /^import (?!type )[^;]*'(?:zod|apache-arrow|@duckdb\/[^']*|(?:\.\.\/)+index\.js)'/m;
  const files = [
    'cli.ts',
    'cli/help.ts',
    'commands/base.ts',
    'commands/input/flags.ts',
    'commands/input/options.ts',
    'commands/input/paths.ts',
  ];
  for (const name of ['generate', 'apply', 'list', 'explain', 'diff']) files.push(`commands/features/${name}.ts`);
  for (const file of files) expect([file, heavy.test(readFileSync(join(root, file), 'utf8'))]).toEqual([file, false]);
});
