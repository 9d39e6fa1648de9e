import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openConfig } from '../../src/config/config.js';
import type { MdmError } from '../../src/errors.js';
import { changeKeys } from '../../src/flags/change.js';
import { openGuard } from '../../src/flags/guard.js';
import { removals } from '../../src/migration/control/cleanup.js';
import { cutOver, rollBack, stays } from '../../src/migration/control/turn.js';
import { gather, judge, movingFlag } from '../../src/migration/gates/index.js';
import { ago, COMPONENTS, goodRecords, VERSION, writeHome } from './control-home.js';
import { openCli, root, type Cli, type Ended } from './cli.js';

let cli: Cli;
beforeEach(() => {
  cli = openCli();
});
afterEach(() => cli.remove());

interface Status {
  readonly components: readonly {
    readonly component: string;
    readonly flag: { readonly value: boolean; readonly origin: string };
    readonly percentage: number;
    readonly calls: { readonly old: number; readonly new: number };
    readonly comparisons: Readonly<Record<string, number>>;
    readonly lastMismatch: { readonly id: string } | null;
    readonly deltaPercent: { readonly benchmark: number | null };
    readonly gates: readonly { readonly id: string; readonly open: boolean }[];
  }[];
}
const json = <T>({ out }: Ended): T => JSON.parse(out) as T;
const yaml = (): string => readFileSync(join(cli.home, 'mdm.yaml'), 'utf8');
const history = (): readonly Record<string, unknown>[] =>
  readFileSync(join(cli.home, 'flag_history.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('status prints every component by what is stored, and makes nothing', async () => {
  const empty = await cli.mdm('migration', 'status', '--json');
  expect([empty.code, existsSync(cli.home)]).toEqual([0, false]);
  expect(
    json<Status>(empty)
      .components.map(({ component }) => component)
      .sort(),
  ).toEqual([...COMPONENTS].sort());

  const records = goodRecords('features');
  records.results[2] = { ...records.results[2]!, verdict: 'mismatched' };
  records.benchmark!.cases.forEach((one) => (one.new.median = 1.25));
  await writeHome(cli.home, 'features', records);
  const found = json<Status>(await cli.mdm('migration', 'status', '--json')).components.find(({ component }) => component === 'features')!;
  expect(found).toMatchObject({
    flag: { value: false, origin: 'file' },
    percentage: 50,
    calls: { old: 0, new: 200 },
    comparisons: { matched: 11, ignored: 0, mismatched: 1, failed: 0 },
    lastMismatch: { id: records.results[2].id },
    deltaPercent: { benchmark: 25 },
  });
  const { out } = await cli.mdm('migration', 'status');
  expect(out).toMatch(/^ +features +new for 50 % +file +0 +200 +11 +1 /m);
});

test('validate names open gates and ends with 1, and with 0 when all are closed', async () => {
  await writeHome(cli.home, 'features', goodRecords('features'));
  const good = await cli.mdm('migration', 'validate', 'features', '--report', 'gates.json');
  expect([good.code, good.err, good.out]).toEqual([0, '', expect.stringContaining('All gates are closed.')]);
  expect(JSON.parse(readFileSync(join(cli.folder, 'gates.json'), 'utf8'))).toMatchObject({ open: [] });
  const all = await cli.mdm('migration', 'validate');
  expect([all.code, /^config$/m.test(all.out)]).toEqual([1, true]);
});

test('a cut-over is refused while a gate is open, and nothing is changed', async () => {
  const records = goodRecords('features');
  records.acceptance = undefined;
  await writeHome(cli.home, 'features', records);
  const before = [yaml(), history()];
  const nothing = join(cli.folder, 'acceptance.json');
  writeFileSync(
    nothing,
    JSON.stringify({ version: VERSION, backend: 'sqlite', total: 1, hold: 0, rows: [{ id: 'A1', outcome: 'fails' }] }),
  );
  const refused = await cli.mdm('migration', 'cutover', 'features', '--acceptance', nothing);
  expect([refused.code, refused.out]).toEqual([7, '']);
  expect(refused.err).toMatch(/refused: 1 gate is open \(G4 acceptance\)\.\nSee: mdm migration validate features/);
  const unasked = await cli.mdm('migration', 'cutover', 'features', '--force', '--acceptance', nothing);
  expect([unasked.code, unasked.err]).toEqual([2, expect.stringContaining('--force --reason TEXT')]);
  expect([yaml(), history()]).toEqual(before);

  const forced = await cli.mdm('migration', 'cutover', 'features', '--force', '--reason', 'one dataset', '--acceptance', nothing);
  expect([forced.code, forced.err]).toEqual([0, '']);
  expect(history().at(-2)).toMatchObject({
    flag: 'refactoring.use_new_features',
    old: false,
    new: true,
    reason: 'one dataset (cut-over, forced with open gates G4)',
  });
  expect((await cli.mdm('migration', 'cutover', 'features')).out).toMatch(/on the new side already/);
});

