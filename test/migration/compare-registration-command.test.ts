import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { snapshot } from '../datasets/registration-world.js';
import { data, openCli, type Cli } from './cli.js';
import { makeOriginalHome } from './original-home.js';

interface Printed {
  readonly verdict: string;
  readonly component: string;
  readonly cases: readonly {
    readonly case: string;
    readonly verdict: string;
    readonly differences: readonly { readonly ignoredBy?: string }[];
  }[];
  readonly times: readonly { readonly what: string }[];
}

/** Without the results, the counts and the log. */
const kept = (files: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(files).filter(([name]) => !/^(comparison_results|logs|metrics\.db)/.test(name)));

let cli: Cli;
beforeEach(() => void (cli = openCli()));
afterEach(() => cli.remove());

test('a dataset of an original home is registered by both sides, and no dataset changes', async () => {
  await makeOriginalHome(cli.home, { datasets: ['iris'], config: null });
  const before = snapshot(cli.home);
  const { code, out, err } = await cli.mdm('compare', 'registration', 'iris', '--no-features', '--json');
  expect([code, err]).toEqual([0, '']);
  const printed = JSON.parse(out) as Printed;
  expect(printed).toMatchObject({ verdict: 'ignored', component: 'registrar' });
  expect(printed.cases.map((one) => one.case)).toEqual([
    'registration',
    'layout',
    'detection',
    'tables',
    'columns',
    'values',
    'features',
    'statistics',
    'errors',
    'update',
    'search',
    'export and import',
  ]);
  expect(printed.cases.filter(({ verdict }) => verdict === 'mismatched')).toEqual([]);
  expect(printed.cases.flatMap(({ differences }) => differences).every(({ ignoredBy }) => ignoredBy !== undefined)).toBe(true);
  expect(printed.times.map(({ what }) => what)).toEqual(['registration', 'query']);
  expect(kept(snapshot(cli.home))).toEqual(kept(before));
});

test('a file that the two read otherwise is a mismatch, with exit code 1', async () => {
  const file = join(cli.folder, 'odd.csv');
  // The first 64 KiB are ASCII, so the original takes what follows for no text.
  const rows = Array.from({ length: 9000 }, (_, i) => `${i},plain`).join('\n');
  writeFileSync(file, `n,word\n${rows}\n9001,Łódź\n`);
  const { code, out } = await cli.mdm('compare', 'registration', file, '--no-features', '--no-store');
  expect(code).toBe(1);
  expect(out).toMatch(/values +mismatched/);
  expect(out).toContain('tables.data.word[9000]');
});

test('what is neither a dataset nor a file is refused', async () => {
  const { code, err } = await cli.mdm('compare', 'registration', join(data, 'none.csv'));
  expect(code).toBe(2);
  expect(err).toContain('none.csv');
});
