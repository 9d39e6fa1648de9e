import { Ajv2020 } from 'ajv/dist/2020.js';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateFeatures, openRegistry } from '@mdm/cli';
import { root } from './blocks.js';

const schema = JSON.parse(readFileSync(join(root, 'schema/recipe-1.json'), 'utf8')) as { $id: string };
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

const registry = await openRegistry(['text']);
let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'mdm-schema-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['penguins', { source: 'examples/penguins.csv', target: 'species' }],
  ['weather, with windows and folds by time', { source: 'test/data/seattle_weather.csv', target: 'weather', time: 'date' }],
  ['movies, with batch transformers', { source: 'test/data/movies.csv', with: ['text.sentiment'], types: { Title: 'text' as const } }],
])('the recipe of %s is as the schema says', async (name, options) => {
  const recipe = join(folder, `${name.slice(0, 4)}.json`);
  await generateFeatures({ ...options, source: join(root, options.source), recipe, registry });
  const value = JSON.parse(readFileSync(recipe, 'utf8')) as { $schema: string };
  expect(value.$schema).toBe(schema.$id);
  validate(value);
  expect(validate.errors).toBeNull();
});

const recipe = (): { features: { expr: unknown }[]; folds: unknown } =>
  JSON.parse(readFileSync(join(folder, 'peng.json'), 'utf8')) as { features: { expr: unknown }[]; folds: unknown };

test.each([
  ['a function that is not there', { kind: 'call', fn: 'sha1', args: [], type: 'text' }],
  ['a node that is not there', { kind: 'sql', text: '1', type: 'int64' }],
  ['a node without a type', { kind: 'column', name: 'year' }],
  ['a node with something more', { kind: 'column', name: 'year', type: 'int64', table: 'x' }],
])('%s is refused', (_, expr) => {
  const value = recipe();
  value.features[0]!.expr = expr;
  expect(validate(value)).toBe(false);
});

test('folds of another kind are refused', () => {
  expect(validate({ ...recipe(), folds: { by: 'luck', count: 5 } })).toBe(false);
});
