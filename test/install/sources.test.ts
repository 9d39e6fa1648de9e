import { Ajv2020 } from 'ajv/dist/2020.js';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { bench, tarball } from './package.js';
import { freePort, json, laptop, startRegistry, type Laptop, type Registry } from './registry.js';

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../schema/plugins-lock-1.json'), 'utf8')) as object;
const packages = bench();
let registry: Registry;
let computer: Laptop;

/** Scripts that write a file when they run. */
const canary = packages.path('canary');
const scripts = Object.fromEntries(
  ['preinstall', 'install', 'postinstall', 'prepare', 'prepack', 'preprepare', 'build'].map((name) => [name, `echo ${name} >> ${canary}`]),
);

beforeAll(async () => {
  registry = await startRegistry();
  await registry.publish(packages.package('loud-dep', '1.0.0', { scripts, gypfile: true }));
  await registry.publish(packages.plugin({ name: 'mdm-feature-loud', dependency: 'loud-dep', pjson: { scripts } }));
});
afterAll(() => {
  registry.stop();
  packages.remove();
});
beforeEach(() => {
  computer = laptop({ registry: registry.url });
});
afterEach(() => computer.remove());

test('install scripts never run: from a registry, a tarball, a folder and git; each can be locked', async () => {
  const folder = packages.plugin({ name: 'mdm-feature-here', dependency: 'loud-dep', pjson: { scripts } });
  const packed = packages.plugin({ name: 'mdm-feature-packed', dependency: 'loud-dep', pjson: { scripts } });
  expect((await computer.npm(['pack', packed, '--ignore-scripts', '--pack-destination', computer.work])).code).toBe(0);
  const cloned = packages.plugin({ name: 'mdm-feature-cloned', dependency: 'loud-dep', pjson: { scripts } });
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', cloned, '-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { env: computer.env });
  git('init', '--quiet', '-b', 'main');
  writeFileSync(join(cloned, '.git/hooks/post-checkout'), `#!/bin/sh\necho hook >> ${canary}\n`, { mode: 0o755 });
  git('add', '.');
  git('commit', '--quiet', '-m', 'one');
  git('tag', 'v1');
  const commit = git('rev-parse', 'HEAD').toString().trim();

  const specs = ['loud', './mdm-feature-packed-1.0.0.tgz', folder, `git+file://${cloned}#v1`];
  const installed = await computer.mdm('plugins', 'install', ...specs, '--yes', '--json');
  expect([installed.code, installed.stderr]).toEqual([
    0,
    expect.stringContaining('not run: loud-dep: preinstall, install, postinstall; mdm-feature-loud: preinstall'),
  ]);
  expect(json(installed).plugins.map((p: { source: object }) => p.source)).toEqual([
    { kind: 'registry', spec: 'mdm-feature-loud' },
    { kind: 'tarball', spec: join(computer.work, 'mdm-feature-packed-1.0.0.tgz') },
    { kind: 'folder', spec: folder },
    { kind: 'git', spec: `git+file://${cloned}#${commit}` },
  ]);
  expect(existsSync(canary)).toBe(false);
  const lock = readFileSync(join(computer.work, 'mdm.plugins.lock'), 'utf8');
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
  validate(JSON.parse(lock));
  expect(validate.errors).toBeNull();
  expect(computer.lock().plugins['mdm-feature-packed']).toMatchObject({ source: 'tarball', spec: './mdm-feature-packed-1.0.0.tgz' });

  for (const name of computer.state().plugins) expect((await computer.mdm('plugins', 'uninstall', name.name, '--no-lock')).code).toBe(0);
  expect(computer.installed()).toEqual([]);
  expect(await computer.mdm('plugins', 'install', '--locked', '--yes')).toMatchObject({ code: 0 });
  expect(computer.state().plugins).toHaveLength(4);
  expect(existsSync(canary)).toBe(false);
  expect(readFileSync(join(computer.work, 'mdm.plugins.lock'), 'utf8')).toBe(lock);

  // A folder that has changed since is not what is locked.
  writeFileSync(join(folder, 'index.js'), 'export default {};');
  const changed = await computer.mdm('plugins', 'install', '--locked', '--yes');
  expect(changed).toMatchObject({ code: 1, stderr: expect.stringContaining('mdm-feature-here@1.0.0 was not installed: it is not what') });
  expect(computer.state().plugins).toHaveLength(4);
});

