import type { SideOptions } from '../../parity/sides.js';
import type { Way } from './way.js';

/** What a run says of its tables. */
interface Made {
  readonly tables: readonly { readonly name: string; readonly rows: number; readonly file?: string }[];
  readonly seconds: number;
}

export interface WayRun<T> {
  readonly way: Way;
  readonly source: string;
  readonly run: () => Promise<T>;
  /** What the other side is told too. */
  readonly options: SideOptions;
  /** What is left out by the flags cannot be compared. */
  readonly comparable: boolean;
  readonly note: (sentence: string) => void;
  readonly signal: AbortSignal;
}

/** Runs the side that was chosen, counts and watches the call, and for a sample of the data sets runs the other side too and compares the tables. */
export async function runWay<T extends Made>({ way, source, run, options, comparable, note, signal }: WayRun<T>): Promise<T> {
  const { config, subject, side, other } = way;
  const [{ openMetrics }, { openGuard, watched }] = await Promise.all([import('../../metrics/metrics.js'), import('../../flags/guard.js')]);
  const metrics = openMetrics(config);
  const guard = openGuard(config, { log: note });
  const answer = side === 'new' ? () => watched(guard, 'features', run) : run;
  if (!way.instead) await metrics.countCall('features', side);
  if (other === undefined || !comparable || !config.get('refactoring.enable_comparison_tests')) return answer();
  const { compareSides } = await import('../../parity/compare-sides.js');
  return compareSides<T>({
    control: {
      name: way.generator ?? way.profile ?? 'default',
      side,
      run: answer,
      tables: ({ tables }) => tables.flatMap(({ name, rows, file }) => (file === undefined ? [] : [{ name, rows, file }])),
      seconds: ({ seconds }) => seconds,
    },
    candidate: other,
    source,
    subject,
    options,
    config,
    metrics,
    guard,
    note,
    signal,
  });
}

/** Flags that both sides know, as options of a side. */
export const sideOptions = (
  flags: {
    readonly target?: string | undefined;
    readonly type?: readonly string[] | undefined;
    readonly storage?: 'sqlite' | 'duckdb' | undefined;
    readonly 'memory-limit'?: string | undefined;
    readonly threads?: number | undefined;
  },
  fit: Pick<SideOptions, 'fit' | 'batchSize'>,
): SideOptions => ({
  ...fit,
  ...(flags.target === undefined ? {} : { target: flags.target }),
  ...(flags.type === undefined ? {} : { types: flags.type }),
  ...(flags.storage === undefined ? {} : { storage: flags.storage }),
  ...(flags['memory-limit'] === undefined ? {} : { memoryLimit: flags['memory-limit'] }),
  ...(flags.threads === undefined ? {} : { threads: flags.threads }),
});
