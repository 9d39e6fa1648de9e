import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CASES, withScenarios } from '../../src/components/config/cases.js';
import { compareReaders, type ComparedReaders } from '../../src/components/config/compare.js';
import { openConfig } from '../../src/components/config/index.js';
import { examineConfig } from '../../src/config/config.js';
import { flagHistory } from '../../src/flags/change.js';
import { readMetrics } from '../../src/metrics/metrics.js';
import { readResults } from '../../src/parity/store.js';
import { makeOriginalHome } from '../migration/original-home.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mdm-compared-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const file = (text: string, name = 'mdm.yaml'): void => writeFileSync(join(home, name), text);

async function compared(env: Record<string, string> = {}, control: 'old' | 'new' = 'old'): Promise<ComparedReaders> {
  const place = { home, env };
  const { config } = await examineConfig(place);
  return withScenarios(place, (scenarios) =>
    compareReaders({ config, scenarios, control, subject: 'home', store: false, note: () => undefined }),
  );
}

describe('every key in every case', () => {
  test('an empty home: all values are equal, but for variables that MDM 1.0.6 dropped', async () => {
    const { result, keys: all } = await compared();
    expect([result.verdict, result.ignoredBy, result.component]).toEqual(['ignored', 'variables', 'config']);
    const count = (name: string, verdict: string): number => all.filter((one) => one.case === name && one.verdict === verdict).length;
    expect(CASES.map((name) => [name, count(name, 'equal'), count(name, 'known'), count(name, 'different')])).toEqual([
      ['basic loading', 19, 0, 0],
      ['path resolution', 17, 1, 0],
      ['environment override', 28, 44, 0],
      ['YAML loading', 72, 0, 0],
      ['backend settings', 23, 0, 0],
      ['performance settings', 2, 0, 0],
      ['feature settings', 18, 0, 0],
      ['validation settings', 10, 0, 0],
    ]);
  });

  test('a home as MDM 1.0.6 left it differs in nothing that is not known', async () => {
    rmSync(home, { recursive: true });
    await makeOriginalHome(home);
    const { keys: all } = await compared();
    expect(all.filter(({ verdict }) => verdict === 'different')).toEqual([]);
    expect(all.some((one) => one.case !== 'environment override' && one.verdict === 'equal')).toBe(true);
  });
});

describe('a difference', () => {
  test.each<[what: string, text: string, env: Record<string, string>, key: string, verdict: string, known: string | undefined]>([
    ['an old name', 'logging: {max_size: 5}', {}, 'logging.max_bytes', 'known', 'old names'],
    ['a file of earlier releases', '', {}, 'database.connection_timeout', 'known', 'config.yml'],
    ['a short variable', '', { MDM_BATCH_SIZE: '300' }, 'performance.batch_size', 'known', 'variables'],
    [
      'a variable of digits',
      '',
      { MDM_DATABASE_POSTGRESQL_PASSWORD: '0815' },
      'database.postgresql.password',
      'known',
      'texts of variables',
    ],
    ['a word in small letters', 'database: {sqlite: {journal_mode: wal}}', {}, 'database.sqlite.journal_mode', 'known', 'words'],
    ['a size that is none', 'database: {duckdb: {memory_limit: much}}', {}, 'database.duckdb.memory_limit', 'known', 'checks'],
    ['a placeholder', 'paths: {logs_path: "${X:there}"}', {}, 'paths.logs_path', 'known', 'placeholders'],
    ['a number of YAML 1.1', 'performance: {batch_size: 1_000}', {}, 'performance.batch_size', 'known', 'YAML 1.1'],
    ['digits that both take for text', 'database: {postgresql: {password: 0815}}', {}, 'database.postgresql.password', 'equal', undefined],
    ['a number for text', 'paths: {logs_path: 1.50}', {}, 'paths.logs_path', 'known', 'numbers for text'],
    ['octal digits', 'database: {postgresql: {password: 0644}}', {}, 'database.postgresql.password', 'known', 'YAML 1.1'],
    ['a key twice', 'performance: {batch_size: 200, batch_size: 300}', {}, 'performance.batch_size', 'known', 'keys twice'],
    ['a section twice', 'cli: {page_size: 5}\ncli: {page_size: 6}', {}, 'cli.page_size', 'known', 'keys twice'],
    ['a boolean that only one takes', 'cli: {show_progress: "t"}', {}, 'cli.show_progress', 'different', undefined],
    ['a number in quotes', 'performance: {batch_size: "500"}', {}, 'performance.batch_size', 'different', undefined],
    ['a password that is no text', 'database: {postgresql: {password: true}}', {}, 'database.postgresql.password', 'different', undefined],
  ])('%s', async (_, text, env, key, verdict, known) => {
    file(text);
    file('storage: {connection_timeout: 7}', 'config.yml');
    const { result, keys: all } = await compared(env, 'new');
    const found = all.find((one) => one.key === key && !['environment override', 'YAML loading'].includes(one.case));
    expect([found?.verdict, found?.known]).toEqual([verdict, known]);
    expect(result.verdict).toBe(verdict === 'different' ? 'mismatched' : 'ignored');
  });

  test('with the values of both sides, in its place', async () => {
    file('performance: {batch_size: "500"}');
    const { result } = await compared();
    expect(result.differences[0]).toEqual({
      path: '$["performance settings"].performance.batch_size',
      control: '500',
      candidate: '"refused"',
    });
  });
});

test('a mismatch of a call is stored and counted, the caller gets its answer, and the flag returns by itself', async () => {
  file('');
  file('', 'metrics.db');
  const env = { MDM_COMPARISON_SAMPLE_RATE: '1' };
  expect((await openConfig({ home, env })).get('refactoring.use_new_config')).toBe(true);
  file('database: {postgresql: {password: true}}\nrefactoring: {use_new_config: true}\n');
  const said: string[] = [];
  const { write } = process.stderr;
  process.stderr.write = (text: string) => said.push(text) > 0;
  const config = await openConfig({ home, env }).finally(() => (process.stderr.write = write));
  expect(config.get('database.postgresql.password')).toBe('true');

  const { results } = await readResults(join(home, 'comparison_results'));
  expect(results.map(({ verdict }) => verdict)).toEqual(['matched', 'mismatched']);
  const { counters } = await readMetrics(config);
  expect(counters).toContainEqual(expect.objectContaining({ name: 'mdm_comparison_failures', component: 'config', value: 1 }));
  expect(said.join('')).toMatch(/use_new_config is false now: a comparison of the two sides differed/);
  expect(said.join('')).toMatch(/The readers of the configuration differ\. See: mdm compare show/);
  expect(readFileSync(join(home, 'mdm.yaml'), 'utf8')).toContain('use_new_config: false');
  expect((await flagHistory(home))[0]).toMatchObject({ flag: 'refactoring.use_new_config', new: false, by: 'automatic' });
  await expect(openConfig({ home, env: {} })).rejects.toThrow(/password is wrong: the value is not text/);
});
