import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { workspace, bin } from '../e2e/workspace.js';
import { batch, expr, index, manifest, testOf, write } from './package.js';

const root = join(import.meta.dirname, '../..');
const space = workspace();
const LAWS = 28;

describe('mdm plugins test', () => {
  test('cases and laws of a package in JavaScript, and the laws of what has no cases', async () => {
    write(space.folder, {
      'package.json': manifest(['twice'], ['letters', 'batch']),
      'index.js': index('twice', 'letters'),
      'src/twice.js': expr('twice'),
      'src/letters.js': batch('letters', ''),
      'test/twice.test.js': testOf('twice'),
    });
    const { code, stdout, stderr } = await space.mdm('plugins', 'test');
    expect(stdout.split('\n').map((line) => line.trim().split(/\s{2,}/))).toEqual([
      ['transformer', 'kind', 'cases', 'laws', 'badge'],
      ['geo.twice', 'expr', '1/1', `${LAWS}/${LAWS}`, 'conforms'],
      ['geo.letters', 'batch', 'none', `${LAWS - 2}/${LAWS - 2}`, 'conforms'],
      [''],
      ['2 transformers: every check is as it should be.'],
      [''],
    ]);
    expect(stderr).toBe('Note: letters has no cases; write some with checkTransformer of @mdm/sdk/testing.\n');
    expect(code).toBe(0);
  });

  test('TypeScript that is not built, imported by its own name and by that of what is built', async () => {
    write(space.folder, {
      'geo/package.json': manifest(),
      'geo/src/twice.ts': expr('twice', { transform: 'const by: number = params.by; void by;' }),
      'geo/src/thrice.ts': expr('thrice'),
      'geo/test/twice.test.ts': testOf('twice', { from: '../src/twice.ts', above: 'const unused: string = "x"; void unused;' }),
      'geo/test/more/thrice.test.mts': testOf('thrice', { from: '../../src/thrice.js' }),
    });
    const { code, stdout } = await space.mdm('plugins', 'test', './geo', '--json');
    const report = JSON.parse(stdout);
    expect(report.transformers.map((t: { transformer: string; badge: string }) => [t.transformer, t.badge])).toEqual([
      ['thrice', 'conforms'],
      ['twice', 'conforms'],
    ]);
    expect(report).toMatchObject({ package: 'mdm-feature-geo', version: '1.2.3', namespace: 'geo', ok: true, problems: [] });
    expect(report.notes).toEqual([expect.stringContaining('./index.js was not tested: The plugin mdm-feature-geo could not be imported')]);
    expect(code).toBe(0);
  });

  test('a wrong case, a broken law and a listed failure that holds are told in full', async () => {
    write(space.folder, {
      'package.json': manifest(['twice'], ['odd']),
      'index.js': index('twice', 'odd'),
      'src/twice.js': expr('twice'),
      'src/odd.js': expr('odd', { transform: "params = { by: c.name.includes('date') ? 1 : 2 };" }),
      'test/twice.test.js': testOf('twice', { wanted: 7, more: `expectedFailures: { 'threads change nothing': 'not tried' }` }),
      'test/odd.test.js': testOf('odd', { more: `expectedFailures: { three: 'to be seen' }`, wanted: 8 }),
    });
    const { code, stdout } = await space.mdm('plugins', 'test', '.');
    expect(stdout).toContain('geo.twice: three\n  x__twice, row 1: 6, expected 7.\n');
    expect(stdout).toContain('geo.twice: threads change nothing\n  it is listed as failing (not tried) but holds; take it off the list.\n');
    expect(stdout).toMatch(/geo\.odd: names of columns change only names\n {2}.*when columns are called otherwise.*\n/);
    expect(stdout).toContain('geo.odd: "three" is known not to hold: to be seen');
    expect(stdout).toMatch(new RegExp(`geo\\.twice +expr +0/1 +${LAWS - 1}/${LAWS} +fails`));
    expect(code).toBe(1);
  });

  test('known exceptions are a badge of their own', async () => {
    write(space.folder, {
      'package.json': manifest(['twice']),
      'index.js': index('twice'),
      'src/twice.js': expr('twice'),
      'test/twice.test.js': testOf('twice', { wanted: 7, more: `expectedFailures: { three: 'it is not 7' }` }),
    });
    const { code, stdout } = await space.mdm('plugins', 'test');
    expect(stdout).toContain('conforms, 1 known exception');
    expect(code).toBe(0);
  });

  test('code that hangs, ends the process or prints costs its transformer alone', async () => {
    write(space.folder, {
      'package.json': manifest(['twice'], ['stuck', 'batch'], ['gone'], ['loud']),
      'index.js': index('stuck', 'gone', 'loud', 'twice'),
      'src/twice.js': expr('twice'),
      'src/stuck.js': batch('stuck', 'while (made.length > 0);'),
      'src/gone.js': expr('gone', { transform: 'process.exit(0);' }),
      'src/loud.js': expr('loud', { transform: 'console.log(\'{"a": 1}\\u001b[2J\');' }),
    });
    const { code, stdout, stderr } = await space.mdm('plugins', 'test', '--json', '--timeout', '4');
    const report = JSON.parse(stdout);
    const told = report.transformers.map((t: { transformer: string; results: { ok: boolean; name: string; problem: string }[] }) => [
      t.transformer,
      ...t.results.filter((r) => !r.ok).map((r) => `${r.name}: ${r.problem}`),
    ]);
    expect(told).toEqual([
      ['stuck', 'batches are what outputs says: it took longer than 4 seconds.'],
      ['gone', 'it reads only what it is given: it ended the process (exit code 0).'],
      ['loud'],
      ['twice'],
    ]);
    expect(stderr).toContain('{"a": 1}\\u001b[2J\n');
    expect(code).toBe(1);
  });

  test('files that cannot be imported are named, and the others run', async () => {
    write(space.folder, {
      'package.json': manifest(['twice']),
      'index.js': index('twice'),
      'src/twice.js': expr('twice'),
      'test/exits.test.js': `import '@mdm/sdk/testing';\nprocess.exit(3);\n`,
      'test/jest.test.js': `${testOf('twice')}\ndescribe('more', () => {});\n`,
      'test/other.test.js': 'describe("for another runner", () => {});',
      'test/throws.test.js': `import { checkTransformer } from '@mdm/sdk/testing';\ncheckTransformer(undefined, {});\n`,
      'test/waits.test.js': `import '@mdm/sdk/testing';\nawait new Promise((done) => setTimeout(done, 60_000));\n`,
    });
    const { code, stdout } = await space.mdm('plugins', 'test', '--json', '--timeout', '3');
    const { problems, transformers } = JSON.parse(stdout);
    expect(problems.map((p: { where: string; problem: string }) => `${p.where}: ${p.problem}`).sort()).toEqual([
      'test/exits.test.js: cannot be imported: it ended the process (exit code 3).',
      'test/jest.test.js: cannot be imported: describe is not defined; keep what needs another test runner in files of its own.',
      expect.stringMatching(/^test\/throws.test.js: cannot be imported: Cannot read properties of undefined/),
      'test/waits.test.js: cannot be imported: it took longer than 3 seconds.',
    ]);
    expect(transformers.map((t: { badge: string }) => t.badge)).toEqual(['conforms']);
    expect(code).toBe(1);
  });

  test('a plugin whose code cannot be imported, and one without transformers', async () => {
    write(space.folder, {
      'a/package.json': manifest(['twice']),
      'b/package.json': manifest(),
      'b/index.js': index(),
    });
    const a = await space.mdm('plugins', 'test', './a');
    expect(a.stdout).toContain('./index.js\n  The plugin mdm-feature-geo could not be imported');
    const b = await space.mdm('plugins', 'test', 'b');
    expect(b.stdout).toContain('package.json\n  no transformer is listed or tested.');
    expect([a.code, b.code]).toEqual([1, 1]);
  });

  test('two files that test one transformer are put together', async () => {
    write(space.folder, {
      'package.json': manifest(['twice']),
      'index.js': index('twice'),
      'src/twice.js': expr('twice'),
      'test/a.test.js': testOf('twice'),
      'test/b.test.js': testOf('twice'),
    });
    const { code, stdout } = await space.mdm('plugins', 'test');
    expect(stdout).toContain('two cases are called "three".');
    expect(code).toBe(1);
  });

  test.each([
    [['.'], /^Error: \. cannot be tested: its folder has gone, or has no package.json/, 1],
    [['./nowhere'], /^Error: \.\/nowhere cannot be tested/, 1],
    [['tempral'], /^Error: There is no plugin "tempral"; did you mean temporal\?/, 2],
    [['--timeout', '0'], /^Error: .*timeout/, 2],
  ])('%j is refused', async (argv, said, exit) => {
    const { code, stderr } = await space.mdm('plugins', 'test', ...argv);
    expect(stderr).toMatch(said);
    expect(code).toBe(exit);
  });

  test('a package that is no plugin is refused', async () => {
    write(space.folder, { 'package.json': { name: 'left-pad', version: '1.0.0' } });
    const { code, stderr, stdout } = await space.mdm('plugins', 'test', '--json');
    expect(stderr).toContain('it is not an MDM plugin: its package.json has no "mdm"');
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'plugin' } });
    expect(code).toBe(1);
  });

  test('a plugin that comes with MDM keeps the laws', async () => {
    const { code, stdout, stderr } = await space.mdm('plugins', 'test', 'temporal');
    expect(stdout).toContain('11 transformers: every check is as it should be.');
    expect([stderr, code]).toEqual(['', 0]);
  });

  test('Ctrl-C ends it, and what it started', async () => {
    write(space.folder, {
      'package.json': manifest(['twice']),
      'index.js': index('twice'),
      'src/twice.js': expr('twice', { above: 'console.error(`at ${process.pid}`); for (;;);' }),
    });
    const child = execFile(process.execPath, [bin, 'plugins', 'test'], { cwd: space.folder, env: space.env });
    const ended = new Promise<number | null>((done) => child.on('exit', (code) => done(code)));
    let said = '';
    const pid = await new Promise<number>((done) =>
      child.stderr!.on('data', (text) => {
        said += text;
        const found = /at (\d+)\n/.exec(said);
        if (found) done(Number(found[1]));
      }),
    );
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(said).toMatch(/Stopped\.\n/);
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });
});

