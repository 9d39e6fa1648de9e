import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Comparison, ExperimentResult } from '../../src/index.js';
import { data, openCli, root, type Cli } from './cli.js';

type Printed = ExperimentResult & { readonly comparisons: readonly { readonly table: string; readonly comparison: Comparison }[] };

let cli: Cli;
beforeAll(() => void (cli = openCli()));
afterAll(() => cli.remove());

const golden = async (name: string): Promise<{ target: string | null; tables: { table: string; columns: object }[] }> =>
  JSON.parse(await readFile(join(data, 'legacy', name, 'manifest.json'), 'utf8'));

const sources: Readonly<Record<string, { source: string; flags?: readonly string[] }>> = {
  edge_cases: { source: join(data, 'edge_cases.csv') },
  flights: { source: join(data, 'flights') },
  mdm_sample: { source: join(data, 'mdm_sample') },
  movies: { source: join(data, 'movies.csv') },
  penguins: { source: join(root, 'examples/penguins.csv') },
  seattle_weather: { source: join(data, 'seattle_weather.csv') },
  seattle_weather_chunked: { source: join(data, 'seattle_weather.csv'), flags: ['--batch-size', '500'] },
  seattle_weather_temporal: { source: join(data, 'seattle_weather.csv'), flags: ['--type', 'date=datetime'] },
  wine: { source: join(data, 'wine') },
};

test('every golden data set is compared', async () => {
  const all = await readdir(join(data, 'legacy'), { withFileTypes: true });
  expect(
    all
      .filter((one) => one.isDirectory())
      .map(({ name }) => name)
      .sort(),
  ).toEqual(Object.keys(sources));
});

