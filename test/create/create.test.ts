import { execFile, execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFeature, FIRST_PARTY, LICENSES, packSdk, readName, TEMPLATES } from '@mdm/create-feature';
import { cleanFolder, envOf, root, type Ended } from '../docs/blocks.js';

let top: string;
let folder: string;
beforeEach(() => ({ top, folder } = cleanFolder()));
afterEach(() => rmSync(top, { recursive: true, force: true }));

const run = (cwd: string, command: string, ...args: string[]): Promise<Ended> =>
  new Promise((done) => {
    const child = execFile(join(top, 'bin', command), args, { cwd, env: envOf(top), maxBuffer: 1e8 }, (_, stdout, stderr) =>
      done({ code: child.exitCode, stdout, stderr }),
    );
  });
const read = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8');

describe.each(Object.keys(TEMPLATES))('a package made from the template %s', (template) => {
  test('builds, passes its tests, lints and packs as it is', async () => {
    const made = await run(folder, 'mdm', 'plugins', 'create', 'geo', '--template', template, '--json');
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(made.stdout)).toMatchObject({ package: 'mdm-feature-geo', namespace: 'geo', template });
    const there = join(folder, 'mdm-feature-geo');
    for (const script of ['build', 'test', 'lint']) {
      const { code, stdout, stderr } = await run(there, 'npm', 'run', script);
      if (code !== 0) throw new Error(`npm run ${script} ended with ${code}:\n${stdout}\n${stderr}`);
    }
    const before = read('mdm-feature-geo', 'README.md');
    expect(before).toContain(`### geo.${TEMPLATES[template as keyof typeof TEMPLATES]}`);
    const packed = await run(there, 'npm', 'pack', '--json');
    expect(packed.code).toBe(0);
    expect(read('mdm-feature-geo', 'README.md')).toBe(before);
    const [{ files }] = JSON.parse(packed.stdout.slice(packed.stdout.indexOf('[\n'))) as [{ files: { path: string }[] }];
    const names = files.map(({ path }) => path);
    expect(names).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'CHANGELOG.md', 'package.json', 'dist/index.js']));
    expect(names.filter((name) => !/^(dist\/|LICENSE|README|CHANGELOG|package\.json)/.test(name))).toEqual([]);
  }, 300_000);

  test('is as this project formats its own files, but for package.json', async () => {
    await createFeature('geo', { template: template as 'expr', directory: join(folder, 'p') });
    const files = readdirSync(join(folder, 'p'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.(ts|js|yml)$|tsconfig/.test(name),
    );
    const prettier = await import('prettier');
    for (const name of files)
      expect([name, await prettier.check(read('p', name), { printWidth: 140, singleQuote: true, filepath: name })]).toEqual([name, true]);
  });
});

test.each([
  ['geo', 'mdm-feature-geo', 'geo', 'mdm-feature-geo'],
  ['mdm-feature-geo', 'mdm-feature-geo', 'geo', 'mdm-feature-geo'],
  ['feature-geo', 'mdm-feature-geo', 'geo', 'mdm-feature-geo'],
  ['@me/feature-geo', '@me/feature-geo', 'geo', 'feature-geo'],
  ['@me/geo', '@me/geo', 'geo', 'geo'],
  ['geo-2', 'mdm-feature-geo-2', 'geo-2', 'mdm-feature-geo-2'],
])('%s is the package %s with the plugin %s', (name, packageName, namespace, directory) => {
  expect(readName(name)).toEqual({ package: packageName, namespace, folder: directory });
});

test.each([
  ['Geo', 'small letters', 'geo'],
  ['my geo', 'small letters', 'my-geo'],
  ['geo_x', 'small letters', 'geo-x'],
  ['9', 'small letters', 'geo'],
  ['', 'small letters', 'geo'],
  ['--x', 'small letters', 'x'],
  ['..', 'small letters', 'geo'],
  ['../x', 'not the name of a package', 'geo'],
  ['@me/../x', 'not the name of a package', 'geo'],
  ['a/b', 'not the name of a package', 'geo'],
  ['text', 'comes with MDM', 'my-text'],
  ['mdm-feature-temporal', 'comes with MDM', 'my-temporal'],
  ['@me/feature-text', 'comes with MDM', 'my-text'],
  ['@mdm/feature-x', '@mdm', 'x'],
  ['x'.repeat(300), '214', 'shorter'],
])('the name %j is refused', (name, says, next) => {
  let error: (Error & { next?: string }) | undefined;
  try {
    readName(name);
  } catch (caught) {
    error = caught as Error;
  }
  expect(error?.message).toContain(says);
  expect(error?.next).toContain(next);
});

