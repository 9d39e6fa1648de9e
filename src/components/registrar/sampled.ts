import type { Registered, RegisterOptions } from '../../datasets/registration/context.js';
import type { Workspace } from '../../datasets/workspace.js';
import { firstLine } from '../../errors.js';
import { compares } from '../../flags/choose.js';
import { openGuard } from '../../flags/guard.js';
import type { Side } from '../../flags/flags.js';
import { openMetrics } from '../../metrics/metrics.js';
import { conclude } from '../../parity/conclude.js';
import { share } from '../../parity/experiment.js';
import { measure } from '../../parity/measure.js';
import { resultSummary } from '../../parity/results.js';
import { parseKeep } from '../../parity/store.js';
import type { ExperimentResult } from '../../parity/trial-result.js';
import { ownVersion } from '../../parity/version.js';
import { sideOf } from '../choice.js';
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
  if (control.outcome !== 'value') throw control.outcome === 'error' ? control.error : new Error(control.outcome);
  const registered = control.value;
  try {
    const result = await compared(workspace, { name, options, side, title, registered, cost: control });
    log.info('registration compared', { dataset: subject, verdict: result.verdict, id: result.id, differences: resultSummary(result) });
  } catch (error) {
    log.warning('the registration was not compared', { dataset: subject, error: firstLine(error) });
  }
  return registered;
}

interface Control {
  readonly name: string;
  readonly options: RegisterOptions & { readonly path: string };
  readonly side: Side;
  readonly title: string;
  readonly registered: Registered;
  readonly cost: { readonly wallMs: number; readonly cpuMs: number | null; readonly peakBytes: number | null };
}

async function compared(workspace: Workspace, given: Control): Promise<ExperimentResult> {
  const { name, options, side, title, registered, cost } = given;
  const { config, signal } = workspace;
  const other: Side = side === 'old' ? 'new' : 'old';
  const subject = subjectOf(name);
  const limits = { timeoutMs: config.get('comparison.timeout_ms'), memoryMb: config.get('comparison.memory_mb') };
  const backend = sideOf(config, 'backend', subject).side;
  const place = await openPlace({ config, side: other, backend, name, options, ...(signal ? { signal } : {}) });
  try {
    const candidate = await place.register(signal ? { ...limits, signal } : limits);
    const { record, seconds } = registered;
    const value: RegisteredAside = { record, seconds, rows: record.metadata.statistics?.row_count ?? 0 };
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
        examine: async (a, b) => {
          const [mine, theirs] = [await tablesOf(workspace, a.record), await tablesOf(await place.open(), b.record)];
          const [old, now] = side === 'old' ? [mine, theirs] : [theirs, mine];
          return judgedOf(casesOf(await differencesOf(old, now, signal), CASES), side);
        },
      },
      {
        control: { wallMs: cost.wallMs, cpuMs: cost.cpuMs, peakBytes: cost.peakBytes, outcome: 'value', value },
        candidate,
        again: undefined,
      },
      { subject, seed: config.get('comparison.seed'), order: ['control', 'candidate'] },
      (what, error) => workspace.log.warning('comparison of a registration', { what, error: firstLine(error) }),
    );
    if (!signal?.aborted)
      await tell(workspace, result, side, value.seconds, candidate.outcome === 'value' ? candidate.value.seconds : undefined);
    return result;
  } finally {
    await place.close();
  }
}

/** Counts what is no match, and how much longer the new side took. */
async function tell(
  { config }: Workspace,
  { verdict }: ExperimentResult,
  side: Side,
  own: number,
  others: number | undefined,
): Promise<void> {
  const metrics = openMetrics(config);
  if (verdict === 'mismatched') await metrics.countFailure('registrar');
  const [before, after] = side === 'old' ? [own, others] : [others, own];
  const percent = before === undefined || after === undefined || before === 0 ? null : (100 * (after - before)) / before;
  if (percent !== null) await metrics.observeDelta('registrar', percent);
  if (verdict !== 'failed')
    await openGuard(config).comparison('registrar', { mismatched: verdict === 'mismatched', deltaPercent: percent });
}

/** Of a registration, what is kept of it as its value. */
export const shownOf = (value: unknown): unknown => {
  const { record, rows } = (value ?? {}) as Partial<RegisteredAside>;
  return record ? `${rows} rows in ${Object.keys(record.tables).join(', ')}` : value;
};
