import { execFile, execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { blocksOf } from '../../docs/blocks.js';
import { pages, runPage } from '../../docs/pages.js';
import { items, type Check, type Ended } from '../world.js';

const root = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as { version: string; engines: { node: string } };
const minimum = /\d+(?:\.\d+)*/.exec(manifest.engines.node)![0];
const npm = join(root, 'node_modules/npm/bin/npm-cli.js');
/** At the small scale, which is that of `npm test`, a copy has the packages that MDM runs with and what was built here; `npm run acceptance` builds it there. */
const small = (process.env['MDM_ACCEPTANCE_SCALE'] ?? 'small') === 'small';

/** Runs a program with the Node of this test first in the path. */
function program(file: string, args: readonly string[], cwd: string, more: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|MDM_|NODE_OPTIONS$)/.test(name)));
  const env = { ...clean, ...more, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}` };
  return new Promise((done) => {
    const child = execFile(file, args, { cwd, env, maxBuffer: 1e8 }, (_, stdout, stderr) => done({ code: child.exitCode, stdout, stderr }));
  });
}
const runNpm = (args: readonly string[], cwd: string, more: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  program(process.execPath, [npm, ...args, '--prefer-offline', '--no-audit', '--no-fund', '--update-notifier=false'], cwd, more);

interface Copy {
  readonly folder: string;
  readonly home: string;
  readonly installed: Ended;
}
let copied: Promise<Copy> | undefined;

/** The sources in an empty folder, installed by `npm ci`; made once for the rows that need it. */
const copy = (): Promise<Copy> => (copied ??= makeCopy());
async function makeCopy(): Promise<Copy> {
  const top = mkdtempSync(join(tmpdir(), 'mdm-install-'));
  process.on('exit', () => rmSync(top, { recursive: true, force: true }));
  const folder = join(top, 'sources');
  const home = join(top, 'user');
  mkdirSync(home, { recursive: true });
  const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  for (const file of tracked.split('\0'))
    if (file !== '' && existsSync(join(root, file))) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      cpSync(join(root, file), join(folder, file));
    }
  const cache = execFileSync(process.execPath, [npm, 'config', 'get', 'cache'], { encoding: 'utf8' }).trim();
  const installed = await runNpm(['ci', '--cache', cache, ...(small ? ['--omit=dev', '--ignore-scripts'] : [])], folder, { HOME: home });
  if (small)
    for (const dist of ['dist', 'src/sdk/dist', ...globSync('{plugins,tools}/*/dist', { cwd: root })])
      cpSync(join(root, dist), join(folder, dist), { recursive: true });
  return { folder, home, installed };
}

async function installed(): Promise<Copy> {
  const one = await copy();
  if (one.installed.code !== 0) throw new Error(`npm ci ended with ${one.installed.code}:\n${one.installed.stderr}`);
  return one;
}

export const checks: Readonly<Record<string, Check>> = {
  'A0-01': async () => {
    expect(execFileSync(process.execPath, ['-v'], { encoding: 'utf8' })).toMatch(/^v\d+\.\d+\.\d+/);
    expect((await runNpm(['-v'], root)).stdout).toMatch(/^\d+\.\d+\.\d+/);
    const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
    const [needMajor, needMinor] = minimum.split('.').map(Number) as [number, number];
    expect(major > needMajor || (major === needMajor && minor >= needMinor)).toBe(true);
    expect(read('README.md')).toContain(`Node.js ${minimum}`);
  },
  'A0-02': async () => {
    const { folder, home } = await installed();
    expect(existsSync(join(folder, 'node_modules/@duckdb/node-api'))).toBe(true);
    expect(readdirSync(home).filter((name) => name !== '.npm')).toEqual([]);
    expect(readdirSync(dirname(folder)).sort()).toEqual(['sources', 'user']);
  },
  'A0-03': async () => {
    const { folder } = await installed();
    for (const args of [
      [process.execPath, npm, 'exec', '--no', '--', 'mdm', 'version'],
      [process.execPath, './bin/run.js', 'version'],
    ]) {
      const ended = await program(args[0]!, args.slice(1), folder);
      expect(ended.code).toBe(0);
      expect(ended.stdout).toContain(manifest.version);
    }
  },
  'A0-04': async () => {
    const { folder } = await installed();
    const prefix = join(dirname(folder), 'prefix');
    const packed = await runNpm(['pack', '--silent', ...(small ? ['--ignore-scripts'] : [])], folder);
    expect(packed.code).toBe(0);
    const tarball = packed.stdout.trim().split('\n').at(-1)!;
    const global = await runNpm(['install', '--global', '--prefix', prefix, `./${tarball}`], folder);
    if (global.code !== 0) throw new Error(global.stderr);
    const ended = await program(join(prefix, 'bin/mdm'), ['version'], tmpdir());
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain(manifest.version);
  },
  'A0-06': async (world) => {
    const path = join(world.folder, 'copy');
    mkdirSync(path);
    const changed = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    changed.dependencies['zod'] = '^3.0.0';
    writeFileSync(join(path, 'package.json'), JSON.stringify(changed));
    cpSync(join(root, 'package-lock.json'), join(path, 'package-lock.json'));
    for (const folder of ['src/sdk', 'tools/create-feature', 'tools/node', ...globSync('plugins/*', { cwd: root })]) {
      mkdirSync(join(path, folder), { recursive: true });
      cpSync(join(root, folder, 'package.json'), join(path, folder, 'package.json'));
    }
    const ended = await runNpm(['ci'], path);
    expect(ended.code).not.toBe(0);
    expect(ended.stderr).toMatch(/can only install packages when your package\.json and package-lock\.json.* are in sync/);
    expect(existsSync(join(path, 'node_modules'))).toBe(false);
  },
  'A0-07': async () => {
    const { folder } = await installed();
    const listed = await runNpm(['ls', '--depth=0', ...(small ? ['--omit=dev'] : [])], folder);
    expect(listed.code).toBe(0);
    expect(listed.stdout).toContain('@mdm/cli@');
    // The binaries of Node for other platforms are optional, and npm names them.
    const others = /^.*UNMET OPTIONAL DEPENDENCY node-(?:bin-)?(?:darwin|linux|win)-\w+@.*$/gm;
    expect((listed.stdout + listed.stderr).replaceAll(others, '')).not.toMatch(/UNMET|invalid|extraneous/);
    const prefix = join(dirname(folder), 'prefix');
    if (!existsSync(prefix)) {
      const tarball = (await runNpm(['pack', '--silent', ...(small ? ['--ignore-scripts'] : [])], folder)).stdout
        .trim()
        .split('\n')
        .at(-1)!;
      await runNpm(['install', '--global', '--prefix', prefix, `./${tarball}`], folder);
    }
    const global = await runNpm(['ls', '--global', '--prefix', prefix, '--depth=0'], tmpdir());
    expect(global.code).toBe(0);
    expect(global.stdout).toContain('@mdm/cli@');
    expect(global.stdout + global.stderr).not.toMatch(/UNMET|invalid|extraneous/);
  },
  'A9.2-01': async (world) => {
    const older = world.file('older.cjs', "Object.defineProperty(process.versions, 'node', { value: '20.19.0' });\n");
    mkdirSync(join(world.folder, 'bin'));
    cpSync(join(root, 'bin/run.js'), join(world.folder, 'bin/run.js'));
    world.file('package.json', '{ "type": "module" }');
    const ended = await program(process.execPath, ['--require', older, 'bin/run.js', 'version'], world.folder);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toBe(`mdm needs Node.js ${minimum} or newer; this is 20.19.0.\n`);
    // The suite itself runs on the minimum where that release is at hand: MDM_MINIMUM_NODE names the binary.
    const other = process.env['MDM_MINIMUM_NODE'];
    if (other === undefined) return;
    expect(execFileSync(other, ['-v'], { encoding: 'utf8' })).toContain(minimum);
    const suite = await program(
      other,
      ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', 'test/storage', 'test/pipeline'],
      root,
    );
    if (suite.code !== 0) throw new Error(suite.stderr);
  },
  'A9.2-03': async (world) => {
    const bin = join(world.folder, 'other/bin');
    mkdirSync(bin, { recursive: true });
    symlinkSync(process.execPath, join(bin, 'node'));
    const script = world.file('other/bin/mdm', `#!/usr/bin/env node\nimport(${JSON.stringify(join(root, 'bin/run.js'))});\n`);
    execFileSync('chmod', ['755', script]);
    const env = { ...world.env, PATH: `${bin}${delimiter}${process.env['PATH']}` };
    const ended = await new Promise<Ended>((done) => {
      const args = ['dataset', 'register', 'other', world.data('iris.csv'), '--target', 'species'];
      const child = execFile(join(bin, 'node'), [join(root, 'bin/run.js'), ...args], { cwd: world.folder, env }, (_, stdout, stderr) =>
        done({ code: child.exitCode, stdout, stderr }),
      );
    });
    if (ended.code !== 0) throw new Error(ended.stderr);
    expect((await world.json('dataset', 'info', 'other')).metadata.statistics.row_count).toBe(149);
  },
  'A11.2-01': async () => {
    const unrun = pages.flatMap((page) =>
      blocksOf(page)
        .filter(
          (block) => block.language === 'sh' && block.mark !== 'run' && !block.mark.startsWith('fails ') && !/^not run: ./.test(block.mark),
        )
        .filter((block) => /^\s*(?:npx )?mdm /m.test(block.text))
        .map((block) => `${page}:${block.line}`),
    );
    expect(unrun).toEqual([]);
    await runPage('README.md');
  },
  'A11.2-02': async () => {
    const shown = pages.filter((page) => blocksOf(page).some((block) => block.mark === 'output'));
    expect(shown).toEqual(expect.arrayContaining(['README.md', 'docs/guide/datasets.md', 'docs/guide/troubleshooting.md']));
    for (const page of ['docs/guide/datasets.md', 'docs/guide/troubleshooting.md'])
      expect(blocksOf(page).filter((block) => block.mark === 'output').length).toBeGreaterThan(2);
    await runPage('docs/guide/datasets.md');
  },
  'A11.2-04': async () => {
    const commands = read('docs/reference/commands.md');
    const all = (
      JSON.parse(read('oclif.manifest.json')) as {
        commands: Record<string, { hidden?: boolean; flags: Record<string, { hidden?: boolean }> }>;
      }
    ).commands;
    const missing = Object.entries(all).flatMap(([id, { flags, hidden }]) => {
      if (hidden) return [];
      const heading = `mdm ${id.replaceAll(':', ' ')}`;
      const from = commands.indexOf(`## ${heading}\n`) >= 0 ? commands.indexOf(`## ${heading}\n`) : commands.indexOf(heading);
      if (from < 0) return [heading];
      return Object.entries(flags)
        .filter(([, flag]) => !flag.hidden)
        .flatMap(([flag]) => (commands.includes(`--${flag}`) ? [] : [`${heading} --${flag}`]));
    });
    expect(missing).toEqual([]);
    const { KEY_NAMES } = await import('../../../src/config/keys.js');
    const keys = read('docs/reference/configuration.md');
    expect(KEY_NAMES.filter((key) => !keys.includes(key))).toEqual([]);
    const guides = pages.map(read).join('\n');
    expect(guides).toContain('--include-features');
  },
  'A11.3-01': () => {
    expect(
      blocksOf('docs/guide/getting-started.md').some((block) => block.mark === 'run' && block.text.includes('mdm dataset register')),
    ).toBe(true);
    return runPage('docs/guide/getting-started.md');
  },
  'A11.3-03': () => {
    const blocks = blocksOf('docs/guide/troubleshooting.md');
    const cases = read('docs/guide/troubleshooting.md').match(/^## /gm)!.length;
    expect(blocks.filter((block) => block.mark.startsWith('fails ')).length).toBeGreaterThanOrEqual(cases);
    expect(blocks.filter((block) => block.mark === 'run').length).toBeGreaterThanOrEqual(cases);
    return runPage('docs/guide/troubleshooting.md');
  },
  'A11.3-04': () => {
    const cases = read('docs/guide/best-practices.md').match(/^## /gm)!.length;
    expect(blocksOf('docs/guide/best-practices.md').filter((block) => block.mark === 'run').length).toBeGreaterThanOrEqual(cases);
    return runPage('docs/guide/best-practices.md');
  },
  ...summary(),
};

/** What the runner's report says, shown on results made up for it: one row holds, one fails, one is open, one did not run. */
function summary(): Readonly<Record<string, Check>> {
  const report = async () => {
    const { reportOf } = (await import('../../../scripts/acceptance/report.js')) as {
      reportOf(given: object): ReturnType<typeof JSON.parse>;
    };
    const all = items();
    const platform = all.filter(({ expected }) => expected.includes('platform:'));
    const passed = (id: string) => [id, { status: 'passed', check: 'test/acceptance/x.test.ts' }] as const;
    const ran = new Map<string, object>(all.map(({ id }) => passed(id)));
    ran.set('A2.4-01', { status: 'failed', check: 'test/acceptance/x.test.ts', message: 'it went wrong\nat' });
    ran.delete('A2.4-02');
    return { all, platform, made: reportOf({ items: all, open: { 'A11.2-01': 'page.md:3 says otherwise' }, ran, backend: 'sqlite' }) };
  };
  return {
    'AS-01': async () => {
      const { all, made } = await report();
      expect(made.total).toBe(all.length);
      expect(all).toHaveLength(318);
      expect(made.rows.map((row: { id: string }) => row.id)).toEqual(all.map(({ id }) => id));
      for (const row of made.rows) expect(['holds', 'fails', 'open', 'not run']).toContain(row.outcome);
      // Each row has a check.
      const files = globSync('*.ts', { cwd: import.meta.dirname });
      const sets = await Promise.all(files.map((file) => import(join(import.meta.dirname, file)) as Promise<{ checks?: object }>));
      const covered = new Set(sets.flatMap(({ checks: some }) => Object.keys(some ?? {})));
      expect(all.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([]);
    },
    'AS-02': async () => {
      const { made, all } = await report();
      expect(made.hold).toBe(all.length - 3);
      for (const row of made.rows) if (row.outcome === 'holds') expect(row.check).toBe(`test/acceptance/x.test.ts [${row.id}]`);
    },
    'AS-04': async () => {
      const { made, platform } = await report();
      expect(made.notApplicable).toEqual([]);
      for (const { id } of platform) expect(made.rows.find((row: { id: string }) => row.id === id).platform).toBe('by simulation');
    },
    'AS-05': async () => {
      const { made } = await report();
      expect(made.issues).toEqual([
        { id: 'A2.4-01', why: 'it went wrong' },
        { id: 'A2.4-02', why: 'no check ran' },
        { id: 'A11.2-01', why: 'page.md:3 says otherwise' },
      ]);
    },
    'AS-06': async () => {
      const { made } = await report();
      expect(made.documentation).toEqual([{ id: 'A11.2-01', why: 'page.md:3 says otherwise' }]);
    },
  };
}
