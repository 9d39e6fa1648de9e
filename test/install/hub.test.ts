import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { bundledPlugins } from '../../src/host/bundled.js';
import { readPlugin } from '../../src/host/discover.js';
import { kindsOf } from '../../src/host/known.js';
import { readIndex } from '../../src/install/hub-index.js';
import { addIndex, lookUp, readHub, removeIndex, searchHub } from '../../src/install/hub.js';
import { addedIndexes, fetchIndex } from '../../src/install/indexes.js';

const root = join(import.meta.dirname, '../..');
const json = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(json('schema/plugins-1.json') as object);

/** Names in the index that comes with MDM. */
const own = (json('plugins.json') as { plugins: readonly { name: string }[] }).plugins.map(({ name }) => name);

const entry = (name: string, more: object = {}) => ({
  name,
  package: `mdm-feature-${name}`,
  summary: `About ${name}`,
  kinds: ['expr'],
  tier: 'community',
  api: '^1',
  badge: { kept: 20, laws: 21, date: '2026-11-03', version: '1.0.0' },
  keywords: ['maps'],
  homepage: 'https://example.org/',
  ...more,
});
const index = (...plugins: object[]) => JSON.stringify({ version: 1, plugins });

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'mdm-hub-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const put = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe('the index that comes with MDM', () => {
  test('is as its schema says', () => {
    validate(json('plugins.json'));
    expect(validate.errors).toBeNull();
  });

  test('says of every first-party package what its package.json says', async () => {
    const { plugins } = await readHub({ folder });
    const own = plugins.filter(({ tier }) => tier === 'first-party');
    const bundled = await Promise.all((await bundledPlugins()).map(({ root }) => readPlugin(root)));
    expect(own.map(({ name, package: owner, api, kinds }) => ({ name, owner, api, kinds }))).toEqual(
      bundled.map((m) => ({ name: m.namespace, owner: m.package, api: m.api, kinds: kindsOf(m) })),
    );
    const versions = new Map(bundled.map((m) => [m.package, m.version]));
    for (const { badge, package: owner } of own) if (badge) expect(badge.version).toBe(versions.get(owner));
  });
});

describe('an index', () => {
  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ['that is not JSON', '{', /not JSON/],
    ['that is a list', '[]', /no list of plugins/],
    ['of another format', '{"version": 2, "plugins": []}', /format/],
    ['with a name twice', index(entry('a'), entry('a')), /lists a twice/],
    ...Object.entries({
      name: 'No Name',
      package: '--registry=http://evil',
      summary: '',
      kinds: ['sql'],
      tier: 'best',
      api: 1,
      badge: { kept: 3, laws: 2, date: '2026-11-03', version: '1' },
      keywords: 'maps',
      homepage: 'javascript:alert(1)',
    }).map(([key, value]) => [`with a wrong ${key}`, index(entry('a', { [key]: value })), new RegExp(`"${key}" of entry 1`)] as const),
  ];
  test.each(wrong)('%s is refused', (_, text, words) => expect(readIndex(text)).toMatch(words));

  test('is read as the schema says, whatever it holds', () => {
    const part = fc.oneof(fc.jsonValue(), fc.constantFrom('a', '', ['expr'], ['expr', 'batch'], null, 'community', '^1'));
    const any = fc.dictionary(fc.constantFrom(...Object.keys(entry('a')), '__proto__'), part, { maxKeys: 2 });
    fc.assert(
      fc.property(any, (more) => {
        const text = index({ ...entry('a'), ...more });
        const read = readIndex(text);
        // The schema is the stricter: it refuses keys that it does not know.
        if (validate(JSON.parse(text))) expect(read).toHaveLength(1);
        if (typeof read !== 'string') expect(Object.keys(read[0]!).every((key) => key in entry('a'))).toBe(true);
      }),
      { numRuns: 500, seed: 3 },
    );
  });
});

