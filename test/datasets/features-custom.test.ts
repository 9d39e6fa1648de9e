import { join } from 'node:path';
import type { Values } from '../../src/config/keys.js';
import { makeCustom } from '../../src/datasets/features/custom.js';
import { describeCustom } from '../../src/datasets/features/modules.js';
import { openDatabase } from '../../src/engine/duckdb/driver.js';
import { featureWorld, type FeatureWorld } from './features-world.js';

const worlds: FeatureWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});
async function world(settings: Partial<Values> = {}): Promise<FeatureWorld> {
  const made = await featureWorld({ 'validation.after_features.min_rows': 1, ...settings });
  worlds.push(made);
  await made.load('train', 'SELECT i AS k, (i * 3) % 10 AS x, i % 2 AS y FROM range(30) t(i)');
  await made.load('test', 'SELECT i AS k, (i * 7) % 10 AS x FROM range(12) t(i)');
  return made;
}
const input = { target: 'y', idColumns: ['k'] };
const folder = 'config/custom_features';

const MODULES: readonly (readonly [string, string])[] = [
  [
    'sales.ts',
    `interface Made { readonly [name: string]: readonly number[] }
     export default class Sales {
       private readonly factor: number = 2;
       pricing(table: { getChild(name: string): Iterable<bigint> }): Made {
         const x = [...table.getChild('x')].map(Number);
         return { doubled: x.map((v) => v * this.factor) };
       }
       sizes(table: { getChild(name: string): Iterable<bigint> }): { readonly Size: string[] } {
         return { Size: [...table.getChild('x')].map((v) => (v > 4n ? 'large' : 'small')) };
       }
     }`,
  ],
  [
    'sales.js',
    `module.exports = { operations: {
       pricing: (table) => ({ doubled: Array.from(table.getChild('x'), (v) => Number(v) * 2) }),
       sizes: async (table) => ({ Size: Array.from(table.getChild('x'), (v) => (v > 4n ? 'large' : 'small')) }),
     } };`,
  ],
  [
    'sales.mjs',
    `export const mode = 'batch';
     export function pricing(table) { return { doubled: Float64Array.from(table.getChild('x'), (v) => Number(v) * 2) }; }
     export function sizes(table) { return new Map([['Size', Array.from(table.getChild('x'), (v) => (v > 4n ? 'large' : 'small'))]]); }`,
  ],
];

test.each(MODULES)('the columns of %s are in the feature tables, with their time in the log', async (file, text) => {
  const one = await world();
  await one.file(join(folder, file), text);
  expect(await describeCustom(one.workspace, 'sales')).toEqual([{ file: join(one.home, folder, file), operations: ['pricing', 'sizes'] }]);
  const made = await one.make(input);
  expect(made.warnings).toEqual([]);
  expect(made.custom?.columns.map(({ name, operation }) => [name, operation])).toEqual([
    ['doubled', 'pricing'],
    ['size', 'sizes'],
  ]);
  const train = await one.rows('train_features');
  expect(train.map((row) => row['doubled'])).toEqual(Array.from({ length: 30 }, (_, i) => ((i * 3) % 10) * 2));
  const test = await one.rows('test_features');
  expect(test.map((row) => row['size'])).toEqual(Array.from({ length: 12 }, (_, i) => ((i * 7) % 10 > 4 ? 'large' : 'small')));
  expect(made.log.filter(({ name }) => name.startsWith('custom'))).toEqual([
    { name: `custom ${file} pricing`, features: 1, dropped: 0, seconds: expect.any(Number) },
    { name: `custom ${file} sizes`, features: 1, dropped: 0, seconds: expect.any(Number) },
  ]);
  expect(one.said.some(({ message }) => message.startsWith(`features of custom ${file} pricing: 1 kept, 0 dropped`))).toBe(true);
});

test('a dataset of another name has none of them', async () => {
  const one = await world();
  await one.file(join(folder, 'sales.mjs'), MODULES[2]![1]);
  const made = await one.make({ ...input, name: 'other' });
  expect(made.custom).toBeUndefined();
  expect(await one.columns('train_features')).not.toContain('doubled');
});

test.each([
  ['sales.ts', 'export default {\n  operations: {\n    a: (t: unknown) => ({ x: [1, }),\n  },\n};\n'],
  ['sales.mjs', 'export default {\n  operations: {\n    a: (t) => ({ x: [1, }),\n  },\n};\n'],
])('an error of syntax in %s: a warning with file and line, or the end in strict mode', async (file, text) => {
  const one = await world();
  const path = await one.file(join(folder, file), text);
  const made = await one.make(input);
  expect(made.warnings).toEqual([expect.stringContaining(`${path}:3 cannot be loaded`)]);
  expect(await one.columns('train_features')).toContain('x_zscore');
  const strict = await world({ 'features.custom.strict': true });
  await strict.file(join(folder, file), text);
  await expect(strict.make(input)).rejects.toThrow(/sales\.m?[tj]s:3 cannot be loaded/);
  expect(await strict.tables()).toEqual(['test', 'train']);
});

