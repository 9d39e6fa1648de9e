import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { discoverPlugins } from '../../src/host/discover.js';
import { namespaceOf } from '../../src/host/manifest.js';
import { createRegistry } from '../../src/host/registry.js';
import { manifest, packages, provided, type Packages } from './plugins.js';

let space: Packages;
beforeEach(() => {
  space = packages();
});
afterEach(() => space.remove());

const own = (on: readonly string[], available: readonly string[] = []) =>
  writeFileSync(join(space.folder, 'package.json'), JSON.stringify({ name: 'host', mdm: { plugins: { on, available } } }));

test('finds bundled plugins and given roots, in order, and imports nothing', async () => {
  own(['@x/feature-b', '@x/feature-a', '@x/not-there']);
  space.add('@x/feature-a', manifest([provided('one')]));
  space.add('@x/feature-b', manifest([provided('two')]));
  const extra = space.add('mdm-feature-c', manifest([provided('three', { onByDefault: false })]));
  const found = await discoverPlugins([extra], space.folder);
  expect(found.map((p) => [p.package, p.version, p.namespace, p.provides.map((t) => t.name)])).toEqual([
    ['@x/feature-b', '1.2.3', 'b', ['two']],
    ['@x/feature-a', '1.2.3', 'a', ['one']],
    ['mdm-feature-c', '1.2.3', 'c', ['three']],
  ]);
});

test('a root that is bundled too counts once; what is no plugin, or has gone, is a problem', async () => {
  own(['@x/feature-a']);
  const root = space.add('@x/feature-a', manifest([]));
  const other = space.add('left-pad', undefined);
  const found = await discoverPlugins([root, other, join(space.folder, 'nowhere')], space.folder);
  expect(found.map((p) => [p.package, p.firstParty, p.problem])).toEqual([
    ['@x/feature-a', true, undefined],
    ['left-pad', false, 'it is not an MDM plugin: its package.json has no "mdm"'],
    ['nowhere', false, 'its folder has gone, or has no package.json'],
  ]);
});

test.each([
  ['a text', 'not an object'],
  [{ transformers: './x.js', provides: [] }, '"mdm.api"'],
  [{ api: 'next', transformers: './x.js', provides: [] }, 'not a version range: "next"'],
  [{ api: '^2', transformers: './x.js', provides: [] }, 'needs plugin API ^2 and this MDM has 1.'],
  [{ api: '^1', provides: [] }, '"mdm.transformers"'],
  [{ api: '^1', transformers: './x.js' }, '"mdm.provides"'],
  [manifest([], { namespace: 'No Good' }), '"No Good" cannot be a namespace'],
  [manifest([{ name: 'x.y' }]), '"name" of x.y'],
  [manifest([provided('x', { kind: 'sql' })]), '"kind" of x'],
  [manifest([provided('x', { semantic: ['number'] })]), '"semantic" of x'],
  [manifest([provided('x', { arity: 2 })]), '"arity" of x'],
  [manifest([provided('x', { version: 0 })]), '"version" of x'],
  [manifest([provided('x'), provided('x')]), 'lists x twice'],
] as const)('a bad manifest is a problem, not a dead host: %j', async (mdm, problem) => {
  own([]);
  const bad = space.add('@x/feature-bad', mdm);
  const good = space.add('@x/feature-good', manifest([provided('one')]));
  const registry = createRegistry(await discoverPlugins([bad, good], space.folder));
  expect(registry.list().map((t) => t.id)).toEqual(['good.one']);
  expect(registry.problems).toEqual([{ package: '@x/feature-bad', problem: expect.stringContaining(problem) }]);
});

test('a first-party package is switched on by its name, and off by an exclamation mark', async () => {
  own(['@x/feature-a', '@x/feature-b'], ['@x/feature-c']);
  for (const name of ['a', 'b', 'c']) space.add(`@x/feature-${name}`, manifest([provided('one')]));
  const names = async (...plugins: string[]) => (await discoverPlugins(plugins, space.folder)).map((p) => p.namespace);
  expect(await names()).toEqual(['a', 'b']);
  expect(await names('c')).toEqual(['a', 'b', 'c']);
  expect(await names('@x/feature-c', '!a', '!@x/feature-b')).toEqual(['c']);
  expect(await names('!somebody-else')).toEqual(['a', 'b']);
});

test('the namespace of a first-party package is its own, also when it is off', async () => {
  own(['@x/feature-a'], ['@x/feature-c']);
  for (const name of ['a', 'c']) space.add(`@x/feature-${name}`, manifest([provided('one')]));
  const posing = space.add('mdm-feature-c', manifest([provided('other')]));
  expect((await discoverPlugins([posing], space.folder))[1]).toMatchObject({
    package: 'mdm-feature-c',
    provides: [],
    problem: 'the namespace c is that of @x/feature-c',
  });
});

