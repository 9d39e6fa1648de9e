import { createSign, generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { similarTo } from '../../src/install/similar.js';
import { bench } from './package.js';
import { json, laptop, startRegistry, type Laptop, type Registry } from './registry.js';

describe('names like those of known packages', () => {
  const known = ['@mdm/feature-text', '@mdm/feature-temporal', '@mdm/feature-categorical', 'mdm-feature-geo'];
  test.each([
    ['@mdm/feature-text', undefined],
    ['mdm-feature-geo', undefined],
    ['mdm-feature-text', '@mdm/feature-text'],
    ['feature-text', '@mdm/feature-text'],
    ['@mdn/feature-text', '@mdm/feature-text'],
    ['mdm-text', '@mdm/feature-text'],
    ['mdm-feature-tetx', '@mdm/feature-text'],
    ['mdm-features-text', '@mdm/feature-text'],
    ['mdm-feature-texts', '@mdm/feature-text'],
    ['mdm_feature.tex', '@mdm/feature-text'],
    ['mdm-feature-temp0ral', '@mdm/feature-temporal'],
    ['mdm-feature-categorlcal', '@mdm/feature-categorical'],
    ['mdm-feature-catgorical', '@mdm/feature-categorical'],
    ['@other/mdm-feature-geo', 'mdm-feature-geo'],
    ['mdm-feature-ego', undefined],
    ['mdm-feature-context', undefined],
    ['mdm-feature-finance', undefined],
  ])('%s', (name, like) => expect(similarTo(name, known)).toBe(like));
});

describe('signatures', () => {
  const packages = bench();
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keys = {
    keys: [
      {
        expires: null,
        keyid: 'SHA256:test',
        keytype: 'ecdsa-sha2-nistp256',
        scheme: 'ecdsa-sha2-nistp256',
        key: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
      },
    ],
  };
  let registry: Registry;
  let server: Server;
  let url: string;
  let computer: Laptop;
  let signs: 'right' | 'wrong' | 'not' | 'without keys' = 'right';
  let publisher = 'jane';

  const signed = (text: string): string => createSign('SHA256').update(text).sign(privateKey, 'base64');
  interface Version {
    readonly name: string;
    readonly version: string;
    readonly dist: { readonly integrity: string; readonly tarball: string };
  }
  const described = (v: Version) => ({
    ...v,
    _npmUser: { name: publisher, email: 'x@example.org' },
    dist: {
      ...v.dist,
      tarball: v.dist.tarball.replace(registry.url, url),
      ...(signs === 'not'
        ? {}
        : {
            signatures: [
              { keyid: 'SHA256:test', sig: signed(`${v.name}@${v.version}:${signs === 'wrong' ? 'sha512-other' : v.dist.integrity}`) },
            ],
          }),
    },
  });

  beforeAll(async () => {
    registry = await startRegistry();
    server = createServer((request, answer) => {
      void (async () => {
        if (request.url === '/-/npm/v1/keys')
          return signs === 'without keys'
            ? answer.writeHead(404).end('{}')
            : answer.setHeader('content-type', 'application/json').end(JSON.stringify(keys));
        const upstream = await fetch(new URL(request.url!, registry.url), { headers: { accept: 'application/json' } });
        const body = Buffer.from(await upstream.arrayBuffer());
        answer.statusCode = upstream.status;
        if (request.url!.endsWith('.tgz') || !upstream.ok) return answer.end(body);
        const packument = JSON.parse(body.toString()) as { versions: Record<string, Version> };
        const versions = Object.fromEntries(Object.entries(packument.versions).map(([key, v]) => [key, described(v)]));
        answer.setHeader('content-type', 'application/json').end(JSON.stringify({ ...packument, versions }));
      })();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await registry.publish(packages.package('signed-dep', '1.0.0'));
    await registry.publish(packages.plugin({ name: 'mdm-feature-signed', dependency: 'signed-dep' }));
  });
  afterAll(() => {
    server.close();
    registry.stop();
    packages.remove();
  });
  beforeEach(() => {
    publisher = 'jane';
    computer = laptop({ registry: url });
  });
  afterEach(() => computer.remove());

  test('that are right are verified, and the publisher is shown; another one needs another yes', async () => {
    signs = 'right';
    const installed = await computer.mdm('plugins', 'install', 'signed', '--yes');
    expect([installed.code, installed.stdout]).toEqual([0, expect.stringMatching(/Publisher +jane\n[^]*Signature +verified\n/)]);
    await registry.publish(packages.plugin({ name: 'mdm-feature-signed', version: '1.0.1', dependency: 'signed-dep' }));
    publisher = 'mallory';
    const update = await computer.mdm('plugins', 'update');
    expect(update).toMatchObject({ code: 2, stdout: expect.stringContaining('another publisher: mallory, before jane') });
    expect(computer.installed()).toEqual(['mdm-feature-signed/1.0.0']);
  });

  test.each([
    ['wrong', 'has a signature that is not right'],
    ['not', 'is not signed, though its registry signs packages'],
  ] as const)('that are %s refuse the package', async (how, why) => {
    signs = how;
    const refused = await computer.mdm('plugins', 'install', 'signed', '--yes');
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining(why)]);
    expect(computer.installed()).toEqual([]);
    expect(computer.state().plugins).toEqual([]);
  });

  test('that nobody has the key of are not called verified', async () => {
    signs = 'without keys';
    const { code, stdout, stderr } = await computer.mdm('plugins', 'install', 'signed', '--yes', '--json');
    expect([code, stderr]).toEqual([0, expect.stringContaining('not checked: the registry does not give out the key')]);
    expect(json({ code, stdout, stderr }).plugins[0].signature).toMatchObject({ status: 'unchecked' });
  });

  test('a package that brings the SDK inside itself is not asked for by name', async () => {
    signs = 'right';
    const folder = packages.plugin({
      name: 'mdm-feature-brings',
      pjson: { dependencies: { '@mdm/sdk': '0.1.0' }, bundleDependencies: ['@mdm/sdk'] },
      files: {
        'node_modules/@mdm/sdk/package.json': '{"name":"@mdm/sdk","version":"0.1.0","type":"module","exports":"./index.js"}',
        'node_modules/@mdm/sdk/index.js': '',
      },
    });
    await registry.publish(folder);
    const installed = await computer.mdm('plugins', 'install', 'brings', '--yes', '--json');
    expect([installed.code, installed.stderr]).toEqual([0, expect.stringMatching(/1: @mdm\/sdk@0\.1\.0\n[^]*Signature +verified\n/)]);
    expect(json(await computer.mdm('plugins', 'install', '--locked', '--yes', '--json')).plugins).toHaveLength(1);
    expect(computer.installed()).toEqual([join('mdm-feature-brings', '1.0.0')]);
  });
});
