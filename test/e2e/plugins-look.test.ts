import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { contentOf } from '../../src/host/content.js';
import { manifest, plugin, provided, transformer } from '../host/plugins.js';
import { penguins, switchOn, workspace } from './workspace.js';

const space = workspace();
const json = async <T>(...argv: string[]): Promise<T> => JSON.parse((await space.mdm(...argv, '--json')).stdout) as T;

interface Put {
  readonly mdm?: unknown;
  readonly code?: string;
  readonly source?: string;
  readonly version?: string;
}

/** Installs a package as `mdm plugins install` leaves it. */
async function put(name: string, { mdm, code, source = 'registry', version = '1.2.3' }: Put = {}): Promise<string> {
  const short = name.replace(/^mdm-feature-/, '');
  const folder = `plugins/${short}/${version}-00000000/node_modules/${name}`;
  const root = join(space.data, folder);
  mkdirSync(root, { recursive: true });
  const pjson = { name, version, type: 'module', description: 'For tests', dependencies: { 'left-pad': '^1.0.0' } };
  writeFileSync(join(root, 'package.json'), JSON.stringify({ ...pjson, mdm: mdm ?? manifest([provided('one')]) }));
  writeFileSync(join(root, 'index.mjs'), code ?? plugin(short, transformer('one')));
  let state = { version: 1, plugins: [] as object[], off: [] as string[] };
  try {
    state = JSON.parse(readFileSync(join(space.data, 'plugins.json'), 'utf8')) as typeof state;
  } catch {
    // The first.
  }
  const where = source === 'link' ? { root } : { folder };
  const content = source === 'link' ? null : await contentOf(root);
  const entry = { name, version, ...where, source: { kind: source, spec: name }, integrity: 'sha512-x', content, installed: '2026-01-01' };
  writeFileSync(join(space.data, 'plugins.json'), JSON.stringify({ ...state, plugins: [...state.plugins, entry] }));
  return root;
}

interface Listed {
  readonly name: string;
  readonly state: string;
  readonly problem?: string;
}

describe('mdm plugins', () => {
  test('lists what comes along, also what is off', async () => {
    const { code, stdout, stderr } = await space.mdm('plugins');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/temporal +@mdm\/feature-temporal +\S+ +comes with MDM +expr +\d+ +on/);
    expect(stdout).toMatch(/text +@mdm\/feature-text +\S+ +comes with MDM +expr, batch +\d+ +off/);
    expect(stdout).toContain('mdm plugins install text');
    expect((await space.mdm('plugins', 'list')).stdout).toBe(stdout);
  });

  test('and what the user has; imports none of it', async () => {
    await put('mdm-feature-geo', { code: 'throw new Error("imported");' });
    await put('mdm-feature-off');
    await put('mdm-feature-old', { mdm: manifest([provided('one')], { api: '^2' }) });
    switchOff('mdm-feature-off', '@mdm/feature-temporal');
    const list = await json<Listed[]>('plugins', 'list');
    expect(list.map((p) => [p.name, p.state])).toEqual([
      ['temporal', 'off'],
      ['statistical', 'on'],
      ['categorical', 'on'],
      ['mdm1', 'on'],
      ['legacy', 'on'],
      ['text', 'off'],
      ['geo', 'on'],
      ['off', 'off'],
      ['old', 'problem'],
    ]);
    const { stdout, stderr } = await space.mdm('features', 'list', '--json');
    expect((JSON.parse(stdout) as { id: string }[]).map((t) => t.id)).toEqual(expect.arrayContaining(['geo.one', 'statistical.bins']));
    expect(stdout).not.toMatch(/temporal\.|off\.one/);
    expect(stderr).toBe(
      'Note: The plugin mdm-feature-old is left out: it needs plugin API ^2 and this MDM has 1.0.0. See: mdm plugins doctor\n',
    );
  });

  test('help names the commands', async () => {
    for (const argv of [
      ['help', 'plugins'],
      ['plugins', '--help'],
    ]) {
      const { code, stdout } = await space.mdm(...argv);
      expect(code).toBe(0);
      for (const name of ['doctor', 'inspect', 'list', 'search']) expect(stdout).toContain(`plugins ${name}`);
    }
  });
});

