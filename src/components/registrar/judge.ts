import type { Judged } from '../../parity/conclude.js';
import { CASES, type Case, type RegistrationDifference } from './difference.js';
import { knownAs } from './known.js';

export interface CaseResult {
  readonly case: Case;
  readonly verdict: 'matched' | 'ignored' | 'mismatched';
  readonly differences: readonly (Omit<RegistrationDifference, 'facts' | 'feature'> & { readonly ignoredBy?: string })[];
}

/** The differences by case; those that are meant are named. */
export function casesOf(found: readonly RegistrationDifference[], cases: readonly Case[] = CASES): readonly CaseResult[] {
  return cases.map((of) => {
    const differences = found
      .filter((one) => one.case === of)
      .map((one) => {
        const rule = knownAs(one);
        const { facts: _, feature: __, ...shown } = one;
        return rule ? { ...shown, ignoredBy: rule.name } : shown;
      });
    const counts = differences.some((one) => !('ignoredBy' in one));
    return { case: of, verdict: counts ? 'mismatched' : differences.length > 0 ? 'ignored' : 'matched', differences };
  });
}

const MOST = 100;

/** What is stored of a comparison whose control is that side. */
export function judgedOf(cases: readonly CaseResult[], control: 'old' | 'new'): Judged {
  const all = cases.flatMap(({ differences }) => differences);
  const counting = all.filter(({ ignoredBy }) => ignoredBy === undefined);
  const verdict = counting.length > 0 ? 'mismatched' : all.length > 0 ? 'ignored' : 'matched';
  const names = [...new Set(all.flatMap(({ ignoredBy }) => ignoredBy ?? []))];
  const shown = verdict === 'ignored' ? all : counting;
  return {
    verdict,
    ...(names.length > 0 ? { ignoredBy: names.join(', ') } : {}),
    differences: shown.slice(0, MOST).map(({ path, old, new: now }) => ({
      path,
      control: control === 'old' ? old : now,
      candidate: control === 'old' ? now : old,
    })),
    notes: cases.map(({ case: of, verdict: what }) => `${of}: ${what}`),
  };
}
