import { discoverPlugins } from '../../src/host/discover.js';
import { createRegistry, type Registry } from '../../src/host/registry.js';
import { manifest, packages, plugin, provided, transformer, type Packages } from './plugins.js';

let space: Packages;
beforeEach(() => {
  space = packages();
});
const opened: Registry[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((registry) => registry.close()));
  space.remove();
});

async function open(...roots: string[]): Promise<Registry> {
  const registry = createRegistry(await discoverPlugins(roots, space.folder));
  opened.push(registry);
  return registry;
}

test('lists without importing, loads only what is wanted', async () => {
  const a = space.add('@x/feature-a', manifest([provided('one'), provided('two')]), plugin('a', transformer('two'), transformer('one')));
  const b = space.add('@x/feature-b', manifest([provided('other')])); // throws when imported
  const registry = await open(a, b);
  expect(registry.list()[0]).toEqual({
    id: 'a.one',
    package: '@x/feature-a',
    packageVersion: '1.2.3',
    summary: 'About one',
    version: 1,
    kind: 'expr',
    semantic: ['numeric'],
    arity: 'each',
    onByDefault: true,
    needs: [],
    outputs: ['made'],
    params: null,
  });
  expect([...(await registry.load(['a'])).keys()]).toEqual(['a.one', 'a.two']);
  const loaded = await registry.load(['a.two']);
  expect([...loaded.keys()]).toEqual(['a.two']);
  expect(loaded.get('a.two')?.meta.name).toBe('two');
  expect(registry.version('@x/feature-a')).toBe('1.2.3');
  expect(registry.locate('a.two')).toEqual({ package: '@x/feature-a', url: expect.stringMatching(/^file:.*index\.mjs$/), name: 'two' });
  await expect(registry.load()).rejects.toMatchObject({ code: 'plugin', message: expect.stringContaining('@x/feature-b') });
});

test('a clash names both packages', async () => {
  const a = space.add('@x/feature-a', manifest([provided('one')]));
  const b = space.add('@y/feature-a', manifest([provided('one')]));
  await expect(open(a, b)).rejects.toMatchObject({ code: 'plugin', message: 'Two plugins provide a.one: @x/feature-a and @y/feature-a.' });
});

describe('an unknown name is refused with the nearest', () => {
  test.each([
    ['a.onne', 'did you mean a.one?'],
    ['one', 'did you mean a.one?'],
    ['tempral', 'did you mean temporal?'],
    ['nothing-like-it', 'There is no transformer "nothing-like-it".'],
  ])('%s', async (name, words) => {
    const a = space.add('@x/feature-a', manifest([provided('one')]));
    const b = space.add('@x/feature-temporal', manifest([provided('cycle')]));
    const registry = await open(a, b);
    expect(() => registry.resolve([name])).toThrow(
      expect.objectContaining({ code: 'unknown-transformer', message: expect.stringContaining(words) }),
    );
  });
});

test('asking for a plugin that cannot be used says why', async () => {
  const registry = await open(space.add('@x/feature-old', manifest([provided('one')], { api: '^2' })));
  await expect(registry.load(['old.one'])).rejects.toMatchObject({
    code: 'plugin',
    message: 'The plugin @x/feature-old cannot be used: it needs plugin API ^2 and this MDM has 1.0.0.',
  });
});

/** A schema of another library that can say itself as JSON Schema. */
const described = `{ '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }),
  jsonSchema: { input: () => ({ type: 'object', properties: { size: { type: 'integer', default: 3 } } }) } } }`;

describe('a plugin that breaks the contract', () => {
  test.each([
    ['throw new Error("boom\\nmore");', 'could not be imported: boom.'],
    ['export const transformers = [];', 'does not export {namespace, transformers} by default.'],
    [plugin('b', transformer('one')), 'calls itself "b", not "a" as its package.json says.'],
    [plugin('a'), 'lists one in its package.json but does not export it.'],
    [plugin('a', transformer('one'), transformer('two')), 'exports two but does not list it in "mdm.provides" of its package.json.'],
    [plugin('a', transformer('one'), transformer('one')), 'has two transformers named one.'],
    [plugin('a', transformer('one', 'version: 2')), 'has another version for one than its package.json says.'],
    [plugin('a', transformer('one', 'onByDefault: false')), 'has another onByDefault for one than its package.json says.'],
    [
      plugin('a', transformer('one').replace("each' }", "each', needs: ['time'] }")),
      'has another needs for one than its package.json says.',
    ],
    [plugin('a', transformer('one', "outputs: ['other']")), 'has another outputs for one than its package.json says.'],
    [plugin('a', transformer('one', 'outputs: undefined')), 'has a transformer without a proper meta.outputs (one).'],
    [plugin('a', transformer('one', `params: ${described}`)), 'has another params for one than its package.json says.'],
    [plugin('a', transformer('one', 'params: {}')), 'has a transformer without a proper meta.params (one).'],
    [plugin('a', `{ kind: 'sql' }`), 'has a transformer without a proper kind.'],
    [plugin('a', transformer('one').replace('transform:', 'apply:')), 'has a transformer without a proper transform (one).'],
  ])('%#', async (code, words) => {
    const registry = await open(space.add('@x/feature-a', manifest([provided('one')]), code));
    await expect(registry.load(['a.one'])).rejects.toMatchObject({ code: 'plugin', message: `The plugin @x/feature-a ${words}` });
  });
});