test('cut over with all gates closed, and back by one command within a minute', async () => {
  await writeHome(cli.home, 'features', goodRecords('features'));
  const over = await cli.mdm('migration', 'cutover', 'features');
  expect(over).toEqual({ code: 0, err: '', out: 'features is on the new side: refactoring.use_new_features = true.\n' });
  const began = performance.now();
  const back = await cli.mdm('migration', 'rollback', 'features', '--reason', 'trial');
  expect(performance.now() - began).toBeLessThan(60_000);
  expect(back).toEqual({ code: 0, err: '', out: 'features is on the old side: refactoring.use_new_features = false.\n' });
  // The week begins anew.
  const again = await cli.mdm('migration', 'cutover', 'features');
  expect([again.code, again.err]).toEqual([7, expect.stringContaining('G6 steadiness')]);
});

test.each(COMPONENTS)('%s: over and back change its keys alone, and the history says why', async (component) => {
  await writeHome(cli.home, component, goodRecords(component));
  const flag = movingFlag(component);
  const config = () => openConfig({ home: cli.home, env: {} });
  const turned = { component, flag: flag.key, changed: true, open: [] };
  expect(await cutOver(await config(), flag, judge(await gather(await config()), flag))).toEqual({ ...turned, value: true });
  expect([(await config()).get(flag.key), (await config()).get(flag.share), yaml().startsWith('# kept\n')]).toEqual([true, 0, true]);
  expect(await rollBack(await config(), flag, { reason: 'trial' })).toEqual({ ...turned, value: false });
  expect([(await config()).get(flag.key), (await config()).get(flag.share)]).toEqual([false, 0]);
  expect(await rollBack(await config(), flag)).toMatchObject({ changed: false });
  expect(
    history()
      .slice(-3)
      .map(({ new: now, reason }) => [now, reason]),
  ).toEqual([
    [true, 'cut-over, all gates closed'],
    [0, 'cut-over, all gates closed'],
    [false, 'trial (rollback)'],
  ]);
});

test('what a variable keeps on the other side is said, by exit code 7, and the file is changed all the same', async () => {
  await writeHome(cli.home, 'features', goodRecords('features'));
  const flag = movingFlag('features');
  const opened = (env: NodeJS.ProcessEnv = {}) => openConfig({ home: cli.home, env });
  const over = async (env: NodeJS.ProcessEnv) => {
    const turned = await cutOver(await opened(env), flag, judge(await gather(await opened()), flag));
    return [turned.changed, stays(turned, await opened(env), flag)?.message];
  };
  const back = async (env: NodeJS.ProcessEnv) => {
    const turned = await rollBack(await opened(env), flag);
    return [turned.changed, stays(turned, await opened(env), flag)?.message];
  };
  const [KEY, SHARE] = ['MDM_REFACTORING_USE_NEW_FEATURES', 'MDM_REFACTORING_ROLLOUT_PERCENTAGE_NEW_FEATURES'];
  expect(await over({ [KEY]: 'true' })).toEqual([true, undefined]);
  expect((await opened()).get(flag.key)).toBe(true);
  expect(await back({ [KEY]: 'false' })).toEqual([true, undefined]);
  expect((await opened()).get(flag.key)).toBe(false);
  expect(await back({ [SHARE]: '50' })).toEqual([
    false,
    `features stays on the new side for 50 % of the subjects: ${SHARE} wins over the file, which says the old one.`,
  ]);
  expect((await back({ [KEY]: 'true' }))[1]).toBe(`features stays on the new side: ${KEY} wins over the file, which says the old one.`);
  await changeKeys(new Map([[flag.key, true]]), { home: cli.home });
  expect((await over({ [KEY]: 'false', [SHARE]: '30' }).catch((error: MdmError) => [error.exit]))[0]).toBe(7);
  const ended = await cli.sh(`export ${KEY}=true; mdm migration rollback features`);
  expect([ended.code, ended.out, ended.err]).toEqual([7, '', expect.stringMatching(/stays on the new side: .*\nTake MDM_\w+ away/)]);
});

