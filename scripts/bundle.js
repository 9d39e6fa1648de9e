// Bundles the packages that plugins/legacy is built on, so that it installs without them: danfojs-node asks for packages that npm can
// only install with overrides in the root package, and those a published package cannot have. And packages of many modules that every
// command loads: one file is read in less time. Does nothing when nothing has changed.
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(import.meta.dirname, '..');
const read = (file) => readFileSync(file, 'utf8');

/** danfojs reads and plots with these; the old generator does neither. */
const EMPTY = /^(xlsx|request|node-fetch|plotly\.js-dist-min)$/;
/** Its TensorFlow: the parts that a data frame uses, in plain JavaScript. */
const TENSORFLOW = `
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import '@tensorflow/tfjs-backend-cpu';
export * from '@tensorflow/tfjs-core';
`;
const slim = {
  name: 'slim',
  resolveId: (id) => (EMPTY.test(id) ? `\0empty` : id === '@tensorflow/tfjs-node' ? '\0tensorflow' : null),
  load: (id) => (id === '\0empty' ? 'export default {};' : id === '\0tensorflow' ? TENSORFLOW : null),
};

/** Of each folder, what its `vendor` names goes into its `bundled`; anew when one of `packages` has another version. */
const BUNDLES = [
  {
    folder: 'plugins/legacy/dist',
    packages: ['danfojs-node', 'simple-statistics', '@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-cpu'],
    minify: true,
    options: {
      plugins: [slim],
      // TensorFlow's parts register themselves when they are loaded, and say that they do not.
      treeshake: { moduleSideEffects: [{ test: /tfjs-backend-cpu|chained_ops/, sideEffects: true }] },
    },
  },
  {
    folder: 'dist',
    packages: ['@duckdb/node-api', 'yaml'],
    // Stacks of errors tell lines.
    minify: false,
    options: { external: ['@duckdb/node-bindings'] },
  },
];

for (const { folder, packages, minify, options } of BUNDLES) {
  const [from, to] = ['vendor', 'bundled'].map((name) => join(root, folder, name));
  const entries = globSync('*.js', { cwd: from }).sort();
  const parts = [fileURLToPath(import.meta.url), ...entries.map((entry) => join(from, entry))].map(read);
  const versions = [...packages, 'rolldown'].map((name) => JSON.parse(read(join(root, 'node_modules', name, 'package.json'))).version);
  const wanted = createHash('sha256')
    .update(JSON.stringify([parts, versions]))
    .digest('hex');
  const stamp = join(to, 'stamp');
  if (existsSync(stamp) && read(stamp) === wanted) continue;
  await bundle(entries, { from, to, minify, options });
  writeFileSync(stamp, wanted);
  console.log(`bundled ${entries.join(', ')} into ${relative(root, to)}`);
}

async function bundle(entries, { from, to, minify, options }) {
  const { rolldown } = await import('rolldown');
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  const packages = new Set();
  for (const entry of entries) {
    const build = await rolldown({ ...options, input: join(from, entry), platform: 'node', cwd: root, logLevel: 'silent' });
    const { output } = await build.write({ file: join(to, entry), format: 'esm', codeSplitting: false, minify });
    await build.close();
    for (const { modules = {} } of output)
      for (const id of Object.keys(modules)) {
        const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? [];
        if (folder) packages.add(folder);
      }
  }
  writeFileSync(
    join(to, 'LICENSES.txt'),
    [...packages]
      .sort()
      .map(licence)
      .join(`\n${'-'.repeat(80)}\n`),
  );
}

function licence(folder) {
  const { name, version, license } = JSON.parse(read(join(folder, 'package.json')));
  const [file] = globSync('{LICENSE,LICENCE,License,license}*', { cwd: folder });
  return `${name} ${version} (${license ?? 'see below'})\n\n${file ? read(join(folder, file)).trim() : 'It carries no licence text.'}\n`;
}
