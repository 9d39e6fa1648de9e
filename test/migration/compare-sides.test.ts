import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openConfig } from '../../src/config/config.js';
import { openMetrics, readMetrics } from '../../src/metrics/metrics.js';
import { compareSides } from '../../src/parity/compare-sides.js';
import { makeFeatures, sideNamed, type Made, type SideOptions } from '../../src/parity/sides.js';
import { readResults } from '../../src/parity/store.js';
import { compareTables } from '../../src/index.js';
import { root } from './cli.js';

const source = join(root, 'examples/penguins.csv');
const options: SideOptions = { target: 'species', fit: 'table', threads: 1 };
let folder: string;
let count = 0;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'mdm-sides-'))));
afterAll(() => rm(folder, { recursive: true }));

/** A profile that makes other features than the generator. */
async function profile(name: string, content: object): Promise<string> {
  const path = join(folder, `${name}.json`);
  await writeFile(path, JSON.stringify({ extends: 'mdm1', ...content }));
  return path;
}

interface Given {
  readonly candidate?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly control?: () => Promise<Made>;
  readonly subject?: string;
}

/** One run with a home of its own: what the caller sees, what was noted, stored and counted. */
async function run({ candidate = 'mdm1', env = {}, control, subject = 'penguins' }: Given) {
  const home = join(folder, `home-${count++}`);
  const config = await openConfig({ env: { MDM_HOME_DIR: home, MDM_COMPARISON_SAMPLE_RATE: '1', ...env } });
  const notes: string[] = [];
  let calls = 0;
  const made = async (): Promise<Made> => {
    const ran = await makeFeatures(await sideNamed('legacy'), source, options, join(home, 'control'));
    if (ran.outcome !== 'value') throw new Error(ran.outcome);
    return ran.value;
  };
  const seen = await compareSides<Made>({
    control: {
      name: 'legacy',
      side: 'old',
      run: () => {
        calls++;
        return (control ?? made)();
      },
      tables: ({ tables }) => tables,
      seconds: ({ seconds }) => seconds,
    },
    candidate,
    source,
    subject,
    options,
    config,
    metrics: openMetrics(config),
    note: (sentence) => void notes.push(sentence),
  }).then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  const counts = await readMetrics(config);
  const { results } = await readResults(join(home, 'comparison_results')).catch(() => ({ results: [] }));
  return {
    seen,
    calls,
    notes,
    results,
    home,
    failures: counts.counters.find(({ name }) => name === 'mdm_comparison_failures')?.value ?? 0,
    deltas: counts.deltas.length,
  };
}

test('sides that agree: stored, one note, a delta, no failure', async () => {
  const { seen, calls, notes, results, failures, deltas } = await run({});
  expect((seen as { value: Made }).value.tables.map(({ name, rows }) => [name, rows])).toEqual([['data', 344]]);
  expect([calls, failures, deltas]).toEqual([1, 0, 1]);
  expect(notes).toEqual(['Compared with mdm1: matched, 86 of 86 columns equal.']);
  expect(results).toMatchObject([{ verdict: 'matched', subject: 'penguins', component: 'features', differences: [] }]);
  for (const side of [results[0]!.control, results[0]!.candidate]) expect([side.outcome, side.rows]).toEqual(['value', 344]);
});

test('a fault of the candidate is counted, stored with a reproducer, and changes nothing for the caller', async () => {
  const faulty = await profile('faulty', { rename: { year_log: 'year_ln' } });
  const { seen, calls, notes, results, failures } = await run({ candidate: faulty });
  expect((seen as { value: Made }).value.tables).toHaveLength(1);
  expect([calls, failures, results.length]).toEqual([1, 1, 1]);
  const [{ id, verdict, tables }] = results as [(typeof results)[0]];
  expect(verdict).toBe('mismatched');
  expect(notes).toEqual([
    expect.stringMatching(new RegExp(`mismatched, \\d+ of \\d+ columns equal.*See: mdm compare show ${id.slice(0, 8)}`)),
  ]);
  const { reproducer } = tables![0]!;
  const again = await compareTables(join(reproducer!, 'a.parquet'), join(reproducer!, 'b.parquet'));
  expect(again.equal).toBe(false);
  expect(Math.max(again.rows.a, again.rows.b)).toBeLessThanOrEqual(10);
});

test.each<[string, () => Promise<Given>, string, string?]>([
  [
    'fails',
    async () => ({ candidate: await profile('failing', { transformers: [{ use: 'mdm1.numeric', params: { nothing: 1 } }] }) }),
    'error',
  ],
  ['is no side', async () => ({ candidate: 'mdm2' }), 'error'],
  ['takes too long', async () => ({ env: { MDM_COMPARISON_TIMEOUT_MS: '20' } }), 'timeout', 'failed'],
  ['takes too much memory', async () => ({ env: { MDM_COMPARISON_MEMORY_MB: '64' } }), 'memory', 'failed'],
])('a candidate that %s', async (_, given, outcome, verdict = 'mismatched') => {
  const { seen, calls, results, failures, deltas } = await run(await given());
  expect((seen as { value: Made }).value.tables).toHaveLength(1);
  expect([calls, failures, deltas]).toEqual([1, verdict === 'mismatched' ? 1 : 0, 0]);
  expect(results).toMatchObject([{ verdict, candidate: { outcome } }]);
});

test('an error of the control is the very one that is thrown', async () => {
  const thrown = new Error('broken');
  const { seen, calls, results, failures } = await run({ control: () => Promise.reject(thrown) });
  expect((seen as { error: unknown }).error).toBe(thrown);
  expect([calls, failures]).toEqual([1, 1]);
  expect(results).toMatchObject([{ verdict: 'mismatched', control: { outcome: 'error' }, candidate: { outcome: 'value' } }]);
});

test.each<[string, Readonly<Record<string, string>>]>([
  ['comparisons are off', { MDM_REFACTORING_ENABLE_COMPARISON_TESTS: 'false' }],
  ['the sampling rate is 0', { MDM_COMPARISON_SAMPLE_RATE: '0' }],
  ['the data set is not in the sample', { MDM_COMPARISON_SAMPLE_RATE: '0.000001' }],
])('%s: no candidate, no cost', async (_, env) => {
  const { seen, calls, notes, results, home } = await run({ env, control: async () => ({ tables: [], notes: [], seconds: 1 }) });
  expect([(seen as { value: Made }).value.seconds, calls, notes, results]).toEqual([1, 1, [], []]);
  expect(
    await readdir(home).then(
      (all) => all.filter((name) => name !== 'metrics.db'),
      () => [],
    ),
  ).not.toContain('comparison_results');
});

test('a store that cannot be written and settings that are wrong are notes', async () => {
  const faulty = await profile('faulty-unstored', { rename: { year_log: 'year_ln' } });
  const stored = await run({ env: { MDM_COMPARISON_STORE: join(process.execPath, 'x') }, candidate: faulty });
  expect((stored.seen as { value: Made }).value.tables).toHaveLength(1);
  // What differs is found all the same.
  expect(stored.notes.join('\n')).toMatch(
    /no reproducer could be written[^]*could not be stored: .* is not a folder[^]*: mismatched, 85 of \d+ columns equal/,
  );
  expect(stored.failures).toBe(1);
});
