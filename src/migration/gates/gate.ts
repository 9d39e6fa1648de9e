/** What has to hold before a component is cut over for good. */
export const GATES = {
  G1: {
    title: 'comparisons',
    rule: 'The latest comparison of every subject matches or has a known difference, and at least 10 comparisons are stored. Of a dataset that was removed more than a week ago nothing is asked.',
  },
  G2: {
    title: 'time',
    rule: 'In the benchmark of this version, of at least 3 cases and 10 rounds, the new side takes at most 5 % longer than the old one in every case; a case fails when its whole interval lies beyond that.',
  },
  G3: {
    title: 'memory',
    rule: 'In the same benchmark the new side needs at most 2 % more memory than the old one in every case.',
  },
  G4: {
    title: 'acceptance',
    rule: 'Every row of the acceptance list, of which there are at least 300, holds on the new side in its last run, which was of this version and at the ordinary scale.',
  },
  G5: {
    title: 'a week of use',
    rule: 'The sides have been compared for 7 days, on at least 3 of the last 7, and in these no comparison was mismatched or failed and no automatic return happened.',
  },
  G6: {
    title: 'steadiness',
    rule: 'At least 100 calls and comparisons of the new side, and less than 0.1 % errors in those of the last 7 days; no return to the old side, in whole or in part, for a week; at least half of the subjects on the new side; of the backend, all three databases compared; of the registrar, the undoing of a registration accepted.',
  },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly rule: string }>>;

export type GateId = keyof typeof GATES;

/** The figures of the rules. */
export const LIMITS = {
  comparisons: 10,
  rows: 300,
  cases: 3,
  rounds: 10,
  slowerPercent: 5,
  memoryPercent: 2,
  weekMs: 7 * 86_400_000,
  /** Days of the week on which there are comparisons. */
  days: 3,
  calls: 100,
  errorPercent: 0.1,
  /** From the cut-over on, until the old side goes. */
  usedErrorPercent: 0.5,
  sharePercent: 50,
} as const;

/** One condition of a gate. */
export interface Condition {
  readonly holds: boolean;
  /** What was found, one sentence. */
  readonly evidence: string;
  /** What closes it, when it does not hold. */
  readonly close?: string;
}

export interface Gate {
  readonly id: GateId;
  readonly title: string;
  /** A gate is open while one of its conditions does not hold. */
  readonly open: boolean;
  readonly conditions: readonly Condition[];
}

export const gateOf = (id: GateId, conditions: readonly Condition[]): Gate => ({
  id,
  title: GATES[id].title,
  open: conditions.some(({ holds }) => !holds),
  conditions,
});

export const holds = (evidence: string): Condition => ({ holds: true, evidence });
export const lacks = (evidence: string, close: string): Condition => ({ holds: false, evidence, close });
export const condition = (held: boolean, evidence: string, close: string): Condition => (held ? holds(evidence) : lacks(evidence, close));

/** `1 comparison`, `2 comparisons`. */
export const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
