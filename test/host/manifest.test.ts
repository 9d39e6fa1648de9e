import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readManifest } from '../../src/host/manifest.js';
import { isDeclared, LIMITS } from '../../src/host/provided.js';
import { root } from '../docs/blocks.js';
import { manifest, provided } from './plugins.js';

const schema = JSON.parse(readFileSync(join(root, 'schema/plugin-manifest-1.json'), 'utf8')) as object;
const fits = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(schema);
const read = (mdm: unknown) => readManifest({ name: 'mdm-feature-x', version: '1.0.0', mdm }, '/x');
const nested = (depth: number): object => (depth === 0 ? {} : { items: nested(depth - 1) });

test('a whole manifest is read as it is', () => {
  const one = provided('one', { needs: ['time'], outputs: ['lag_{rows}', 'month_sin'], params: { type: 'object' } });
  const two = provided('two', { kind: 'batch', reason: 'A lexicon.', onByDefault: false });
  const found = read(manifest([one, two]));
  expect(found?.problem).toBeUndefined();
  expect(found?.provides).toEqual([one, two]);
  expect(fits(manifest([one, two]))).toBe(true);
});

describe('a field that is missing or wrong is named', () => {
  test.each([
    ['needs', undefined],
    ['needs', 'time'],
    ['needs', ['label']],
    ['needs', Array(1000).fill('time')],
    ['outputs', undefined],
    ['outputs', []],
    ['outputs', ['']],
    ['outputs', ['A b']],
    ['outputs', ['is_{value']],
    ['outputs', ['is_{}']],
    ['outputs', ['x'.repeat(1000)]],
    ['outputs', Array(5000).fill('x')],
    ['params', undefined],
    ['params', 'none'],
    ['params', []],
    ['params', nested(100)],
    ['params', { enum: Array(100_000).fill(1) }],
    ['params', { description: 'x'.repeat(1_000_000) }],
    ['reason', 'An expression has none.'],
    ['summary', 'x'.repeat(100_000)],
    ['version', 1e300],
    ['onByDefault', 'yes'],
    ['name', 'a'.repeat(65)],
  ])('%s: %#', (field, value) => {
    const mdm = manifest([provided('one', { [field]: value })]);
    const found = read(mdm);
    expect(found?.problem).toMatch(new RegExp(`^"${field}" of .{1,70} in "mdm.provides" of its package.json is missing or wrong$`));
    expect(found?.provides).toEqual([]);
  });
  test('the reason of a batch transformer', () => {
    expect(read(manifest([provided('one', { kind: 'batch' })]))?.problem).toMatch(/^"reason" of one /);
  });
});

test.each([['/etc/x.js'], ['../x.js'], ['./a/../../x.js'], ['..\\x.js'], ['C:\\x.js'], ['..']])(
  '%s leads out of the package',
  (transformers) => {
    const mdm = manifest([provided('one')], { transformers });
    expect(read(mdm)?.problem).toMatch(/leads out/);
    expect(fits(mdm)).toBe(false);
  },
);

describe('a generator', () => {
  test('stands alone', () => {
    const mdm = { api: '^1', generator: './g.js' };
    expect(read(mdm)).toMatchObject({ entry: '', generator: './g.js', provides: [] });
    expect(read(mdm)?.problem).toBeUndefined();
    expect(fits(mdm)).toBe(true);
  });
  test('stands beside transformers', () => {
    const mdm = manifest([provided('one')], { generator: './g.js' });
    expect(read(mdm)).toMatchObject({ entry: './index.mjs', generator: './g.js' });
    expect(fits(mdm)).toBe(true);
  });
  test.each([
    ['leads out', { generator: '../g.js' }],
    ['is missing', { generator: 7 }],
    ['is missing', { generator: './g.js', provides: [] }],
    ['is not a list', { generator: './g.js', transformers: './index.mjs' }],
  ])('%s: %j', (problem, more) => {
    const mdm = { api: '^1', ...more };
    expect(read(mdm)?.problem).toMatch(problem);
    expect(fits(mdm)).toBe(false);
  });
});

