import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

export interface Block {
  readonly language: string;
  /** What stands after the language: `run`, `output`, `file src/x.ts`. */
  readonly mark: string;
  readonly text: string;
  readonly line: number;
}

/** The code blocks of a page. */
export function blocksOf(file: string): Block[] {
  const page = readFileSync(join(root, file), 'utf8');
  return [...page.matchAll(/^```(\w+)([^\n]*)\n(.*?)^```$/gms)].map((m) => ({
    language: m[1]!,
    mark: m[2]!.trim(),
    text: m[3]!,
    line: page.slice(0, m.index).split('\n').length,
  }));
}

/** A folder in the system's temporary one, where `mdm`, `npx` and `@mdm/cli` are the ones of this clone. */
export function cleanFolder(): { readonly folder: string; readonly top: string } {
  const top = mkdtempSync(join(tmpdir(), 'mdm-docs-'));
  const folder = join(top, 'work');
  mkdirSync(join(top, 'bin'));
  mkdirSync(folder);
  const script = (name: string, text: string): void => writeFileSync(join(top, 'bin', name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  script('mdm', `exec '${process.execPath}' '${join(root, 'bin/run.js')}' "$@"`);
  script('node', `exec '${process.execPath}' "$@"`);
  script('npx', 'exec "$@"');
  // What `npm install` fetches for a new plugin stands in node_modules above it already; the rest is npm, without a network.
  script('npm', `[ "$1" = install ] || exec '${process.execPath}' '${join(root, 'node_modules/npm/bin/npm-cli.js')}' "$@"`);
  script('tsc', `exec '${process.execPath}' '${join(root, 'node_modules/typescript/bin/tsc')}' "$@"`);
  script('eslint', `exec '${process.execPath}' '${join(root, 'node_modules/eslint/bin/eslint.js')}' "$@"`);
  writeFileSync(join(top, 'package.json'), '{ "type": "module", "private": true }\n');
  const tools = { typescript: '', eslint: '', 'typescript-eslint': '', '@types/node': '' };
  const packages = { '@mdm/cli': root, '@mdm/sdk': join(root, 'src/sdk'), zod: '', 'apache-arrow': '', ...tools };
  for (const [name, place] of Object.entries(packages)) {
    const at = join(top, 'node_modules', name);
    mkdirSync(dirname(at), { recursive: true });
    symlinkSync(place || join(root, 'node_modules', name), at, 'junction');
  }
  return { folder, top };
}

export const give = (from: string, folder: string, to: string): void => cpSync(join(root, from), join(folder, to), { recursive: true });

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The environment of commands in a folder made by `cleanFolder`. */
export const envOf = (top: string): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'))),
  NODE_OPTIONS: '',
  NO_COLOR: '1',
  PATH: `${join(top, 'bin')}${delimiter}${process.env['PATH']}`,
  MDM_DATA_DIR: join(top, 'data'),
  MDM_HOME_DIR: join(top, 'home'),
  npm_config_offline: 'true',
  npm_config_update_notifier: 'false',
  npm_config_cache: join(top, 'npm-cache'),
});

/** Runs a block in a folder made by `cleanFolder`; the first failing command of a shell block ends it. `ended`: the folder it ended in. */
export function run(block: Block, top: string, folder: string): Promise<Ended & { readonly ended: string }> {
  const name = `block-${block.line}.ts`;
  if (block.language === 'ts') writeFileSync(join(folder, name), block.text);
  const [file, args] =
    block.language === 'ts' ? [process.execPath, [name]] : ['sh', ['-e', '-c', `trap 'pwd > "${join(top, 'ended')}"' EXIT\n${block.text}`]];
  const env = envOf(top);
  return new Promise((done) => {
    const child = execFile(file, args, { cwd: folder, env, maxBuffer: 1e8 }, (_, stdout, stderr) => {
      const ended = block.language === 'ts' ? folder : readFileSync(join(top, 'ended'), 'utf8').trim();
      done({ code: child.exitCode, stdout, stderr, ended });
    });
  });
}

const normal = (line: string): string =>
  line
    .trimEnd()
    .replace(/\d+(\.\d+)? s, peak memory .*/, '<time>')
    .replaceAll(/\d+(\.\d+)? ms/g, '<time>')
    .replace(/ in \d+(\.\d+)? s$/, ' in <time>');

/** Fails unless the lines are as expected; a line `…` stands for any number of lines. */
export function expectLines(actual: string, expected: string): void {
  const have = actual.trimEnd().split('\n').map(normal);
  const parts = expected.trimEnd().split(/^\s*…\n?/m);
  let from = 0;
  parts.forEach((part, i) => {
    const want = part.split('\n').map(normal);
    if (want.at(-1) === '') want.pop();
    if (want.length === 0) return;
    const starts = have.map((_, k) => k).filter((k) => k >= from && want.every((line, j) => have[k + j] === line));
    const at =
      i === 0 ? starts.find((k) => k === 0) : i === parts.length - 1 ? starts.find((k) => k + want.length === have.length) : starts[0];
    if (at === undefined) throw new Error(`Not in the output:\n${want.join('\n')}\n\nThe output is:\n${have.join('\n')}`);
    from = at + want.length;
  });
  if (parts.length === 1 && from !== have.length) throw new Error(`The output goes on:\n${have.slice(from).join('\n')}`);
}
