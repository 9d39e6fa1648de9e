import type { Flag } from '../../flags/flags.js';
import { judge, MOVING, type Evidence } from '../gates/index.js';
import { openGates } from './turn.js';

/** How long the old side stays after the cut-over. */
export const KEEP_DAYS = 30;
const dayMs = 86_400_000;

/** What of a component's old side could go, and when. */
export interface Removal {
  readonly component: string;
  /** When the flag was set to the new side; null: it is not, or has been from the beginning. */
  readonly since: string | null;
  /** The first day on which it may go; null where no cut-over says so. */
  readonly from: string | null;
  readonly mayGo: boolean;
  /** Why not yet, one sentence each. */
  readonly reasons: readonly string[];
  /** What would go. */
  readonly parts: readonly string[];
}

/** What could go of the old sides: one month after the cut-over and with all gates closed. Nothing is removed. */
export const removals = (evidence: Evidence, flags: readonly Flag[] = MOVING): readonly Removal[] =>
  flags.map((flag) => ofComponent(evidence, flag));

const SIDES: Readonly<Record<string, string>> = { config: 'config', backend: 'storage', registrar: 'registrar' };

function ofComponent(evidence: Evidence, flag: Flag): Removal {
  const { config, history, now } = evidence;
  const { component, key, removeIn } = flag;
  const side = SIDES[component];
  const parts = [
    `the flag ${key}, which goes in MDM ${removeIn} at the earliest`,
    ...(side === undefined ? [] : [`plugins/legacy/src/sides/${side}`, `src/components/${component}/old.ts`]),
    'nothing else: the package @mdm/feature-legacy stays for comparisons',
  ];
  const on = config.get(key);
  const last = history.find(({ flag: of }) => of === key);
  const since = on && last?.new === true ? last.time : null;
  const from = since === null ? null : new Date(Date.parse(since) + KEEP_DAYS * dayMs);
  const open = openGates(judge(evidence, flag));
  const always = config.get('refactoring.always_old');
  const reasons = [
    ...(on ? [] : [`${key} is false (${config.where(key)}): the old side answers`]),
    ...(from !== null && from > now ? [`the cut-over was on ${since!.slice(0, 10)}, and the old side stays for ${KEEP_DAYS} days`] : []),
    ...open.map(({ id, title }) => `the gate ${id} ${title} is open`),
    ...(always.length > 0 ? [`refactoring.always_old names ${always.join(', ')}`] : []),
  ];
  return { component, since, from: from?.toISOString().slice(0, 10) ?? null, mayGo: reasons.length === 0, reasons, parts };
}
