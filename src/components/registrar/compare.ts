import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import type { Config } from '../../config/config.js';
import type { RegisterOptions } from '../../datasets/registration/context.js';
import type { Workspace } from '../../datasets/workspace.js';
import { firstLine } from '../../errors.js';
import type { Side } from '../../flags/flags.js';
import { openGuard } from '../../flags/guard.js';
import { openMetrics } from '../../metrics/metrics.js';
import { noLimits, type Ran } from '../../parity/child.js';
import { conclude } from '../../parity/conclude.js';
import { share } from '../../parity/experiment.js';
import { parseKeep } from '../../parity/store.js';
import { comparedOf, type ExperimentResult } from '../../parity/trial-result.js';
import { ownVersion } from '../../parity/version.js';
import { chooseSide } from '../../flags/choose.js';
import { lifeDifferences, type SideHome } from './cases.js';
import { differencesOf } from './difference.js';
import { casesOf, judgedOf, type CaseResult } from './judge.js';
import { shownOf } from './sampled.js';
import type { RegisteredAside } from './scratch.js';
import { openPlace, tablesOf, type Aside } from './setting.js';
import { subjectOf } from './subject.js';

export interface CompareRegistrationOptions {
  readonly name: string;
  readonly options: RegisterOptions & { readonly path: string };
  /** The order of the sides follows from it; default: a random one. */
  readonly seed?: string;
  /** Whether the result is added to comparison.store. */
  readonly store: boolean;
}

export interface RegistrationComparison {
  readonly result: ExperimentResult;
  readonly cases: readonly CaseResult[];
  readonly times: readonly { readonly what: string; readonly old: number; readonly new: number }[];
  /** What the comparison itself could not do. */
  readonly failures: readonly string[];
}

/**
 * Registers a file or folder by both sides, each in a process and a home of its own, and compares record, tables, features and statistics,
 * and what can be done with the dataset afterwards. An error of the old side is thrown.
 */
export async function compareRegistration(workspace: Workspace, given: CompareRegistrationOptions): Promise<RegistrationComparison> {
  const { name, options, seed = randomBytes(8).toString('hex') } = given;
  const { config, signal } = workspace;
  const subject = subjectOf(name);
  const first: Side = share(`${seed}:registrar:${subject}`) < 0.5 ? 'old' : 'new';
  const limits = { timeoutMs: config.get('comparison.timeout_ms'), memoryMb: config.get('comparison.memory_mb') };
  const stop = signal ? { signal } : {};
  const backend = chooseSide(config, 'backend', subject).side;
  const failures: string[] = [];
  let cases: readonly CaseResult[] = [];
  let times: RegistrationComparison['times'] = [];
  const places = new Map<Side, Aside>();
  try {
    const ran = new Map<Side, Ran<RegisteredAside>>();
    for (const side of first === 'old' ? (['old', 'new'] as const) : (['new', 'old'] as const)) {
      const place = await openPlace({ config, side, backend, name, options, ...stop });
      places.set(side, place);
      ran.set(side, await place.register({ ...(side === 'old' ? noLimits : limits), ...stop }));
      signal?.throwIfAborted();
    }
    const control = ran.get('old')!;
    if (control.outcome === 'error') throw control.error;
    const result = await conclude<null, RegisteredAside>(
      {
        name: 'registrar: old and new, with use',
        component: 'registrar',
        rows: ({ rows }) => rows,
        clean: shownOf,
        ...(given.store ? { store: config.path('comparison.store'), keep: parseKeep(config.get('comparison.keep')) } : {}),
        versions: { mdm: await ownVersion() },
        flags: { backend: config.get('database.default_backend') },
        examine: async (a, b) => {
          const [old, now] = [await homeOf(places, 'old', name), await homeOf(places, 'new', name)];
          const [before, after] = [await tablesOf(old.workspace, a.record), await tablesOf(now.workspace, b.record)];
          const found = await differencesOf(before, after, signal);
          const query = [await queryMs(before), await queryMs(after)] as const;
          times = [
            { what: 'registration', old: a.seconds * 1000, new: b.seconds * 1000 },
            { what: 'query', old: query[0], new: query[1] },
          ];
          cases = casesOf([...found, ...(await lifeDifferences(old, now))]);
          return judgedOf(cases, 'old');
        },
      },
      { control, candidate: ran.get('new')!, again: undefined },
      { subject, seed, order: first === 'old' ? ['control', 'candidate'] : ['candidate', 'control'] },
      (what, error) => void failures.push(`${what}: ${firstLine(error)}`),
    );
    if (!signal?.aborted) await tell(config, result, times);
    return { result, cases, times, failures };
  } finally {
    for (const place of places.values()) await place.close();
  }
}

/** Counts what is no match, and how much longer the new side took. */
async function tell(config: Config, result: ExperimentResult, times: RegistrationComparison['times']): Promise<void> {
  const metrics = openMetrics(config);
  if (result.verdict === 'mismatched') await metrics.countFailure('registrar');
  const [time] = times;
  const percent = time && time.old > 0 ? (100 * (time.new - time.old)) / time.old : null;
  if (percent !== null) await metrics.observeDelta('registrar', percent);
  if (result.verdict !== 'failed') await openGuard(config).comparison('registrar', comparedOf(result, 'old', percent));
}

async function homeOf(places: ReadonlyMap<Side, Aside>, side: Side, name: string): Promise<SideHome> {
  const place = places.get(side)!;
  const folder = join(place.folder, 'files');
  await mkdir(folder, { recursive: true });
  return { side, workspace: await place.open(), name, folder };
}

/** How long it takes to count the rows of the first table. */
async function queryMs({ record, backend }: Awaited<ReturnType<typeof tablesOf>>): Promise<number> {
  const table = Object.values(record.tables)[0]!;
  const began = performance.now();
  for await (const batch of backend.query(record.database.store, `SELECT count(*) FROM "${table.replaceAll('"', '""')}"`))
    void batch.numRows;
  return performance.now() - began;
}
