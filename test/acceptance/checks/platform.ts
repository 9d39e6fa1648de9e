import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, lchownSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { normalName, sameName } from '../../../src/datasets/names.js';
import { absolutePath, extensionOf, fileName, inFolder, isDrive, isUnc, rulesOf, stemOf } from '../../../src/datasets/source/paths.js';
import { bin, type Ended } from '../../e2e/workspace.js';
import { listed, put } from '../datasets.js';
import type { Check, World } from '../world.js';

const isRoot = process.getuid?.() === 0;
/** The user "nobody" of most systems. */
const NOBODY = 65_534;

/** Runs `mdm` as a user without privileges: where the tests run as root, as nobody; else as the user who runs them. */
function asNobody(world: World, ...argv: readonly string[]): Promise<Ended> {
  const env = { ...world.env, NODE_COMPILE_CACHE: undefined };
  const child = spawn(process.execPath, [bin, ...argv], { cwd: '/', env, ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}) });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((done, fail) => child.on('error', fail).on('close', (code) => done({ code, stdout, stderr })));
}

const below = (folder: string): string[] => [
  folder,
  ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((one) => join(folder, one)),
];

/** Gives a folder to nobody, or takes from its owner what nobody lacks. */
function hand(folder: string): void {
  if (isRoot) for (const path of below(folder)) lchownSync(path, NOBODY, NOBODY);
}
function readOnly(folder: string): void {
  for (const path of below(folder).reverse()) chmodSync(path, statSync(path).isDirectory() ? 0o555 : 0o444);
}
function writable(folder: string): void {
  for (const path of below(folder)) chmodSync(path, statSync(path).isDirectory() ? 0o755 : 0o644);
}
/** The folder of a world is in one that only its owner may enter. */
const openWorld = (world: World): void => chmodSync(dirname(world.folder), 0o755);

const noTrace = (text: string): void => expect(text).not.toMatch(/^\s+at .+\(?.+:\d+:\d+\)?$/m);

