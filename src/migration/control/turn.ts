import type { Config } from '../../config/config.js';
import { MdmError } from '../../errors.js';
import { changeKeys } from '../../flags/change.js';
import type { Flag } from '../../flags/flags.js';
import type { Gate } from '../gates/index.js';

export interface TurnOptions {
  /** Configuration file instead of the home's. */
  readonly file?: string | undefined;
  readonly reason?: string | undefined;
}

export interface CutOverOptions extends TurnOptions {
  /** Does it though gates are open. */
  readonly force?: boolean;
}

/** What became of the flag. */
export interface Turned {
  readonly component: string;
  readonly flag: string;
  readonly value: boolean;
  /** Whether anything had to be changed. */
  readonly changed: boolean;
  readonly open: readonly string[];
}

export const openGates = (gates: readonly Gate[]): readonly Gate[] => gates.filter(({ open }) => open);

/** Gates by name: `G1 comparisons, G4 acceptance`. */
export const gateNames = (gates: readonly Gate[]): string => gates.map(({ id, title }) => `${id} ${title}`).join(', ');

/** Sets the flag of a component to the new side; refused while a gate is open, unless it is forced. The history says why. */
export async function cutOver(config: Config, flag: Flag, gates: readonly Gate[], options: CutOverOptions = {}): Promise<Turned> {
  const { component, key } = flag;
  const open = openGates(gates);
  const base = { component, flag: key, value: true, open: open.map(({ id }) => id) };
  if (config.get(key)) return { ...base, changed: false };
  if (open.length > 0 && !options.force)
    throw new MdmError(
      'configuration',
      `The cut-over of ${component} is refused: ${open.length === 1 ? '1 gate is' : `${open.length} gates are`} open (${gateNames(open)}).`,
      `See: mdm migration validate ${component}`,
    );
  const state =
    open.length === 0 ? 'cut-over, all gates closed' : `cut-over, forced with open gates ${open.map(({ id }) => id).join(', ')}`;
  const reason = options.reason === undefined ? state : `${options.reason} (${state})`;
  await changeKeys(new Map([[key, true]]), { home: config.home, file: options.file, reason });
  return { ...base, changed: true };
}

/** Sets the flag of a component, and its share of the rollout, back to the old side, all or nothing. */
export async function rollBack(config: Config, flag: Flag, options: TurnOptions = {}): Promise<Turned> {
  const { key, share } = flag;
  const base = { component: flag.component, flag: key, value: false, open: [] };
  const rolling = config.get(share) > 0;
  if (!config.get(key) && !rolling) return { ...base, changed: false };
  const changes = new Map<typeof key | typeof share, unknown>([[key, false]]);
  if (rolling) changes.set(share, 0);
  const reason = options.reason === undefined ? 'rollback' : `${options.reason} (rollback)`;
  await changeKeys(changes, { home: config.home, file: options.file, reason });
  return { ...base, changed: true };
}
