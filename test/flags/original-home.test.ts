import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openConfig } from '../../src/config/config.js';
import { markerContent, originalHome } from '../../src/config/original.js';
import { chooseSide } from '../../src/flags/choose.js';
import { FLAGS } from '../../src/flags/flags.js';
import type { DatasetRecord } from '../../src/datasets/record.js';
import { openRepository } from '../../src/datasets/repository.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mdm-original-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const give = (name: string, content = ''): void => {
  mkdirSync(join(home, name, '..'), { recursive: true });
  writeFileSync(join(home, name), content);
};
const open = (env: NodeJS.ProcessEnv = {}) => openConfig({ home, env });
const CHOSEN = FLAGS.filter(({ component }) => component !== 'cli');
const POINTER = 'config/datasets/iris.yaml';

describe('which home MDM 1.0.6 made', () => {
  test.each<[string, Readonly<Record<string, string>>, boolean]>([
    ['no files', {}, false],
    ['a pointer', { [POINTER]: 'name: iris\n' }, true],
    ['a pointer and the marker', { [POINTER]: 'name: iris\n', 'home.json': '{}' }, false],
    ['the marker alone', { 'home.json': '{}' }, false],
    ['configuration without pointers', { 'mdm.yaml': 'database:\n  default_backend: duckdb\n' }, false],
    ['what is no pointer', { 'config/datasets/notes.txt': '', 'config/datasets/.iris.yaml': '' }, false],
    ['a pointer in another place', { 'mdm.yaml': 'paths:\n  configs_path: pointers\n', 'pointers/iris.yaml': '' }, true],
    ['pointers that are not looked at', { 'mdm.yaml': 'paths:\n  configs_path: pointers\n', [POINTER]: '' }, false],
  ])('%s', async (_, files, original) => {
    for (const [name, content] of Object.entries(files)) give(name, content);
    const before = globSync('**', { cwd: home }).sort();
    const config = await open();
    for (const { key, component } of CHOSEN) {
      expect([key, config.get(key), config.origin(key)]).toEqual([key, !original, 'default']);
      expect(chooseSide(config, component, 'iris').side).toBe(original ? 'old' : 'new');
    }
    // To read a home changes nothing in it.
    expect(globSync('**', { cwd: home }).sort()).toEqual(before);
  });
});

describe('what is set wins over the default of such a home', () => {
  beforeEach(() => give(POINTER, 'name: iris\n'));
  test('in the file, by a variable, by code', async () => {
    give('mdm.yaml', 'refactoring:\n  use_new_backend: true\n');
    const config = await openConfig({
      home,
      env: { MDM_REFACTORING_USE_NEW_CONFIG: 'on' },
      flags: { 'refactoring.use_new_features': true },
    });
    expect(CHOSEN.map(({ component }) => [component, chooseSide(config, component, 'iris').side])).toEqual([
      ['features', 'new'],
      ['backend', 'new'],
      ['registrar', 'old'],
      ['config', 'new'],
    ]);
  });
  test.each(CHOSEN)('the share and the lists of $component', async ({ component, share }) => {
    give('mdm.yaml', `refactoring:\n  always_new: [iris]\n  ${share.slice('refactoring.'.length).replace('.', ': { ')}: 40 }\n`);
    const config = await open();
    const sides = Array.from({ length: 2_000 }, (_, i) => chooseSide(config, component, `dataset_${i}`).side);
    expect(Math.abs(sides.filter((side) => side === 'new').length / 20 - 40)).toBeLessThan(4);
    expect(chooseSide(config, component, 'iris').side).toBe('new');
  });
  test('why it is the old side is told', async () => {
    expect(chooseSide(await open(), 'backend', 'iris').why).toBe('refactoring.use_new_backend is false (default of a home of MDM 1.0.6)');
  });
});

describe('the marker', () => {
  const record = (name: string): DatasetRecord =>
    ({ name, display_name: name, database: { backend: 'sqlite', store: name } }) as unknown as DatasetRecord;
  const save = async (name: string): Promise<void> => openRepository(await open()).save(record(name));
  test('is written with the first pointer, and never changed', async () => {
    await save('iris');
    const first = readFileSync(join(home, 'home.json'), 'utf8');
    expect(JSON.parse(first)).toEqual({ made_by: expect.stringMatching(/^\d+\.\d+\.\d+/), at: expect.stringMatching(/^\d{4}-.*Z$/) });
    await save('wine');
    expect(readFileSync(join(home, 'home.json'), 'utf8')).toBe(first);
    expect((await open()).get('refactoring.use_new_backend')).toBe(true);
  });
  test('is not written into a home of MDM 1.0.6', async () => {
    give(POINTER, 'name: iris\n');
    await save('wine');
    await save('iris');
    expect([existsSync(join(home, 'home.json')), originalHome(home)]).toEqual([false, true]);
  });
  test('turns such a home into one of this MDM', async () => {
    give(POINTER, 'name: iris\n');
    give('home.json', markerContent(new Date(0)));
    expect(JSON.parse(readFileSync(join(home, 'home.json'), 'utf8'))).toMatchObject({ at: '1970-01-01T00:00:00.000Z' });
    expect((await open()).get('refactoring.use_new_registrar')).toBe(true);
  });
});
