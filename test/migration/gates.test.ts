import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openConfig } from '../../src/config/config.js';
import { changeKeys } from '../../src/flags/change.js';
import { openGuard } from '../../src/flags/guard.js';
import { openStore } from '../../src/metrics/store.js';
import { gather, judge, LIMITS, movingFlag, type Gate } from '../../src/migration/gates/index.js';
import { root } from './cli.js';
import { ago, COMPONENTS, failedSide, goodRecords, resultOf, VERSION, writeHome, type Records } from './control-home.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mdm-gates-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const gates = async (component: string, places = {}): Promise<readonly Gate[]> =>
  judge(await gather(await openConfig({ home, env: {} }), places), movingFlag(component));
const open = (all: readonly Gate[]): string[] => all.filter((gate) => gate.open).map(({ id }) => id);
const said = (all: readonly Gate[], id: string): string =>
  all
    .find((gate) => gate.id === id)!
    .conditions.filter(({ holds }) => !holds)
    .map(({ evidence, close }) => `${evidence} ${close}`)
    .join(' ');

test.each(COMPONENTS)('with good records every gate of %s is closed', async (component) => {
  await writeHome(home, component, goodRecords(component));
  const all = await gates(component);
  expect(all.map(({ id, conditions }) => [id, conditions.filter(({ holds }) => !holds)])).toEqual(
    ['G1', 'G2', 'G3', 'G4', 'G5', 'G6'].map((id) => [id, []]),
  );
});

test.each(COMPONENTS)('in an empty home every gate of %s is open, and each open condition says what closes it', async (component) => {
  writeFileSync(join(home, 'mdm.yaml'), `refactoring:\n  use_new_${component}: false\n`);
  const none = join(home, 'none.json');
  writeFileSync(none, JSON.stringify({ backend: 'sqlite', total: 0, hold: 0, rows: [] }));
  const bench = join(home, 'bench.json');
  writeFileSync(bench, JSON.stringify({ version: '0.0.1', at: ago(0), cases: [] }));
  const all = await gates(component, { acceptance: none, benchmark: bench });
  expect(open(all)).toEqual(['G1', 'G2', 'G3', 'G4', 'G5', 'G6']);
  for (const { conditions } of all) for (const one of conditions) if (!one.holds) expect(one.close).toMatch(/\w/);
});

const mismatch = (days: number, subject: string) => resultOf('features', { time: ago(days), verdict: 'mismatched', subject });
const slowCase = (records: Records, over: object): void => {
  records.benchmark!.cases[2] = { ...records.benchmark!.cases[2]!, ...over };
};