test('a first-party package from the registry of the user takes the place of the one that came along', async () => {
  own(['@x/feature-a']);
  space.add('@x/feature-a', manifest([provided('old')]));
  const elsewhere = packages();
  try {
    const root = elsewhere.add('@x/feature-a', manifest([provided('new')]));
    const found = await discoverPlugins([root], space.folder);
    expect(found.map((p) => [p.firstParty, p.provides.map((t) => t.name)])).toEqual([[false, ['new']]]);
  } finally {
    elsewhere.remove();
  }
});

test.each([
  ['not JSON', '{ "name": ', 'its package.json is not JSON'],
  ['larger than a manifest may be', `{"name": "x", "mdm": {}, "more": "${'x'.repeat(2 ** 20)}"}`, 'its package.json is larger than 1 MiB'],
  ['a list', '[]', 'it is not an MDM plugin: its package.json has no "mdm"'],
])('a package.json that is %s is one problem', async (_, text, problem) => {
  own([]);
  const root = space.add('x', manifest([]));
  writeFileSync(join(root, 'package.json'), text);
  expect(await discoverPlugins([root], space.folder)).toMatchObject([{ package: 'x', problem }]);
});

(process.platform === 'win32' ? test.skip : test)('a pipe for a package.json does not hold anything up', async () => {
  own([]);
  const root = space.add('x', manifest([]));
  rmSync(join(root, 'package.json'));
  execFileSync('mkfifo', [join(root, 'package.json')]);
  expect(await discoverPlugins([root], space.folder)).toMatchObject([{ problem: 'its package.json is not a file' }]);
});

test.each(['../../x.js', './a/../../x.js', '/x.js', '..', '.', './a\0.js'])(
  'the module of a plugin is inside its package, not %j',
  async (entry) => {
    own([]);
    const root = space.add('x', manifest([], { transformers: entry }));
    expect(await discoverPlugins([root], space.folder)).toMatchObject([
      { problem: '"mdm.transformers" in its package.json leads out of the package' },
    ]);
  },
);

const strange = fc.oneof(
  fc.anything({ withNullPrototype: true }).map((v) => JSON.parse(JSON.stringify(v) ?? 'null')),
  fc.jsonValue(),
);
test('whatever a package.json says, it is a plugin, or one problem that names no secret of ours', async () => {
  own([]);
  const good = manifest([provided('one')]);
  const root = space.add('x', good);
  const file = join(root, 'package.json');
  const property = fc.asyncProperty(
    fc.dictionary(fc.constantFrom('name', 'version', 'mdm', '__proto__', 'constructor', 'main'), strange),
    fc.dictionary(fc.constantFrom('api', 'transformers', 'provides', 'namespace', '__proto__'), strange),
    fc.dictionary(fc.constantFrom(...Object.keys(provided('x')), '__proto__', 'reason'), strange),
    async (pjson, mdm, entry) => {
      const provides = [{ ...provided('one'), ...entry }];
      for (const value of [
        pjson,
        { ...pjson, mdm },
        { name: 'x', ...pjson, mdm: { ...good, ...mdm } },
        { name: 'x', mdm: { ...good, provides } },
      ]) {
        writeFileSync(file, JSON.stringify(value));
        const [found, ...more] = await discoverPlugins([root], space.folder);
        expect(more).toEqual([]);
        if (found?.problem !== undefined) expect([found.provides, found.problem.length < 500]).toEqual([[], true]);
        for (const one of found?.provides ?? []) expect(one.name).toMatch(/^[a-z][a-z0-9-]*$/);
        expect(createRegistry(found ? [found] : []).problems.length).toBe(found?.problem === undefined ? 0 : 1);
        expect(({} as { api?: unknown }).api).toBeUndefined();
      }
    },
  );
  await fc.assert(property, { numRuns: 200, seed: 1 });
});

test.each([
  ['@mdm/feature-text', 'text'],
  ['@someone/mdm-feature-geo', 'geo'],
  ['feature-geo', 'geo'],
  ['geo', 'geo'],
])('%s has the namespace %s', (name, namespace) => {
  expect(namespaceOf(name)).toBe(namespace);
});

test('the plugins that come with MDM are found and are sound', async () => {
  const registry = createRegistry(await discoverPlugins(['text']));
  expect(registry.problems).toEqual([]);
  for (const name of ['temporal', 'statistical', 'categorical', 'text']) expect(registry.version(`@mdm/feature-${name}`)).toMatch(/^\d/);
  expect(createRegistry(await discoverPlugins()).version('@mdm/feature-text')).toBeUndefined();
});
