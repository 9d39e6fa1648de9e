// Writes docs/reference and schema from code; with --check only says what is stale.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { format } from 'prettier';
import { bundledPlugins } from '../dist/host/bundled.js';
import { readPlugin } from '../dist/host/discover.js';
import { staleDocs } from '../dist/host/document.js';
import { commandsPage } from './docs/commands.js';
import { configJsonSchema, configurationPage, defaultFile } from './docs/configuration.js';
import { errorsPage } from './docs/errors.js';
import { functionTypes } from './docs/fn-docs.js';
import { functionsPage } from './docs/functions.js';
import { migrationPage } from './docs/migration.js';
import { manifestJsonSchema, manifestPage } from './docs/plugin-manifest.js';
import { recipePage } from './docs/recipe.js';
import { profileJsonSchema, recipeJsonSchema } from './docs/schema.js';
import { transformersPage } from './docs/transformers.js';

const root = join(import.meta.dirname, '..');
const schema = recipeJsonSchema();
const manifest = manifestJsonSchema();
const bundled = await bundledPlugins();
const manifests = await Promise.all(bundled.map(async ({ root: folder, on }) => ({ ...(await readPlugin(folder, bundled)), on })));
// A package that only has a generator has no transformers to write about.
const described = manifests.filter(({ entry }) => entry !== '');
const plugins = await Promise.all(described.map(async ({ root: folder, on }) => ({ ...(await staleDocs(folder)), on })));
const files = {
  'docs/reference/transformers.md': transformersPage(plugins),
  'docs/reference/functions.md': functionsPage(),
  'src/sdk/fn-docs.ts': await format(functionTypes(), { parser: 'typescript', printWidth: 140, singleQuote: true }),
  'docs/reference/commands.md': await commandsPage(join(root, 'oclif.manifest.json')),
  'docs/reference/configuration.md': configurationPage(),
  'examples/config/mdm.yaml.default': defaultFile(),
  'docs/reference/errors.md': errorsPage(),
  'docs/reference/migration.md': migrationPage(JSON.parse(await readFile(join(root, 'test/data/migration/requirements.json'), 'utf8'))),
  'docs/reference/recipe.md': recipePage(schema),
  'docs/reference/plugin-manifest.md': manifestPage(manifest, plugins[0].plugin),
  'schema/mdm-config-1.json': await format(JSON.stringify(configJsonSchema()), { parser: 'json', printWidth: 140 }),
  'schema/plugin-manifest-1.json': await format(JSON.stringify(manifest), { parser: 'json', printWidth: 140 }),
  'schema/profile-1.json': await format(JSON.stringify(profileJsonSchema()), { parser: 'json', printWidth: 140 }),
  'schema/recipe-1.json': await format(JSON.stringify(schema), { parser: 'json', printWidth: 140 }),
};
for (const { stale } of plugins) for (const { file, text } of stale) files[relative(root, file)] = text;

const stale = [];
for (const [file, text] of Object.entries(files)) {
  const before = await readFile(join(root, file), 'utf8').catch(() => undefined);
  if (before !== text) stale.push(file);
}
if (process.argv.includes('--check')) {
  for (const file of stale) console.error(`${file} is stale: run npm run docs`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const file of stale) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), files[file]);
    console.log(`wrote ${file}`);
  }
}
