import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { completionScript, completionsOf, SHELLS } from '../../src/commands/output/completion.js';

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../oclif.manifest.json'), 'utf8')) as {
  commands: Record<string, Parameters<typeof completionsOf>[0][number]>;
};
const completions = completionsOf(Object.values(manifest.commands));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mdm-completion-'));
  writeFileSync(join(folder, 'mdm.bash'), completionScript('bash', completions));
  writeFileSync(join(folder, 'mdm'), '#!/bin/sh\n[ "$*" = "autocomplete --names" ] && printf "iris\\ntitanic\\n"\n', { mode: 0o755 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What bash offers after some words; the last one is being typed. */
function offered(...words: string[]): string[] {
  const script = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); _mdm; printf "%s\\n" "\${COMPREPLY[@]}"`;
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` };
  const told = execFileSync('bash', ['-c', script, join(folder, 'mdm.bash'), 'mdm', ...words], { cwd: folder, env, encoding: 'utf8' });
  return told.split('\n').filter((word) => word !== '');
}

test('every command is completed', () => {
  for (const { path } of completions) {
    const words = path.split(' ');
    expect(offered(...words.slice(0, -1), words.at(-1)!.slice(0, 2))).toContain(words.at(-1));
  }
});

test.each<[string[], string[]]>([
  [['config', 'g'], ['get']],
  [['config', 'get', '--verb'], ['--verbose']],
  [
    ['metrics', '--format', ''],
    ['table', 'prometheus', 'json'],
  ],
  [
    ['autocomplete', ''],
    ['bash', 'zsh', 'fish'],
  ],
  [['dataset', 'info', 't'], ['titanic']],
  [
    ['dataset', 'remove', ''],
    ['iris', 'titanic'],
  ],
  [['dataset', 'register', 'ir'], []],
  [['features', 'generate', 'mdm.b'], ['mdm.bash']],
])('mdm %j', (words, expected) => expect(offered(...words)).toEqual(expected));

test.each(SHELLS)('the script of %s names every command and no hidden flag', (shell) => {
  const script = completionScript(shell, completions);
  for (const { path } of completions) for (const word of path.split(' ')) expect(script).toContain(word);
  expect(script).not.toMatch(/--names\b(?! 2>)/);
});
