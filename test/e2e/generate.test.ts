import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin, env, OUTPUTS, penguins, workspace } from './workspace.js';

const space = workspace();

describe('features generate', () => {
  test('writes features and recipe, says what it found, and leaves nothing else behind', async () => {
    const { code, stdout, stderr } = await space.mdm('features', 'generate', penguins, '--target', 'species');
    expect({ code, stderr: stderr.replace(/^Note: .*\n/gm, '') }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^ +species +categorical +target /m);
    for (const file of OUTPUTS) expect(stdout).toContain(file);
    expect(space.files()).toEqual([...OUTPUTS]);
    expect(JSON.parse(readFileSync(join(space.folder, OUTPUTS[1]), 'utf8'))).toBeInstanceOf(Object);
  });

  test('never over a file that is there, without --force', async () => {
    writeFileSync(join(space.folder, OUTPUTS[0]), 'mine');
    const refused = await space.mdm('features', 'generate', penguins);
    expect(refused).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining(OUTPUTS[0]) });
    expect(readFileSync(join(space.folder, OUTPUTS[0]), 'utf8')).toBe('mine');
    expect(space.files()).toEqual([OUTPUTS[0]]);
    expect(await space.mdm('features', 'generate', penguins, '--force')).toMatchObject({ code: 0 });
    expect(space.files()).toEqual([...OUTPUTS]);
  });

  test('--json is one document on stdout and nothing else', async () => {
    const { code, stdout, stderr } = await space.mdm('features', 'generate', penguins, '--target', 'species', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const document = JSON.parse(stdout);
    expect(document.tables).toEqual([{ name: expect.any(String), rows: 344, file: OUTPUTS[0] }]);
    expect(document.features.length).toBeGreaterThan(10);
    expect(document.columns.map((c: { name: string }) => c.name)).toContain('species');
  });

  test('--plan writes nothing', async () => {
    const { code, stdout } = await space.mdm('features', 'generate', penguins, '--target', 'species', '--plan');
    expect(code).toBe(0);
    expect(stdout).toMatch(/SELECT/);
    expect(space.files()).toEqual([]);
  });

  test('--no-recipe, -o and its extension', async () => {
    expect(await space.mdm('features', 'generate', penguins, '-o', 'out.csv', '--no-recipe')).toMatchObject({ code: 0 });
    expect(space.files()).toEqual(['out.csv']);
    expect(readFileSync(join(space.folder, 'out.csv'), 'utf8').split('\n').length).toBeGreaterThanOrEqual(345);
  });

  test.each([
    ['a missing file', ['nowhere.csv'], 3, 'nowhere.csv'],
    ['an unknown column', [penguins, '--target', 'specie'], 2, 'species'],
    ['an unknown flag', [penguins, '--tarket', 'species'], 2, 'did you mean --target?'],
    ['an unknown transformer', [penguins, '--only', 'temporl'], 2, 'temporal'],
    ['an unknown parameter', [penguins, '--set', 'statistical.bins.equl=5', '--only', 'temporal,statistical'], 2, 'equal'],
    ['no source', [], 2, 'SOURCE is missing'],
    ['a folder for the output that is not there', [penguins, '-o', 'no/such/out.csv'], 3, 'no/such'],
    ['a profile that is not JSON', [penguins, '--profile', penguins], 7, 'not JSON'],
  ])('%s', async (_, argv, code, words) => {
    const ended = await space.mdm('features', 'generate', ...argv);
    expect(ended).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(words) });
    expect(ended.stderr).toMatch(/^Error: [^\n]+\n(?:[^\n]+\n)?$/);
    expect(space.files()).toEqual([]);
  });

  test('an error with --json is a document too', async () => {
    const { code, stdout } = await space.mdm('features', 'generate', 'nowhere.csv', '--json');
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'not-found', message: expect.stringContaining('nowhere.csv'), next: expect.anything() },
    });
  });

  (process.getuid?.() === 0 ? test.skip : test)('an output folder that may not be written to', async () => {
    chmodSync(space.folder, 0o555);
    expect(await space.mdm('features', 'generate', penguins)).toMatchObject({ code: 5 });
    chmodSync(space.folder, 0o755);
  });

  test('a reader that stops reading is not an error', async () => {
    const child = spawn(process.execPath, [bin, 'features', 'generate', penguins], {
      cwd: space.folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    child.stderr.destroy();
    const code = await new Promise((done) => child.on('close', done));
    expect(code).toBe(0);
    expect(space.files()).toEqual([...OUTPUTS]);
  });
});

describe('stopping', () => {
  /** Enough rows that the run is still going when the signal comes. */
  function large(): string {
    const lines = Array.from(
      { length: 400_000 },
      (_, k) => `${k},${Math.sin(k) * 1e6},${k % 97},${(k * 7919) % 100_003},word${k % 5000} and more words ${k}`,
    );
    writeFileSync(join(space.folder, 'large.csv'), `n,a,b,c,text\n${lines.join('\n')}\n`);
    return 'large.csv';
  }

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends within a second, leaves no file behind: exit %i', async (signal, expected) => {
    const temp = mkdtempSync(join(tmpdir(), 'mdm-e2e-temp-'));
    const source = large();
    const child = spawn(process.execPath, [bin, 'features', 'generate', source, '--temp', temp], {
      cwd: space.folder,
      env: { ...env, TMPDIR: temp },
      stdio: 'ignore',
    });
    const ended = new Promise<number | null>((done) => child.on('close', done));
    // The engine's own folder says that the run has begun.
    while (!readdirSync(temp).some((name) => name.startsWith('mdm-'))) await new Promise((done) => setTimeout(done, 20));
    await new Promise((done) => setTimeout(done, 500));
    expect(child.exitCode).toBeNull(); // still running, else this shows nothing
    const at = Date.now();
    child.kill(signal);
    expect(await ended).toBe(expected);
    expect(Date.now() - at).toBeLessThan(1500); // a second, and what a busy machine adds
    expect(space.files()).toEqual([source]);
    expect(readdirSync(temp).filter((name) => name !== 'node-compile-cache')).toEqual([]);
    rmSync(temp, { recursive: true });
  });
});
