import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESCAPE, listed, numbered, put, refusedWith } from '../datasets.js';
import type { Check, World } from '../world.js';

/** stdout as the one JSON document that it has to be. */
async function document(world: World, code: number, ...argv: readonly string[]): Promise<unknown> {
  const ended = await world.mdm(...argv, '--json');
  expect([argv.join(' '), ended.code, ended.stderr]).toEqual([argv.join(' '), code, expect.anything()]);
  return JSON.parse(ended.stdout) as unknown;
}

/** Every command that destroys: it asks, and Enter is no. */
async function asks(world: World, ...argv: readonly string[]): Promise<void> {
  const { code, shown } = await world.terminal({ input: '\n' }, ...argv);
  expect([argv.join(' '), code, shown]).toEqual([argv.join(' '), 0, expect.stringContaining('[y/N]')]);
}

export const checks: Readonly<Record<string, Check>> = {
  'A10.1-02': async (world) => {
    await put(world, 't');
    const ended = await world.mdmWith({ env: { NO_COLOR: undefined } }, 'dataset', 'info', 't', '--format', 'text');
    expect(ended.code).toBe(0);
    expect(ended.stdout).not.toMatch(/[\u001b\u0080-\u009f]/);
  },
  'A10.1-03': async (world) => {
    await put(world, 't');
    const { code, shown } = await world.terminal({}, 'dataset', 'stats', 't', '--format', 'filename.txt');
    expect([code, shown]).toEqual([0, expect.stringContaining('filename.txt')]);
    const text = readFileSync(join(world.folder, 'filename.txt'), 'utf8');
    for (const word of ['price', 'city', 'mean']) expect(text).toContain(word);
    expect(text).not.toMatch(ESCAPE);
  },
  'A10.1-04': async (world) => {
    await put(world, 't');
    expect(await document(world, 0, 'dataset', 'list')).toMatchObject([{ name: 't' }]);
    expect(await document(world, 0, 'dataset', 'info', 't')).toMatchObject({ name: 't' });
    expect(await document(world, 0, 'dataset', 'stats', 't')).toMatchObject({ dataset: 't' });
    expect(await document(world, 0, 'dataset', 'search', 't')).toMatchObject([{ name: 't' }]);
    expect(await document(world, 2, 'dataset', 'list', '--filter', 'x=1')).toMatchObject({ error: { code: 'usage' } });
    expect(await document(world, 3, 'dataset', 'info', 'nosuch')).toMatchObject({ error: { code: 'not-found' } });
    expect(await document(world, 3, 'dataset', 'stats', 'nosuch')).toMatchObject({ error: { code: 'not-found' } });
    expect(await document(world, 2, 'dataset', 'search')).toMatchObject({ error: { code: 'usage' } });
    // A dataset of another backend is told on stderr.
    const other = world.backend === 'duckdb' ? 'sqlite' : 'duckdb';
    const hidden = await world.mdmWith({ env: { MDM_DATABASE_DEFAULT_BACKEND: other } }, 'dataset', 'list', '--json');
    expect([hidden.code, JSON.parse(hidden.stdout), hidden.stderr]).toEqual([0, [], expect.stringContaining('1 dataset')]);
  },
  'A10.1-05': async (world) => {
    const lines = ['id,a,b'];
    for (let i = 0; i < 1_000_000; i++) lines.push(`${i},${(i * 7) % 1000},${(i % 97) / 4}`);
    writeFileSync(join(world.folder, 'large.csv'), `${lines.join('\n')}\n`);
    const { code, shown } = await world.terminal({ env: { CI: undefined } }, 'dataset', 'register', 'large', 'large.csv', '--no-features');
    expect([code, shown.slice(-300)]).toEqual([0, expect.anything()]);
    expect(shown).toMatch(/[\d,]+ rows, [\d,]+ rows\/s, about \d+ s left/);
    const piped = await world.mdm('dataset', 'register', 'piped', 'large.csv', '--no-features');
    expect(piped.code).toBe(0);
    expect(`${piped.stdout}${piped.stderr}`).not.toMatch(/\r|\u001b|rows\/s/);
  },
  'A10.2-01': async (world) => {
    await put(world, 'one');
    await put(world, 'two');
    await asks(world, 'dataset', 'remove', 'one');
    await asks(world, 'batch', 'remove', 'one', 'two');
    const other = world.backend === 'duckdb' ? 'sqlite' : 'duckdb';
    await asks(world, 'dataset', 'migrate', 'one', '--to', other);
    await world.ok('rollback', 'create');
    await asks(world, 'rollback', 'run', '--type', 'full');
    expect(await listed(world)).toEqual(['one', 'two']);
  },
  'A10.2-02': async (world) => {
    await put(world, 'there');
    const csv = numbered(world, 't.csv', 20);
    const mistakes: readonly (readonly [number, readonly string[], readonly string[]])[] = [
      [2, ['dataset', 'register', 'new', 'nosuch.csv'], ['nosuch.csv']],
      [2, ['dataset', 'register', 'new', csv, '--target', 'nosuch'], ['nosuch', 'price']],
      [2, ['dataset', 'update', 'there', '--problem-type', 'guessing'], ['guessing', 'regression']],
      [4, ['dataset', 'register', 'there', csv], ['there', '--force']],
      [3, ['dataset', 'info', 'nosuch'], ['nosuch']],
      [2, ['dataset', 'export', 'there', '--format', 'excel'], ['excel', 'csv']],
      [2, ['dataset', 'export', 'there', '--table', 'tran'], ['tran', 'train']],
      [2, ['dataset', 'list', '--filter', 'rowcount>1'], ['rowcount', 'row_count']],
      [2, ['dataset', 'list', '--sort-by', 'colour'], ['colour', 'size_mb']],
      [2, ['dataset', 'register', 'a/b', csv], ['a/b']],
      [2, ['dataset', 'update', 'there', '--target', 'prize'], ['prize', 'price']],
      [2, ['dataset', 'info'], ['NAME', 'mdm help dataset info']],
    ];
    for (const [code, argv, words] of mistakes) {
      const said = await refusedWith(world, code, ...argv);
      for (const word of words) expect([argv.join(' '), said]).toEqual([argv.join(' '), expect.stringContaining(word)]);
      // What is wrong, and what to do.
      expect(
        said
          .trim()
          .split('\n')
          .filter((line) => line !== '').length,
      ).toBeGreaterThanOrEqual(2);
    }
  },
  'A10.2-03': async (world) => {
    await put(world, 'titanic');
    expect(await refusedWith(world, 2, 'datset', 'list')).toContain('dataset list');
    expect(await refusedWith(world, 2, 'dataset', 'lst')).toContain('dataset list');
    expect(await refusedWith(world, 3, 'dataset', 'info', 'titanik')).toContain('titanic');
    const ended = await world.mdm('dataset', 'lst');
    expect(ended.stdout).toBe('');
  },
  'A10.2-05': async (world) => {
    await put(world, 'titanic');
    for (const shell of ['bash', 'zsh']) {
      const { stdout } = await world.ok('autocomplete', shell);
      expect(stdout).toContain('mdm');
    }
    const script = world.file('complete.bash', (await world.ok('autocomplete', 'bash')).stdout);
    const complete = (line: string): Promise<string> => bashCompletion(world, script, line);
    expect(await complete('mdm data')).toContain('dataset');
    expect(await complete('mdm dataset ex')).toContain('export');
    expect(await complete('mdm dataset export titanic --comp')).toContain('--compression');
    expect(await complete('mdm dataset info tita')).toContain('titanic');
  },
};

/** What bash would offer at the end of a line. */
async function bashCompletion(world: World, script: string, line: string): Promise<string> {
  const { execFileSync } = await import('node:child_process');
  const words = line.split(' ');
  const { bin } = await import('../../e2e/workspace.js');
  const code = [
    `mdm() { '${process.execPath}' '${bin}' "$@"; }`,
    `source '${script}'`,
    `COMP_LINE=${JSON.stringify(line)}; COMP_POINT=${line.length}; COMP_WORDS=(${words.map((one) => JSON.stringify(one)).join(' ')}); COMP_CWORD=${words.length - 1}`,
    `spec=$(complete -p mdm); function=\${spec##*-F }; function=\${function%% *}`,
    `$function mdm ${JSON.stringify(words.at(-1))} ${JSON.stringify(words.at(-2) ?? '')}`,
    'printf "%s\\n" "${COMPREPLY[@]}"',
  ].join('\n');
  return execFileSync('bash', ['-c', code], { encoding: 'utf8', env: world.env, cwd: world.folder });
}