test('a tarball cannot write outside its folder, and links in it are gone', async () => {
  const pjson = readFileSync(join(packages.plugin({ name: 'mdm-feature-out' }), 'package.json'), 'utf8');
  const outside = join(computer.folder, 'outside');
  const file = join(computer.work, 'out.tgz');
  writeFileSync(
    file,
    tarball([
      { path: 'package/package.json', text: pjson },
      { path: 'package/index.js', text: 'export default {};' },
      { path: `package/${'../'.repeat(12)}${outside.slice(1)}-up`, text: 'no' },
      { path: `${outside}-absolute`, text: 'no' },
      { path: 'package/link', type: '2', to: computer.folder },
      { path: 'package/link/outside-link', text: 'no' },
      { path: 'package/hard', type: '1', to: '/etc/passwd' },
    ]),
  );
  const { code, stderr } = await computer.mdm('plugins', 'install', './out.tgz', '--yes');
  expect([0, 1]).toContain(code);
  for (const name of ['outside-up', 'outside-absolute', 'outside-link', 'etc']) expect(existsSync(join(computer.folder, name))).toBe(false);
  const [plugin] = computer.state().plugins;
  if (code === 0) {
    const root = join(computer.data, plugin!.folder!);
    expect(existsSync(join(root, 'index.js'))).toBe(true);
    expect(existsSync(join(root, 'hard'))).toBe(false);
    expect(existsSync(join(root, 'link', '.npmrc'))).toBe(false);
  } else expect([stderr, plugin]).toEqual([expect.stringContaining('Error:'), undefined]);

  writeFileSync(join(computer.work, 'cut.tgz'), tarball([{ path: 'package/package.json', text: pjson }]).subarray(0, 60));
  expect(await computer.mdm('plugins', 'install', './cut.tgz', '--yes')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is damaged'),
  });
});

test('link uses a folder as it is; what is no plugin, or takes a name, is refused', async () => {
  const folder = packages.plugin({ name: 'mdm-feature-mine' });
  const linked = await computer.mdm('plugins', 'link', folder);
  expect(linked).toMatchObject({ code: 0, stdout: expect.stringContaining('Linked mdm-feature-mine 1.0.0') });
  expect(json(await computer.mdm('features', 'list', 'mine', '--json'))).toMatchObject([{ id: 'mine.double' }]);
  const bad = packages.plugin({ name: 'mdm-feature-mein', mdm: { namespace: 'text' } });
  expect(await computer.mdm('plugins', 'link', bad)).toMatchObject({ code: 1, stderr: expect.stringContaining('@mdm/feature-text') });
  expect(await computer.mdm('plugins', 'link', computer.folder)).toMatchObject({ code: 1 });
  expect(await computer.mdm('plugins', 'uninstall', 'mine')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('no longer linked'),
  });
  expect(existsSync(join(folder, 'index.js'))).toBe(true);
});

