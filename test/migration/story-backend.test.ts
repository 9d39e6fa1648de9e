import { join } from 'node:path';
import { checksumsOf, countsOf, filesOf, historyOf, letTimePass, openStory, type Story } from './story.js';

let story: Story;
beforeEach(async () => {
  story = await openStory({ dataset: 'penguins', config: 'database:\n  default_backend: duckdb\n' });
});
afterEach(() => story.close());

const KEY = 'refactoring.use_new_backend';

test('backend on DuckDB: from a home of MDM 1.0.6 to the new side, a fault, and back', async () => {
  const { original, home, folder } = story;
  const before = filesOf(join(original.home, 'datasets'));
  const exporting = (to: string) => ['dataset', 'export', 'penguins', '--table', 'data', '--output-dir', to, '--format', 'csv'];
  const exported = (to: string) => Object.values(filesOf(join(folder, to)));

  // The home as it is takes the old side, without being told to.
  await story.ok(['dataset', 'info', 'penguins', '--details'], original.home);
  const counts = await countsOf(original.home, 'backend');
  expect(counts['mdm_old_path_calls']).toBeGreaterThan(0);
  expect(counts['mdm_new_path_calls'] ?? 0).toBe(0);

  // Moved: the source is as it was, and the rows are the same.
  await story.ok(['migrate', 'home', '--from', original.home]);
  expect(filesOf(join(original.home, 'datasets'))).toEqual(before);
  const kept = await checksumsOf(home, 'penguins');
  expect(Object.keys(kept)).toEqual(['data', 'data_features']);

  // The old side reads the moved dataset and every read is compared: both agree.
  await story.ok(['flags', 'set', 'backend', 'false', '--reason', 'moving over']);
  await story.ok(exporting('old'));
  expect(await story.mdm(['compare', 'report', '--component', 'backend'])).toMatchObject({ code: 0 });

  // Nothing is cut over while a gate is open; a week and half of the calls later all are closed. A point to go back to is made before.
  expect(await story.mdm(['migration', 'cutover', 'backend'])).toMatchObject({ code: 7, stderr: expect.stringMatching(/G4.*G5/) });
  await story.ok(['flags', 'set', 'backend', '50%']);
  await letTimePass(home, 'backend');
  await story.ok(['migration', 'validate', 'backend']);
  await story.ok(['rollback', 'create', '--description', 'before the cut-over of the backend']);
  await story.ok(['migration', 'cutover', 'backend']);
  await story.ok(exporting('new'));
  expect(exported('new')).toEqual(exported('old'));
  expect((await countsOf(home, 'backend'))['mdm_comparison_failures'] ?? 0).toBe(0);

  // A fault in the new side: a row is lost in reading. It is found, counted, and the flag returns by itself; the next call has the row.
  const wrong = await story.faulty('backend', exporting('wrong'));
  expect(wrong.stderr).toMatch(/refactoring.use_new_backend is false now: a comparison of the two sides differed/);
  expect(exported('wrong')).not.toEqual(exported('old'));
  expect((await countsOf(home, 'backend'))['mdm_comparison_failures']).toBe(1);
  await story.ok(exporting('back'));
  expect(exported('back')).toEqual(exported('old'));

  // A dataset that was lost meanwhile is there again, as it was at the point.
  await story.ok(['dataset', 'remove', 'penguins', '--force']);
  await expect(checksumsOf(home, 'penguins')).rejects.toThrow('ENOENT');
  await story.rollBack();
  expect(await checksumsOf(home, 'penguins')).toEqual(kept);
  const changes = historyOf(home).filter(({ flag }) => flag === KEY);
  expect(changes.map(({ old, new: now, reason, by }) => [old, now, by === 'automatic', reason])).toEqual([
    [null, false, false, 'moving over'],
    [false, true, false, 'cut-over, all gates closed'],
    [true, false, true, 'a comparison of the two sides differed'],
  ]);
}, 300_000);
