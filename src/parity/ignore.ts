import { MdmError } from '../errors.js';
import type { Difference } from './equality.js';

/** What every ignore says of itself. */
export interface IgnoreRule {
  readonly name: string;
  /** Why, or where it is discussed. */
  readonly reason: string;
  /** The days from and until which it holds, such as 2026-01-31, both included. */
  readonly since: string;
  readonly until: string;
}

/** A known difference that does not count until a day. */
export interface Ignore<T> extends IgnoreRule {
  readonly when: (control: T | undefined, candidate: T | undefined, differences: readonly Difference[]) => boolean;
}

const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;

/** Refuses a rule without a name, a reason or days, or with the name of another. */
export function checkIgnores(experiment: string, rules: readonly IgnoreRule[]): void {
  const wrong = (rule: string, problem: string): MdmError =>
    new MdmError(
      'configuration',
      `The ignore rule ${JSON.stringify(rule)} of the experiment ${JSON.stringify(experiment)} ${problem}.`,
      'Give it a name, a reason, and the days since and until which it holds.',
    );
  rules.forEach(({ name, reason, since, until }, i) => {
    if (name.trim() === '') throw wrong(name, 'has no name');
    if (rules.findIndex((other) => other.name === name) !== i) throw wrong(name, 'has the name of another');
    if (reason.trim() === '') throw wrong(name, 'has no reason');
    if (!isDay(since) || !isDay(until)) throw wrong(name, 'has no days such as 2026-01-31');
    if (until < since) throw wrong(name, 'ends before it begins');
  });
}

/** The rules that hold today, and the names of those that no longer do. */
export function holding<R extends IgnoreRule>(
  rules: readonly R[],
  now: Date,
): { readonly rules: readonly R[]; readonly expired: readonly string[] } {
  const day = now.toISOString().slice(0, 10);
  return {
    rules: rules.filter(({ since, until }) => since <= day && day <= until),
    expired: rules.filter(({ until }) => until < day).map(({ name }) => name),
  };
}