const switchOff = (...off: string[]): void => {
  const file = join(space.data, 'plugins.json');
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), off }));
};

describe('mdm plugins inspect', () => {
  test('shows all of the manifest and where it came from', async () => {
    const root = await put('mdm-feature-geo');
    const { stdout, code } = await space.mdm('plugins', 'inspect', 'geo');
    expect(code).toBe(0);
    for (const words of [root, 'registry mdm-feature-geo', 'sha512-x', 'left-pad@^1.0.0', '^1; this MDM has 1.', 'geo.one', 'About one'])
      expect(stdout).toContain(words);
    expect(await json('plugins', 'inspect', 'mdm-feature-geo')).toMatchObject({
      name: 'geo',
      version: '1.2.3',
      firstParty: false,
      integrity: 'sha512-x',
      folder: root,
      files: 2,
      dependencies: { 'left-pad': '^1.0.0' },
      transformers: [{ id: 'geo.one', kind: 'expr', version: 1, semantic: ['numeric'], needs: [] }],
    });
  });

  test('what is said is shown with every character', async () => {
    await put('mdm-feature-geo', { mdm: manifest([provided('one', { summary: 'red \u001b[31m\u202e' })]) });
    const { stdout } = await space.mdm('plugins', 'inspect', 'geo');
    expect(stdout).toContain(String.raw`red \u001b[31m\u202e`);
  });

  test('an unknown name is refused with the nearest', async () => {
    expect(await space.mdm('plugins', 'inspect', 'txt')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'Error: There is no plugin "txt"; did you mean text?\nSee them all with: mdm plugins\n',
    });
  });
});

