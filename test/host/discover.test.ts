import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { discoverPlugins } from '../../src/host/discover.js';
import { namespaceOf } from '../../src/host/manifest.js';
import { createRegistry } from '../../src/host/registry.js';
import { manifest, packages, provided, type Packages } from './plugins.js';

let space: Packages;
beforeEach(() => {
  space = packages();
});
afterEach(() => space.remove());

const own = (plugins: string[]) => writeFileSync(join(space.folder, 'package.json'), JSON.stringify({ name: 'host', oclif: { plugins } }));

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

test('a root that is bundled too counts once; a package that is no plugin, not at all', async () => {
  own(['@x/feature-a']);
  const root = space.add('@x/feature-a', manifest([]));
  const other = space.add('left-pad', undefined);
  expect(await discoverPlugins([root, other, join(space.folder, 'nowhere')], space.folder)).toHaveLength(1);
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

test.each([
  ['@mdm/feature-text', 'text'],
  ['@someone/mdm-feature-geo', 'geo'],
  ['feature-geo', 'geo'],
  ['geo', 'geo'],
])('%s has the namespace %s', (name, namespace) => {
  expect(namespaceOf(name)).toBe(namespace);
});

test('the plugins that come with MDM are found and are sound', async () => {
  const registry = createRegistry(await discoverPlugins());
  expect(registry.problems).toEqual([]);
  for (const name of ['temporal', 'statistical', 'categorical', 'text']) expect(registry.version(`@mdm/feature-${name}`)).toMatch(/^\d/);
});
