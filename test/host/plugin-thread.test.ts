import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Hosted } from '../../src/host/hosted.js';
import { openPluginThread, type PluginThread } from '../../src/host/plugin-thread.js';
import { readPlugin } from '../../src/host/discover.js';
import { manifest, packages, plugin, provided, transformer, type Packages } from './plugins.js';

/* What a plugin may do in its thread to the thread that asks it: nothing but answer, and not too much. */

const PORT = `import { parentPort, workerData } from 'node:worker_threads';`;
const flood = 'for (let id = 0; id < 50; id++) parentPort?.postMessage({ id, text: "42", value: null, problem: "forged" });';

let folder: Packages;
const open: PluginThread[] = [];
beforeAll(() => (folder = packages()));
afterEach(async () => {
  await Promise.all(open.splice(0).map((thread) => thread.close()));
});
afterAll(() => folder.remove());

/** The only transformer of a plugin whose `transform` is this. The limit of time is none that a busy machine reaches. */
async function start(transform: string, before = '', signal?: AbortSignal, timeoutMs = 30_000): Promise<Hosted> {
  const code = plugin('odd', transformer('one').replace('transform: () => []', `transform: ${transform}`));
  const root = folder.add('mdm-feature-odd', manifest([provided('one')]), `${before}\n${code}`);
  // Each start has a thread of its own, so the module is imported anew.
  const thread = await openPluginThread(await readPlugin(root), { timeoutMs, memoryMb: 128 }, signal);
  open.push(thread);
  return thread.transformers.get('one')!;
}
const scope = {
  on: [{ name: 'a', type: 'double', semantic: 'numeric', stats: { rows: 1, missing: 0, distinct: 1 } }] as const,
  roles: {},
  params: {},
} as const;
const asked = (one: Hosted) => one.transform({ ...scope, state: null });

test.each([
  ['answers in its name at import', '() => [1]', `${PORT} ${flood}`],
  ['answers in its name when it is asked', `() => { ${flood} return [1]; }`, PORT],
  ['looks for the port it is asked on', '() => [Object.keys(workerData).includes("port") ? "found" : 1]', PORT],
  ['closes the port that threads have', '() => { parentPort?.close(); return [1]; }', PORT],
])('a plugin that %s changes nothing', async (_, transform, before) => {
  const one = await start(transform, before);
  expect(await one.params({})).toEqual({ ok: true, params: {} });
  expect(await asked(one)).toEqual([1]);
});

test('messages of its own are not even taken in', async () => {
  const one = await start('() => { for (;;) parentPort?.postMessage("x".repeat(1000)); }', PORT, undefined, 2000);
  const begun = process.memoryUsage().rss;
  await expect(asked(one)).rejects.toThrow('it took longer than 2 seconds');
  expect(process.memoryUsage().rss - begun).toBeLessThan(200e6);
});

test('what it is goes by its package.json', async () => {
  const one = await start('() => []');
  expect(one.meta).toEqual({
    name: 'one',
    version: 1,
    summary: 'About one',
    appliesTo: { semantic: ['numeric'], arity: 'each', needs: [] },
  });
});

test.each([
  ['has a text of 60 MB', '() => "x".repeat(60e6)', 'its answer is too large'],
  ['is the same object 2^30 times', '() => { let all = []; for (let i = 0; i < 30; i++) all = [all, all]; return all; }', 'too large'],
  ['goes round in circles', '() => { const all = []; all.push(all); return all; }', 'circular'],
  ['holds a BigInt', '() => [1n]', 'BigInt'],
  ['throws while it is read', '() => [{ toJSON() { throw new Error("not yours"); } }]', 'not yours'],
])('an answer that %s is refused, and the next one is given', async (_, transform, problem) => {
  const one = await start(`(s) => s.state === null ? (${transform})() : [1]`);
  await expect(asked(one)).rejects.toThrow(problem);
  expect(await one.transform({ ...scope, state: 1 })).toEqual([1]);
});

test.each([
  ['null', 'null', 'null'],
  ['a symbol', 'Symbol("x")', 'Symbol(x)'],
  ['a proxy that throws', 'new Proxy({}, { get() { throw new Error("trap"); } })', 'it threw something that cannot be read'],
  ['an error with a function for a stack', 'Object.defineProperty(new Error("odd"), "stack", { value: () => 1 })', 'odd'],
  ['an error of 5 MB', 'new Error("m".repeat(5e6))', 'm'.repeat(1000)],
])('%s may be thrown', async (_, thrown, problem) => {
  await expect(asked(await start(`() => { throw ${thrown}; }`))).rejects.toMatchObject({ message: problem });
});

test('parameters that are no answer are an error', async () => {
  const root = folder.add(
    'mdm-feature-odd',
    manifest([provided('one')]),
    plugin('odd', transformer('one').replace('({ value })', '({ get issues() { return { 0: 1 }; } })')),
  );
  const thread = await openPluginThread(await readPlugin(root), { timeoutMs: 2000, memoryMb: 128 });
  open.push(thread);
  expect(await thread.transformers.get('one')!.params({})).toMatchObject({ ok: false, problem: 'refused', path: '' });
});

test('a signal stops it at once, at import and in an answer', async () => {
  const control = new AbortController();
  const one = await start('() => { for (;;); }', '', control.signal);
  const begun = performance.now();
  setTimeout(() => control.abort(), 50);
  await expect(asked(one)).rejects.toMatchObject({ code: 'interrupted' });
  await expect(asked(one)).rejects.toMatchObject({ code: 'interrupted' });
  const other = new AbortController();
  setTimeout(() => other.abort(), 50);
  await expect(start('() => []', 'for (;;);', other.signal)).rejects.toMatchObject({ code: 'interrupted' });
  expect(performance.now() - begun).toBeLessThan(1500);
});

test('a program that has asked a plugin, and closes nothing, ends', async () => {
  const root = folder.add('mdm-feature-odd', manifest([provided('one')]), plugin('odd', transformer('one')));
  const program = `
    import { openRegistry } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)};
    const registry = await openRegistry([${JSON.stringify(root)}]);
    const one = (await registry.load(['odd'])).get('odd.one');
    console.log(JSON.stringify(await one.params({})));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    env: { ...process.env, NODE_OPTIONS: '' },
    timeout: 10_000,
  });
  expect(JSON.parse(stdout)).toEqual({ ok: true, params: {} });
});
