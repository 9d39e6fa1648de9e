import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createFeature } from '@mdm/create-feature';
import { cleanFolder, envOf, root } from '../docs/blocks.js';

const penguins = join(root, 'examples/penguins.csv');
let top: string;
let folder: string;
let plugin: string;
let child: ChildProcess | undefined;
let said: string;

beforeEach(async () => {
  ({ top, folder } = cleanFolder());
  plugin = join(folder, 'mdm-feature-geo');
  await createFeature('geo', { directory: plugin });
  said = '';
});
afterEach(() => {
  child?.kill('SIGKILL');
  child = undefined;
  rmSync(top, { recursive: true, force: true, maxRetries: 5 });
});

function start(...argv: string[]): ChildProcess {
  child = spawn(process.execPath, [join(root, 'bin/run.js'), ...argv], { cwd: folder, env: envOf(top), stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  return child;
}
/** What was said from a place on, once it holds a text. */
async function heard(text: string | RegExp, from = 0): Promise<string> {
  for (let tries = 0; tries < 1200; tries++) {
    const rest = said.slice(from);
    if (typeof text === 'string' ? rest.includes(text) : text.test(rest)) return rest;
    if (child?.exitCode !== null && child?.exitCode !== undefined) break;
    await wait(50);
  }
  throw new Error(`"${text}" was not said in:\n${said.slice(from)}`);
}
const edit = (file: string, from: string, to: string): void => {
  const path = join(plugin, file);
  const text = readFileSync(path, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  writeFileSync(path, text.replace(from, to));
};
const linked = (): unknown[] =>
  (JSON.parse(readFileSync(join(top, 'data/plugins.json'), 'utf8')) as { plugins: { name: string }[] }).plugins.map(({ name }) => name);

test('at each change: builds, shows the features, runs the tests; at the end the link is gone', async () => {
  const process = start('plugins', 'dev', plugin, '--source', penguins);
  const first = await heard('Waiting for changes');
  expect(first).toMatch(/bill_length_mm__deviation +double +-5\.35, -4\.95, -4\.15, missing, -7\.75 +Distance of bill_length_mm/);
  expect(linked()).toEqual(['mdm-feature-geo']);
  expect(readFileSync(join(plugin, 'README.md'), 'utf8')).toContain('### geo.deviation');

  let from = said.length;
  const at = performance.now();
  edit('src/deviation.ts', '`Distance of', '`Gap of');
  const second = await heard('Gap of bill_length_mm', from);
  expect(performance.now() - at).toBeLessThan(10_000);
  expect(second).toContain('src/deviation.ts changed');
  await heard('Waiting for changes', from);

  // A type error is shown, nothing else is run, and it goes on watching.
  from = said.length;
  edit('src/deviation.ts', 'median === null', 'medium === null');
  expect(await heard(/error TS\d+: .*medium/, from)).not.toContain('feature');
  from = said.length;
  edit('src/deviation.ts', 'medium === null', 'median === null');
  await heard('Waiting for changes', from);

  // What throws is one line.
  from = said.length;
  edit('src/deviation.ts', 'const difference =', "if (c.name === 'year') throw new Error('not this year');\n    const difference =");
  expect(await heard('Waiting for changes', from)).toContain('geo.deviation failed on year');

  // A test that is changed is run, and is seen to fail.
  from = said.length;
  edit('test/deviation.test.ts', '[-2, 1, null, -1, 6]', '[-2, 1, null, -1, 7]');
  expect(await heard('Waiting for changes', from)).toMatch(/test\/deviation\.test\.ts changed[^]*typical, with a gap/);

  process.kill('SIGINT');
  const [code] = (await once(process, 'exit')) as [number];
  expect([0, 130]).toContain(code);
  expect(linked()).toEqual([]);
}, 180_000);

test('a plugin of plain JavaScript, with --keep', async () => {
  for (const file of ['tsconfig.json', 'tsconfig.build.json', 'test', 'src']) rmSync(join(plugin, file), { recursive: true });
  const pjson = JSON.parse(readFileSync(join(plugin, 'package.json'), 'utf8')) as { mdm: object };
  writeFileSync(join(plugin, 'package.json'), JSON.stringify({ ...pjson, mdm: { ...pjson.mdm, transformers: './index.js' } }));
  const code = (factor: number): string => `import { definePlugin, defineTransformer, fn, number } from '@mdm/sdk';
import { z } from 'zod';
const times = defineTransformer({
  meta: { name: 'times', version: 1, summary: 'Some times', appliesTo: { semantic: ['numeric'], arity: 'each' }, outputs: ['times'], params: z.strictObject({}) },
  transform: ({ on: [c] }) => [{ name: 'times', expr: fn.multiply(number(c), ${factor}), explain: 'Times ${factor}.' }],
});
export default definePlugin({ namespace: 'geo', transformers: [times] });
`;
  writeFileSync(join(plugin, 'index.js'), code(2));
  const process = start('plugins', 'dev', plugin, '--source', penguins, '--keep');
  expect(await heard('Waiting for changes')).toContain('78.2, 79, 80.6, missing, 73.4');
  const from = said.length;
  writeFileSync(join(plugin, 'index.js'), code(3));
  expect(await heard('Waiting for changes', from)).toContain('117.3, 118.5, 120.9, missing, 110.1');
  process.kill('SIGINT');
  await once(process, 'exit');
  expect(linked()).toEqual(['mdm-feature-geo']);
}, 120_000);

test('one round: the exit code says whether all is well, and nothing is linked', async () => {
  const good = start('plugins', 'dev', plugin, '--once');
  expect(await once(good, 'exit')).toEqual([0, null]);
  edit('src/deviation.ts', 'fn.subtract(number(c), median)', 'fn.add(number(c), median)');
  const bad = start('plugins', 'dev', plugin, '--once');
  expect(await once(bad, 'exit')).toEqual([1, null]);
  edit('src/deviation.ts', 'fn.add(number(c), median)', 'fn.plus(number(c), median)');
  const worse = start('plugins', 'dev', plugin, '--once');
  expect(await once(worse, 'exit')).toEqual([1, null]);
  expect(said).toMatch(/src\/deviation\.ts\(\d+,\d+\): error TS/);
  expect(() => linked()).toThrow('ENOENT');
}, 120_000);

test('a folder that is no plugin', async () => {
  const none = start('plugins', 'dev', folder);
  expect(await once(none, 'exit')).toEqual([1, null]);
  expect(said).toContain('mdm plugins create NAME');
});
