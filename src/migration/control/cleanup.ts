import { isMoving } from '../../flags/choose.js';
import type { Flag } from '../../flags/flags.js';
import { callsSince, isOnByDefault, judge, LIMITS, MOVING, type Evidence } from '../gates/index.js';
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
  const own = history.filter(({ flag: of }) => of === key || of === flag.share);
  const last = own.find(({ flag: of }) => of === key);
  const since = on && last !== undefined && (last.new ?? isOnByDefault(config)) === true ? last.time : null;
  const beganNew = own.length === 0 && !isMoving(config, component);
  const from = since === null ? null : new Date(Date.parse(since) + KEEP_DAYS * dayMs);
  const open = openGates(judge(evidence, flag));
  const { calls, failed } = callsSince(evidence.days, component, since ?? '');
  const rate = calls === 0 ? 0 : (100 * failed) / calls;
  const always = config.get('refactoring.always_old');
  const reasons = [
    ...(on ? [] : [`${key} is false (${config.where(key)}): the old side answers`]),
    ...(on && since === null && !beganNew ? [`no cut-over is on record; put it there: mdm migration cutover ${component}`] : []),
    ...(from !== null && from > now ? [`the cut-over was on ${since!.slice(0, 10)}, and the old side stays for ${KEEP_DAYS} days`] : []),
    ...(rate < LIMITS.usedErrorPercent
      ? []
      : [
          `${failed} of ${calls} calls of the new side failed since (${rate.toFixed(2)} %), and less than ${LIMITS.usedErrorPercent} % may`,
        ]),
    ...open.map(({ id, title }) => `the gate ${id} ${title} is open`),
    ...(always.length > 0 ? [`refactoring.always_old names ${always.join(', ')}`] : []),
  ];
  return { component, since, from: from?.toISOString().slice(0, 10) ?? null, mayGo: reasons.length === 0, reasons, parts };
}