test('the first word for a name comes first; every word must be there', () => {
  const read = readIndex(index(entry('tomaps'), entry('geo', { keywords: ['maps', 'areas'] }), entry('maps'))) as ReturnType<
    typeof searchHub
  >;
  expect(searchHub(read, ['maps']).map((p) => p.name)).toEqual(['maps', 'tomaps', 'geo']);
  expect(searchHub(read, ['MAPS', 'areas']).map((p) => p.name)).toEqual(['geo']);
  expect(searchHub(read, ['nothing'])).toEqual([]);
  expect(searchHub(read, [])).toHaveLength(3);
});

describe('indexes that were added', () => {
  test('are searched after our own; only our own says who is trusted', async () => {
    const file = put('team.json', index(entry('geo', { tier: 'verified' }), entry('text', { package: 'mdm-feature-evil' })));
    expect(await addIndex(file, { folder })).toEqual({ index: file, plugins: 2 });
    await addIndex(file, { folder });
    expect(await addedIndexes(folder)).toEqual([file]);
    expect(await lookUp('geo', { folder })).toMatchObject({ package: 'mdm-feature-geo', tier: 'community', index: file });
    expect(await lookUp('text', { folder })).toMatchObject({ package: '@mdm/feature-text', index: 'MDM' });
    expect((await readHub({ folder })).plugins.filter((p) => p.name === 'text')).toHaveLength(1);
    expect(await removeIndex(file, { folder })).toBe(file);
    expect(await lookUp('geo', { folder })).toBeUndefined();
    await expect(removeIndex(file, { folder })).rejects.toMatchObject({ code: 'not-found' });
  });

  test.each([
    ['that is not there', 'none.json', 'usage', /was not added: it is not there/],
    ['with a password', 'https://me:secret@example.org/x.json', 'usage', /password/],
    ['of a strange kind', 'ftp://example.org/x.json', 'usage', /not an http or https address/],
  ])('%s are refused', async (_, where, code, message) => {
    const at = where.includes('://') ? where : join(folder, where);
    await expect(addIndex(at, { folder })).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(await addedIndexes(folder)).toEqual([]);
  });

  test('a damaged list is a note', async () => {
    put('indexes.json', '{"indexes": 7}');
    const { plugins, notes } = await readHub({ folder });
    expect([plugins.length, notes]).toEqual([own.length, [expect.stringContaining('is not a list of plugin indexes')]]);
  });
});

describe('an index at an address', () => {
  let server: Server;
  let answer: (response: ServerResponse) => void;
  let url = '';
  beforeAll(async () => {
    server = createServer((_, response) => answer(response));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/plugins.json`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test('is fetched, and one that breaks later stops nothing', async () => {
    answer = (response) => response.end(index(entry('geo')));
    await addIndex(url, { folder });
    await addIndex(put('team.json', index(entry('bus'))), { folder });
    expect((await readHub({ folder })).plugins.map((p) => p.name)).toEqual(expect.arrayContaining(['temporal', 'geo', 'bus']));
    for (const [broken, words] of [
      [(r: ServerResponse) => r.writeHead(500).end(), 'answers 500'],
      [(r: ServerResponse) => r.end('<html>'), 'is not JSON'],
      [(r: ServerResponse) => r.destroy(), 'cannot be reached'],
      [(r: ServerResponse) => r.end('x'.repeat(5 * 2 ** 20)), 'is larger than 4 MiB'],
    ] as const) {
      answer = broken;
      const { plugins, notes } = await readHub({ folder });
      expect(plugins.map((p) => p.name)).toEqual([...own, 'bus']);
      expect(notes).toEqual([expect.stringMatching(`The index http://.* is left out: it ?.*${words}`)]);
    }
  });

  test('is not waited for without end', async () => {
    answer = () => {};
    await expect(fetchIndex(url, undefined, 100)).rejects.toThrow('did not answer within 0.1 seconds');
    answer = (response) => {
      response.write('{');
      setInterval(() => response.write(' '), 20).unref();
    };
    await expect(fetchIndex(url, undefined, 300)).rejects.toThrow('did not answer within 0.3 seconds');
  });
});