// Each fault opens the gates named, and no other.
const faults: readonly [string, string[], RegExp, (records: Records) => void][] = [
  ['a mismatch that still stands', ['G1', 'G5'], /set_0.*compare show/, (r) => void r.results.push(mismatch(0.5, 'set_0'))],
  [
    'a mismatch of two weeks ago, which agrees since',
    [],
    /^$/,
    (r) => void r.results.unshift(mismatch(14, 'set_0'), mismatch(13, 'set_1')),
  ],
  [
    'a mismatch of this week, which agrees since',
    ['G5'],
    /1 comparison of the last 7 days/,
    (r) => void r.results.splice(1, 0, mismatch(3, 'set_3')),
  ],
  [
    'a comparison that failed',
    ['G1', 'G5'],
    /failed/,
    (r) => void r.results.push(resultOf('features', { time: ago(0.1), verdict: 'failed' })),
  ],
  ['too few comparisons', ['G1'], /9 comparisons stored/, (r) => void r.results.splice(1, 3)],
  [
    'comparisons of yesterday only',
    ['G5'],
    /The sides have been compared since/,
    (r) => {
      r.history = [];
      r.results = r.results.map((one) => ({ ...one, time: ago(1) }));
    },
  ],
  [
    'a change of the flag last week, and comparisons of today',
    ['G5'],
    /The sides have been compared since.*on 1 day\./,
    (r) => {
      r.results = r.results.map((one) => ({ ...one, time: ago(0.001) }));
    },
  ],
  [
    'comparisons on two days of the week',
    ['G5'],
    /9 comparisons in the last 7 days, on 2 days/,
    (r) => {
      r.results = r.results.map((one, i) => (i % 4 === 0 ? one : { ...one, time: ago((i % 2) + 1) }));
    },
  ],
  [
    'a mismatch under the other control, which agrees since',
    ['G5'],
    /1 comparison of the last 7 days/,
    (r) => void r.results.splice(1, 0, { ...mismatch(3, 'set_3'), name: 'features: mdm1 and legacy' }),
  ],
  [
    'no comparison this week',
    ['G5'],
    /0 comparisons in the last 7 days, on 0 days/,
    (r) => {
      r.results = r.results.map((one) => ({ ...one, time: ago(8) }));
    },
  ],
  ['a case that is slower beyond noise', ['G2'], /large \+50\.0 %/, (r) => slowCase(r, { new: { median: 1.5, low: 1.4, high: 1.6 } })],
  ['a case that is slower within noise', [], /^$/, (r) => slowCase(r, { new: { median: 1.2, low: 1, high: 1.4 } })],
  ['rounds that are slower as a whole', ['G2'], /large \+8\.0 %/, (r) => slowCase(r, { ratio: { median: 1.08, low: 1.06, high: 1.2 } })],
  ['rounds that are slower within noise', [], /^$/, (r) => slowCase(r, { ratio: { median: 1.08, low: 1.04, high: 1.2 } })],
  ['rounds that need more memory', ['G3'], /large \+4\.0 %/, (r) => slowCase(r, { peakRatio: { median: 1.04, low: 1.03, high: 1.1 } })],
  ['a case that needs more memory', ['G3'], /large \+5\.0 %/, (r) => slowCase(r, { peakNew: 1050 })],
  ['a benchmark of a few cases', ['G2', 'G3'], /2 cases measured/, (r) => void r.benchmark!.cases.shift()],
  ['a benchmark of a few rounds', ['G2', 'G3'], /in at least 3 rounds/, (r) => slowCase(r, { runs: 3 })],
  ['a benchmark of another version', ['G2', 'G3'], /is of MDM 0\.0\.1/, (r) => void (r.benchmark!.version = '0.0.1')],
  [
    'a benchmark of other components',
    ['G2', 'G3'],
    /has no case of features/,
    (r) => {
      r.benchmark!.cases = r.benchmark!.cases.map((one) => ({ ...one, component: 'config' }));
    },
  ],
  [
    'an acceptance row that does not hold',
    ['G4'],
    /302 of 303 rows hold on sqlite; not A1/,
    (r) => {
      r.acceptance!.hold = 302;
      r.acceptance!.rows[0]!.outcome = 'fails';
    },
  ],
  ['an acceptance run of some rows', ['G4'], /0 of 0/, (r) => void (r.acceptance = { ...r.acceptance!, total: 0, hold: 0, rows: [] })],
  ['an acceptance run of the old side', ['G4'], /of a run on the old side \(old:config\)/, (r) => void (r.acceptance!.side = 'old:config')],
  [
    'an acceptance run of few rows',
    ['G4'],
    /3 of 3 rows hold on sqlite; the list has at least 300/,
    (r) => {
      r.acceptance = { ...r.acceptance!, total: 3, hold: 3, rows: r.acceptance!.rows.slice(0, 3) };
    },
  ],
  ['an acceptance run of another version', ['G4'], /is of MDM 0\.0\.1/, (r) => void (r.acceptance!.version = '0.0.1')],
  ['an acceptance run that names no version', ['G4'], /an unnamed version/, (r) => void delete r.acceptance!.version],
  ['a small acceptance run', ['G4'], /at the small scale/, (r) => void (r.acceptance!.scale = 'small')],
  ['too few calls', ['G6'], /62 times|called 62/, (r) => void (r.calls = 50)],
  [
    'a side that failed where the other did not',
    ['G6'],
    /1 of 209 failed in the last 7 days/,
    (r) => void (r.results[3] = { ...r.results[3]!, candidate: failedSide }),
  ],
  [
    'an automatic return of this week',
    ['G5', 'G6'],
    /automatic/,
    (r) => {
      r.history.push({ time: ago(2), flag: 'refactoring.use_new_features', old: true, new: false, by: 'automatic', reason: 'errors' });
    },
  ],
  [
    'a rollback of this week',
    ['G6'],
    /last set back on .* by ann \(z-scores\)/,
    (r) => {
      r.history.push({ time: ago(2), flag: 'refactoring.use_new_features', old: true, new: false, by: 'ann', reason: 'z-scores' });
    },
  ],
  [
    'a share that was made smaller this week',
    ['G6'],
    /last set back on .* by ann \(slow\)/,
    (r) => {
      r.history.push({ time: ago(2), flag: 'refactoring.rollout_percentage.new_features', old: 50, new: 20, by: 'ann', reason: 'slow' });
    },
  ],
  [
    'a share that gave way to the flag',
    [],
    /^$/,
    (r) => {
      const by = { by: 'ann', reason: null };
      r.history.push({ time: ago(2), flag: 'refactoring.use_new_features', old: false, new: true, ...by });
      r.history.push({ time: ago(2), flag: 'refactoring.rollout_percentage.new_features', old: 50, new: 0, ...by });
    },
  ],
  [
    'a rollback of last month, and one of another component',
    [],
    /^$/,
    (r) => {
      r.history.push({ time: ago(30), flag: 'refactoring.use_new_features', old: true, new: false, by: 'ann', reason: null });
      r.history.push({ time: ago(1), flag: 'refactoring.use_new_config', old: true, new: false, by: 'ann', reason: null });
    },
  ],
];