describe('registries', () => {
  let server: Server;
  let asked: string[] = [];
  let url: string;
  beforeAll(async () => {
    server = createServer((request, answer) => {
      asked.push(request.url ?? '');
      answer.writeHead(404, { 'content-type': 'application/json' }).end('{}');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => server.close());
  beforeEach(() => (asked = []));

  test('what comes with MDM is asked of nobody, and needs no network', async () => {
    const offline = laptop({ registry: url, env: { npm_config_proxy: url, npm_config_https_proxy: url } });
    expect(await offline.mdm('plugins', 'install', '@mdm/feature-text')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('comes with MDM'),
    });
    expect(await offline.mdm('plugins', 'install', 'text', '--locked')).toMatchObject({ code: 2 });
    expect(await offline.mdm('plugins', 'install', '--locked')).toMatchObject({ code: 0 });
    expect(json(await offline.mdm('features', 'list', 'text', '--json'))).toHaveLength(9);
    expect(asked).toEqual([]);
    expect(existsSync(join(offline.folder, 'cache'))).toBe(false);
    offline.remove();
  });

  test('the registry that the user named for the scope is asked first, also when the project names it', async () => {
    const version = '0.9.0';
    await registry.publish(packages.plugin({ name: '@mdm/feature-text', version }));
    const scoped = laptop({ registry: url });
    writeFileSync(join(scoped.work, 'package.json'), '{}');
    writeFileSync(
      join(scoped.work, '.npmrc'),
      `@mdm:registry=${registry.url}\n//${new URL(registry.url).host}/:_authToken=se\${KRET}cret\n`,
    );
    const found = await scoped.mdm('plugins', 'install', 'text', '--yes', '--json');
    expect([found.code, found.stderr]).toEqual([0, expect.stringContaining('@mdm/feature-text 0.9.0')]);
    expect(json(found).plugins).toMatchObject([{ package: '@mdm/feature-text', version, source: { kind: 'registry' } }]);
    expect(json(await scoped.mdm('features', 'list', 'text', '--json'))).toMatchObject([{ id: 'text.double', packageVersion: version }]);
    // Not there: what came with MDM.
    const absent = await scoped.mdm('plugins', 'install', 'statistical');
    expect(absent).toMatchObject({ code: 0, stderr: expect.stringContaining('The one that came with MDM is used.') });
    expect(asked).toEqual([]);
    expect(execFileSync('grep', ['-rlF', 'cret', scoped.folder]).toString().trim()).toBe(join(scoped.work, '.npmrc'));
    scoped.remove();
  });

  test('one that does not answer, or answers with a refusal, is named', async () => {
    const port = await freePort();
    const away = laptop({ registry: `http://127.0.0.1:${port}/` });
    expect(await away.mdm('plugins', 'install', 'mdm-feature-far')).toMatchObject({
      code: 6,
      stderr: expect.stringContaining(`The registry 127.0.0.1:${port} cannot be reached (nobody answers there)`),
    });
    expect(await away.mdm('plugins', 'install', 'mdm-feature-far', '--registry', 'x')).toMatchObject({ code: 2 });
    expect(await away.mdm('plugins', 'install', 'mdm-feature-far', '--offline')).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('--offline'),
    });
    expect(await away.mdm('plugins', 'install', `git+http://127.0.0.1:${port}/x.git`)).toMatchObject({
      code: 6,
      stderr: expect.stringContaining(`127.0.0.1:${port} cannot be reached`),
    });
    expect(await away.mdm('plugins', 'install', `git+http://127.0.0.1:${port}/x.git`, '--offline')).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('--offline allows no network'),
    });
    expect(away.installed()).toEqual([]);
    away.remove();
    const closed = createServer((_, answer) => answer.writeHead(403).end('{}'));
    await new Promise<void>((done) => closed.listen(0, '127.0.0.1', done));
    const kept = laptop({ registry: `http://127.0.0.1:${(closed.address() as AddressInfo).port}/` });
    expect(await kept.mdm('plugins', 'install', 'mdm-feature-far')).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('does not let you have mdm-feature-far (403)'),
    });
    kept.remove();
    closed.close();
  });
});

test('a folder with a link to elsewhere is packed without it', async () => {
  const folder = packages.plugin({ name: 'mdm-feature-links' });
  mkdirSync(join(folder, 'data'));
  symlinkSync('/etc/hostname', join(folder, 'data/host'));
  const { code, stderr } = await computer.mdm('plugins', 'install', folder, '--yes');
  expect([code, stderr]).toEqual([0, '']);
  expect(existsSync(join(computer.data, computer.state().plugins[0]!.folder!, 'data/host'))).toBe(false);
  rmSync(folder, { recursive: true });
});
