import type { Config, ConfigOptions } from '../../config/config.js';
import type { KeyName } from '../../config/keys.js';
import { MdmError } from '../../errors.js';
import type { Side } from '../../flags/flags.js';
import { openGuard } from '../../flags/guard.js';
import { openMetrics } from '../../metrics/metrics.js';
import { brief } from '../../parity/equality.js';
import { experiment } from '../../parity/experiment.js';
import { parseKeep } from '../../parity/store.js';
import { comparedOf, type ExperimentResult } from '../../parity/trial-result.js';
import { ownVersion } from '../../parity/version.js';
import { oldSide } from '../legacy.js';
import { caseOf, type Case, type Scenario } from './cases.js';
import { factsOf, knownDifference, type Facts, type KnownName } from './known.js';
import { snapshotOf, type Snapshot } from './snapshot.js';

/** What became of one key in one case. */
export interface ComparedKey {
  readonly case: Case;
  readonly key: string;
  readonly old: string;
  readonly new: string;
  readonly verdict: 'equal' | 'known' | 'different';
  readonly known?: KnownName;
}

export interface ComparedReaders {
  readonly result: ExperimentResult;
  readonly keys: readonly ComparedKey[];
}

export interface CompareReadersOptions {
  readonly config: Config;
  readonly scenarios: readonly Scenario[];
  /** The side whose answer the caller gets. */
  readonly control: Side;
  readonly subject: string;
  /** Whether the result is kept and counted. */
  readonly store: boolean;
  readonly seed?: string;
  readonly note: (sentence: string) => void;
}

const READERS = { old: 'reader of MDM 1.0.6', new: 'reader' } as const;

/** Reads each scenario by both readers and compares every key that both know. */
export async function compareReaders(given: CompareReadersOptions): Promise<ComparedReaders> {
  const { config, scenarios, control, note } = given;
  const { keys } = await oldSide('config');
  const facts = await Promise.all(scenarios.map(({ options }) => factsOf(options)));
  const by = (side: Side) => (): Promise<readonly Snapshot[]> =>
    Promise.all(scenarios.map(({ options }) => snapshotOf(side, options, keys)));
  const candidate = control === 'old' ? 'new' : 'old';
  let compared: readonly ComparedKey[] = [];
  let result: ExperimentResult | undefined;
  const store = given.store ? { store: config.path('comparison.store'), keep: parseKeep(config.get('comparison.keep')) } : {};
  const ask = experiment<null, readonly Snapshot[]>({
    name: 'config: both readers',
    component: 'config',
    use: by(control),
    try: by(candidate),
    examine: async (a, b) => {
      const [old, fresh] = control === 'old' ? [a, b] : [b, a];
      compared = scenarios.flatMap((scenario, i) => compareSnapshots(scenario, old[i]!, fresh[i]!, facts[i]!));
      return judge(compared, control);
    },
    clean: (value) => (Array.isArray(value) ? `${keys.length} keys` : value),
    limits: { timeoutMs: config.get('comparison.timeout_ms'), memoryMb: config.get('comparison.memory_mb') },
    versions: { mdm: await ownVersion() },
    flags: { old: READERS[control], new: READERS[candidate] },
    publish: (made) => {
      result = made;
    },
    log: note,
    ...store,
    ...(given.seed === undefined ? {} : { seed: given.seed }),
  });
  await ask(null, given.subject);
  if (!result) throw new MdmError('configuration', 'The readers could not be compared.', 'See: mdm config validate');
  if (given.store) await counted(config, result, control);
  return { result, keys: compared };
}

const same = (before: unknown, after: unknown): boolean => JSON.stringify(before) === JSON.stringify(after);

function compareSnapshots({ name }: Scenario, old: Snapshot, fresh: Snapshot, facts: Facts): readonly ComparedKey[] {
  const why = (key: string): KnownName | undefined => {
    const [before, after] = [old.leaves[key]!, fresh.leaves[key]!];
    return same(before.value, after.value) ? undefined : knownDifference(key as KeyName, before, after, facts);
  };
  const said = (of: Case, key: string, before: unknown, after: unknown): ComparedKey => {
    const row = { case: of, key, old: brief(before), new: brief(after) };
    if (same(before, after)) return { ...row, verdict: 'equal' };
    // The log file lies in the folder of logs.
    const known = why(key) ?? (key === 'logging.file' ? why('paths.logs_path') : undefined);
    return known === undefined ? { ...row, verdict: 'different' } : { ...row, verdict: 'known', known };
  };
  const values = Object.keys(old.leaves).map((key) =>
    said(name === 'home' ? caseOf(key) : name, key, old.leaves[key]!.value, fresh.leaves[key]!.value),
  );
  const paths = Object.keys(old.paths).map((key) => said('path resolution', key, old.paths[key], fresh.paths[key]));
  return [...values, ...paths];
}

function judge(keys: readonly ComparedKey[], control: Side): Pick<ExperimentResult, 'verdict' | 'ignoredBy' | 'differences' | 'notes'> {
  const of = (verdict: ComparedKey['verdict']): readonly ComparedKey[] => keys.filter((one) => one.verdict === verdict);
  const [different, known] = [of('different'), of('known')];
  const names = [...new Set(known.map((one) => one.known!))];
  const differences = [...different, ...known].map((one) => ({
    path: `$[${JSON.stringify(one.case)}].${one.key}`,
    control: control === 'old' ? one.old : one.new,
    candidate: control === 'old' ? one.new : one.old,
  }));
  const notes = [`${of('equal').length} of ${keys.length} values equal, ${known.length} differ as is known.`];
  if (different.length > 0) return { verdict: 'mismatched', differences: differences.slice(0, 100), notes };
  return known.length > 0
    ? { verdict: 'ignored', ignoredBy: names.join(', '), differences: differences.slice(0, 100), notes }
    : { verdict: 'matched', differences: [], notes };
}

/** Counts the comparison where it is kept. */
async function counted(config: Config, result: ExperimentResult, control: Side): Promise<void> {
  const { verdict, deltaPercent } = result;
  const metrics = openMetrics(config);
  if (verdict === 'mismatched') await metrics.countFailure('config');
  // The result has the candidate's time against the control's; what is watched is the new side's against the old one's.
  const delta = deltaPercent === null || control === 'old' ? deltaPercent : 100 * (100 / (100 + deltaPercent) - 1);
  if (delta !== null) await metrics.observeDelta('config', delta);
  // A reader takes milliseconds, so that the times of one call are not held against a side.
  await openGuard(config).comparison('config', comparedOf(result, control, null));
}

/** A comparison of a call: as the home and the environment are, by sample. What fails is said, and nothing else. */
export async function compareCall(config: Config, options: ConfigOptions, control: Side, subject: string): Promise<void> {
  const note = (sentence: string): void => void process.stderr.write(`Note: ${sentence}\n`);
  try {
    const scenarios = [{ name: 'home', options }] as const;
    const { result } = await compareReaders({ config, scenarios, control, subject, store: true, note });
    if (result.verdict === 'mismatched') note(`The readers of the configuration differ. See: mdm compare show ${result.id.slice(0, 8)}`);
  } catch (error) {
    note(`The readers of the configuration were not compared: ${error instanceof Error ? error.message : String(error)}`);
  }
}
