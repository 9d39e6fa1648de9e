import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config/config.js';
import { scratchPrefix } from '../config/scratch.js';
import { firstLine } from '../errors.js';
import type { Guard } from '../flags/guard.js';
import type { Metrics } from '../metrics/metrics.js';
import { rowsOf, shownOf } from './compare-features.js';
import { examineStored } from './examine.js';
import { experiment } from './experiment.js';
import type { KnownDifference } from './known-differences.js';
import { resultSummary } from './results.js';
import { makeFeatures, sideNamed, type Made, type SideOptions, type SideTable } from './sides.js';
import { appendResult, parseKeep, reproducerFolder } from './store.js';
import type { Tolerances } from './tolerance.js';
import { comparedOf, type ExperimentResult } from './trial-result.js';
import { ownVersion } from './version.js';

/** The side whose result the caller gets. */
export interface ControlSide<T> {
  /** `legacy`, `mdm1`, or the path of a profile. */
  readonly name: string;
  /** Which side it is: the new one is timed against the old one. */
  readonly side: 'old' | 'new';
  readonly run: () => Promise<T>;
  /** Where its tables are; they must still be there when the comparison is made. */
  readonly tables: (made: T) => readonly SideTable[];
  readonly seconds: (made: T) => number;
}

export interface CompareSidesOptions<T> {
  readonly control: ControlSide<T>;
  /** The other side, by name; it runs in a process and a folder of its own, with limits. */
  readonly candidate: string;
  readonly source: string;
  /** Name of the data set, by which runs are sampled. */
  readonly subject: string;
  /** What both sides are told; the control has been told already. */
  readonly options: SideOptions;
  readonly config: Config;
  readonly metrics: Pick<Metrics, 'countFailure' | 'observeDelta'>;
  /** Told what came of it, so that a flag can be returned. */
  readonly guard?: Pick<Guard, 'comparison'>;
  /** Told of the outcome in one sentence, and of what the comparison itself could not do. */
  readonly note: (sentence: string) => void;
  readonly tolerance?: Tolerances;
  readonly known?: readonly KnownDifference[];
  readonly signal?: AbortSignal;
}

type Sided = Pick<Made, 'tables' | 'seconds'>;

/**
 * Runs the control and, for a sample of the data sets, the other side, and compares their tables. The control's value is returned and its
 * error thrown, whatever becomes of the other side. The result goes to the store, to the metrics and into one note.
 */
export async function compareSides<T>(given: CompareSidesOptions<T>): Promise<T> {
  const { control, config, subject, signal } = given;
  if (!config.get('refactoring.enable_comparison_tests') || config.get('comparison.sample_rate') === 0) return control.run();
  let ended: { readonly made: T } | { readonly error: unknown } | undefined;
  let folder: string | undefined;
  let took: Took | undefined;
  const note = (sentence: string): void => {
    try {
      given.note(sentence);
    } catch {
      // Nobody who fails to hear it may change what the caller gets.
    }
  };
  try {
    const setting = await settingOf(config);
    const { sampleRate, limits, versions, seed } = setting;
    const ask = experiment<null, Sided>({
      sampleRate,
      limits,
      versions,
      ...(seed === undefined ? {} : { seed }),
      name: `features: ${control.name} and ${given.candidate}`,
      component: 'features',
      use: async () => {
        try {
          const made = await control.run();
          ended = { made };
          return { tables: control.tables(made), seconds: control.seconds(made) };
        } catch (error) {
          ended ??= { error };
          throw error;
        }
      },
      try: {
        run: async (_, limits) => {
          folder = await mkdtemp(join(tmpdir(), scratchPrefix(config.home)));
          return makeFeatures(
            await sideNamed(given.candidate),
            given.source,
            given.options,
            folder,
            signal ? { ...limits, signal } : limits,
          );
        },
      },
      examine: async (a, b, { id }) => {
        const { known, tolerance } = given;
        took = { control: a.seconds, candidate: b.seconds };
        const extras = { ...(known ? { known } : {}), ...(tolerance ? { tolerance } : {}), ...(signal ? { signal } : {}) };
        const reproduce = reproducerFolder(setting.store, id);
        return (await examineStored(a.tables, b.tables, { ...extras, reproduce }, note)).judged;
      },
      rows: rowsOf,
      clean: shownOf,
      flags: { old: control.name, new: given.candidate, sampleRate },
      publish: async (result) => {
        // A candidate that was stopped from without says nothing.
        if (signal?.aborted) return;
        await publish(result, given, took, note, () => appendResult(setting.store, result, setting.keep));
      },
      log: (sentence) => note(sentence),
    });
    await ask(null, subject);
  } catch (error) {
    if (ended === undefined) {
      // The comparison could not even begin.
      note(`Nothing was compared: ${firstLine(error)}.`);
      return control.run();
    }
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
  if (ended === undefined) return control.run();
  if ('error' in ended) throw ended.error;
  return ended.made;
}

async function settingOf(config: Config): Promise<{
  readonly sampleRate: number;
  readonly store: string;
  readonly keep: ReturnType<typeof parseKeep>;
  readonly limits: { readonly timeoutMs: number; readonly memoryMb: number };
  readonly versions: Readonly<Record<string, string>>;
  readonly seed?: string;
}> {
  const seed = config.get('comparison.seed');
  return {
    sampleRate: config.get('comparison.sample_rate'),
    store: config.path('comparison.store'),
    keep: parseKeep(config.get('comparison.keep')),
    limits: { timeoutMs: config.get('comparison.timeout_ms'), memoryMb: config.get('comparison.memory_mb') },
    versions: { mdm: await ownVersion() },
    ...(seed === '' ? {} : { seed }),
  };
}

/** What both sides took by their own account, in seconds: without the start of a process. */
interface Took {
  readonly control: number;
  readonly candidate: number;
}

/** Stores the result, counts what is no match and how much longer the new side took, and says so: what fails keeps nothing else from being done. */
async function publish<T>(
  result: ExperimentResult,
  { metrics, guard, candidate, control }: CompareSidesOptions<T>,
  took: Took | undefined,
  note: (sentence: string) => void,
  store: () => Promise<void>,
): Promise<void> {
  const { verdict, id } = result;
  const stored = await store().then(
    () => true,
    (error: unknown) => void note(`The comparison could not be stored: ${firstLine(error)}.`),
  );
  if (verdict === 'mismatched') await metrics.countFailure('features');
  const [before, after] = took ? (control.side === 'old' ? [took.control, took.candidate] : [took.candidate, took.control]) : [0, 0];
  const delta = before > 0 ? (100 * (after - before)) / before : null;
  if (delta !== null) await metrics.observeDelta('features', delta);
  const what = resultSummary(result);
  const more = verdict === 'matched' || verdict === 'ignored' || !stored ? '' : ` See: mdm compare show ${id.slice(0, 8)}`;
  note(`Compared with ${candidate}: ${verdict}${what === '' ? '' : `, ${what}`}.${more}`);
  await guard?.comparison('features', comparedOf(result, control.side, delta));
}
