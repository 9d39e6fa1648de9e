import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { manifest, provided } from '../host/plugins.js';
import { env, workspace } from './workspace.js';

const space = workspace();
const at = (file: string) => join(space.folder, 'geo', file);
const read = (file: string) => readFileSync(at(file), 'utf8');

const code = (version = 1) => `import { defineBatchTransformer, definePlugin, defineTransformer, fn, number } from '@mdm/sdk';
import { z } from 'zod';
console.log('printed at import');
const ring = defineTransformer({
  meta: { name: 'ring', version: ${version}, summary: 'Distance | from <b>0</b>', appliesTo: { semantic: ['numeric'], arity: 'each', needs: ['time'] },
    outputs: ['ring_{km}'], params: z.strictObject({ km: z.int().min(1).default(10).describe('Width of a ring, a|b') }) },
  transform: ({ on: [c], params: { km } }) => [{ name: 'ring_' + km, expr: fn.floor(fn.divide(number(c), km)), explain: 'Ring.' }],
});
const hash = defineBatchTransformer({
  meta: { name: 'hash', version: 1, summary: 'Geohash', appliesTo: { semantic: ['numeric'], arity: 'each' }, outputs: ['hash'], params: z.strictObject({}), onByDefault: false },
  reason: 'Bits are interleaved in a loop.', outputs: () => [], run: () => ({}),
});
export default definePlugin({ namespace: 'geo', transformers: [ring, hash] });
`;

/** A package of one's own, as \`npm install\` never saw it: the host gives it the SDK and zod. */
function write(pjson: string, source = code()): void {
  mkdirSync(join(space.folder, 'geo'), { recursive: true });
  writeFileSync(at('package.json'), pjson);
  writeFileSync(at('index.js'), source);
}
const fresh = JSON.stringify(
  { version: '0.1.0', name: 'mdm-feature-geo', type: 'module', mdm: manifest([], { transformers: './index.js' }) },
  null,
  4,
);

function install(root: string): void {
  const plugin = {
    name: 'mdm-feature-geo',
    version: '0.1.0',
    root,
    source: { kind: 'link', spec: root },
    integrity: null,
    content: null,
    installed: '',
  };
  writeFileSync(join(space.data, 'plugins.json'), JSON.stringify({ version: 1, plugins: [plugin], off: [] }));
}

