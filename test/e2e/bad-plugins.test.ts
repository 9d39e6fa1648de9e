import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifest, provided } from '../host/plugins.js';
import { bin } from './workspace.js';

/*
 * One plugin for each way to be bad. Each costs one error that names it, or with --keep-going one entry in the result while the
 * features of the others are made; and the next command works.
 */

const COLUMN = `{ kind: 'column', name: scope.on[0].name, type: scope.on[0].type }`;
const FEATURE = `{ name: 'made', expr: ${COLUMN}, explain: 'The number itself.' }`;

/** A transformer of one column; `parts` replace its functions. */
const code = (parts: string, { name = 'one', kind = 'expr', before = '' } = {}): string => `${before}
const params = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } };
const meta = { name: '${name}', version: 1, summary: 'About ${name}', appliesTo: { semantic: ['numeric'], arity: 'each' }, outputs: ['made'], params };
const one = { kind: '${kind}', meta, ${kind === 'batch' ? `reason: 'a test', outputs: () => [{ name: 'made', type: 'double', explain: 'The number itself.' }],` : `transform: (scope) => [${FEATURE}],`} ${parts} };
export default { namespace: '${name === 'one' ? 'bad' : name}', transformers: [one] };
`;
const doubles = `const copy = (batch, arrow) => arrow.vectorFromArray(Array.from({ length: batch.numRows }, (_, i) => i), new arrow.Float64());`;

interface Bad {
  readonly kind?: 'expr' | 'batch';
  readonly code: string;
  /** What is said; the transformer and the column stand before it unless the whole plugin is at fault. */
  readonly problem: RegExp;
  /** With --keep-going: all of the plugin, or a transformer on each of two columns. */
  readonly whole?: boolean;
  /** Seconds for an answer; default 2. */
  readonly timeout?: number;
}

const BAD: Readonly<Record<string, Bad>> = {
  'throws at import': {
    code: 'throw new Error("no such luck");',
    problem: /The plugin mdm-feature-bad could not be imported: no such luck/,
    whole: true,
  },
  'throws a text at import': { code: 'throw "just a text";', problem: /could not be imported: just a text/, whole: true },
  'is no JavaScript': { code: 'const = ;', problem: /mdm-feature-bad could not be imported/, whole: true },
  'hangs at import': { code: 'for (;;);', problem: /mdm-feature-bad could not be imported: it took longer than 2 seconds/, whole: true },
  'waits at import for ever': {
    code: 'await new Promise(() => {});',
    problem: /could not be imported: it took longer than 2 seconds/,
    whole: true,
  },
  'exits at import': {
    code: 'process.exit(0);',
    problem: /could not be imported: it ended the thread it runs in with exit code 0/,
    whole: true,
  },
  'exports nothing': {
    code: 'export const x = 1;',
    problem: /mdm-feature-bad does not export \{namespace, transformers\} by default/,
    whole: true,
  },
  'imports what is not there': {
    code: 'import "not-there";',
    problem: /could not be imported: Cannot find package 'not-there'/,
    whole: true,
  },
  'throws in fit': { code: code('fit() { throw new Error("no such luck"); }'), problem: /fit failed: no such luck/ },
  'throws in learn': { code: code('learn() { throw new TypeError("no such luck"); }'), problem: /learn failed: no such luck/ },
  'throws in transform': { code: code('transform() { throw new Error("no such luck"); }'), problem: /transform failed: no such luck/ },
  'throws null': { code: code('transform() { throw null; }'), problem: /transform failed: null/ },
  'never ends': { code: code('transform() { for (;;); }'), problem: /transform failed: it took longer than 2 seconds/ },
  'never answers': { code: code('transform: () => new Promise(() => {})'), problem: /transform failed: it took longer than 2 seconds/ },
  exits: { code: code('fit() { process.exit(7); }'), problem: /fit failed: it ended the thread it runs in with exit code 7/ },
  'throws later': {
    code: code('fit() { setTimeout(() => { throw new Error("later"); }); return new Promise(() => {}); }'),
    problem: /fit failed: its thread failed: later/,
  },
  'hogs memory': {
    code: code('transform() { const all = []; for (;;) all.push(new Array(100_000).fill(all)); }'),
    problem: /transform failed: it used more than 512 MB of memory/,
    timeout: 30,
  },
  'hogs buffers': {
    code: code('transform() { const all = []; for (;;) all.push(new Uint8Array(1e7).fill(1)); }'),
    problem: /transform failed: it used more than 512 MB of memory/,
    timeout: 30,
  },
  'asks for a number': { code: code('fit: () => 42'), problem: /fit failed: the answer is 42, not an object/ },
  'asks for nonsense': {
    code: code("fit: () => ({ x: { kind: 'nonsense' } })"),
    problem: /fit failed: measure "x": there is no measure of kind "nonsense"/,
  },
  'makes nothing known': { code: code('transform: () => "features"'), problem: /transform failed: the answer is "features", not a list/ },
  'makes a function': {
    code: code('transform: () => [{ name: "made", expr: () => 1, explain: "x" }]'),
    problem: /transform failed: feature "made": a node is not an object/,
  },
  'explains nothing': {
    code: code(`transform: (scope) => [{ name: 'made', expr: ${COLUMN} }]`),
    problem: /feature "made": "explain" is undefined, not a text/,
  },
  'names an unknown function': {
    code: code(
      `transform: (scope) => [{ name: 'made', explain: 'x', expr: { kind: 'call', fn: 'system', args: [${COLUMN}], type: 'double' } }]`,
    ),
    problem: /feature "made": there is no function "system"/,
  },
  'reads another column': {
    code: code(`transform: () => [{ name: 'made', explain: 'x', expr: { kind: 'column', name: 'species', type: 'text' } }]`),
    problem: /feature "made": there is no column "species"/,
  },
  'makes an expression that does not bind': {
    code: code(
      `transform: (scope) => [{ name: 'made', explain: 'x', expr: { kind: 'call', fn: 'upper', args: [${COLUMN}], type: 'text' } }]`,
    ),
    problem: /transform failed: feature "made" does not bind: /,
  },
  'lies about a type': {
    code: code(`transform: (scope) => [{ name: 'made', explain: 'x', expr: { kind: 'column', name: scope.on[0].name, type: 'uint8' } }]`),
    problem: /transform failed: feature "made" is (DOUBLE|BIGINT) to the engine, not UTINYINT \(uint8\) as it says/,
  },
  'writes SQL into a name': {
    code: code(`transform: () => [{ name: 'made', explain: 'x', expr: { kind: 'column', name: 'a"; DROP TABLE x; --', type: 'double' } }]`),
    problem: /feature "made": there is no column/,
  },
  'is other than its manifest': {
    code: code('', { name: 'two' }).replace("namespace: 'two'", "namespace: 'bad'"),
    problem: /lists one in its package.json but does not export it/,
    whole: true,
  },
  'throws in a batch': {
    kind: 'batch',
    code: code('run() { throw new Error("no such luck"); }', { kind: 'batch' }),
    problem: /run failed: no such luck/,
  },
  'never ends a batch': { kind: 'batch', code: code('run() { for (;;); }', { kind: 'batch' }), problem: /run took longer than 2 seconds/ },
  'exits in a batch': {
    kind: 'batch',
    code: code('run() { process.exit(3); }', { kind: 'batch' }),
    problem: /worker ended by itself \(exit code 3\)/,
  },
  'gives a short batch': {
    kind: 'batch',
    code: code('run: (batch, scope, arrow) => ({ made: copy(batch, arrow).slice(1) })', { kind: 'batch', before: doubles }),
    problem: /output "made" has \d+ values for \d+ rows/,
  },
};

