import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { data } from './goldens.js';
import { checksumsOf, countsOf, filesOf, historyOf, openStory, type Story } from './story.js';

let story: Story;
beforeEach(async () => {
  story = await openStory(['iris']);
});
afterEach(() => story.close());

const KEY = 'refactoring.use_new_registrar';
/** One of its rows is there twice. */
const doubled = join(data, 'acceptance/iris.csv');

test('registrar: from a home of MDM 1.0.6 to the new side, a fault, and back', async () => {
  const { original, home, folder } = story;
  const clean = join(folder, 'clean.csv');
  const rows = readFileSync(doubled, 'utf8').trim().split('\n');
  writeFileSync(clean, `${[...new Set(rows)].join('\n')}\n`);
  const register = (name: string, file: string, at?: string) => story.mdm(['dataset', 'register', name, file, '--target', 'species'], at);

  // The home as it is takes the old side, without being told to.
  const first = await register('first', doubled, original.home);
  expect(first).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('Registered as MDM 1.0.6 did: refactoring.use_new_registrar is false'),
  });
  expect(await countsOf(original.home, 'registrar')).toEqual({ mdm_old_path_calls: 1 });
  const old = await checksumsOf(original.home, 'first');

  // Moved: the source is as it was.
  const before = filesOf(join(original.home, 'datasets'));
  await story.ok(['migrate', 'home', '--from', original.home]);
  expect(filesOf(join(original.home, 'datasets'))).toEqual(before);
  const kept = await checksumsOf(home, 'iris');

  // The old side goes on in the new home and every registration is compared: both agree.
  await story.ok(['config', 'set', KEY, 'false', '--reason', 'moving over']);
  await story.ok(['config', 'set', 'comparison.sample_rate', '1']);
  expect((await register('old', clean)).code).toBe(0);

  // Gates are open, so that nothing is cut over without a reason.
  expect(await story.mdm(['migration', 'cutover', 'registrar'])).toMatchObject({ code: 7, stderr: expect.stringMatching(/G4|G5/) });
  await story.ok(['migration', 'cutover', 'registrar', '--force', '--reason', 'a rehearsal']);
  expect((await register('new', clean)).code).toBe(0);
  expect(await story.mdm(['compare', 'report', '--component', 'registrar'])).toMatchObject({ code: 0 });
  expect(await countsOf(home, 'registrar')).toEqual({ mdm_old_path_calls: 1, mdm_new_path_calls: 1 });

  // A text beyond the first 64 KiB that the sides read otherwise: found, counted, and the flag returns by itself.
  const odd = join(story.folder, 'odd.csv');
  const plain = Array.from({ length: 9_000 }, (_, i) => `${i},${i % 2 === 0 ? 'even' : 'odd'}`);
  writeFileSync(odd, `n,species\n${plain.join('\n')}\n9001,Łódź\n`);
  const wrong = await register('wrong', odd);
  expect(wrong.stderr).toMatch(/refactoring.use_new_registrar is false now: a comparison of the two sides differed/);
  expect(await countsOf(home, 'registrar')).toEqual({ mdm_old_path_calls: 1, mdm_new_path_calls: 2, mdm_comparison_failures: 1 });
  expect(await story.mdm(['compare', 'report', '--component', 'registrar'])).toMatchObject({ code: 1 });

  // The next registration is the old side's again, with the rows that it always had. Other datasets are as before.
  await story.ok(['config', 'set', 'comparison.sample_rate', '0']);
  expect((await register('back', doubled)).stderr).toContain('Registered as MDM 1.0.6 did');
  expect(await checksumsOf(home, 'back')).toEqual(old);
  expect(await checksumsOf(home, 'iris')).toEqual(kept);
  const changes = historyOf(home).filter(({ flag }) => flag === KEY);
  expect(changes.map(({ old: was, new: now, reason, by }) => [was, now, by === 'automatic', reason])).toEqual([
    [null, false, false, 'moving over'],
    [false, true, false, expect.stringContaining('a rehearsal')],
    [true, false, true, 'a comparison of the two sides differed'],
  ]);
}, 300_000);