test('writes the manifest and the README from the code, once', async () => {
  write(fresh);
  writeFileSync(at('README.md'), '# Geo\n\nBy hand.\n\n<!-- mdm:reference -->\nold\n<!-- /mdm:reference -->\n\nThe end.\n');
  const check = await space.mdm('plugins', 'docs', 'geo', '--check');
  expect(check).toMatchObject({ code: 1, stderr: 'printed at import\n' });
  expect(check.stdout).toMatch(/package\.json is stale[^]*README\.md is stale/);
  expect(read('package.json')).toBe(fresh);

  expect(await space.mdm('plugins', 'docs', 'geo')).toMatchObject({ code: 0, stderr: 'printed at import\n' });
  const pjson = read('package.json');
  expect(pjson).toMatch(/^ {4}"version"/m);
  expect(pjson.endsWith('}')).toBe(true);
  expect(Object.keys(JSON.parse(pjson) as object)).toEqual(['version', 'name', 'type', 'mdm']);
  const { provides } = (JSON.parse(pjson) as { mdm: { provides: unknown[] } }).mdm;
  expect(provides).toEqual([
    provided('ring', {
      summary: 'Distance | from <b>0</b>',
      needs: ['time'],
      outputs: ['ring_{km}'],
      params: {
        type: 'object',
        properties: { km: { default: 10, description: 'Width of a ring, a|b', type: 'integer', minimum: 1 } },
        additionalProperties: false,
      },
    }),
    provided('hash', {
      summary: 'Geohash',
      kind: 'batch',
      onByDefault: false,
      outputs: ['hash'],
      params: { type: 'object', properties: {}, additionalProperties: false },
      reason: 'Bits are interleaved in a loop.',
    }),
  ]);
  const readme = read('README.md');
  expect(readme).toMatch(/^# Geo\n\nBy hand\.\n\n<!-- mdm:reference -->\n[^]*<!-- \/mdm:reference -->\n\nThe end\.\n$/);
  expect(readme).not.toContain('old');
  expect(readme).toContain('Distance | from &lt;b>0&lt;/b>.');
  expect(readme).toContain('| `km` | integer >= 1 | `10` | Width of a ring, a\\|b |');
  expect(readme).toContain('- Kind: batch, which runs in worker threads: Bits are interleaved in a loop.');

  expect(await space.mdm('plugins', 'docs', 'geo', '--check')).toMatchObject({ code: 0, stderr: 'printed at import\n' });
  await space.mdm('plugins', 'docs', 'geo');
  expect([read('package.json'), read('README.md')]).toEqual([pjson, readme]);
});

test('a README is made, a page is written, and a change of the code makes them stale', async () => {
  write(fresh);
  await space.mdm('plugins', 'docs', 'geo', '--output', 'page.md');
  expect(read('README.md')).toMatch(/^# mdm-feature-geo\n\n## Reference\n\n<!-- mdm:reference -->/);
  expect(readFileSync(join(space.folder, 'page.md'), 'utf8')).toMatch(/^# mdm-feature-geo 0\.1\.0\n[^]*\n## geo\.ring\n/);
  write(read('package.json'), code(2));
  const { code: ended, stdout } = await space.mdm('plugins', 'docs', 'geo', '--check', '--output', 'page.md', '--json');
  expect(ended).toBe(1);
  expect((JSON.parse(stdout) as { stale: string[] }).stale.map((file) => file.split('/').at(-1))).toEqual([
    'package.json',
    'README.md',
    'page.md',
  ]);
});

test('a package that is not built yet', async () => {
  write(fresh.replace('./index.js', './dist/index.js'));
  expect(await space.mdm('plugins', 'docs', 'geo')).toMatchObject({
    code: 1,
    stderr:
      'Error: The plugin mdm-feature-geo has no ./dist/index.js yet, which its package.json names.\nCompile it first, such as with: npx tsc\n',
  });
});

test.each([
  ['no folder', './nowhere', /has no package\.json that can be read/, undefined],
  ['outputs that are no names', 'geo', /transformer \(ring\) whose outputs cannot be used/, code().replace('ring_{km}', 'Ring {km}')],
  ['code that throws', 'geo', /could not be imported: boom/, 'throw new Error("boom");'],
])('%s', async (_, folder, says, source: string | undefined) => {
  if (source !== undefined) write(fresh, source);
  const { code: ended, stderr } = await space.mdm('plugins', 'docs', folder);
  expect(ended).toBe(1);
  expect(stderr).toMatch(says);
});

describe('an installed plugin whose code throws', () => {
  beforeEach(async () => {
    write(fresh);
    await space.mdm('plugins', 'docs', 'geo');
    write(read('package.json'), 'throw new Error("must not be imported");');
    install(join(space.folder, 'geo'));
  });

  test('is listed in full', async () => {
    expect((await space.mdm('features', 'list', 'geo')).stdout).toMatch(/geo\.ring +expr +on[^]*geo\.hash +batch +off/);
    const { code: ended, stdout, stderr } = await space.mdm('features', 'list', 'geo.ring');
    expect([ended, stderr]).toEqual([0, '']);
    for (const word of ['--time', 'ring_{km}', 'km', 'integer >= 1', 'Width of a ring']) expect(stdout).toContain(word);
    expect((await space.mdm('features', 'list', 'geo.hash')).stdout).toContain('batch: Bits are interleaved in a loop.');
    const json = JSON.parse((await space.mdm('features', 'list', 'geo.ring', '--json')).stdout) as object;
    expect(json).toMatchObject({ id: 'geo.ring', needs: ['time'], outputs: ['ring_{km}'], parameters: [{ name: 'km', default: 10 }] });
  });

  test('has its page', async () => {
    const { code: ended, stdout, stderr } = await space.mdm('plugins', 'docs', 'mdm-feature-geo');
    expect([ended, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^# mdm-feature-geo 0\.1\.0\n[^]*## geo\.hash/);
  });
});

test('listing imports neither zod nor Arrow nor the engine', async () => {
  const script = `
    import { registerHooks } from 'node:module';
    const seen = [];
    registerHooks({ resolve: (name, context, next) => { seen.push(name); return next(name, context); } });
    const { openRegistry } = await import(process.argv[1]);
    const count = (await openRegistry()).list().length;
    console.log(JSON.stringify({ count, heavy: seen.filter((name) => /^(zod|apache-arrow|@duckdb|@mdm\\/feature|date-holidays)/.test(name)) }));`;
  const file = new URL('../../dist/host/registry.js', import.meta.url).href;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, file], { env });
  expect(JSON.parse(stdout)).toEqual({ count: expect.any(Number), heavy: [] });
});
