import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checksOf } from '@mdm/cli/testing';
import type { Check, Collect } from '@mdm/sdk/testing';
import { blocksOf, cleanFolder, root } from './blocks.js';

const sdk = join(root, 'src/sdk');
const node = (args: readonly string[], cwd: string): string =>
  execFileSync(process.execPath, [...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1' },
  });

/** The checks of a test file, as `mdm plugins test` gets them. */
async function collected(file: string): Promise<readonly Check[]> {
  const key = Symbol.for('mdm.testing.collect');
  const found: Check[] = [];
  const collect: Collect = (transformer, checks) => void found.push(...checksOf(transformer, checks));
  Object.assign(globalThis, { [key]: collect });
  try {
    await import(pathToFileURL(file).href);
  } finally {
    Reflect.deleteProperty(globalThis, key);
  }
  expect(found.length).toBeGreaterThan(10);
  return found;
}

test('the SDK asks for zod and nothing else, and is small', () => {
  const pjson = JSON.parse(readFileSync(join(sdk, 'package.json'), 'utf8')) as Record<string, Record<string, unknown> | undefined>;
  expect(Object.keys(pjson['dependencies'] ?? {})).toEqual(['zod']);
  const peers = Object.keys(pjson['peerDependencies'] ?? {});
  expect(peers.filter((name) => !pjson['peerDependenciesMeta']?.[name])).toEqual([]);
  for (const field of ['optionalDependencies', 'bundleDependencies', 'scripts']) expect(pjson[field]).toBeUndefined();

  const packed = JSON.parse(
    node([join(root, 'node_modules/npm/bin/npm-cli.js'), 'pack', '--dry-run', '--json', '--ignore-scripts'], sdk),
  ) as unknown;
  const [made] = (Array.isArray(packed) ? packed : Object.values(packed as object)) as { size: number; files: { path: string }[] }[];
  expect(made!.size).toBeLessThan(60_000);
  const paths = made!.files.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining(['README.md', 'LICENSE', 'package.json', 'dist/index.js', 'dist/index.d.ts', 'dist/testing/index.js']),
  );
  expect(paths.filter((path) => !/^(README\.md|LICENSE|package\.json|dist\/[\w/-]+(\.js|\.d\.ts))$/.test(path))).toEqual([]);
});

test('the example of its README compiles, and its tests pass', async () => {
  const { folder, top } = cleanFolder();
  try {
    const [source, tests] = blocksOf('src/sdk/README.md').filter((block) => block.language === 'ts');
    mkdirSync(join(folder, 'src'));
    writeFileSync(join(folder, 'src/index.ts'), source!.text);
    writeFileSync(join(folder, 'src/index.test.ts'), tests!.text);
    const mdm = { namespace: 'centre', api: '^1', transformers: './dist/index.js', provides: [] };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'mdm-feature-centre', version: '0.1.0', type: 'module', mdm }));
    const options = { strict: true, module: 'nodenext', target: 'es2024', outDir: 'dist', rootDir: 'src', types: [], skipLibCheck: true };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['src'] }));
    node([join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], folder);
    node([join(root, 'bin/run.js'), 'plugins', 'docs', '.'], folder);
    const { provides } = (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { mdm: { provides: unknown[] } }).mdm;
    expect(provides).toMatchObject([
      { name: 'distance', outputs: ['from_median'], params: { properties: { absolute: { default: false } } } },
    ]);
    for (const check of await collected(join(folder, 'dist/index.test.js'))) await check.run();
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${(error as Error).message}\n${stdout}${stderr}`);
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}, 120_000);
