import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExperimentResult } from '../../src/parity/trial-result.js';
import { ORIGINAL_CONFIG } from './original-home.js';
import { checksumsOf, countsOf, filesOf, historyOf, letTimePass, openStory, type Story } from './story.js';

let story: Story;
beforeEach(async () => {
  story = await openStory({ dataset: 'iris', config: ORIGINAL_CONFIG });
});
afterEach(() => story.close());

const KEY = 'refactoring.use_new_config';
const ASKED = ['info', '--debug'];

/** A value as commands have it, and where it stands. */
const valueIn = (stderr: string, key: string): string | undefined =>
  new RegExp(`^DEBUG config: ${key.replaceAll('.', '\\.')} = (.*) \\(`, 'm').exec(stderr)?.[1];

test('config: from a home of MDM 1.0.6 to the new side, a fault, and back', async () => {
  const { original, home } = story;
  const before = filesOf(join(original.home, 'config'));
  const pageSize = async (): Promise<string | undefined> => valueIn((await story.mdm(ASKED)).stderr, 'cli.page_size');

  // The home as it is is read by the old side, without being told to.
  const { stderr: first } = await story.mdm(ASKED, original.home);
  expect(['cli.page_size', 'database.sqlite.cache_size'].map((key) => valueIn(first, key))).toEqual(['30', '-32000']);
  const counts = await countsOf(original.home, 'config');
  expect(counts['mdm_old_path_calls']).toBeGreaterThanOrEqual(1);
  expect(counts['mdm_new_path_calls'] ?? 0).toBe(0);

  // Moved, with its settings: comments and values are there, and the source is as it was.
  await story.ok(['migrate', 'home', '--from', original.home]);
  expect(filesOf(join(original.home, 'config'))).toEqual(before);
  const file = join(home, 'mdm.yaml');
  expect(readFileSync(file, 'utf8')).toContain('# Settings of the team');
  const kept = await checksumsOf(home, 'iris');

  // The old reader goes on in the new home and every call is compared: both agree.
  await story.ok(['flags', 'set', 'config', 'false', '--reason', 'moving over']);
  expect(await pageSize()).toBe('30');
  const { results } = await story.json<{ readonly results: readonly ExperimentResult[] }>(['compare', 'list', '--component', 'config']);
  expect([...new Set(results.map(({ verdict }) => verdict))]).toEqual(['matched']);
  expect((await countsOf(home, 'config'))['mdm_comparison_failures'] ?? 0).toBe(0);

  // Nothing is cut over while a gate is open; a week and half of the calls later all are closed. A point to go back to is made before.
  const refused = await story.mdm(['migration', 'cutover', 'config']);
  expect([refused.code, refused.stderr]).toEqual([7, expect.stringMatching(/G4.*G5/)]);
  await story.ok(['flags', 'set', 'config', '50%']);
  await letTimePass(home, 'config');
  await story.ok(['migration', 'validate', 'config']);
  await story.ok(['rollback', 'create', '--description', 'before the cut-over of the reader']);
  const point = readFileSync(file, 'utf8');
  await story.ok(['migration', 'cutover', 'config']);
  expect(await pageSize()).toBe('30');

  // A fault in the new side: a key of the file is not seen. It is found, counted, and the flag returns by itself; the next call has its value.
  const wrong = await story.faulty('config', ASKED);
  expect(valueIn(wrong.stderr, 'cli.page_size')).not.toBe('30');
  expect(wrong.stderr).toMatch(/refactoring.use_new_config is false now: a comparison of the two sides differed/);
  expect((await countsOf(home, 'config'))['mdm_comparison_failures']).toBeGreaterThanOrEqual(1);
  expect(await story.mdm(['compare', 'report', '--component', 'config'])).toMatchObject({ code: 1 });
  expect(await pageSize()).toBe('30');

  // What was set and lost meanwhile is as it was at the point: settings, datasets and rows.
  await story.ok(['config', 'set', 'cli.page_size', '7']);
  await story.ok(['dataset', 'remove', 'iris', '--force']);
  await story.rollBack();
  expect(readFileSync(file, 'utf8')).toBe(point);
  expect(await checksumsOf(home, 'iris')).toEqual(kept);
  const changes = historyOf(home).filter(({ flag }) => flag === KEY);
  expect(changes.map(({ old, new: now, reason, by }) => [old, now, by === 'automatic', reason])).toEqual([
    [null, false, false, 'moving over'],
    [false, true, false, 'cut-over, all gates closed'],
    [true, false, true, 'a comparison of the two sides differed'],
  ]);
}, 300_000);