test.each(faults)('%s', async (_, expected, evidence, spoil) => {
  const records = goodRecords('features');
  spoil(records);
  await writeHome(home, 'features', records);
  const all = await gates('features');
  expect(open(all)).toEqual(expected);
  expect(expected.map((id) => said(all, id)).join(' ')).toMatch(evidence);
});

test('less than half of the subjects on the new side opens G6, and the sentence sets the share', async () => {
  await writeHome(home, 'features', goodRecords('features'));
  writeFileSync(join(home, 'mdm.yaml'), 'refactoring:\n  use_new_features: false\n  rollout_percentage:\n    new_features: 25\n');
  const all = await gates('features');
  expect(open(all)).toEqual(['G6']);
  expect(said(all, 'G6')).toMatch(/25 %.*mdm config set refactoring\.rollout_percentage\.new_features 50/);
});

test('failed calls of the week open G6, however many calls there are; those before it do not', async () => {
  await writeHome(home, 'features', goodRecords('features'));
  const config = await openConfig({ home, env: {} });
  await openGuard(config).call('features', false, 1);
  const first = await gates('features');
  expect([open(first), said(first, 'G6')]).toEqual([['G6'], expect.stringContaining('1 of 209 failed')]);
  const db = await openStore(config.path('monitoring.metrics_db'));
  const days = (calls: number, failed: number, day: string) =>
    db.prepare('UPDATE daily SET calls = ?, failed = ?, day = ?').run(calls, failed, day.slice(0, 10));
  days(5_000, 200, ago(3));
  await changeKeys(new Map([['refactoring.rollout_percentage.new_features', 51]]), { home });
  expect(said(await gates('features'), 'G6')).toMatch(/200 of 5009 failed in the last 7 days \(3\.99 %\)/);
  days(5_000, 200, ago(9));
  expect(open(await gates('features'))).toEqual([]);
});