test.each(Object.entries(sources))('%s: the generator and profile mdm1 make the same', async (name, { source, flags = [] }) => {
  const { target, tables } = await golden(name);
  const ended = await cli.mdm(
    'compare',
    'features',
    source,
    ...(target === null ? [] : ['--target', target]),
    ...flags,
    '--format',
    'json',
  );
  const result = JSON.parse(ended.out) as Printed;
  expect(result.differences).toEqual([]);
  expect([ended.code, result.verdict, result.subject]).toEqual([0, 'matched', source.replace(/^.*\//, '').replace(/\.csv$/, '')]);
  // All of what the original made has been compared, not a part of it.
  expect(Object.fromEntries(result.comparisons.map(({ table, comparison }) => [table, comparison.features.length]))).toEqual(
    Object.fromEntries(tables.map(({ table, columns }) => [table, Object.keys(columns).length])),
  );
  for (const side of [result.control, result.candidate]) {
    expect(side.outcome).toBe('value');
    for (const cost of [side.wallMs, side.cpuMs, side.peakBytes, side.rows]) expect(cost).toBeGreaterThan(0);
  }
});

describe('sides that differ', () => {
  const wine = join(data, 'wine');
  const differing = ['compare', 'features', wine, '--target', 'target', '--fit', 'train'];

  test('a mismatch: exit code, reproducers of at most ten rows that replay, list, show and report', async () => {
    const own = openCli();
    try {
      const ended = await own.mdm(...differing, '--seed', 'x');
      expect(ended.code).toBe(1);
      expect(ended.out).toMatch(/^Mismatched: \d+ of \d+ columns equal/);
      expect(ended.out).toContain('Columns that differ in test');
      const listed = await own.mdm('compare', 'list', '--json');
      const { results, unreadable } = JSON.parse(listed.out) as { results: ExperimentResult[]; unreadable: number };
      expect([listed.code, results.length, unreadable]).toEqual([0, 1, 0]);
      const [{ id, order, flags, tables }] = results as [ExperimentResult];
      expect([...order].sort()).toEqual(['candidate', 'control']);
      expect(flags).toMatchObject({ old: 'legacy', new: 'mdm1', target: 'target', fit: 'train' });
      const [train, test] = tables!;
      expect(train!.reasons).toEqual([]);
      expect(test!.reasons.join()).toMatch(/lacks|more|Values/);
      const replayed = await own.sh(`cd '${test!.reproducer}' && . ./replay.sh --format json`);
      expect(replayed.code).toBe(1);
      const again = await own.sh(
        `cd '${test!.reproducer}' && ${(await readFile(join(test!.reproducer!, 'replay.sh'), 'utf8')).split('&& ').at(-1)!.trim()} --format json`,
      );
      const comparison = JSON.parse(again.out) as Comparison;
      expect(Math.max(comparison.rows.a, comparison.rows.b)).toBeLessThanOrEqual(10);
      expect(comparison.equal).toBe(false);
      for (const [format, ...command] of [
        ['table', 'show', id.slice(0, 8)],
        ['html', 'show', id],
        ['md', 'list', '--component', 'features'],
        ['html', 'report', '--since', '1d'],
        ['json', 'report'],
      ] as const) {
        const shown = await own.mdm('compare', ...command, '--format', format);
        expect([command[0], shown.code]).toEqual([command[0], command[0] === 'report' ? 1 : 0]);
        expect(shown.out).toMatch(/mismatched/i);
        if (format === 'html') expect(shown.out).not.toMatch(/<script|https?:|src=|<link/);
      }
      expect((await own.mdm('compare', 'report', '--component', 'storage')).code).toBe(0);
      expect((await own.mdm('compare', 'show', 'ffffffff-none')).code).toBe(3);
    } finally {
      own.remove();
    }
  });

  test('known differences are ignored while they hold, and counted apart', async () => {
    const known = join(cli.folder, 'known.yaml');
    const rule = (until: string): Promise<void> =>
      writeFile(
        known,
        `- name: fitted on train\n  reason: no leak from the other tables\n  since: 2026-01-01\n  until: ${until}\n  tables: [test, "sample_*"]\n`,
      );
    await rule('2999-12-31');
    const ignored = await cli.mdm(...differing, '--ignore', known, '--json');
    expect([ignored.code, (JSON.parse(ignored.out) as Printed).verdict]).toEqual([0, 'ignored']);
    expect((JSON.parse(ignored.out) as Printed).ignoredBy).toBe('fitted on train');
    await rule('2026-01-02');
    const expired = await cli.mdm(...differing, '--ignore', known, '--json');
    expect(expired.code).toBe(1);
    expect(JSON.parse(expired.out)).toMatchObject({ verdict: 'mismatched', expired: ['fitted on train'] });
    await writeFile(known, '- name: x\n  reason: y\n  since: 2026-01-01\n  until: 2026-01-02\n  colums: [a]\n');
    expect((await cli.mdm(...differing, '--ignore', known)).code).toBe(7);
  });

  test('a candidate that fails is a mismatch; an error of the old side is an error', async () => {
    const source = join(root, 'examples/penguins.csv');
    const failing = join(cli.folder, 'failing.json');
    await writeFile(failing, JSON.stringify({ extends: 'mdm1', transformers: [{ use: 'mdm1.numeric', params: { nothing: 1 } }] }));
    const failed = await cli.mdm('compare', 'features', source, '--new', failing, '--json');
    expect(failed.code).toBe(1);
    expect(JSON.parse(failed.out)).toMatchObject({ verdict: 'mismatched', candidate: { outcome: 'error' } });
    const swapped = await cli.mdm('compare', 'features', source, '--old', failing, '--new', 'legacy', '--json');
    expect(swapped.code).toBe(2);
    for (const [name, limit] of [
      ['timeout', { MDM_COMPARISON_TIMEOUT_MS: '30' }],
      ['memory', { MDM_COMPARISON_MEMORY_MB: '64' }],
    ] as const) {
      const limited = openCli(limit);
      try {
        const stopped = await limited.mdm('compare', 'features', source, '--json');
        expect(JSON.parse(stopped.out)).toMatchObject({ verdict: 'failed', candidate: { outcome: name } });
        expect(stopped.code).toBe(1);
        expect((await limited.mdm('compare', 'list')).out).toMatch(/mdm1 (took longer|used more memory) than it may \(comparison\./);
      } finally {
        limited.remove();
      }
    }
    expect((await cli.mdm('compare', 'features', source, '--new', 'mdm2')).err).toMatch(/mdm2 is no generator and no profile/);
  });
});

test.each([
  ['a key that is no column', ['--key', 'nope'], 2, 'There is no column "nope" in the tables of legacy, which is to be the key.'],
  ['a tolerance of no column', ['--tolerance', 'nope=abs:1'], 2, 'There is no column "nope".'],
  ['a misspelled key of a known difference', ['--ignore', 'known.yaml'], 7, 'it has no key "resaon" (did you mean "reason"?)'],
])('%s is refused, and nothing is stored', async (_, flags, code, words) => {
  const own = openCli();
  try {
    await writeFile(join(own.folder, 'known.yaml'), '- {name: a, resaon: b, since: 2026-01-01, until: 2027-01-01}');
    const named = flags.map((flag) => (flag === 'known.yaml' ? join(own.folder, flag) : flag));
    const ended = await own.mdm('compare', 'features', join(root, 'examples/penguins.csv'), ...named);
    expect([ended.code, ended.out]).toEqual([code, '']);
    expect(ended.err).toContain(words);
    expect(JSON.parse((await own.mdm('compare', 'list', '--json')).out)).toMatchObject({ results: [] });
  } finally {
    own.remove();
  }
});

test('two runs of the old side differ in nothing', async () => {
  const ended = await cli.mdm('compare', 'features', join(data, 'mdm_sample'), '-t', 'target', '--noise', '--no-store', '--json');
  expect(JSON.parse(ended.out)).toMatchObject({ verdict: 'matched', noise: { differences: [] }, notes: [] });
});