export const checks: Readonly<Record<string, Check>> = {
  'A9.1-02': async (world) => {
    const [nfc, nfd] = ['café', 'café'.normalize('NFD')];
    expect(nfd).not.toBe(nfc);
    for (const [a, b] of [
      [nfc, nfd],
      ['ÅNGSTRÖM', 'ångström'.normalize('NFD')],
      ['Data-Set', 'data_set'],
    ] as const) {
      expect(normalName(a)).toBe(normalName(b));
      expect(sameName(a, b)).toBe(true);
    }
    expect(sameName('cafe', nfc)).toBe(false);
    await put(world, nfd);
    expect((await world.mdm('dataset', 'info', nfc.toUpperCase())).code).toBe(0);
    expect((await world.mdm('dataset', 'register', nfc, world.csv('x.csv', 'a,b', [[1, 2]]), '--no-features')).code).toBe(4);
    expect(await listed(world)).toEqual([nfc]);
  },
  'A9.1-03': async () => {
    const cases = [
      ['data\\train.csv', 'train.csv', 'train', 'csv'],
      ['data/sub\\train.csv', 'train.csv', 'train', 'csv'],
      ['..\\My Data\\test.v2.CSV.gz', 'test.v2.CSV.gz', 'test.v2', 'csv'],
      ['\\\\server\\share\\x.parquet', 'x.parquet', 'x', 'parquet'],
    ] as const;
    for (const [path, name, stem, extension] of cases)
      expect([fileName(path, 'win32'), stemOf(path, 'win32'), extensionOf(path, 'win32')]).toEqual([name, stem, extension]);
    expect(inFolder('data\\sub', 'x.csv', 'win32')).toBe('data\\sub\\x.csv');
    expect(inFolder('data/sub', 'x.csv', 'win32')).toBe('data\\sub\\x.csv');
    expect(absolutePath('data\\train.csv', 'C:\\work', 'win32')).toBe('C:\\work\\data\\train.csv');
    expect(absolutePath('data/sub\\train.csv', 'C:\\work', 'win32')).toBe('C:\\work\\data\\sub\\train.csv');
    expect(isUnc('\\\\server\\share\\x.csv')).toBe(true);
    // Elsewhere a backslash is a letter of a name.
    expect(fileName('data\\train.csv', 'linux')).toBe('data\\train.csv');
  },
  'A9.1-04': async (world) => {
    for (const path of ['C:\\d\\x.csv', 'c:/d/x.csv', 'Z:\\']) expect(isDrive(path)).toBe(true);
    for (const path of ['D:rel', 'http://x', 's3://b/x.csv', 'file:///C:/x.csv', 'CC:\\x']) expect(isDrive(path)).toBe(false);
    expect(absolutePath('C:\\d\\x.csv', 'D:\\work', 'win32')).toBe('C:\\d\\x.csv');
    expect(absolutePath('c:\\d\\..\\x.csv', 'D:\\work', 'win32')).toBe('c:\\x.csv');
    expect(absolutePath('D:rel', 'D:\\work', 'win32')).toBe('D:\\work\\rel');
    expect([fileName('D:rel.csv', 'win32'), stemOf('D:rel.csv', 'win32')]).toEqual(['rel.csv', 'rel']);
    expect(rulesOf('C:\\d\\x.csv', 'linux').sep).toBe('\\');
    // A drive is a path that is not there, not an address that cannot be fetched.
    const said = await world.mdm('dataset', 'register', 'd', 'C:\\d\\x.csv');
    expect(said.code).toBe(2);
    expect(said.stderr).toContain('C:\\d\\x.csv');
    expect(said.stderr).not.toMatch(/URL|scheme|protocol/i);
  },
  'A9.1-05': async (world) => {
    const upper = world.csv('in/Data.csv', 'id,x', [
      [1, 10],
      [2, 20],
    ]);
    const lower = world.csv('in/data.csv', 'id,x', [
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    await world.register('Abc', upper, '--no-features');
    await world.register('other', lower, '--no-features');
    expect(await world.sql('abc', 'SELECT count(*) AS n FROM train')).toEqual([{ n: expect.anything() }]);
    const counts = await Promise.all(['abc', 'other'].map((name) => world.sql(name, 'SELECT count(*) AS n FROM train')));
    expect(counts.map(([row]) => Number(row!['n']))).toEqual([2, 3]);
    const twice = await world.mdm('dataset', 'register', 'abc', lower, '--no-features');
    expect(twice.code).toBe(4);
    for (const [name, path] of [
      ['abc', upper],
      ['other', lower],
    ] as const) {
      const pointer = parse(readFileSync(join(world.home, 'config/datasets', `${name}.yaml`), 'utf8'));
      expect(pointer.source).toBe(path);
    }
  },
  'A9.3-01': async (world) => {
    const file = world.csv(
      'closed/x.csv',
      'id,x,y',
      Array.from({ length: 20 }, (_, i) => [i, i * 2, i % 2]),
    );
    const folder = join(world.folder, 'closed');
    openWorld(world);
    hand(folder);
    mkdirSync(world.home, { recursive: true });
    hand(world.home);
    chmodSync(file, 0o444);
    chmodSync(folder, 0o555);
    const facts = () => ({
      hash: createHash('sha256').update(readFileSync(file)).digest('hex'),
      mtime: statSync(file).mtimeMs,
      mode: statSync(file).mode,
      folder: statSync(folder).mtimeMs,
    });
    const before = facts();
    const done = await asNobody(world, 'dataset', 'register', 'd', file, '--target', 'y');
    expect([done.code, done.stderr]).toEqual([0, expect.any(String)]);
    expect((await asNobody(world, 'features', 'generate', 'd')).code).toBe(0);
    expect(facts()).toEqual(before);
    expect(readdirSync(folder)).toEqual(['x.csv']);
    chmodSync(folder, 0o755);
  },
  'A9.3-02': async (world) => {
    await put(world, 'there');
    const file = world.csv('new.csv', 'id,x', [
      [1, 1],
      [2, 2],
    ]);
    openWorld(world);
    hand(world.home);
    readOnly(world.home);
    try {
      const list = await asNobody(world, 'dataset', 'list', '--json');
      expect([list.code, (JSON.parse(list.stdout) as { name: string }[]).map(({ name }) => name)]).toEqual([0, ['there']]);
      const register = await asNobody(world, 'dataset', 'register', 'new', file, '--no-features');
      expect([register.code, register.stderr]).toEqual([5, expect.stringContaining(world.home)]);
      noTrace(register.stderr);
    } finally {
      writable(world.home);
    }
  },
  'A9.3-03': async (world) => {
    await put(world, 'there');
    const file = world.csv('new.csv', 'id,x', [
      [1, 1],
      [2, 2],
    ]);
    openWorld(world);
    chmodSync(world.home, isRoot ? 0o700 : 0o000);
    try {
      for (const argv of [
        ['dataset', 'list'],
        ['dataset', 'info', 'there'],
        ['dataset', 'register', 'new', file],
      ]) {
        const ended = await asNobody(world, ...argv);
        expect([argv.join(' '), ended.code, ended.stderr]).toEqual([argv.join(' '), 5, expect.stringContaining(world.home)]);
        noTrace(ended.stderr + ended.stdout);
      }
    } finally {
      chmodSync(world.home, 0o755);
    }
  },
  'A9.3-04': async (world) => {
    const password = 'pA5s/w0rd:%@ verySecret';
    const forms = [password, encodeURIComponent(password), JSON.stringify(password).slice(1, -1), Buffer.from(password).toString('base64')];
    const env = {
      MDM_DATABASE_DEFAULT_BACKEND: 'postgresql',
      MDM_DATABASE_POSTGRESQL_HOST: '127.0.0.1',
      MDM_DATABASE_POSTGRESQL_PORT: '9',
      MDM_DATABASE_POSTGRESQL_USER: 'mdm_user',
      MDM_DATABASE_POSTGRESQL_PASSWORD: password,
      MDM_LOGGING_LEVEL: 'DEBUG',
      MDM_DEBUG_CONFIG: '1',
    };
    const file = world.csv('x.csv', 'id,x', [
      [1, 1],
      [2, 2],
    ]);
    mkdirSync(world.home, { recursive: true });
    writeFileSync(join(world.home, 'mdm.yaml'), 'logging:\n  level: DEBUG\n');
    const runs = [
      ['dataset', 'register', 'd', file, '--debug'],
      ['info', '--debug'],
      ['config', 'list'],
      ['config', 'get', 'database.postgresql.password', '--verbose'],
      ['stats', 'show', '--json'],
      ['stats', 'summary'],
      ['stats', 'logs', '-n', '1000'],
      ['stats', 'dashboard', '-o', 'd.html', '--no-open'],
      ['doctor', '--debug'],
    ];
    const ended: Ended[] = [];
    for (const argv of runs) ended.push(await world.mdmWith({ env }, ...argv));
    expect(ended[0]!.code).toBe(6);
    const printed = ended.map(({ stdout, stderr }) => stdout + stderr).join('\n');
    const kept = [world.home, world.folder]
      .flatMap(below)
      .filter((path) => statSync(path).isFile())
      .map((path) => readFileSync(path, 'latin1'));
    for (const form of forms) {
      expect(printed.includes(form)).toBe(false);
      expect(kept.some((text) => text.includes(form))).toBe(false);
    }
    // It was tried, and it is logged that it failed.
    expect(kept.some((text) => /127\.0\.0\.1|ECONNREFUSED/.test(text))).toBe(true);
  },
};
