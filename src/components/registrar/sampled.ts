import type { Registered, RegisterOptions } from '../../datasets/registration/context.js';
import type { Workspace } from '../../datasets/workspace.js';
import type { Config } from '../../config/config.js';
import { firstLine, MdmError } from '../../errors.js';
import { chooseSide, compares } from '../../flags/choose.js';
import { isFailure, openGuard } from '../../flags/guard.js';
import type { Side } from '../../flags/flags.js';
import { openMetrics } from '../../metrics/metrics.js';
import type { Ran } from '../../parity/child.js';
import { conclude } from '../../parity/conclude.js';
import { share } from '../../parity/experiment.js';
import { measure } from '../../parity/measure.js';
import { resultSummary } from '../../parity/results.js';
import { parseKeep } from '../../parity/store.js';
import { comparedOf, type ExperimentResult } from '../../parity/trial-result.js';
import { ownVersion } from '../../parity/version.js';
import { differencesOf } from './difference.js';
import { casesOf, judgedOf } from './judge.js';
import type { RegisteredAside } from './scratch.js';
import { openPlace, tablesOf } from './setting.js';
import { subjectOf } from './subject.js';

/** Cases that a comparison beside a registration has. */
const CASES = ['registration', 'layout', 'detection', 'tables', 'columns', 'values', 'features', 'statistics'] as const;

/** Whether both sides would register the same. */
const comparable = (options: RegisterOptions): options is RegisterOptions & { readonly path: string } =>
  options.path !== undefined &&
  options.dryRun !== true &&
  options.auto !== false &&
  [options.files, options.stratifyColumn, options.ignoreColumns, options.source, options.sheet].every((one) => one === undefined);

/**
 * Registers by a side and, for a sample of the names, by the other one in a home of its own, and compares the two. What comes of that goes
 * to the store, the metrics and the log; the caller gets what the first side did.
 */
export async function registerSampled(
  workspace: Workspace,
  name: string,
  options: RegisterOptions,
  side: Side,
  run: () => Promise<Registered>,
): Promise<Registered> {
  const { config, log } = workspace;
  const subject = subjectOf(name);
  const title = side === 'old' ? 'registrar: old and new' : 'registrar: new and old';
  const sampled =
    compares(config, 'registrar') && share(`${config.get('comparison.seed')}:registrar:${subject}`) < config.get('comparison.sample_rate');
  if (!sampled || !comparable(options)) return run();
  const control = await measure(run);
  // What is wrong with the source or with what was asked for says nothing of a side.
  if (control.outcome === 'error' && (!isFailure(control.error) || workspace.signal?.aborted)) throw control.error;
  try {
    const result = await compared(workspace, { name, options, side, title, control });
    log.info('registration compared', { dataset: subject, verdict: result.verdict, id: result.id, differences: resultSummary(result) });
  } catch (error) {
    log.warning('the registration was not compared', { dataset: subject, error: firstLine(error) });
  }
  if (control.outcome !== 'value') throw control.outcome === 'error' ? control.error : new Error(control.outcome);
  return control.value;
}

interface Control {
  readonly name: string;
  readonly options: RegisterOptions & { readonly path: string };
  readonly side: Side;
  readonly title: string;
  readonly control: Ran<Registered>;
}

/** Errors of the machine, such as a server that is away, have other words on each side. */
const alike = (control: Ran<unknown>, candidate: Ran<unknown>): boolean => {
  const code = (ran: Ran<unknown>): string | undefined =>
    ran.outcome === 'error' && ran.error instanceof MdmError ? ran.error.code : undefined;
  return code(control) !== undefined && code(control) === code(candidate);
};

const FAILED_ALIKE = {
  name: 'both failed alike',
  reason: 'Both sides failed with the same code; the words and places of the message are those of each.',
  since: '2026-01-01',
  until: '2036-12-31',
};

async function compared(workspace: Workspace, given: Control): Promise<ExperimentResult> {
  const { name, options, side, title, control } = given;
  const { config, signal } = workspace;
  const other: Side = side === 'old' ? 'new' : 'old';
  const subject = subjectOf(name);
  const limits = { timeoutMs: config.get('comparison.timeout_ms'), memoryMb: config.get('comparison.memory_mb') };
  const backend = chooseSide(config, 'backend', subject).side;
  const place = await openPlace({ config, side: other, backend, name, options, ...(signal ? { signal } : {}) });
  try {
    const candidate = await place.register(signal ? { ...limits, signal } : limits);
    const { wallMs, cpuMs, peakBytes } = control;
    const own: Ran<RegisteredAside> =
      control.outcome === 'value' ? { wallMs, cpuMs, peakBytes, outcome: 'value', value: asideOf(control.value) } : control;
    const result = await conclude<null, RegisteredAside>(
      {
        name: title,
        component: 'registrar',
        rows: ({ rows }) => rows,
        clean: shownOf,
        store: config.path('comparison.store'),
        keep: parseKeep(config.get('comparison.keep')),
        versions: { mdm: await ownVersion() },
        flags: { side, sampleRate: config.get('comparison.sample_rate') },
        ignore: [{ ...FAILED_ALIKE, when: () => alike(control, candidate) }],
        examine: async (a, b) => {
          const [mine, theirs] = [await tablesOf(workspace, a.record), await tablesOf(await place.open(), b.record)];
          const [old, now] = side === 'old' ? [mine, theirs] : [theirs, mine];
          const late = AbortSignal.timeout(limits.timeoutMs);
          const until = signal ? AbortSignal.any([signal, late]) : late;
          return judgedOf(casesOf(await differencesOf(old, now, until), CASES), side);
        },
      },
      { control: own, candidate, again: undefined },
      { subject, seed: config.get('comparison.seed'), order: ['control', 'candidate'] },
      (what, error) => workspace.log.warning('comparison of a registration', { what, error: firstLine(error) }),
    );
    if (!signal?.aborted) await tell(config, result, side);
    return result;
  } finally {
    await place.close();
  }
}

const asideOf = ({ record, seconds }: Registered): RegisteredAside => ({
  record,
  seconds,
  rows: record.metadata.statistics?.row_count ?? 0,
});

/**
 * Counts what is no match. Times are not held against a side: the one in use runs in a process that may be warm, the other in a new one,
 * and always after it. `mdm compare registration` takes both alike.
 */
async function tell(config: Config, result: ExperimentResult, side: Side): Promise<void> {
  if (result.verdict === 'mismatched') await openMetrics(config).countFailure('registrar');
  if (result.verdict !== 'failed') await openGuard(config).comparison('registrar', comparedOf(result, side, null));
}

/** Of a registration, what is kept of it as its value. */
export const shownOf = (value: unknown): unknown => {
  const { record, rows } = (value ?? {}) as Partial<RegisteredAside>;
  return record ? `${rows} rows in ${Object.keys(record.tables).join(', ')}` : value;
};