describe('@mdm/sdk/testing', () => {
  const install = (folder: string, withKit: boolean): void => {
    mkdirSync(join(folder, 'node_modules/@mdm/sdk'), { recursive: true });
    for (const part of ['package.json', 'dist'])
      cpSync(join(root, 'src/sdk', part), join(folder, 'node_modules/@mdm/sdk', part), { recursive: true });
    symlinkSync(join(root, 'node_modules/zod'), join(folder, 'node_modules/zod'));
    if (withKit) symlinkSync(root, join(folder, 'node_modules/@mdm/cli'));
  };
  const node = (...argv: string[]) =>
    new Promise<{ code: number | null; stdout: string }>((done) => {
      const child = execFile(process.execPath, argv, { cwd: space.folder, env: space.env }, (_, stdout, stderr) =>
        done({ code: child.exitCode, stdout: stdout + stderr }),
      );
    });

  beforeEach(() => {
    write(space.folder, {
      'package.json': manifest(['twice']),
      'src/twice.js': expr('twice'),
      'test/twice.test.js': testOf('twice'),
      'test/wrong.test.js': testOf('twice', { wanted: 7 }),
    });
  });

  test('runs under node:test', async () => {
    install(space.folder, true);
    const right = await node('--test', 'test/twice.test.js');
    expect(right.stdout).toContain(`tests ${LAWS + 1}`);
    expect(right.code).toBe(0);
    const wrong = await node('--test', 'test/wrong.test.js');
    expect(wrong.stdout).toContain('twice: x__twice, row 1: 6, expected 7.');
    expect(wrong.code).toBe(1);
  });

  test('says where the kit is when it is not there', async () => {
    install(space.folder, false);
    const { code, stdout } = await node('test/twice.test.js');
    expect(stdout).toContain(
      'The testing kit comes with MDM and @mdm/cli/testing is not installed here; run the tests with: mdm plugins test',
    );
    expect(code).toBe(1);
  });
});
