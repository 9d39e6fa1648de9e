import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERRORS } from '../../src/errors.js';
import { root } from './blocks.js';

test('the reference is what the code says', () => {
  const env = { ...process.env, NODE_OPTIONS: '' };
  execFileSync(process.execPath, ['scripts/docs.js', '--check'], { cwd: root, env, stdio: ['ignore', 'ignore', 'pipe'] });
});

test('every error code is documented, and no other', () => {
  const page = readFileSync(join(root, 'docs/reference/errors.md'), 'utf8');
  expect([...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map((m) => m[1])).toEqual(Object.keys(ERRORS));
});
