import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bench } from './package.js';
import { json, laptop, startRegistry, type Laptop, type Registry } from './registry.js';

const packages = bench();
let registry: Registry;
let computer: Laptop;

beforeAll(async () => {
  registry = await startRegistry();
  await registry.publish(packages.package('geo-dep', '1.0.0'));
  await registry.publish(
    packages.plugin({ name: 'mdm-feature-geo', version: '1.0.0', provides: ['double', 'third'], dependency: 'geo-dep' }),
  );
  await registry.publish(
    packages.plugin({ name: 'mdm-feature-geo', version: '1.1.0', provides: ['double', 'third'], dependency: 'geo-dep' }),
  );
});
afterAll(() => {
  registry.stop();
  packages.remove();
});
beforeEach(() => {
  computer = laptop({ registry: registry.url });
  writeFileSync(join(computer.work, 'x.csv'), `a,b\n${Array.from({ length: 40 }, (_, i) => `${i * i},${(i * 7) % 11}`).join('\n')}\n`);
});
afterEach(() => computer.remove());

const features = async (...argv: string[]) => {
  const made = await computer.mdm('features', 'generate', 'x.csv', '-o', 'o.csv', '--keep', 'none', '--no-signal', ...argv);
  return made.code === 0 ? readFileSync(join(computer.work, 'o.csv'), 'utf8').split('\n', 1)[0]!.split(',') : made;
};

test('a plugin from a registry: asked for, installed, used, updated, uninstalled, and its recipe after that', async () => {
  const refused = await computer.mdm('plugins', 'install', 'geo@1.0.0');
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('mdm plugins install geo@1.0.0 --yes') });
  for (const fact of [
    'mdm-feature-geo 1.0.0',
    'Publisher        unknown (the registry does not say)',
    'published today',
    'batch: runs JavaScript on your data',
    'geo.double (expr), geo.third (batch)',
    '1: geo-dep@1.0.0',
    'the registry offers none',
    'sha512-',
  ])
    expect(refused.stdout).toContain(fact);
  expect(computer.state().plugins).toEqual([]);
  expect(computer.installed()).toEqual([]);

  const installed = await computer.mdm('plugins', 'install', 'geo@1.0.0', '--yes', '--json');
  expect(installed).toMatchObject({ code: 0, stderr: expect.stringContaining('mdm-feature-geo 1.0.0') });
  expect(json(installed)).toMatchObject({
    plugins: [
      {
        name: 'geo',
        package: 'mdm-feature-geo',
        version: '1.0.0',
        kinds: ['expr', 'batch'],
        transformers: ['geo.double', 'geo.third'],
        dependencies: ['geo-dep@1.0.0'],
      },
    ],
    lock: join(computer.work, 'mdm.plugins.lock'),
  });
  expect(computer.installed()).toEqual(['mdm-feature-geo/1.0.0']);
  expect(json(await computer.mdm('plugins', 'list', '--json'))).toContainEqual(
    expect.objectContaining({
      package: 'mdm-feature-geo',
      version: '1.0.0',
      state: 'on',
      source: { kind: 'registry', spec: 'mdm-feature-geo@1.0.0' },
    }),
  );
  const stored = readFileSync(join(computer.data, 'plugins.json'), 'utf8') + readFileSync(join(computer.work, 'mdm.plugins.lock'), 'utf8');
  expect(stored).not.toContain('127.0.0.1');

  expect(await features('--only', 'geo', '--recipe', 'both.json')).toEqual(['a__double', 'b__double', 'a__third', 'b__third']);
  expect(await features('--only', 'geo.double', '--recipe', 'expr.json', '-f')).toEqual(['a__double', 'b__double']);

  // Asked for at one version: it stays there. Asked for by name: the newest.
  const same = json(await computer.mdm('plugins', 'update', '--json'));
  expect(same).toMatchObject({ plugins: [], kept: [{ name: 'mdm-feature-geo', version: '1.0.0' }] });
  expect((await computer.mdm('plugins', 'install', 'mdm-feature-geo@^1.0.0', '--yes')).code).toBe(0);
  expect(computer.installed()).toEqual(['mdm-feature-geo/1.1.0']);
  expect(computer.lock().plugins['mdm-feature-geo']).toMatchObject({
    version: '1.1.0',
    source: 'registry',
    spec: 'mdm-feature-geo@^1.0.0',
  });

  expect((await computer.mdm('plugins', 'uninstall', 'geo')).stdout).toContain('mdm-feature-geo 1.1.0: removed.');
  expect(computer.installed()).toEqual([]);
  expect(computer.lock().plugins).toEqual({});
  expect((await computer.mdm('features', 'apply', 'expr.json', 'x.csv', '-o', 'again.csv')).code).toBe(0);
  const missing = await computer.mdm('features', 'apply', 'both.json', 'x.csv', '-o', 'again2.csv');
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('mdm-feature-geo') });
});