let folder = '';
const data = () => join(folder, 'data');

function mdm(...argv: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const env = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', MDM_DATA_DIR: data() };
  return new Promise((done) => {
    const child = execFile(process.execPath, [bin, ...argv], { cwd: folder, env, maxBuffer: 1e8, timeout: 60_000 }, (_, stdout, stderr) =>
      done({ code: child.exitCode, stdout, stderr }),
    );
  });
}

function add(name: string, source: string, kind: 'expr' | 'batch' = 'expr'): string {
  const root = join(folder, name);
  mkdirSync(root, { recursive: true });
  const provides = [
    provided(name === 'good' ? 'fine' : 'one', {
      ...(name === 'good' ? { summary: 'About good' } : {}),
      kind,
      ...(kind === 'batch' ? { reason: 'a test' } : {}),
    }),
  ];
  const pjson = { name: `mdm-feature-${name}`, version: '1.0.0', type: 'module', mdm: manifest(provides) };
  writeFileSync(join(root, 'package.json'), JSON.stringify(pjson));
  writeFileSync(join(root, 'index.mjs'), source);
  return root;
}

const GOOD = code('', { name: 'good' }).replace("name: 'good'", "name: 'fine'");

function install(...names: string[]): void {
  mkdirSync(data(), { recursive: true });
  const plugins = names.map((name) => ({
    name: `mdm-feature-${name}`,
    version: '1.0.0',
    root: join(folder, name),
    source: { kind: 'link', spec: name },
    integrity: null,
    content: null,
    installed: '2026-01-01T00:00:00.000Z',
  }));
  writeFileSync(join(data(), 'plugins.json'), JSON.stringify({ version: 1, plugins, off: [] }));
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mdm-bad-'));
  add('good', GOOD);
  const rows = Array.from({ length: 40 }, (_, i) => `${i % 13 === 5 ? '' : (i * 7) % 31},${(i * 5) % 17}.5,k${i % 3}`);
  writeFileSync(join(folder, 'in.csv'), `a,b,species\n${rows.join('\n')}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => rmSync(join(folder, 'out.csv'), { force: true }));

const generate = ['features', 'generate', 'in.csv', '--only', 'bad,good', '--no-signal', '--no-recipe', '-o', 'out.csv'];

describe.each(Object.entries(BAD))('a plugin that %s', (_, bad) => {
  beforeAll(() => {
    add('bad', bad.code, bad.kind);
    install('bad', 'good');
  });

  test('costs one error that names it', async () => {
    const { code: exit, stdout, stderr } = await mdm(...generate, '--plugin-timeout', `${bad.timeout ?? 2}`);
    expect(stderr).toMatch(bad.problem);
    expect(stderr.match(/^Error: /gm)).toHaveLength(1);
    if (!bad.whole) expect(stderr).toMatch(/Error: bad\.one \(mdm-feature-bad\) broke the contract on "a": /);
    expect(stderr).toContain('--skip bad');
    expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' });
    expect(existsSync(join(folder, 'out.csv'))).toBe(false);
  });

  test('costs one line with --keep-going, and the others go on', async () => {
    const { code: exit, stdout, stderr } = await mdm(...generate, '--plugin-timeout', `${bad.timeout ?? 2}`, '--keep-going', '--json');
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    const { features, failures } = JSON.parse(stdout);
    expect(features.map((f: { name: string }) => f.name)).toEqual(['a__made', 'b__made']);
    expect(features.every((f: { transformer: string }) => f.transformer === 'good.fine')).toBe(true);
    expect(failures).toHaveLength(bad.whole ? 1 : 2);
    for (const failure of failures) expect(failure.package).toBe('mdm-feature-bad');
    const said = bad.whole ? failures[0].problem : `${failures[0].transformer} (mdm-feature-bad): ${failures[0].problem}`;
    expect(said).toMatch(bad.problem);
    expect(readFileSync(join(folder, 'out.csv'), 'utf8').split('\n')[0]).toBe('a,b,species,a__made,b__made');
  });
});

describe('a plugin that makes noise or alters what all share', () => {
  const NOISY = {
    prints: code(
      `transform(scope) { console.log('{"not": "ours"}'); process.stdout.write('noise'); console.error('noise'); return [${FEATURE}]; }`,
    ),
    'alters globals': code('', {
      before: `globalThis.JSON.parse = () => 'mine'; Array.prototype.map = () => []; Object.prototype.polluted = 'yes'; Promise.prototype.then2 = 1;
process.env.MDM_DEBUG = '1'; Object.freeze = () => { throw new Error('frozen'); };`,
    }),
  };

  test.each(Object.entries(NOISY))('%s: none of it reaches the output or the other plugins', async (name, source) => {
    add('bad', source);
    install('bad', 'good');
    const { code: exit, stdout } = await mdm(...generate, '--keep-going', '--json');
    expect(exit).toBe(0);
    const { features, notes, failures } = JSON.parse(stdout);
    expect(features.map((f: { name: string }) => f.name)).toEqual(
      expect.arrayContaining(['a__made', 'b__made'].slice(name === 'prints' ? 2 : 0)),
    );
    expect(features.filter((f: { transformer: string }) => f.transformer === 'good.fine')).toHaveLength(2);
    if (name !== 'prints') return;
    expect(failures).toEqual([]);
    expect(notes).toEqual([expect.stringMatching(/^The plugin mdm-feature-bad printed ".*noise.*"; it was kept out of the output\.$/)]);
  });
});

test('an API range of another host is refused before any import, and the rest works', async () => {
  const root = add('bad', 'throw new Error("imported");');
  const file = join(root, 'package.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"^1"', '"^2"'));
  install('bad', 'good');
  const named = await mdm(...generate);
  expect(named.stderr).toContain('it needs plugin API ^2 and this MDM has 1.0.0');
  expect(named.stderr).not.toContain('imported');
  expect([1, 2]).toContain(named.code);
  const others = await mdm('features', 'generate', 'in.csv', '--only', 'good', '--no-signal', '--no-recipe', '-o', 'out.csv');
  expect(others.code).toBe(0);
});

test('safe mode runs none of it', async () => {
  add('bad', 'process.exit(9);');
  install('bad', 'good');
  const { code: exit, stderr } = await mdm('features', 'generate', 'in.csv', '--safe-mode', '--no-recipe', '-o', 'out.csv');
  expect(stderr).toContain('Safe mode leaves out mdm-feature-bad, mdm-feature-good.');
  expect(exit).toBe(0);
});

test('all of it at once: the good features are made', async () => {
  install('good');
  expect((await mdm('features', 'list', 'good', '--json')).code).toBe(0);
});