test.each(['./x.js', 'dist/index.mjs', './..x/y.js', './a..b/c.js'])('%s is inside', (transformers) => {
  expect(read(manifest([], { transformers }))?.problem).toBeUndefined();
});

test('too many transformers, and work that stays bounded', () => {
  const many = Array.from({ length: LIMITS.provides + 1 }, (_, i) => provided(`t${i}`));
  expect(read(manifest(many))?.problem).toMatch(/more than 1000 entries/);
  const start = performance.now();
  read(manifest(Array.from({ length: 1000 }, (_, i) => provided(`t${i}`, { params: nested(10), outputs: Array(1000).fill('a_{b}') }))));
  read({ api: '1 '.repeat(500_000), transformers: `./${'../'.repeat(100_000)}x`, provides: [], namespace: 'a-'.repeat(500_000) });
  read(manifest([provided('one', { outputs: ['{a}'.repeat(20) + '!'] })]));
  expect(performance.now() - start).toBeLessThan(2000);
});

// The one place that reads it, against the published schema: what is usable is valid, whatever it is made of.
describe('whatever stands in a package.json', () => {
  const holds = (mdm: unknown): void => {
    const found = read(mdm);
    if (mdm === undefined) return expect(found).toBeUndefined();
    if (found?.problem === undefined) expect([fits(mdm), fits.errors]).toEqual([true, null]);
    else expect(found.provides).toEqual([]);
  };
  const json = fc.jsonValue({ maxDepth: 4 });
  const field = fc.constantFrom(...Object.keys(provided('one')), 'reason', '__proto__');
  const top = fc.constantFrom('api', 'transformers', 'provides', 'namespace', 'generator', 'constructor');

  test('anything', () => {
    fc.assert(
      fc.property(fc.anything(), (pjson) => {
        const found = readManifest(pjson, '/x');
        expect(found === undefined || found.problem !== undefined).toBe(true);
      }),
    );
  });
  test('anything in the place of "mdm"', () => {
    fc.assert(fc.property(fc.anything(), holds));
  });
  test('a field of the manifest replaced', () => {
    fc.assert(fc.property(top, json, (key, value) => holds({ ...manifest([provided('one')]), [key]: value })));
  });
  test('a field of a transformer replaced, or left out', () => {
    fc.assert(
      fc.property(field, fc.option(json, { nil: undefined }), fc.boolean(), (key, value, batch) => {
        const kind = batch ? { kind: 'batch', reason: 'A lexicon.' } : {};
        holds(JSON.parse(JSON.stringify(manifest([provided('one', { ...kind, [key]: value })]))));
      }),
      { numRuns: 1000 },
    );
  });
});

const manifests = globSync(['plugins/*/package.json', 'examples/*/package.json', 'tools/*/template/*/package.json'], { cwd: root })
  .map((file) => [file, (JSON.parse(readFileSync(join(root, file), 'utf8')) as { mdm?: unknown }).mdm] as const)
  .filter(([, mdm]) => mdm !== undefined);

test.each(manifests)('%s is as the schema says', (_, mdm) => {
  fits(mdm);
  expect(fits.errors).toBeNull();
  expect(read(mdm)?.problem).toBeUndefined();
});

test.each([
  ['month_sin', ['month_sin'], true],
  ['month_cos', ['month_sin'], false],
  ['is_a red car', ['is_{value}'], true],
  ['is_', ['is_{value}'], true],
  ['lag_1', ['diff_{rows}', 'lag_{rows}'], true],
  ['roll_7d_mean', ['roll_{window}_mean'], true],
  ['roll_mean', ['roll_{window}_mean'], false],
  ['a_x_b_y_c', ['a_{p}_b_{q}_c'], true],
  ['a_x_c', ['a_{p}_b_{q}_c'], false],
])('%s of %j: %s', (name, outputs, declared) => {
  expect(isDeclared(name, outputs)).toBe(declared);
});