test('update shows what matters, and asks again only for that', async () => {
  const { publish } = registry;
  const name = 'mdm-feature-grow';
  await publish(packages.plugin({ name, version: '1.0.0' }));
  expect((await computer.mdm('plugins', 'install', name, '--yes')).code).toBe(0);
  await publish(packages.plugin({ name, version: '1.0.1' }));
  const quiet = await computer.mdm('plugins', 'update');
  expect(quiet).toMatchObject({ code: 0, stdout: expect.stringContaining('1.0.0 -> 1.0.1') });
  await publish(packages.plugin({ name, version: '1.1.0', provides: ['double', 'third'], dependency: 'geo-dep' }));
  const asks = await computer.mdm('plugins', 'update', 'grow');
  expect(asks).toMatchObject({
    code: 2,
    stdout: expect.stringContaining('it now runs JavaScript on your data (batch); new dependencies: geo-dep'),
  });
  expect(computer.installed()).toEqual([`${name}/1.0.1`]);
  expect(json(await computer.mdm('plugins', 'update', '--yes', '--json'))).toMatchObject({
    plugins: [{ version: '1.1.0', before: '1.0.1' }],
  });
  expect(computer.installed()).toEqual([`${name}/1.1.0`]);
  expect(computer.lock().plugins[name]).toMatchObject({ version: '1.1.0' });
});

test('--locked makes the same again, and refuses what has changed', async () => {
  expect((await computer.mdm('plugins', 'install', 'geo@1.0.0', 'text', '--yes')).code).toBe(0);
  const lock = readFileSync(join(computer.work, 'mdm.plugins.lock'), 'utf8');
  const other = laptop({ registry: registry.url });
  writeFileSync(join(other.work, 'mdm.plugins.lock'), lock);
  expect((await other.mdm('plugins', 'install', '--locked')).code).toBe(2);
  expect((await other.mdm('plugins', 'install', '--locked', '--yes')).code).toBe(0);
  const kept = (c: Laptop) => c.state().plugins.map(({ name, version, integrity, content }) => ({ name, version, integrity, content }));
  expect(kept(other)).toEqual(kept(computer));
  expect(readFileSync(join(other.work, 'mdm.plugins.lock'), 'utf8')).toBe(lock);
  other.remove();

  // Changed in the registry's storage: refused by what is locked, and by what the registry itself says.
  const file = join(registry.storage, 'mdm-feature-geo/mdm-feature-geo-1.0.0.tgz');
  const good = readFileSync(file);
  const third = laptop({ registry: registry.url });
  writeFileSync(join(third.work, 'mdm.plugins.lock'), lock);
  const changed = Buffer.from(readFileSync(join(registry.storage, 'mdm-feature-geo/mdm-feature-geo-1.1.0.tgz')));
  writeFileSync(file, changed);
  try {
    const refused = await third.mdm('plugins', 'install', '--locked', '--yes');
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/mdm-feature-geo@1\.0\.0 was not installed: it is not what .*mdm\.plugins\.lock says/),
    });
    expect(third.state().plugins).toEqual([]);
    expect(third.installed()).toEqual([]);
    const direct = await third.mdm('plugins', 'install', 'geo@1.0.0', '--yes');
    expect(direct).toMatchObject({ code: 1, stderr: expect.stringContaining('its checksum is wrong') });
  } finally {
    writeFileSync(file, good);
  }
  for (const [text, why] of [
    ['{', /is damaged: it is not JSON/],
    ['{"version":2,"plugins":{}}', /has format 2, and this MDM reads format 1/],
    ['{"version":1,"plugins":{"../x":{"version":"1","source":"bundled"}}}', /is damaged: "name"/],
    [lock.replace('"node_modules/geo-dep"', '"node_modules/../../geo-dep"'), /is damaged: "packages"/],
  ] as const) {
    writeFileSync(join(third.work, 'mdm.plugins.lock'), text);
    expect(await third.mdm('plugins', 'install', '--locked', '--yes')).toMatchObject({ code: 7, stderr: expect.stringMatching(why) });
  }
  third.remove();
});