test('a return that the guard makes during a rollout is a return', async () => {
  await writeHome(home, 'features', goodRecords('features'));
  const differs = { mismatched: true, oldFailed: false, deltaPercent: null };
  await openGuard(await openConfig({ home, env: {} }), { log: () => undefined }).comparison('features', differs);
  await changeKeys(new Map([['refactoring.rollout_percentage.new_features', 50]]), { home });
  const all = await gates('features');
  expect([open(all), said(all, 'G5'), said(all, 'G6')]).toEqual([
    ['G5', 'G6'],
    expect.stringContaining('1 automatic return in the last 7 days'),
    expect.stringContaining('by automatic (a comparison of the two sides differed)'),
  ]);
});

test('each table of a dataset is judged by its own latest comparison, and a dataset that is gone by none', async () => {
  const records = goodRecords('backend');
  const read = (table: string, days: number, verdict: 'matched' | 'mismatched') =>
    resultOf('backend', { name: `sqlite: readTable ${table}`, subject: 'tj', time: ago(days), verdict });
  records.results.push(read('train', 8, 'mismatched'), read('train_features', 7.5, 'matched'));
  await writeHome(home, 'backend', records);
  expect(open(await gates('backend'))).toEqual([]);
  mkdirSync(join(home, 'config/datasets'), { recursive: true });
  writeFileSync(join(home, 'config/datasets/tj.yaml'), '');
  const all = await gates('backend');
  expect([open(all), said(all, 'G1')]).toEqual([['G1'], expect.stringContaining('mismatched or failed: tj.')]);
});

test('what the acceptance run writes closes G4, and with another version does not', async () => {
  await writeHome(home, 'features', goodRecords('features'));
  const { reportOf } = (await import('../../scripts/acceptance/report.js')) as { reportOf(given: object): object };
  const items = Array.from({ length: 303 }, (_, i) => ({ id: `A${i}`, area: 'x', expected: 'y' }));
  const ran = new Map(items.map(({ id }) => [id, { status: 'passed', check: 'x.ts' }]));
  const written = async (version: string): Promise<string> => {
    const report = reportOf({ version, at: ago(1), scale: 'ordinary', items, open: {}, ran, backend: 'sqlite' });
    writeFileSync(join(home, 'migration/acceptance.json'), JSON.stringify(report));
    return said(await gates('features'), 'G4');
  };
  expect([await written(VERSION), await written('0.0.1')]).toEqual(['', expect.stringContaining('is of MDM 0.0.1')]);
});

test('the backend is compared on all three databases, and the registrar proven to undo', async () => {
  const backend = goodRecords('backend');
  backend.results = backend.results.map((one) => ({ ...one, flags: { ...one.flags, backend: 'sqlite' } }));
  await writeHome(home, 'backend', backend);
  const all = await gates('backend');
  expect([open(all), said(all, 'G6')]).toEqual([['G6'], expect.stringContaining('duckdb and postgresql')]);
  rmSync(home, { recursive: true });
  const registrar = goodRecords('registrar');
  registrar.acceptance = { backend: 'sqlite', total: 1, hold: 1, rows: [{ id: 'A1', outcome: 'holds' }] };
  await writeHome(home, 'registrar', registrar);
  expect(said(await gates('registrar'), 'G6')).toMatch(/0 of 2 rows about undoing/);
});

test.each([
  ['{', /no such record/],
  ['{"version":"1"}', /no such record/],
])('a record %s is refused by its name', async (text, reason) => {
  await writeHome(home, 'features', goodRecords('features'));
  writeFileSync(join(home, 'migration/implementations.json'), text);
  await expect(gates('features')).rejects.toThrow(reason);
});

test('a file that was named and is not there is an error', async () => {
  await expect(gates('features', { benchmark: join(home, 'no.json') })).rejects.toMatchObject({ code: 'not-found', exit: 3 });
});

test('the acceptance list is as long as the gate takes it to be', () => {
  const items = readFileSync(join(root, 'test/data/acceptance/items.tsv'), 'utf8').trim().split('\n');
  expect(items.length - 1).toBeGreaterThanOrEqual(LIMITS.rows);
});

test('the command line has no second implementation', () => {
  expect(() => movingFlag('cli')).toThrow(/cli has no second implementation/);
  expect(() => movingFlag('storage')).toThrow(/no component "storage"/);
});
