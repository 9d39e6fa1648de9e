import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { contentOf } from '../../src/host/content.js';
import { dataDir, pluginsOf, readStore } from '../../src/host/store.js';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'mdm-store-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bundled = [{ name: '@x/feature-c', root: resolve('/bundled/c'), on: false }];
const write = (state: unknown) => writeFileSync(join(folder, 'plugins.json'), typeof state === 'string' ? state : JSON.stringify(state));
const entry = (name: string, more: object = {}) => ({
  name,
  version: '1.2.3',
  folder: `plugins/${name}/1.2.3-00000000/node_modules/${name}`,
  source: { kind: 'registry', spec: `${name}@^1` },
  integrity: 'sha512-a',
  content: 'sha256-b',
  installed: '2026-01-01T00:00:00.000Z',
  ...more,
});
const state = (plugins: unknown, more: object = {}) => ({ version: 1, plugins, off: [], ...more });

(process.platform === 'win32' ? describe.skip : describe)('the data folder', () => {
  test.each([
    [{ MDM_DATA_DIR: '/a', XDG_DATA_HOME: '/b', HOME: '/c' }, '/a'],
    [{ MDM_DATA_DIR: '', XDG_DATA_HOME: '/b', HOME: '/c' }, '/b/mdm'],
    [{ HOME: '/c' }, '/c/.local/share/mdm'],
    [{ MDM_DATA_DIR: 'here' }, resolve('here')],
    [{}, join(homedir(), '.local/share/mdm')],
  ])('of %j is %s', (env, expected) => expect(dataDir(env)).toBe(expected));
});

test('nothing is installed where there is no state', async () => {
  expect(await readStore(folder)).toEqual({ plugins: [], off: [], problems: [] });
  expect(await readStore(join(folder, 'not/there'))).toEqual({ plugins: [], off: [], problems: [] });
});

test('what is installed, linked and switched on, with absolute folders', async () => {
  const link = { ...entry('b'), folder: undefined, root: resolve('/work/b'), source: { kind: 'link', spec: '/work/b' }, content: null };
  const on = { ...entry('@x/feature-c'), folder: undefined, source: { kind: 'bundled', spec: '@x/feature-c' } };
  write(state([entry('a'), link, on], { off: ['b', '@x/feature-d'] }));
  const store = await readStore(folder, bundled);
  expect(store.problems).toEqual([]);
  expect(store.plugins.map((p) => [p.name, p.root, p.source.kind])).toEqual([
    ['a', join(folder, 'plugins/a/1.2.3-00000000/node_modules/a'), 'registry'],
    ['b', resolve('/work/b'), 'link'],
    ['@x/feature-c', resolve('/bundled/c'), 'bundled'],
  ]);
  expect(pluginsOf(store)).toEqual([store.plugins[0]!.root, '@x/feature-c', '!b', '!@x/feature-d']);
});

test.each([
  ['no JSON', '{', /plugins\.json is not JSON/],
  ['a list', '[]', /is not a list of plugins/],
  ['a newer format', state([], { version: 2 }), /has format 2, which this MDM cannot read/],
  ['an entry without a name', state([{}]), /entry 1 of .* has no name/],
  ['an entry without a source', state([{ ...entry('a'), source: 'npm' }]), /\(a\) has no source/],
  ['a folder outside', state([{ ...entry('a'), folder: '../../elsewhere' }]), /\(a\) has no folder of its own/],
  ['the data folder itself', state([{ ...entry('a'), folder: '.' }]), /\(a\) has no folder of its own/],
  ['an absolute folder', state([{ ...entry('a'), folder: '/etc' }]), /\(a\) has no folder of its own/],
  ['a link that is relative', state([{ ...entry('a'), folder: undefined, root: './a' }]), /\(a\) has no folder of its own/],
  ['two of a name', state([entry('a'), entry('a')]), /has a twice/],
  [
    'a package that does not come along',
    state([{ ...entry('@x/n'), source: { kind: 'bundled', spec: 'n' } }]),
    /does not come with this MDM/,
  ],
] as const)('%s is a problem, and the rest holds', async (_, text, problem) => {
  write(text);
  const store = await readStore(folder, bundled);
  expect(store.problems).toEqual([expect.stringMatching(problem)]);
  if (typeof text === 'object' && text.version === 1) {
    write({ ...text, plugins: [...(text.plugins as unknown[]), entry('good')] });
    expect((await readStore(folder, bundled)).plugins.map((p) => p.name)).toContain('good');
  }
});

test('a state of any shape is read, and every folder is in the data folder or a link', async () => {
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom('..', 'a/../..', '/etc', '__proto__'));
  const any = fc.dictionary(fc.constantFrom(...Object.keys(entry('a')), 'root', '__proto__'), value);
  const property = fc.asyncProperty(fc.array(any), value, async (entries, off) => {
    write(
      state(
        entries.map((e) => ({ ...entry('a'), ...e })),
        { off },
      ),
    );
    const store = await readStore(folder, bundled);
    for (const { root, source } of store.plugins)
      expect(root.startsWith(folder) || source.kind === 'bundled' || resolve(root) === root).toBe(true);
    expect(store.off.every((name) => typeof name === 'string')).toBe(true);
    expect(({} as { name?: unknown }).name).toBeUndefined();
  });
  await fc.assert(property, { numRuns: 200, seed: 2 });
});

describe('the content of a folder', () => {
  const put = (name: string, text: string) => {
    mkdirSync(join(folder, 'p/sub'), { recursive: true });
    writeFileSync(join(folder, 'p', name), text);
  };
  const content = () => contentOf(join(folder, 'p'));

  test('is the same for the same files, another for any change', async () => {
    put('a.js', '1');
    put('sub/b.js', '2');
    const seen = [await content()];
    expect(await content()).toBe(seen[0]);
    expect(seen[0]).toMatch(/^sha256-[\w+/]{43}=$/);
    for (const change of [
      () => put('a.js', '2'),
      () => put('c.js', ''),
      () => put('sub/a.js', '1'),
      () => rmSync(join(folder, 'p/c.js')),
    ]) {
      change();
      seen.push(await content());
    }
    expect(new Set(seen).size).toBe(5);
  });

  test('does not depend on the order or the time of writing', async () => {
    put('b', '2');
    put('a', '1');
    const first = await content();
    rmSync(join(folder, 'p'), { recursive: true });
    put('a', '1');
    put('b', '2');
    expect(await content()).toBe(first);
  });

  (process.platform === 'win32' ? test.skip : test)('of a link is where it points to, not what is there', async () => {
    put('a', '1');
    symlinkSync('/etc/hostname', join(folder, 'p/link'));
    const first = await content();
    rmSync(join(folder, 'p/link'));
    symlinkSync('/etc/passwd', join(folder, 'p/link'));
    expect(await content()).not.toBe(first);
  });
});
