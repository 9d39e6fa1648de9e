// Bundles the packages that plugins/legacy is built on, so that it installs without them: danfojs-node asks for packages that npm can
// only install with overrides in the root package, and those a published package cannot have. Does nothing when nothing has changed.
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(import.meta.dirname, '..');
const from = join(root, 'plugins/legacy/dist/vendor');
const to = join(root, 'plugins/legacy/dist/bundled');
const stamp = join(to, 'stamp');

const PACKAGES = ['danfojs-node', 'simple-statistics', '@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-cpu', 'rolldown'];
const read = (file) => readFileSync(file, 'utf8');
const entries = globSync('*.js', { cwd: from }).sort();
const parts = [fileURLToPath(import.meta.url), ...entries.map((entry) => join(from, entry))].map(read);
const versions = PACKAGES.map((name) => JSON.parse(read(join(root, 'node_modules', name, 'package.json'))).version);
const wanted = createHash('sha256')
  .update(JSON.stringify([parts, versions]))
  .digest('hex');

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

const before = (() => {
  try {
    return read(stamp);
  } catch {
    return undefined;
  }
})();
if (before !== wanted) await bundle();

async function bundle() {
  const { rolldown } = await import('rolldown');
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  const packages = new Set();
  for (const entry of entries) {
    const build = await rolldown({
      input: join(from, entry),
      platform: 'node',
      plugins: [slim],
      // TensorFlow's parts register themselves when they are loaded, and say that they do not.
      treeshake: { moduleSideEffects: [{ test: /tfjs-backend-cpu|chained_ops/, sideEffects: true }] },
      cwd: root,
      logLevel: 'silent',
    });
    const { output } = await build.write({ file: join(to, entry), format: 'esm', codeSplitting: false, minify: true });
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
  writeFileSync(stamp, wanted);
  console.log(`bundled ${entries.join(', ')} into ${relative(root, to)}`);
}

function licence(folder) {
  const { name, version, license } = JSON.parse(read(join(folder, 'package.json')));
  const [file] = globSync('{LICENSE,LICENCE,License,license}*', { cwd: folder });
  return `${name} ${version} (${license ?? 'see below'})\n\n${file ? read(join(folder, file)).trim() : 'It carries no licence text.'}\n`;
}
