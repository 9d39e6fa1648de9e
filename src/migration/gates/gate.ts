/** What has to hold before a component is cut over for good. */
export const GATES = {
  G1: {
    title: 'comparisons',
    rule: 'The latest comparison of every subject matches or has a known difference, and at least 10 comparisons are stored.',
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
    rule: 'Every row of the acceptance list, of which there are at least 300, holds on the new side in its last run.',
  },
  G5: {
    title: 'a week of use',
    rule: 'The sides have been compared for 7 days, in the last 7 days too, and in these no comparison was mismatched or failed and no automatic return happened.',
  },
  G6: {
    title: 'steadiness',
    rule: 'At least 100 calls and comparisons of the new side with less than 0.1 % errors; no return to the old side for a week; at least half of the subjects on the new side; of the backend, all three databases compared; of the registrar, the undoing of a registration accepted.',
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
  calls: 100,
  errorPercent: 0.1,
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