test('an operation that fails names its file and line', async () => {
  const one = await world();
  const path = await one.file(join(folder, 'sales.mjs'), `export function bad(table) {\n  return table.nothing.at(0);\n}\n`);
  const made = await one.make(input);
  expect(made.warnings).toEqual([expect.stringContaining(`bad of ${path}:2 failed`)]);
});

test.each([
  ['no list', '({ a: 7 })', 'it gave no list of values as "a"'],
  ['a short list', '({ a: [1] })', 'it gave 1 values as "a" for 30 rows'],
  ['mixed values', '({ a: Array.from({ length: t.numRows }, (_, i) => (i % 2 ? "a" : 1)) })', 'it mixes double and text in "a"'],
  ['objects', '({ a: Array.from({ length: t.numRows }, () => ({})) })', 'it gave object as a value of "a"'],
  ['nothing', '7', 'it gave no columns'],
])('what is no column is refused: %s', async (_, made, message) => {
  const one = await world({ 'features.custom.strict': true });
  await one.file(join(folder, 'sales.mjs'), `export const a = (t) => ${made};`);
  await expect(one.make(input)).rejects.toThrow(message);
});

test('whole numbers stay exact, and are never made of fractions', async () => {
  const one = await world({ 'features.custom.strict': true });
  await one.file(
    join(folder, 'sales.mjs'),
    `export const big = (t) => ({ big: BigInt64Array.from({ length: t.numRows }, (_, i) => 9007199254740993n + BigInt(i)) });
     export const constructor = undefined;
     export const odd = (t) => ({ constructor: Array.from({ length: t.numRows }, (_, i) => i / 2) });`,
  );
  await one.make(input);
  const { backend, store } = { backend: await one.workspace.backends.of('duckdb'), store: 'sales' };
  const found: unknown[] = [];
  for await (const batch of backend.readTable(store, 'train_features', { columns: ['big', 'constructor'] }))
    for (const row of batch) found.push(row.toJSON());
  expect(found.slice(0, 2)).toEqual([
    { big: 9007199254740993n, constructor: 0 },
    { big: 9007199254740994n, constructor: 0.5 },
  ]);
});

test.each([
  [
    'const a = (t, { training }) => ({ a: training ? new Int32Array(t.numRows).map((_, i) => i) : new Float64Array(t.numRows).fill(1.5) })',
    'another type',
  ],
  ['const a = (t) => ({ a: new Array(t.numRows).fill(2n ** 64n) })', 'beyond 64 bits'],
])('what would lose values is refused: %s', async (made, message) => {
  const one = await world({ 'features.custom.strict': true });
  await one.file(join(folder, 'sales.mjs'), `export ${made};`);
  await expect(one.make(input)).rejects.toThrow(message);
});

test('a column of batches is of whole numbers only when all batches are', async () => {
  const one = await featureWorld({ 'validation.after_features.min_rows': 1 });
  worlds.push(one);
  await one.load('train', 'SELECT i AS k, i AS x, i % 2 AS y FROM range(5000) t(i)');
  await one.file(
    join(folder, 'sales.mjs'),
    `export const mode = 'batch';
     let first = true;
     export function half(table) {
       const List = first ? Float64Array : Int32Array;
       first = false;
       return { half: List.from(table.getChild('x'), (v) => Number(v) / 2) };
     }`,
  );
  await one.make(input);
  expect((await one.rows('train_features'))[1]!['half']).toBe(0.5);
});

test('columns that were made before have the type they had', async () => {
  const one = await world({ 'features.custom.strict': true });
  const module = await one.file(join(folder, 'sales.mjs'), 'export const a = (t) => ({ a: BigInt64Array.from(t.getChild("i")) });');
  const db = await openDatabase();
  try {
    const tables = [{ role: 'data', table: 'new', relation: '(SELECT i FROM range(3) t(i))', training: false }];
    const context = { dataset: 'sales', idColumns: [] };
    const known = [{ name: 'a', given: 'a', type: 'double', module, operation: 'a' }] as const;
    const types = async (before: typeof known | undefined): Promise<object> =>
      (await makeCustom(one.workspace, db, db.temp, ['sales'], tables, context, before)).parts.get('data')![0]!.columns;
    expect({ ...(await types(known)) }).toEqual({ a: 'double' });
    expect({ ...(await types(undefined)) }).toEqual({ a: 'int64' });
  } finally {
    await db.close();
  }
});

test('an operation without end is stopped', async () => {
  const one = await world({ 'features.custom.timeout': 1 });
  await one.file(join(folder, 'sales.mjs'), 'export function endless() { for (;;) {} }');
  expect((await one.make(input)).warnings).toEqual([expect.stringContaining('it took longer than 1 seconds')]);
});

