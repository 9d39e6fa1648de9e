import { DatabaseSync } from 'node:sqlite';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { checksumsOf, countsOf, filesOf, historyOf, openStory, type Story } from './story.js';

let story: Story;
beforeEach(async () => {
  story = await openStory(['iris']);
});
afterEach(() => story.close());

const KEY = 'refactoring.use_new_backend';

/** As a process of MDM 1.0.6 would, that still writes to the dataset: statistics of its own, of one row less. */
function leaveOldStatistics(home: string): void {
  const { database } = parse(readFileSync(join(home, 'config/datasets/iris.yaml'), 'utf8')) as {
    readonly database: { readonly path: string };
  };
  const db = new DatabaseSync(database.path);
  try {
    const { value } = db.prepare("SELECT value FROM _mdm_metadata WHERE key = 'statistics'").get() as { readonly value: string };
    db.exec('CREATE TABLE IF NOT EXISTS _metadata (key TEXT, value TEXT, created_at TEXT, updated_at TEXT)');
    db.prepare("INSERT INTO _metadata VALUES ('statistics', ?, '2025-07-04', '2025-07-04')").run(value.replaceAll('150', '149'));
  } finally {
    db.close();
  }
}

test('backend: from a home of MDM 1.0.6 to the new side, a fault, and back', async () => {
  const { original, home } = story;
  const before = filesOf(join(original.home, 'datasets'));
  const rows = async (at?: string): Promise<unknown> =>
    (await story.json<{ readonly tables: readonly { readonly rows: number }[] }>(['dataset', 'stats', 'iris'], at)).tables[0]!.rows;

  // The home as it is takes the old side, without being told to.
  await story.ok(['dataset', 'info', 'iris', '--details'], original.home);
  const counts = await countsOf(original.home, 'backend');
  expect(counts['mdm_old_path_calls']).toBeGreaterThan(0);
  expect(counts['mdm_new_path_calls'] ?? 0).toBe(0);

  // Moved: the source is as it was, and the rows are the same.
  await story.ok(['migrate', 'home', '--from', original.home]);
  expect(filesOf(join(original.home, 'datasets'))).toEqual(before);
  await story.ok(['dataset', 'stats', 'iris', '--full']);
  const kept = await checksumsOf(home, 'iris');
  const stats = await rows();

  // The old side reads the moved dataset and every read is compared: both agree.
  await story.ok(['config', 'set', KEY, 'false', '--reason', 'moving over']);
  await story.ok(['config', 'set', 'comparison.sample_rate', '1']);
  await story.ok(['dataset', 'export', 'iris', '--table', 'data', '--output-dir', 'old', '--format', 'csv']);
  expect(await story.mdm(['compare', 'report', '--component', 'backend'])).toMatchObject({ code: 0 });

  // Gates are open, so that nothing is cut over without a reason; a point to go back to is made before.
  expect(await story.mdm(['migration', 'cutover', 'backend'])).toMatchObject({ code: 7, stderr: expect.stringMatching(/G4|G5/) });
  await story.ok(['rollback', 'create', '--description', 'before the cut-over of the backend']);
  await story.ok(['migration', 'cutover', 'backend', '--force', '--reason', 'a rehearsal']);
  await story.ok(['dataset', 'export', 'iris', '--table', 'data', '--output-dir', 'new', '--format', 'csv']);
  expect((await countsOf(home, 'backend'))['mdm_comparison_failures'] ?? 0).toBe(0);

  // What the two sides know of the dataset is no longer the same: found, counted, and the flag returns by itself.
  leaveOldStatistics(home);
  const wrong = await story.mdm(['dataset', 'stats', 'iris']);
  expect(wrong.stderr).toMatch(/refactoring.use_new_backend is false now: a comparison of the two sides differed/);
  expect((await countsOf(home, 'backend'))['mdm_comparison_failures']).toBe(1);
  expect(await story.mdm(['compare', 'report', '--component', 'backend'])).toMatchObject({ code: 1 });

  // Data as they were at the point, by one command; both sides agree again.
  await story.ok(['rollback', 'run', '--type', 'data', '--force']);
  expect(await checksumsOf(home, 'iris')).toEqual(kept);
  expect(await rows()).toEqual(stats);
  expect((await countsOf(home, 'backend'))['mdm_comparison_failures']).toBe(1);
  const changes = historyOf(home).filter(({ flag }) => flag === KEY);
  expect(changes.map(({ old, new: now, reason, by }) => [old, now, by === 'automatic', reason])).toEqual([
    [null, false, false, 'moving over'],
    [false, true, false, expect.stringContaining('a rehearsal')],
    [true, false, true, 'a comparison of the two sides differed'],
  ]);
}, 300_000);