describe('mdm plugins search', () => {
  test('reads the index of MDM and those that were added', async () => {
    const one = { name: 'geo', package: 'mdm-feature-geo', summary: 'Maps \u001b[31m', kinds: ['expr'], tier: 'first-party', api: '^1' };
    writeFileSync(join(space.folder, 'team.json'), JSON.stringify({ version: 1, plugins: [one] }));
    expect(await space.mdm('plugins', 'search', '--add', 'team.json')).toMatchObject({ code: 0, stderr: '' });
    const { stdout } = await space.mdm('plugins', 'search');
    expect(stdout).toMatch(/geo +mdm-feature-geo +community +expr .*team\.json +Maps \\u001b\[31m/);
    expect((await space.mdm('plugins', 'search', 'tf-idf')).stdout).toMatch(/^ +text +@mdm\/feature-text +first-party/m);
    rmSync(join(space.folder, 'team.json'));
    const ended = await space.mdm('plugins', 'search', '--json');
    expect(ended.stderr).toMatch(/^Note: The index .*team\.json is left out: it is not there\.\n$/);
    expect(JSON.parse(ended.stdout)).toMatchObject({ plugins: { length: 6 }, notes: { length: 1 } });
    expect(await space.mdm('plugins', 'search', '--remove', 'team.json')).toMatchObject({ code: 0 });
    expect((await space.mdm('plugins', 'search', 'nothing like it')).stdout).toContain('No plugin is about nothing like it');
  });
});

interface Diagnosis {
  readonly healthy: boolean;
  readonly plugins: readonly { readonly name: string; readonly loadMs: number | null; readonly problems: readonly object[] }[];
  readonly problems: readonly object[];
}
const doctor = async (): Promise<Diagnosis> => json('plugins', 'doctor');

describe('mdm plugins doctor', () => {
  test('says that nothing is wrong, with the time to load each', async () => {
    await put('mdm-feature-geo');
    const { code, stdout } = await space.mdm('plugins', 'doctor');
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/geo +1\.2\.3 +\^1 +registry mdm-feature-geo +as installed +expr +\d+ ms +on/),
    ]);
    expect(stdout).toContain('Nothing is wrong.');
    expect((await doctor()).plugins.map((p) => [p.name, typeof p.loadMs])).toEqual([
      ['temporal', 'number'],
      ['statistical', 'number'],
      ['categorical', 'number'],
      ['mdm1', 'number'],
      ['legacy', 'number'],
      ['text', 'object'],
      ['geo', 'number'],
    ]);
  });

  const cases: readonly (readonly [string, () => Promise<unknown>, RegExp, string])[] = [
    [
      'an API that does not fit',
      () => put('mdm-feature-geo', { mdm: manifest([], { api: '^2' }) }),
      /needs plugin API \^2/,
      'mdm plugins update mdm-feature-geo',
    ],
    [
      'code that fails',
      () => put('mdm-feature-geo', { code: 'throw new Error("no luck")' }),
      /^it could not be imported: no luck$/,
      'mdm plugins update mdm-feature-geo',
    ],
    [
      'code that says something else',
      () => put('mdm-feature-geo', { code: plugin('geo', transformer('two')) }),
      /lists one in its package\.json but does not export it/,
      'mdm plugins update mdm-feature-geo',
    ],
    [
      'code of a link that says something else',
      async () => put('mdm-feature-geo', { code: plugin('geo', transformer('two')), source: 'link' }),
      /lists one/,
      'mdm plugins docs ',
    ],
    [
      'files that were changed',
      async () => appendFileSync(join(await put('mdm-feature-geo'), 'index.mjs'), '\n'),
      /files have changed/,
      'mdm plugins install mdm-feature-geo@1.2.3',
    ],
    [
      'a folder that has gone',
      async () => rmSync(dirname(await put('mdm-feature-geo')), { recursive: true }),
      /its folder has gone/,
      'mdm plugins install mdm-feature-geo@1.2.3',
    ],
    [
      'a link whose folder has gone',
      async () => rmSync(await put('mdm-feature-geo', { source: 'link' }), { recursive: true }),
      /its folder has gone/,
      'mdm plugins uninstall mdm-feature-geo',
    ],
    [
      'a package.json that is not JSON',
      async () => writeFileSync(join(await put('mdm-feature-geo', { source: 'link' }), 'package.json'), '{'),
      /its package\.json is not JSON/,
      'mdm plugins uninstall mdm-feature-geo',
    ],
    [
      'other files than the lock file has',
      async () => {
        await put('mdm-feature-geo');
        const locked = {
          source: 'registry',
          version: '1.2.3',
          spec: '^1',
          integrity: 'sha512-y',
          content: 'sha256-y',
          packages: { 'node_modules/mdm-feature-geo': {} },
        };
        writeFileSync(join(space.folder, 'mdm.plugins.lock'), JSON.stringify({ version: 1, plugins: { 'mdm-feature-geo': locked } }));
      },
      /mdm\.plugins\.lock of this folder has other files/,
      'mdm plugins install --locked',
    ],
    [
      'a name that another has',
      async () => {
        await put('mdm-feature-geo');
        await put('@other/feature-geo', { code: plugin('geo', transformer('one')) });
      },
      /^it provides geo\.one, as mdm-feature-geo does$/,
      'mdm plugins uninstall @other/feature-geo',
    ],
    [
      'the name of a first-party plugin',
      () => put('mdm-feature-text'),
      /the namespace text is that of @mdm\/feature-text/,
      'mdm plugins update mdm-feature-text',
    ],
  ];
  test.each(cases)('%s', async (_, make, problem, mend) => {
    await make();
    const ended = await space.mdm('plugins', 'doctor');
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain(`\n  ${mend}`);
    const { healthy, plugins } = await doctor();
    expect(healthy).toBe(false);
    expect(plugins.flatMap((p) => p.problems)).toEqual([{ problem: expect.stringMatching(problem), mend: expect.stringContaining(mend) }]);
    // Whatever it is, plugins can be listed.
    expect(await space.mdm('plugins')).toMatchObject({ code: 0 });
  });

  test('code that never ends, or ends the thread, holds up nothing', async () => {
    await put('mdm-feature-geo', { code: 'for (;;);' });
    await put('mdm-feature-bus', { code: 'process.exit(0);' });
    const { plugins } = await doctor();
    expect(plugins.flatMap((p) => p.problems)).toEqual([
      { problem: 'it could not be imported: it took longer than 10 seconds', mend: 'mdm plugins update mdm-feature-geo' },
      { problem: expect.stringMatching(/^it could not be imported: it ended the thread/), mend: 'mdm plugins update mdm-feature-bus' },
    ]);
  });

  test('a state that cannot be read', async () => {
    writeFileSync(join(space.data, 'plugins.json'), '{');
    expect((await doctor()).problems).toEqual([{ problem: expect.stringContaining('is not JSON'), mend: expect.any(String) }]);
    const { code, stderr } = await space.mdm('features', 'list');
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/^Note: .*plugins\.json is not JSON; it is left out\. See: mdm plugins doctor\n$/),
    ]);
  });
});

