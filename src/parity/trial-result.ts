import type { Compared } from '../flags/guard.js';
import type { Difference } from './equality.js';
import type { ColumnComparison } from './result.js';

/** What one side cost. */
export interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number | null;
  /** Of the process that ran it. */
  readonly peakBytes: number | null;
}

/** What one side did. */
export interface SideResult extends Cost {
  readonly outcome: 'value' | 'error' | 'timeout' | 'memory';
  readonly rows: number | null;
  /** The value, cleaned and shortened, or the error. */
  readonly shown: string;
}

/** What came of comparing one feature table. */
export interface TableSummary {
  readonly name: string;
  readonly rows: { readonly control: number; readonly candidate: number };
  /** Columns compared, and those of them that are equal in every row. */
  readonly columns: number;
  readonly equal: number;
  readonly reasons: readonly string[];
  /** Columns whose values differ, the worst first, at most fifty, each with one row. */
  readonly differing: readonly ColumnComparison[];
  /** A folder with at most ten rows of each side and the command that compares them. */
  readonly reproducer?: string;
}

/** `failed`: the comparison did not work, or the candidate reached a limit; that says nothing about how the sides differ. */
export type Verdict = 'matched' | 'ignored' | 'mismatched' | 'failed';

/** One run of an experiment, as it is stored. */
export interface ExperimentResult {
  readonly id: string;
  readonly name: string;
  readonly component: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly subject: string;
  readonly seed: string;
  readonly order: readonly ['control', 'candidate'] | readonly ['candidate', 'control'];
  readonly verdict: Verdict;
  /** The rule that says why a difference does not count. */
  readonly ignoredBy?: string;
  /** Rules that no longer hold; they are not applied. */
  readonly expired: readonly string[];
  readonly control: SideResult;
  readonly candidate: SideResult;
  /** Wall time of the candidate against the control's, in percent: 10 is ten percent slower. */
  readonly deltaPercent: number | null;
  readonly differences: readonly Difference[];
  /** What differs between two runs of the control, which therefore is no difference of the candidate's. */
  readonly noise?: { readonly differences: readonly Difference[]; readonly control: Cost };
  /** Of comparisons of feature tables: what became of each table. */
  readonly tables?: readonly TableSummary[];
  readonly notes?: readonly string[];
  /** Why the verdict is `failed`, where no side says it. */
  readonly failure?: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly flags: Readonly<Record<string, unknown>>;
  readonly host: string;
}

/** Whether a result stands against a cut-over. */
export const isBad = ({ verdict }: Pick<ExperimentResult, 'verdict'>): boolean => verdict === 'mismatched' || verdict === 'failed';

/** What was compared, whichever side was the control: a later result of the same takes the place of an earlier one. */
export function subjectKey({ component, name, subject }: ExperimentResult): string {
  const what = component === 'features' ? '' : component === 'registrar' ? name.replace('new and old', 'old and new') : name;
  return JSON.stringify([component, what, subject]);
}

/** How many results there are of each verdict. */
export function tally(results: readonly ExperimentResult[]): Readonly<Record<Verdict, number>> {
  const counts = { matched: 0, ignored: 0, mismatched: 0, failed: 0 };
  for (const { verdict } of results) counts[verdict]++;
  return counts;
}

/** What the guard of a component is told of a result whose control is that side. */
export function comparedOf(
  { verdict, control, candidate }: Pick<ExperimentResult, 'verdict' | 'control' | 'candidate'>,
  side: 'old' | 'new',
  deltaPercent: number | null,
): Compared {
  const [old, now] = side === 'old' ? [control, candidate] : [candidate, control];
  return { mismatched: verdict === 'mismatched', oldFailed: old.outcome !== 'value' && now.outcome === 'value', deltaPercent };
}