test('what is refused leaves nothing behind', async () => {
  const { publish } = registry;
  await publish(packages.package('mdm-feature-not', '1.0.0'));
  await publish(packages.package('left-padded', '1.0.0'));
  await publish(packages.plugin({ name: 'mdm-feature-old', mdm: { api: '^7' } }));
  await publish(packages.plugin({ name: 'mdm-feature-hollow', mdm: { transformers: './dist/index.js' } }));
  await publish(packages.plugin({ name: 'mdm-feature-sdk', pjson: { dependencies: { '@mdm/sdk': '^0.1.0' } } }));
  await publish(packages.plugin({ name: 'mdm-feature-takes', mdm: { namespace: 'temporal' } }));
  await publish(packages.plugin({ name: 'mdm-feature-geodesy', mdm: { namespace: 'geo' } }));
  expect((await computer.mdm('plugins', 'install', 'geo', '--yes')).code).toBe(0);
  for (const [spec, code, why] of [
    ['mdm-feature-not', 1, 'it is not an MDM plugin'],
    ['left-padded', 1, 'it is not an MDM plugin'],
    ['old', 1, 'it needs plugin API ^7 and this MDM has 1.'],
    ['hollow', 1, 'its file ./dist/index.js'],
    ['sdk', 1, 'lists @mdm/sdk in its dependencies, which is on no public registry'],
    ['takes', 1, 'its namespace temporal is that of @mdm/feature-temporal'],
    ['geodesy', 1, 'it has the namespace geo, and so has mdm-feature-geo'],
    ['mdm-feature-tex', 1, 'its name is very like that of @mdm/feature-text'],
    ['feature-text', 1, 'its name is very like that of @mdm/feature-text'],
    ['@mdn/feature-text', 1, 'its name is very like that of @mdm/feature-text'],
    ['mdm-feature-temp0ral', 1, 'its name is very like that of @mdm/feature-temporal'],
    ['geo@7', 3, 'There is no version 7 of mdm-feature-geo; there are 1.1.0, 1.0.0'],
    ['nothere', 3, 'There is no package mdm-feature-nothere on the registry 127.0.0.1:'],
    ['@mdm/feature-nothere', 3, 'There is no first-party package @mdm/feature-nothere'],
    ['text@9', 3, '@mdm/feature-text comes with MDM in version 0.1.0, not 9'],
    ['./nothere.tgz', 3, './nothere.tgz is not there'],
  ] as const) {
    const refused = await computer.mdm('plugins', 'install', spec, '--yes');
    expect([spec, refused.code, refused.stderr]).toEqual([spec, code, expect.stringContaining(why)]);
  }
  expect(computer.installed()).toEqual(['mdm-feature-geo/1.1.0']);
  expect(computer.state().plugins.map((p) => p.name)).toEqual(['mdm-feature-geo']);
  expect(existsSync(join(computer.data, 'plugins.lock'))).toBe(false);
});
