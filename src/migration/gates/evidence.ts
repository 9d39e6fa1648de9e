import type { Config } from '../../config/config.js';
import { flagHistory } from '../../flags/change.js';
import type { FlagChange } from '../../flags/callbacks.js';
import { openRepository } from '../../datasets/repository.js';
import { readCallDays, readMetrics } from '../../metrics/metrics.js';
import type { Counts, DayOfCalls } from '../../metrics/store.js';
import { parseKeep, readResults } from '../../parity/store.js';
import type { ExperimentResult } from '../../parity/trial-result.js';
import { ownVersion } from '../../parity/version.js';
import { readRecords, type Acceptance, type Benchmark, type Found, type RecordPlaces } from './records.js';

/** All that gates are judged by. */
export interface Evidence {
  readonly now: Date;
  readonly version: string;
  readonly config: Config;
  /** Comparisons of all components, the oldest first. */
  readonly results: readonly ExperimentResult[];
  readonly counts: Counts;
  /** Calls of the new sides by day. */
  readonly days: readonly DayOfCalls[];
  /** Names of the datasets that there are. */
  readonly datasets: readonly string[];
  /** The latest first. */
  readonly history: readonly FlagChange[];
  readonly acceptance?: Found<Acceptance>;
  readonly benchmark?: Found<Benchmark>;
}

const ALL = Number.MAX_SAFE_INTEGER;

/** Reads what is stored in a home; nothing is run and nothing is written. */
export async function gather(config: Config, places: RecordPlaces = {}, now = new Date()): Promise<Evidence> {
  const [version, { results }, counts, days, datasets, history, records] = await Promise.all([
    ownVersion(),
    readResults(config.path('comparison.store'), parseKeep(config.get('comparison.keep')), now),
    readMetrics(config),
    readCallDays(config),
    openRepository(config).names(),
    flagHistory(config.home, { limit: ALL }),
    readRecords(config.home, places),
  ]);
  return { now, version, config, results, counts, days, datasets, history, ...records };
}
