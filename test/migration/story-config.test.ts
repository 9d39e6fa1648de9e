import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExperimentResult } from '../../src/parity/trial-result.js';
import { ORIGINAL_CONFIG } from './original-home.js';
import { checksumsOf, countsOf, filesOf, historyOf, openStory, type Story } from './story.js';

let story: Story;
beforeEach(async () => {
  story = await openStory(['iris'], ORIGINAL_CONFIG);
});
afterEach(() => story.close());

const KEY = 'refactoring.use_new_config';

test('config: from a home of MDM 1.0.6 to the new side, a fault, and back', async () => {
  const { original, home } = story;
  const before = filesOf(join(original.home, 'config'));
  /** A value as commands have it, and where it stands. */
  const value = async (key: string, at?: string): Promise<string | undefined> => {
    const { stderr } = await story.mdm(['info', '--debug'], at);
    return new RegExp(`^DEBUG config: ${key.replaceAll('.', '\\.')} = (.*) \\(`, 'm').exec(stderr)?.[1];
  };

  // The home as it is is read by the old side, without being told to.
  expect(await value('cli.page_size', original.home)).toBe('30');
  expect(await value('database.sqlite.cache_size', original.home)).toBe('-32000');
  const counts = await countsOf(original.home, 'config');
  expect(counts['mdm_old_path_calls']).toBeGreaterThanOrEqual(2);
  expect(counts['mdm_new_path_calls'] ?? 0).toBe(0);

  // Moved, with its settings: comments and values are there, and the source is as it was.
  await story.ok(['migrate', 'home', '--from', original.home]);
  expect(filesOf(join(original.home, 'config'))).toEqual(before);
  const file = join(home, 'mdm.yaml');
  expect(readFileSync(file, 'utf8')).toContain('# Settings of the team');
  const kept = await checksumsOf(home, 'iris');

  // The old reader goes on in the new home and every call is compared: both agree.
  await story.ok(['config', 'set', KEY, 'false', '--reason', 'moving over']);
  await story.ok(['config', 'set', 'comparison.sample_rate', '1']);
  expect(await value('cli.page_size')).toBe('30');
  const { results } = await story.json<{ readonly results: readonly ExperimentResult[] }>(['compare', 'list', '--component', 'config']);
  expect([...new Set(results.map(({ verdict }) => verdict))]).toEqual(['matched']);
  expect((await countsOf(home, 'config'))['mdm_comparison_failures'] ?? 0).toBe(0);

  // Gates are open, so that nothing is cut over without a reason.
  const refused = await story.mdm(['migration', 'cutover', 'config']);
  expect([refused.code, refused.stderr]).toEqual([7, expect.stringMatching(/G4|G5/)]);
  await story.ok(['migration', 'cutover', 'config', '--force', '--reason', 'a rehearsal']);
  expect(await value('cli.page_size')).toBe('30');

  // Somebody writes a number as text, which the old reader took and the new one refuses: found, counted, and the flag returns by itself.
  const good = readFileSync(file, 'utf8');
  writeFileSync(file, good.replace('page_size: 30', 'page_size: "30"'));
  const wrong = await story.mdm(['info', '--debug']);
  expect(wrong.stderr).toMatch(/refactoring.use_new_config is false now: a comparison of the two sides differed/);
  expect(await value('cli.page_size')).toBe('30');
  expect((await countsOf(home, 'config'))['mdm_comparison_failures']).toBeGreaterThanOrEqual(1);
  writeFileSync(file, readFileSync(file, 'utf8').replace('page_size: "30"', 'page_size: 30'));
  const report = await story.mdm(['compare', 'report', '--component', 'config']);
  expect([report.code, /mismatched/.test(report.stdout)]).toEqual([1, true]);

  // By hand it is one command. Data are as before.
  expect(await story.mdm(['migration', 'rollback', 'config', '--reason', 'a text was refused'])).toMatchObject({ code: 0 });
  expect(await checksumsOf(home, 'iris')).toEqual(kept);
  const changes = historyOf(home).filter(({ flag }) => flag === KEY);
  expect(changes.map(({ old, new: now, reason, by }) => [old, now, by === 'automatic', reason])).toEqual([
    [null, false, false, 'moving over'],
    [false, true, false, expect.stringContaining('a rehearsal')],
    [true, false, true, 'a comparison of the two sides differed'],
  ]);
}, 300_000);