test.each([
  [['rollback', 'cli'], 7, /cli has no second implementation/],
  [['validate', 'nothing'], 2, /no component "nothing"/],
  [['cutover'], 2, /component/i],
])('migration %j ends with %i', async (argv, code, sentence) => {
  const ended = await cli.mdm('migration', ...argv);
  expect([ended.code, ended.err]).toEqual([code, expect.stringMatching(sentence)]);
});

test('the old side may go one month after the cut-over, with all gates closed, and not before', async () => {
  const at = async (days: number): Promise<Ended> => {
    const records = goodRecords('features');
    records.history.push({ time: ago(days), flag: 'refactoring.use_new_features', old: false, new: true, by: 'ann', reason: 'cut-over' });
    await writeHome(cli.home, 'features', records);
    writeFileSync(join(cli.home, 'mdm.yaml'), 'refactoring:\n  use_new_features: true\n');
    return cli.mdm('migration', 'cleanup', 'features', '--check');
  };
  const early = await at(20);
  expect([early.code, early.out]).toEqual([7, expect.stringContaining('stays for 30 days')]);
  const late = await at(31);
  expect([late.code, late.out]).toEqual([0, expect.stringContaining('the old side may go')]);
  writeFileSync(join(cli.home, 'mdm.yaml'), 'refactoring:\n  use_new_features: false\n');
  const old = await cli.mdm('migration', 'cleanup', 'features', '--check');
  expect([old.code, old.out]).toEqual([7, expect.stringContaining('the old side answers')]);
});

test('the month begins with a cut-over on record; only a home that began on the new side needs none', async () => {
  const flag = movingFlag('features');
  const opened = () => openConfig({ home: cli.home, env: {} });
  const reasons = async () => removals(await gather(await opened()), [flag])[0]!;
  const began = await reasons();
  expect(began.reasons.every((reason) => reason.startsWith('the gate'))).toBe(true);
  const records = goodRecords('features');
  await writeHome(cli.home, 'features', records);
  for (const text of ['refactoring:\n  use_new_features: true\n', '{}\n']) {
    writeFileSync(join(cli.home, 'mdm.yaml'), text);
    expect((await reasons()).reasons).toContain('no cut-over is on record; put it there: mdm migration cutover features');
  }
  writeFileSync(join(cli.home, 'mdm.yaml'), 'refactoring:\n  use_new_features: true\n');
  expect(await cutOver(await opened(), flag, [], { reason: 'by an editor' })).toMatchObject({ changed: true });
  expect(history().at(-1)).toMatchObject({ old: true, new: true, reason: 'by an editor (was on the new side already)' });
  expect(await reasons()).toMatchObject({ since: expect.any(String), reasons: [expect.stringContaining('stays for 30 days')] });
  expect(await cutOver(await opened(), flag, [])).toMatchObject({ changed: false });

  // Calls that failed since then keep the old side too.
  for (let i = 0; i < 2; i++) await openGuard(await opened()).call('features', false, 1);
  expect((await reasons()).reasons.join()).toMatch(/2 of 200 calls of the new side failed since \(1\.00 %\)/);
});

test('a cut-over of a home with datasets and without a backup says so', async () => {
  await writeHome(cli.home, 'features', goodRecords('features'));
  expect((await cli.mdm('dataset', 'register', 'penguins', join(root, 'examples/penguins.csv'), '--no-features')).code).toBe(0);
  expect((await cli.mdm('migration', 'cutover', 'features')).err).toMatch(/There is no backup of this home\. Make one: mdm backup create/);
  expect((await cli.mdm('backup', 'create')).code).toBe(0);
  await writeHome(cli.home, 'features', goodRecords('features'));
  expect((await cli.mdm('migration', 'cutover', 'features')).err).toBe('');
}, 30_000);

test('the page holds all of it and loads nothing', async () => {
  const records = goodRecords('features');
  records.history.push({
    time: ago(1),
    flag: 'refactoring.use_new_features',
    old: true,
    new: false,
    by: '<script>alert(1)</script>',
    reason: '"&<b>',
  });
  await writeHome(cli.home, 'features', records);
  const { code, out } = await cli.mdm('migration', 'status', '--html', 'page.html');
  expect([code, out]).toEqual([0, expect.stringContaining('Page: ')]);
  const page = readFileSync(join(cli.folder, 'page.html'), 'utf8');
  for (const part of ['G1 comparisons', 'G6 steadiness', 'Comparisons by day', 'Changes of flags', 'registrar'])
    expect(page).toContain(part);
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/<script|<link|src=|url\(|@import|<b>/i);
  expect(page.match(/https?:\/\/[^"'\s<]+/g)?.filter((url) => !url.startsWith('http://www.w3.org/')) ?? []).toEqual([]);
});
