import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { penguins, workspace } from './workspace.js';

const space = workspace();
/** What takes longer to load than such a command takes to answer. */
const HEAVY = [
  'node_modules/apache-arrow/',
  'dist/bundled/duckdb.js',
  'node_modules/pg/',
  'bundled/danfojs.js',
  'node_modules/@e965/xlsx/',
];
/** Of these there is one file each, which is loaded instead. */
const BUNDLED = ['node_modules/@duckdb/node-api/', 'node_modules/yaml/'];

test('commands that read no rows load neither Arrow nor an engine', async () => {
  const loaded = join(space.folder, 'loaded.txt');
  const watch = join(space.folder, 'watch.mjs');
  writeFileSync(
    watch,
    `import { appendFileSync } from 'node:fs';
     import { registerHooks } from 'node:module';
     registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(loaded)}, url + '\\n'); return next(url, context); } });`,
  );
  space.env = { ...space.env, MDM_HOME_DIR: join(space.folder, 'home') };
  const heavyOf = async (...argv: string[]): Promise<readonly string[]> => {
    writeFileSync(loaded, '');
    space.env = { ...space.env, NODE_OPTIONS: `--import=${pathToFileURL(watch).href}` };
    expect([argv, (await space.mdm(...argv)).code]).toEqual([argv, 0]);
    const urls = readFileSync(loaded, 'utf8');
    expect([argv, BUNDLED.filter((name) => urls.includes(`/${name}`))]).toEqual([argv, []]);
    return HEAVY.filter((name) => urls.includes(`/${name}`));
  };
  expect(await heavyOf('dataset', 'register', 'd', penguins, '--no-features')).toEqual([
    'node_modules/apache-arrow/',
    'dist/bundled/duckdb.js',
  ]);
  for (const argv of [
    ['dataset', 'list'],
    ['dataset', 'info', 'd'],
    ['dataset', 'search', 'd'],
    ['config', 'list'],
    ['flags', 'list'],
    ['stats', 'summary'],
    ['migration', 'status'],
    ['version'],
  ])
    expect([argv, await heavyOf(...argv)]).toEqual([argv, []]);
});