test('a folder with something in it is left as it is', async () => {
  mkdirSync(join(folder, 'mdm-feature-geo'));
  writeFileSync(join(folder, 'mdm-feature-geo', 'mine.txt'), 'mine');
  const { code, stderr } = await run(folder, 'mdm', 'plugins', 'create', 'geo');
  expect(code).toBe(4);
  expect(stderr).toBe('Error: The folder mdm-feature-geo is there already and is not empty.\nName another with --directory DIR\n');
  expect(readdirSync(folder)).toEqual(['mdm-feature-geo']);
  expect(readdirSync(join(folder, 'mdm-feature-geo'))).toEqual(['mine.txt']);
  writeFileSync(join(folder, 'file'), '');
  await expect(createFeature('geo', { directory: join(folder, 'file') })).rejects.toThrow('is not a folder');
});

test('an empty folder is filled, a deep one is made, and nothing stands beside it', async () => {
  mkdirSync(join(folder, 'a'));
  await createFeature('geo', { directory: join(folder, 'a') });
  await createFeature('geo', { directory: join(folder, 'b/c/d') });
  expect(readdirSync(folder).sort()).toEqual(['a', 'b']);
  expect(readdirSync(join(folder, 'a')).sort()).toEqual(readdirSync(join(folder, 'b/c/d')).sort());
});

test.each(LICENSES)('the licence %s, with year and author', async (license) => {
  await createFeature('@me/feature-geo', { directory: join(folder, 'p'), license, year: 2031, author: 'Ada Lovelace <ada@example.org>' });
  expect(read('p/LICENSE')).toMatch(/2031|ISC/);
  expect(read('p/LICENSE')).toContain('2031 Ada Lovelace <ada@example.org>');
  const pjson = JSON.parse(read('p/package.json')) as Record<string, unknown>;
  expect(pjson).toMatchObject({ license, author: 'Ada Lovelace <ada@example.org>', publishConfig: { access: 'public' } });
  for (const file of readdirSync(join(folder, 'p'), { recursive: true, encoding: 'utf8' }))
    if (/\.(ts|js|json|md|yml)$|LICENSE/.test(file))
      expect([file, read('p', file).replaceAll('${{', '')]).not.toEqual([file, expect.stringContaining('{{')]);
});

test('no author: none is made up, and one that would break a file is refused', async () => {
  await createFeature('geo', { directory: join(folder, 'p') });
  expect(JSON.parse(read('p/package.json'))).not.toHaveProperty('author');
  expect(read('p/LICENSE')).toContain('The authors of mdm-feature-geo');
  await expect(createFeature('geo', { directory: join(folder, 'q'), author: 'a"b' })).rejects.toThrow('author');
  expect(existsSync(join(folder, 'q'))).toBe(false);
});

test('the SDK that is packed is what npm would pack, and the same every time', async () => {
  const [one, two] = [await packSdk(), await packSdk()];
  expect(one.tarball.equals(two.tarball)).toBe(true);
  writeFileSync(join(folder, one.file), one.tarball);
  const entries = execFileSync('tar', ['tzf', join(folder, one.file)], { encoding: 'utf8' });
  const npm = await run(join(root, 'src/sdk'), 'npm', 'pack', '--dry-run', '--json', '--ignore-scripts');
  const [{ files }] = JSON.parse(npm.stdout) as [{ files: { path: string }[] }];
  expect(entries.trim().split('\n').sort()).toEqual(files.map(({ path }) => `package/${path}`).sort());
});

test('by itself it says the same', async () => {
  const alone = (...args: string[]): Promise<Ended> => run(folder, 'node', join(root, 'tools/create-feature/bin.js'), ...args);
  expect(await alone('geo')).toMatchObject({ code: 0, stderr: '' });
  expect(existsSync(join(folder, 'mdm-feature-geo/vendor'))).toBe(true);
  expect(await alone('geo')).toMatchObject({ code: 4 });
  expect(await alone()).toMatchObject({ code: 2, stderr: expect.stringContaining('Usage: create-feature NAME') });
  expect(await alone('geo2', '--template', 'sql')).toMatchObject({ code: 2, stderr: expect.stringContaining('expr, batch') });
});

test('the templates ask for what this project has', () => {
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;
  const pinned = { ...own['dependencies'], ...own['devDependencies'] };
  for (const file of globSync('tools/create-feature/template/*/package*.json', { cwd: root })) {
    const { devDependencies } = JSON.parse(readFileSync(join(root, file), 'utf8')) as { devDependencies: Record<string, string> };
    for (const [name, version] of Object.entries(devDependencies))
      if (name !== '@mdm/sdk') expect([name, version]).toEqual([name, pinned[name]]);
  }
  expect(FIRST_PARTY).toEqual(readdirSync(join(root, 'plugins')).sort());
});