test('a clash is an error that names both, and uninstalling one mends it', async () => {
  await put('mdm-feature-geo');
  await put('@other/feature-geo', { code: plugin('geo', transformer('one')) });
  expect(await space.mdm('features', 'list')).toMatchObject({
    code: 1,
    stderr:
      'Error: Two plugins provide geo.one: mdm-feature-geo and @other/feature-geo.\nUninstall one of them: mdm plugins uninstall @other/feature-geo\n',
  });
  expect(await space.mdm('plugins', 'uninstall', '@other/feature-geo')).toMatchObject({ code: 0 });
  expect(await space.mdm('features', 'list')).toMatchObject({ code: 0, stderr: '' });
});

describe('safe mode', () => {
  test.each([
    ['the flag', ['--safe-mode'], {}],
    ['the environment', [], { MDM_SAFE_MODE: '1' }],
  ] as const)('by %s runs only what comes with MDM', async (_, flag, more) => {
    switchOn(space.data, '@mdm/feature-text');
    await put('mdm-feature-geo', { code: 'for (;;);' });
    space.env = { ...space.env, ...more };
    const note = 'Note: Safe mode leaves out mdm-feature-geo.\n';
    const listed = await space.mdm('features', 'list', '--json', ...flag);
    expect([listed.code, listed.stderr]).toEqual([0, note]);
    const ids = (JSON.parse(listed.stdout) as { id: string }[]).map((t) => t.id);
    expect([ids.includes('text.shape'), ids.includes('geo.one')]).toEqual([true, false]);
    const made = await space.mdm('features', 'generate', penguins, '--only', 'statistical.zscore', ...flag);
    expect([made.code, made.stderr]).toEqual([0, note]);
    expect(await space.mdm('features', 'apply', 'penguins.recipe.json', penguins, '--force', ...flag)).toMatchObject({
      code: 0,
      stderr: note,
    });
    expect(await space.mdm('features', 'generate', penguins, '--only', 'geo', '-f', ...flag)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no transformer "geo": safe mode leaves out mdm-feature-geo.'),
    });
  });
});

describe('text, which is off until it is installed', () => {
  const said = /^Error: There is no transformer "text[^"]*"; the package comes with MDM\.\nSwitch it on with: mdm plugins install text\n$/;
  beforeEach(() => {
    writeFileSync(join(space.folder, 'profile.json'), JSON.stringify({ transformers: [{ use: 'text.tfidf' }] }));
    const rows = Array.from({ length: 60 }, (_, i) => `${i % 7},some words and more of them ${i}`);
    writeFileSync(join(space.folder, 'x.csv'), `n,note\n${rows.join('\n')}\n`);
  });

  test.each([
    [['features', 'list', 'text']],
    [['features', 'list', 'text.tfidf']],
    [['features', 'generate', 'x.csv', '--only', 'text']],
    [['features', 'generate', 'x.csv', '--with', 'text.language']],
    [['features', 'generate', 'x.csv', '--set', 'text.tfidf.terms=5']],
    [['features', 'generate', 'x.csv', '--profile', 'profile.json']],
  ])('%j says how to get it', async (argv) => {
    expect(await space.mdm(...argv)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(said) });
  });

  test('a table with texts gets a note, not when the transformers were chosen or it is installed', async () => {
    const note = 'Note: 1 text column gets no features of its words: mdm plugins install text\n';
    expect(await space.mdm('features', 'generate', 'x.csv')).toMatchObject({ code: 0, stderr: note });
    expect(await json('features', 'generate', 'x.csv', '-f')).toMatchObject({ notes: [note.slice(6, -1)] });
    expect(await space.mdm('features', 'generate', 'x.csv', '-f', '--only', 'statistical', '--skip', 'text')).toMatchObject({
      code: 0,
      stderr: '',
    });
    switchOn(space.data, '@mdm/feature-text');
    expect(await space.mdm('features', 'generate', 'x.csv', '-f')).toMatchObject({ code: 0, stderr: '' });
  });
});
