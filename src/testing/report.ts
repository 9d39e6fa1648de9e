import type { Transformer } from '@mdm/sdk';
import type { Check, Checks } from '@mdm/sdk/testing';
import { casesOf, repeated } from './cases.js';
import { said, show } from './law.js';
import { lawsOf } from './laws.js';

/** What became of one check. */
export interface Result {
  readonly kind: 'case' | 'law';
  readonly name: string;
  /** It holds, or is known not to. */
  readonly ok: boolean;
  /** What was found and what was wanted. */
  readonly problem?: string;
  /** The author's reason why it does not hold. */
  readonly expected?: string;
  /** A broken law without which this one says nothing, so that it was not checked. */
  readonly blockedBy?: string;
}
export interface Report {
  readonly transformer: string;
  readonly kind: Transformer['kind'];
  readonly results: readonly Result[];
}

interface Item {
  readonly kind: Result['kind'];
  readonly name: string;
  readonly after: readonly string[];
  run(): Promise<void>;
}
const NO_CHECKS: Checks = { cases: [] };

function itemsOf(transformer: Transformer, checks: Checks): readonly Item[] {
  const laws = lawsOf(transformer).map(({ name, after, check }): Item => ({ kind: 'law', name, after, run: check }));
  const cases = casesOf(transformer, checks).map(({ name, run }): Item => ({ kind: 'case', name, after: [], run }));
  const unknown = Object.keys(checks.expectedFailures ?? {}).find((name) => ![...laws, ...cases].some((i) => i.name === name));
  const problem = unknown === undefined ? repeated(checks) : `expectedFailures has ${show(unknown)}, which is no law and no case.`;
  const table: Item = {
    kind: 'law',
    name: 'the cases differ, and expected failures name checks',
    after: [],
    run: async () => {
      if (problem) throw new Error(problem);
    },
  };
  return [...cases, table, ...laws];
}

/** Each check of a transformer once; one that builds on a broken law is not run. */
function resultsOf(transformer: Transformer, checks: Checks): readonly { readonly item: Item; readonly result: () => Promise<Result> }[] {
  const items = itemsOf(transformer, checks);
  const reasons = new Map(Object.entries(checks.expectedFailures ?? {}));
  const known = new Map<Item, Promise<Result>>();
  const resultOf = (item: Item): Promise<Result> => {
    const made = known.get(item) ?? find(item);
    known.set(item, made);
    return made;
  };
  const find = async (item: Item): Promise<Result> => {
    const { kind, name } = item;
    for (const before of item.after) {
      const law = items.find((i) => i.kind === 'law' && i.name === before);
      const broken = law && (await resultOf(law));
      if (broken && !broken.ok) {
        const blockedBy = broken.blockedBy ?? before;
        return { kind, name, ok: false, blockedBy, problem: `not checked, for this law is broken: ${blockedBy}.` };
      }
    }
    const expected = reasons.get(name);
    try {
      await item.run();
    } catch (error) {
      const problem = said(error);
      return expected === undefined ? { kind, name, ok: false, problem } : { kind, name, ok: true, problem, expected };
    }
    if (expected === undefined) return { kind, name, ok: true };
    return { kind, name, ok: false, problem: `it is listed as failing (${expected}) but holds; take it off the list.` };
  };
  return items.map((item) => ({ item, result: () => resultOf(item) }));
}

/** The checks of a transformer, for any runner. */
export const checksOf = (transformer: Transformer, checks: Checks): readonly Check[] =>
  resultsOf(transformer, checks).map(({ item, result }) => ({
    name: item.name,
    run: async () => {
      const { ok, problem } = await result();
      if (!ok) throw new Error(`${transformer.meta.name}: ${problem}`);
    },
  }));

/** Told as a report is made. */
export interface Watch {
  before?(name: string): void | Promise<void>;
  after?(result: Result): void | Promise<void>;
}

/** Runs all checks of a transformer, or without a table of cases its laws. Never throws what they find. */
export async function reportOn(transformer: Transformer, checks: Checks = NO_CHECKS, watch: Watch = {}): Promise<Report> {
  const results: Result[] = [];
  for (const { item, result } of resultsOf(transformer, checks)) {
    await watch.before?.(item.name);
    const found = await result();
    results.push(found);
    await watch.after?.(found);
  }
  return { transformer: transformer.meta.name, kind: transformer.kind, results };
}