test('a name that is taken is given up for custom_<name>, with both in the warning; the data stays', async () => {
  const one = await world();
  await one.file(
    join(folder, 'sales.mjs'),
    `const n = (t, f) => Array.from({ length: t.numRows }, (_, i) => f(i));
     export const clash = (t) => ({ X_zscore: n(t, (i) => i), x: n(t, (i) => -i), K: n(t, (i) => i + 0.5) });`,
  );
  const made = await one.make(input);
  expect(made.custom?.columns.map(({ name }) => name)).toEqual(['custom_x_zscore', 'custom_x', 'custom_k']);
  expect(made.warnings).toEqual([
    expect.stringMatching(/X_zscore of sales\.mjs clash has the name of the feature x_zscore: it is called custom_x_zscore/),
    expect.stringMatching(/feature x of sales\.mjs clash has the name of the column x: it is called custom_x/),
    expect.stringMatching(/feature K of sales\.mjs clash has the name of the column k: it is called custom_k/),
  ]);
  expect((await one.rows('train_features')).map((row) => row['k'])).toEqual(Array.from({ length: 30 }, (_, i) => i));
});

test('without auto_discover a module is used when a path names it', async () => {
  const one = await world({ 'features.custom.auto_discover': false });
  await one.file(join(folder, 'sales.mjs'), MODULES[2]![1]);
  expect((await one.make(input)).custom).toBeUndefined();
  const named = await world({ 'features.custom.auto_discover': false, 'features.custom.paths': [`${folder}/sales.mjs`] });
  await named.file(join(folder, 'sales.mjs'), MODULES[2]![1]);
  expect((await named.make(input)).custom?.columns.map(({ name }) => name)).toEqual(['doubled', 'size']);
});

test('the tables of generic and of custom features are kept when asked for, with nothing but features', async () => {
  const one = await world();
  await one.file(join(folder, 'sales.mjs'), MODULES[2]![1]);
  await one.make({ ...input, keepIntermediate: true });
  expect(await one.tables()).toEqual(['test', 'test_features', 'train', 'train_custom', 'train_features', 'train_generic']);
  expect(await one.columns('train_custom')).toEqual(['doubled', 'size']);
  const generic = await one.columns('train_generic');
  expect(generic).toContain('x_zscore');
  expect(generic.filter((name) => ['k', 'y', 'doubled'].includes(name))).toEqual([]);
  expect(await one.columns('train_features')).toEqual(['k', 'y', ...generic, 'doubled', 'size']);
  await one.make(input);
  expect(await one.tables()).toEqual(['test', 'test_features', 'train', 'train_features']);
});

test.each([true, false])(
  'a module may be a plugin as the SDK defines one, fitted on train alone; features by the new side: %j',
  async (side) => {
    const one = await world({ 'refactoring.use_new_features': side });
    await one.file(
      join(folder, 'sales.ts'),
      `import { agg, defineBatchTransformer, definePlugin, defineTransformer, fn, number } from '@mdm/sdk';
     import { z } from 'zod';
     const appliesTo = { semantic: ['numeric' as const], arity: 'each' as const };
     const centre = defineTransformer({
       meta: { name: 'centre', version: 1, summary: 'Distance from the mean', appliesTo, outputs: ['centred', 'zscore'], params: z.strictObject({}) },
       fit: ({ on: [c] }) => ({ mean: agg.mean(number(c)) }),
       transform: ({ on: [c], state: { mean } }) =>
         mean === null ? [] : ['centred', 'zscore'].map((name) => ({ name, expr: fn.subtract(number(c), mean), explain: name })),
     });
     const twice = defineBatchTransformer({
       meta: { name: 'twice', version: 1, summary: 'Twice', appliesTo, outputs: ['twice'], params: z.strictObject({}) },
       reason: 'to show one',
       outputs: () => [{ name: 'twice', type: 'double' as const, explain: 'Twice.' }],
       run: (batch, { on: [c] }, arrow) => ({ twice: arrow.vectorFromArray(Array.from(batch.getChild(c.name)!, (v) => Number(v) * 2), new arrow.Float64()) }),
     });
     export default definePlugin({ namespace: 'sales', transformers: [centre, twice] });`,
    );
    expect((await describeCustom(one.workspace, 'sales'))[0]!.operations).toEqual(['centre', 'twice']);
    const made = await one.make({ ...input, keepIntermediate: true });
    expect(made.warnings).toEqual(['The feature x_zscore of custom.centre has the name of x_zscore: it is called custom_x_zscore.']);
    expect(await one.columns('train_custom')).toEqual(['x_centred', 'custom_x_zscore', 'x_twice']);
    const mean = Array.from({ length: 30 }, (_, i) => (i * 3) % 10).reduce((a, b) => a + b) / 30;
    const test = await one.rows('test_features');
    expect(test[3]!['x_centred']).toBeCloseTo(1 - mean, 12);
    expect(test[3]!['x_twice']).toBe(2);
  },
);
