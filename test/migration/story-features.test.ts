import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { data } from './goldens.js';
import { checksumsOf, countsOf, filesOf, historyOf, letTimePass, openStory, sha256, type Story } from './story.js';

let story: Story;
beforeEach(async () => {
  story = await openStory({ dataset: 'iris', env: { MDM_FEATURES_PROFILE: 'mdm1' } });
});
afterEach(() => story.close());

const KEY = 'refactoring.use_new_features';
/** The file that the dataset was made of. */
const source = join(data, 'acceptance/iris.csv');
const into = (file: string) => ['features', 'generate', source, '--target', 'species', '-o', file, '--force'];
const generate = (file: string, home?: string) => story.mdm(into(file), home);
const checksum = (file: string): string => sha256(readFileSync(join(story.folder, file)));

test('features: from a home of MDM 1.0.6 to the new side, a fault, and back', async () => {
  const { original, home } = story;
  const before = filesOf(join(original.home, 'datasets'));

  // The home as it is takes the old side, without being told to.
  const first = await generate('original.parquet', original.home);
  expect(first).toMatchObject({ code: 0 });
  expect(first.stderr).toMatch(/The generator legacy makes the features: refactoring.use_new_features is false/);
  expect(await countsOf(original.home, 'features')).toEqual({ mdm_old_path_calls: 1 });

  // Moved: the source is as it was, the rows are the same.
  await story.ok(['migrate', 'home', '--from', original.home]);
  expect(filesOf(join(original.home, 'datasets'))).toEqual(before);
  const kept = await checksumsOf(home, 'iris');
  expect(Object.keys(kept)).toEqual(['data', 'data_features']);

  // The old side goes on in the new home and every call is compared: both agree.
  await story.ok(['flags', 'set', 'features', 'false', '--reason', 'moving over']);
  const compared = await generate('old.parquet');
  expect([compared.code, compared.stderr]).toEqual([0, expect.stringMatching(/Compared with mdm1: (matched|ignored)/)]);
  expect(checksum('old.parquet')).toBe(checksum('original.parquet'));

  // Nothing is cut over while a gate is open; a week and half of the calls later all are closed. A point to go back to is made before.
  const refused = await story.mdm(['migration', 'cutover', 'features']);
  expect([refused.code, refused.stderr]).toEqual([7, expect.stringMatching(/G4.*G5/)]);
  await story.ok(['flags', 'set', 'features', '50%']);
  await letTimePass(home, 'features');
  await story.ok(['migration', 'validate', 'features']);
  await story.ok(['rollback', 'create', '--description', 'before the cut-over of the features']);
  await story.ok(['migration', 'cutover', 'features']);
  const cut = await generate('new.parquet');
  expect([cut.code, cut.stderr]).toEqual([0, expect.stringMatching(/Compared with legacy: (matched|ignored)/)]);

  // A fault in the new side: the standard deviation of the population. It is found, counted, and the flag returns by itself.
  expect(await story.faulty('features', ['features', 'generate', 'iris'])).toMatchObject({ code: 0 });
  const wrong = await story.faulty('features', into('wrong.parquet'));
  expect(wrong.stderr).toMatch(/Compared with legacy: mismatched/);
  expect(wrong.stderr).toMatch(/refactoring.use_new_features is false now: a comparison of the two sides differed/);
  expect(await countsOf(home, 'features')).toEqual({ mdm_old_path_calls: 1, mdm_new_path_calls: 3, mdm_comparison_failures: 1 });
  expect((await story.mdm(['compare', 'report', '--component', 'features'])).code).toBe(1);

  // The next call is answered by the old side, as before the cut-over.
  expect((await generate('back.parquet')).stderr).toMatch(/The generator legacy makes the features/);
  expect(checksum('back.parquet')).toBe(checksum('original.parquet'));

  // The wrong features are in the dataset; after one command it is as it was.
  expect((await checksumsOf(home, 'iris'))['data_features']).not.toBe(kept['data_features']);
  await story.rollBack();
  expect(await checksumsOf(home, 'iris')).toEqual(kept);
  const changes = historyOf(home).filter(({ flag }) => flag === KEY);
  expect(changes.map(({ old, new: now, reason, by }) => [old, now, by === 'automatic', reason])).toEqual([
    [null, false, false, 'moving over'],
    [false, true, false, 'cut-over, all gates closed'],
    [true, false, true, 'a comparison of the two sides differed'],
  ]);

  // By hand it is one command, also when nothing is left to turn back.
  expect(await story.mdm(['migration', 'rollback', 'features', '--reason', 'wrong z-scores'])).toMatchObject({ code: 0 });
}, 300_000);
