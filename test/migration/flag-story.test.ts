import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Counts } from '../../src/metrics/store.js';
import { penguins, workspace } from '../e2e/workspace.js';
import { historyOf } from './story.js';

const space = workspace();
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mdm-home-'));
  space.env = { ...space.env, MDM_HOME_DIR: home };
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const ok = async (...argv: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await space.mdm(...argv);
  expect({ argv, code, stderr: code === 0 ? '' : stderr }).toEqual({ argv, code: 0, stderr: '' });
  return stdout;
};
const generate = (file: string) => space.mdm('features', 'generate', penguins, '--target', 'species', '-o', file, '--force');
const checksum = (file: string): string =>
  createHash('sha256')
    .update(readFileSync(join(space.folder, file)))
    .digest('hex');
const counted = async (): Promise<Counts> => JSON.parse(await ok('metrics', '--format', 'json')) as Counts;
const ofFeatures = ({ counters }: Counts): Counts['counters'] => counters.filter(({ component }) => component === 'features');
const count = (counts: Counts, name: string): number => ofFeatures(counts).find((one) => one.name === name)?.value ?? 0;

test('old side, a fault found and counted by comparison, the new side, and back in one command', async () => {
  await ok('config', 'set', 'refactoring.use_new_features', 'false', '--reason', 'moving over');
  await ok('config', 'set', 'comparison.sample_rate', '1');
  // The flag stays as it is set, so that the fault can be seen.
  await ok('config', 'set', 'refactoring.return.automatic', 'false');

  // The old side answers, and the new one agrees.
  const first = await generate('old.parquet');
  expect(first.code).toBe(0);
  expect(first.stderr).toMatch(/The generator legacy makes the features: refactoring.use_new_features is false \(.*mdm\.yaml:\d+:\d+\)/);
  expect(first.stderr).toMatch(/Compared with mdm1: matched/);
  expect(count(await counted(), 'mdm_comparison_failures')).toBe(0);

  // A fault in the new side: the standard deviation of the population.
  const faulty = join(space.folder, 'faulty.json');
  writeFileSync(faulty, JSON.stringify({ extends: 'mdm1', transformers: [{ use: 'mdm1.numeric', params: { ddof: 0 } }] }));
  await ok('config', 'set', 'features.profile', faulty);
  const second = await generate('again.parquet');
  expect(second.code).toBe(0);
  expect(checksum('again.parquet')).toBe(checksum('old.parquet'));
  expect(second.stderr).toMatch(/Compared with .*faulty\.json: mismatched/);
  const metrics = await counted();
  expect([count(metrics, 'mdm_comparison_failures'), count(metrics, 'mdm_old_path_calls'), count(metrics, 'mdm_new_path_calls')]).toEqual([
    1, 2, 0,
  ]);
  const deltas = metrics.deltas.filter(({ component }) => component === 'features');
  expect(deltas.map(({ component, counts }) => [component, counts.reduce((sum, n) => sum + n, 0)])).toEqual([['features', 2]]);

  // It is reported: which features, how far off, and a reproducer.
  const report = await space.mdm('compare', 'report', '--component', 'features');
  expect([report.code, /1 matched/.test(report.stdout), /1 mismatched/.test(report.stdout)]).toEqual([1, true, true]);
  const id = /See: mdm compare show (\w+)/.exec(second.stderr)?.[1] ?? '';
  const shown = await ok('compare', 'show', id);
  for (const column of ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g', 'year'])
    expect(shown).toContain(`${column}_zscore`);
  expect(shown).not.toContain('_percentile');

  // On the new side the fault reaches the output; back on the old side it is gone.
  await ok('config', 'set', 'refactoring.use_new_features', 'true');
  expect((await generate('new.parquet')).stderr).toMatch(/Compared with legacy: mismatched/);
  const compared = await space.mdm('compare', 'old.parquet', 'new.parquet', '--ignore', 'type', '--tolerance', '*=rel:1e-9,abs:1e-12,zero');
  expect([compared.code, compared.stdout.includes('body_mass_g_zscore')]).toEqual([1, true]);
  await ok('config', 'set', 'refactoring.use_new_features', 'false', '--reason', 'wrong z-scores');
  expect((await generate('back.parquet')).code).toBe(0);
  expect(checksum('back.parquet')).toBe(checksum('old.parquet'));

  const history = historyOf(home).filter(({ flag }) => flag === 'refactoring.use_new_features');
  expect(history.map(({ old, new: now, reason }) => [old, now, reason])).toEqual([
    [null, false, 'moving over'],
    [false, true, null],
    [true, false, 'wrong z-scores'],
  ]);
}, 120_000);

test('without comparison the other side is not called', async () => {
  await ok('config', 'set', 'refactoring.use_new_features', 'false');
  await ok('config', 'set', 'refactoring.enable_comparison_tests', 'false');
  await ok('config', 'set', 'comparison.sample_rate', '1');
  expect((await generate('old.parquet')).stderr).not.toMatch(/Compared/);
  expect((await counted()).deltas).toEqual([]);
});

test('a data set is on the new side by its name, whatever the flag says', async () => {
  await ok('config', 'set', 'refactoring.use_new_features', 'false');
  await ok('config', 'set', 'refactoring.always_new', 'penguins');
  expect((await generate('new.parquet')).stderr).not.toMatch(/The generator legacy/);
  expect(ofFeatures(await counted()).map(({ name, value }) => [name, value])).toEqual([['mdm_new_path_calls', 1]]);
});
