import { generateWith, openRegistry, type GeneratorTable } from '@mdm/cli';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { generator as legacy } from '../../plugins/legacy/src/index.js';
import type { Generator } from '../../src/host/generator.js';
import { root } from '../docs/blocks.js';
import { manifest, packages, plugin, provided, transformer } from './plugins.js';

/** What the old generator is typed as must be what the host asks for. */
const asTheHostAsks: Generator = legacy;

const found = packages();
afterAll(() => found.remove());

test('the one that comes with MDM is found, and not imported', async () => {
  const info = (await openRegistry()).generator('legacy');
  expect(info).toMatchObject({ name: asTheHostAsks.namespace, package: '@mdm/feature-legacy', version: '0.1.0' });
  expect(info.url).toBe(pathToFileURL(join(root, 'plugins/legacy/dist/generator.js')).href);
  expect((await openRegistry()).generator('@mdm/feature-legacy')).toEqual(info);
  expect((await openRegistry([], { safeMode: true })).generator('legacy')).toEqual(info);
});

test('it adds no transformer', async () => {
  expect((await openRegistry()).list().filter(({ id }) => id.startsWith('legacy'))).toEqual([]);
});

test('one that is not there', async () => {
  const registry = await openRegistry();
  expect(() => registry.generator('legcy')).toThrow(
    expect.objectContaining({ code: 'unknown-plugin', message: expect.stringContaining('did you mean legacy?') }),
  );
  expect(() => registry.generator('temporal')).toThrow(expect.objectContaining({ code: 'unknown-plugin' }));
});

test('one that is switched off', async () => {
  const registry = await openRegistry(['!legacy']);
  expect(() => registry.generator('legacy')).toThrow(expect.objectContaining({ next: 'Switch it on with: mdm plugins install legacy' }));
});

describe('one of others', () => {
  test('alone: the plugin has a problem, and nothing is run', async () => {
    const folder = found.add('mdm-feature-alien', { api: '^1', generator: './index.mjs' });
    const registry = await openRegistry([folder]);
    expect(registry.problems).toEqual([{ package: 'mdm-feature-alien', problem: expect.stringContaining('its own packages alone') }]);
    expect(() => registry.generator('alien')).toThrow(expect.objectContaining({ code: 'plugin' }));
  });
  test('beside transformers: those run', async () => {
    const mdm = manifest([provided('one')], { generator: './generator.mjs' });
    const folder = found.add('mdm-feature-both', mdm, plugin('both', transformer('one')));
    writeFileSync(join(folder, 'generator.mjs'), 'throw new Error("must not be imported");');
    const registry = await openRegistry([folder]);
    expect(registry.problems).toEqual([]);
    expect(registry.list().map(({ id }) => id)).toContain('both.one');
    expect([...(await registry.load(['both.one'])).keys()]).toEqual(['both.one']);
    expect(() => registry.generator('both')).toThrow(expect.objectContaining({ code: 'refused' }));
    await registry.close();
  });
  test('not by the name of ours either, when it is none', async () => {
    const folder = found.add('mdm-feature-legacy', { api: '^1', namespace: 'legacy', generator: './index.mjs' });
    const registry = await openRegistry([folder]);
    expect(registry.generator('legacy')).toMatchObject({ package: '@mdm/feature-legacy' });
    expect(registry.problems).toHaveLength(1);
  });
});

describe('generateWith', () => {
  const source = join(root, 'examples/penguins.csv');
  test('gives tables without writing any', async () => {
    const tables: GeneratorTable[] = [];
    const shares: number[] = [];
    const result = await generateWith({
      generator: 'legacy',
      source,
      target: 'species',
      onTable: (table) => void tables.push(table),
      onProgress: ({ share }) => void shares.push(share),
    });
    expect(result).toMatchObject({ target: 'species', ids: [], tables: [{ name: 'data', rows: 344, originals: 8 }], failed: [] });
    expect(result.tables[0]).not.toHaveProperty('file');
    expect(result).not.toHaveProperty('stopped');
    expect(tables[0]!.columns.slice(8).map(({ name }) => name)).toEqual(result.tables[0]!.features);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });
  test('stops when it is told to', async () => {
    const stop = new AbortController();
    const run = generateWith({ generator: 'legacy', source, signal: stop.signal, onProgress: () => stop.abort() });
    await expect(run).rejects.toMatchObject({ code: 'interrupted' });
    await expect(generateWith({ generator: 'legacy', source, signal: stop.signal })).rejects.toMatchObject({ code: 'interrupted' });
  });
  test('an error of the caller ends it', async () => {
    const failing = { onTable: () => Promise.reject(new Error('full')) };
    await expect(generateWith({ generator: 'legacy', source, ...failing })).rejects.toThrow('full');
  });
  test.each([0, -1, 1.5, NaN])('a batch of %d rows is refused', async (batchSize) => {
    await expect(generateWith({ generator: 'legacy', source, batchSize })).rejects.toMatchObject({ code: 'usage' });
  });
});
