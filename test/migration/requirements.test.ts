import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './cli.js';
import { titlesOf } from './titles.js';

interface Requirement {
  readonly text: string;
  /** `file › title of a test`. */
  readonly test?: readonly string[];
  /** Why it is otherwise, or what of it is. */
  readonly deliberately?: string;
}

/**
 * Flags, interfaces, registration, comparison, migration, rollout, monitoring, rollback, performance, tests, gates: so many of each.
 */
const SECTIONS = { F: 15, I: 8, R: 6, C: 11, M: 13, O: 5, N: 6, B: 7, P: 5, T: 5, G: 10 } as const;
const IDS = Object.entries(SECTIONS).flatMap(([letter, count]) => Array.from({ length: count }, (_, i) => `${letter}${i + 1}`));
/** What no test can show; the table says why. */
const UNTESTED = ['T4', 'T5'];
const CASES = [
  ...[100, 1_000, 5_000, 10_000].map((rows) => `register ${rows} rows`),
  ...['info', 'stats', 'list', 'search', '1000 numeric', '1000 mixed', '5000 categorical', 'batch of 5', 'batch of 10', 'batch of 20'],
  ...['memory of loading', 'memory of features', 'five loads at once', 'ten queries at once', 'three registrations at once'],
  ...['load 10000 rows', 'load 50000 rows', 'load 100000 rows', 'workflow of a dataset', 'workflow of features'],
];
const file = join(root, 'test/data/migration/requirements.json');
const requirements = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Requirement>>;

/** Whether a file of tests runs one of this title everywhere. A title that is hardly more than its placeholders says nothing. */
function isTested(named: string): boolean {
  const [path = '', title = ''] = named.split(' › ');
  const words = title.replace(/%[a-z]|\$\w+|\W/g, '');
  return path.endsWith('.test.ts') && words.length > 5 && existsSync(join(root, path)) && titlesOf(join(root, path)).has(title);
}

test('every requirement is in the table, and no other', () => {
  expect(Object.keys(requirements)).toEqual(IDS);
});

test.each(Object.entries(requirements))(
  '%s is held by a test that is there, or differs for a reason',
  (id, { text, test: tests = [], deliberately = '' }) => {
    expect(text).toMatch(/\w.*\.$/);
    if (deliberately !== '') expect(deliberately).toMatch(/\w.{20}.*\.$/);
    expect([id, tests.length === 0]).toEqual([id, UNTESTED.includes(id)]);
    expect(tests.length > 0 || deliberately !== '').toBe(true);
    expect(tests.filter((named) => !isTested(named))).toEqual([]);
  },
);

test('a test that is not there is not taken for one', () => {
  for (const named of [
    'test/migration/requirements.test.ts › there is no such ' + 'title',
    'test/migration/nowhere.test.ts › every requirement',
    'test/migration/requirements.test.ts',
    'test/migration/requirements.test.ts › every requirement is in the table',
    'test/migration/titles.ts › every requirement is in the table, and no other',
    'test/storage/compliance.ts › has the name of its kind',
    'test/layers.test.ts › %s: %s',
  ])
    expect([named, isTested(named)]).toEqual([named, false]);
  expect(isTested('test/migration/requirements.test.ts › every requirement is in the table, and no other')).toBe(true);
});

test('titles are those of tests that run: also of tables and of helpers that are called, not of what is skipped', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mdm-titles-'));
  try {
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    file(
      'helper.ts',
      `export function called() { inner(); } function inner() { test('of a helper', () => {}); }
       export function idle() { test('of one that nobody calls', () => {}); }`,
    );
    const path = file(
      'some.test.ts',
      `import { called, idle } from './helper.js';
       const rows = [['one', 1], ['two', f()]] as const;
       const perhaps = there ? describe : describe.skip;
       describe('all', () => { it('plain', () => {}); called(); });
       test.each(rows)('row %s of %i', () => {});
       test.each([{ name: 'x' }])('named $name', () => {});
       test.skip('skipped', () => {}); test.todo('to do'); test.skip.each([1])('skipped %i', () => {});
       (there ? test : test.skip)('somewhere', () => {});
       describe.skip('off', () => { test('inside', () => {}); }); perhaps('some', () => { test('inside too', () => {}); });
       // test('in a comment', () => {});
       say("test('in a text', () => {})");`,
    );
    expect([...titlesOf(path)]).toEqual(['plain', 'of a helper', 'row %s of %i', 'row one of 1', 'named $name', 'named x']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the benchmark of both sides has the cases that are asked for, at least three of each component', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mdm-cases-'));
  try {
    const { casesOf } = (await import(join(root, 'bench/implementations/cases.js'))) as {
      readonly casesOf: (work: string) => Readonly<Record<string, { readonly of: readonly string[] }>>;
    };
    const cases = casesOf(folder);
    for (const name of CASES) expect(Object.keys(cases).some((one) => one.includes(name))).toBe(true);
    for (const component of ['config', 'backend', 'registrar', 'features'])
      expect(Object.values(cases).filter((one) => one.of.includes(component)).length).toBeGreaterThanOrEqual(3);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('scripts/benchmark_implementations.sh says which flags it turns', () => {
  const run = (...args: readonly string[]) =>
    spawnSync('sh', [join(root, 'scripts/benchmark_implementations.sh'), ...args], { encoding: 'utf8' });
  expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('MDM_REFACTORING_USE_NEW_BACKEND=false') as string });
});
