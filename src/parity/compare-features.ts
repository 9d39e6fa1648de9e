import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Limits, Ran } from './child.js';
import { MdmError } from '../errors.js';
import { conclude } from './conclude.js';
import { share } from './experiment.js';
import { examine, examineStored, type Examined } from './examine.js';
import { checkIgnores } from './ignore.js';
import type { KnownDifference } from './known-differences.js';
import { makeFeatures, sideNamed, type Made, type SideOptions } from './sides.js';
import { reproducerFolder, type Keep } from './store.js';
import type { Tolerances } from './tolerance.js';
import type { ExperimentResult } from './trial-result.js';
import { ownVersion } from './version.js';

export interface CompareFeaturesOptions extends SideOptions {
  /** A file or a folder. */
  readonly source: string;
  /** What the results are stored under: the name of the data set. */
  readonly subject: string;
  /** The control: a generator (`legacy`), a profile by name or path (`mdm1`), or `default`. */
  readonly old: string;
  /** The candidate, which has limits. */
  readonly new: string;
  /** Columns that name a row; default: rows are matched by their place. */
  readonly key?: readonly string[];
  /** Default: `SIDE_TOLERANCES`. */
  readonly tolerance?: Tolerances;
  readonly known?: readonly KnownDifference[];
  /** Runs the old side twice: where it differs from itself the new side is not compared. */
  readonly noise?: boolean;
  /** Folder for reproducers; default: in the store. */
  readonly reproduce?: string;
  /** Where the result is added; absent: nowhere. */
  readonly store?: string;
  readonly keep?: Keep;
  readonly limits?: Partial<Limits>;
  /** The order of the sides follows from it; default: a random one. */
  readonly seed?: string;
  readonly temp?: string;
  readonly signal?: AbortSignal;
  /** Told what is done and, roughly, what share of the work is behind. */
  readonly onStage?: (stage: string, share: number) => void;
}

export interface FeatureComparison {
  readonly result: ExperimentResult;
  readonly comparisons: Examined['comparisons'];
  /** What the comparison itself could not do. */
  readonly failures: readonly string[];
}

/**
 * Makes the features of a source by two sides, each in a process of its own, and compares them table by table. An error of the old side is
 * thrown; what the new side does is an observation.
 *
 * ```ts
 * const { result } = await compareFeatures({ source: 'penguins.csv', subject: 'penguins', old: 'legacy', new: 'mdm1', target: 'species' });
 * result.verdict; // 'matched'
 * ```
 */
export async function compareFeatures(options: CompareFeaturesOptions): Promise<FeatureComparison> {
  const { source, signal, onStage, seed = randomBytes(8).toString('hex') } = options;
  checkIgnores('compare features', options.known ?? []);
  const [control, candidate] = [await sideNamed(options.old), await sideNamed(options.new)];
  const first = share(`${seed}:features:${options.subject}`) < 0.5 ? 'control' : 'candidate';
  const order = first === 'control' ? (['control', 'candidate'] as const) : (['candidate', 'control'] as const);
  const none: Limits = { timeoutMs: Number.POSITIVE_INFINITY, memoryMb: Number.POSITIVE_INFINITY, ...(signal ? { signal } : {}) };
  const folder = await mkdtemp(join(options.temp ?? tmpdir(), 'mdm-compare-'));
  const failures: string[] = [];
  let runs = 0;
  let wrong: unknown;
  let comparisons: Examined['comparisons'] = [];
  const run = async (which: 'control' | 'candidate' | 'again'): Promise<Ran<Made>> => {
    const side = which === 'candidate' ? candidate : control;
    onStage?.(side.name, runs++ / (options.noise ? 4 : 3));
    const ran = await makeFeatures(
      side,
      source,
      options,
      join(folder, which),
      which === 'candidate' ? { ...none, ...options.limits } : none,
    );
    if (signal?.aborted) throw signal.reason;
    if (which === 'control' && ran.outcome === 'error') throw ran.error;
    return ran;
  };
  try {
    const ran: Partial<Record<'control' | 'candidate', Ran<Made>>> = {};
    for (const which of order) ran[which] = await run(which);
    const again = options.noise ? await run('again') : undefined;
    onStage?.('comparison', 0.8);
    const result = await conclude<string, Made>(
      {
        name: `features: ${control.name} and ${candidate.name}`,
        component: 'features',
        rows: rowsOf,
        clean: shownOf,
        ...(options.store === undefined ? {} : { store: options.store }),
        ...(options.keep === undefined ? {} : { keep: options.keep }),
        versions: { mdm: await ownVersion() },
        flags: { old: control.name, new: candidate.name, ...given(options) },
        refuses: (error) => error === wrong,
        examine: async (a, b, { id, again: twice }) => {
          const { reproduce, store } = options;
          const all = { ...examineOptions(options), again: twice?.tables };
          const examined = await (
            reproduce !== undefined || store === undefined
              ? examine(a.tables, b.tables, { ...all, ...(reproduce === undefined ? {} : { reproduce }) })
              : examineStored(a.tables, b.tables, { ...all, reproduce: reproducerFolder(store, id) }, (sentence) => failures.push(sentence))
          ).catch((error: unknown) => {
            wrong = signal?.aborted ? error : callers(error, folder, control.name);
            throw wrong ?? error;
          });
          comparisons = examined.comparisons;
          return examined.judged;
        },
      },
      { control: ran.control!, candidate: ran.candidate!, again },
      { subject: options.subject, seed, order },
      (what, error) => void failures.push(`${what}: ${error instanceof Error ? error.message : String(error)}`),
    );
    return { result, comparisons, failures };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** An error that the caller can mend: a key or a tolerance of no column, or a folder for reproducers that cannot be made. */
function callers(error: unknown, folder: string, control: string): MdmError | undefined {
  if (!(error instanceof MdmError) || !['unknown-column', 'usage', 'permission', 'exists'].includes(error.code)) return undefined;
  // That the candidate lacks the key is a difference.
  if (error.message.includes(join(folder, 'candidate'))) return undefined;
  const own = join(folder, 'control');
  const at = error.message.indexOf(own);
  if (at < 0) return error;
  const end = error.message.indexOf(',', at + own.length);
  return new MdmError(error.code, `${error.message.slice(0, at)}the tables of ${control}${error.message.slice(end)}`, error.next, error);
}

const examineOptions = ({
  key,
  tolerance,
  known,
  memoryLimit,
  threads,
  temp,
  signal,
}: CompareFeaturesOptions): Parameters<typeof examine>[2] => ({
  ...(key ? { key } : {}),
  ...(tolerance ? { tolerance } : {}),
  ...(known ? { known } : {}),
  ...(memoryLimit === undefined ? {} : { memoryLimit }),
  ...(threads === undefined ? {} : { threads }),
  ...(temp === undefined ? {} : { temp }),
  ...(signal ? { signal } : {}),
});

const given = ({ target, types, fit, batchSize, storage }: SideOptions): Record<string, unknown> =>
  Object.fromEntries(Object.entries({ target, types, fit, batchSize, storage }).filter(([, value]) => value !== undefined));

export const rowsOf = ({ tables }: Pick<Made, 'tables'>): number => tables.reduce((sum, { rows }) => sum + rows, 0);

/** Of what a side made, what is kept: not where its files were for a while. */
export const shownOf = (value: unknown): unknown => {
  const { tables } = (value ?? {}) as Partial<Made>;
  return Array.isArray(tables) ? (tables as Made['tables']).map(({ name, rows }) => `${name}: ${rows} rows`).join(', ') : value;
};
