import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './cli.js';

interface Requirement {
  readonly text: string;
  /** `file › part of the title of a test`. */
  readonly test?: readonly string[];
  /** Why it is otherwise, or what of it is. */
  readonly deliberately?: string;
}

/** Flags, interfaces, comparison, migration, monitoring, rollback, performance, gates: so many of each. */
const SECTIONS = { F: 15, I: 8, C: 11, M: 13, N: 6, B: 7, P: 5, G: 10 } as const;
const IDS = Object.entries(SECTIONS).flatMap(([letter, count]) => Array.from({ length: count }, (_, i) => `${letter}${i + 1}`));
const CASES = [
  ...[100, 1_000, 5_000, 10_000].map((rows) => `register ${rows} rows`),
  ...['info', 'stats', 'list', 'search', '1000 numeric', '1000 mixed', '5000 categorical', 'batch of 5', 'batch of 10', 'batch of 20'],
  ...['memory of loading', 'memory of features', 'five loads at once', 'ten queries at once', 'three registrations at once'],
  ...['load 10000 rows', 'load 50000 rows', 'load 100000 rows', 'workflow of a dataset', 'workflow of features'],
];
const file = join(root, 'test/data/migration/requirements.json');
const requirements = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Requirement>>;

/** Whether a file has a test with these words in its title, or a case of a table of tests. */
function isTested(named: string): boolean {
  const [path = '', title = ''] = named.split(' › ');
  if (!existsSync(join(root, path)) || title.length < 5) return false;
  const lines = readFileSync(join(root, path), 'utf8').split('\n');
  return lines.some((line) => line.includes(title) && /['"`]/.test(line.slice(0, line.indexOf(title))));
}

test('every requirement is in the table, and no other', () => {
  expect(Object.keys(requirements)).toEqual(IDS);
});

test.each(Object.entries(requirements))(
  '%s is held by a test that is there, or differs for a reason',
  (_, { text, test: tests, deliberately }) => {
    expect(text).toMatch(/\w.*\.$/);
    expect((tests ?? []).length > 0 || (deliberately ?? '').length > 20).toBe(true);
    expect((tests ?? []).filter((named) => !isTested(named))).toEqual([]);
  },
);

test('a test that is not there is not taken for one', () => {
  for (const named of [
    'test/migration/requirements.test.ts › there is no such ' + 'title',
    'test/migration/nowhere.test.ts › every requirement',
    'test/migration/requirements.test.ts',
  ])
    expect([named, isTested(named)]).toEqual([named, false]);
  expect(isTested('test/migration/requirements.test.ts › every requirement is in the table')).toBe(true);
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
