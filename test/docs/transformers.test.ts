import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRegistry } from '@mdm/cli';
import { root } from './blocks.js';

const registry = await openRegistry(['text']);

test('plugins export what their package.json says', async () => {
  expect([...(await registry.load()).keys()]).toEqual(registry.list().map(({ id }) => id));
});

test.each(registry.list().map(({ id }) => id))('%s has its source, its test and its row in the README', (id) => {
  const [namespace = '', name = ''] = id.split('.');
  const plugin = join(root, 'plugins', namespace);
  const rows = readFileSync(join(plugin, 'README.md'), 'utf8').matchAll(/^\| `([a-z.-]+)` \|/gm);
  expect({
    source: existsSync(join(plugin, 'src', `${name}.ts`)),
    test: existsSync(join(plugin, 'test', `${name}.test.ts`)),
    row: [...rows].some((m) => m[1] === id || m[1] === name),
  }).toEqual({ source: true, test: true, row: true });
});
