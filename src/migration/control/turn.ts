import type { Config } from '../../config/config.js';
import { MdmError } from '../../errors.js';
import { changeKeys, flagHistory, recordChange } from '../../flags/change.js';
import { isMoving } from '../../flags/choose.js';
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
  const { component, key, share } = flag;
  const open = openGates(gates);
  const base = { component, flag: key, value: true, open: open.map(({ id }) => id) };
  if (config.get(key) && !isFixed(config, key)) return { ...base, changed: await recordOn(config, flag, options) };
  if (open.length > 0 && !options.force)
    throw new MdmError(
      'configuration',
      `The cut-over of ${component} is refused: ${open.length === 1 ? '1 gate is' : `${open.length} gates are`} open (${gateNames(open)}).`,
      `See: mdm migration validate ${component}`,
    );
  const state =
    open.length === 0 ? 'cut-over, all gates closed' : `cut-over, forced with open gates ${open.map(({ id }) => id).join(', ')}`;
  // With the share at 0 the flag alone leads back.
  return { ...base, changed: await change(config, new Map<TurnKey, unknown>([[key, true], ...zero(config, share)]), state, options) };
}

/** Sets the flag of a component, and its share of the rollout, back to the old side, all or nothing. */
export async function rollBack(config: Config, flag: Flag, options: TurnOptions = {}): Promise<Turned> {
  const { key, share } = flag;
  const changes = new Map<TurnKey, unknown>([
    ...(config.get(key) || isFixed(config, key) ? [[key, false] as const] : []),
    ...zero(config, share),
  ]);
  const changed = changes.size > 0 && (await change(config, changes, 'rollback', options));
  return { component: flag.component, flag: key, value: false, open: [], changed };
}

/** Why a component is not on the side that it was turned to, by the configuration as it is after that; undefined: it is. */
export function stays({ component, value }: Turned, config: Config, { key, share }: Flag): MdmError | undefined {
  const on = config.get(key);
  const percentage = on ? 100 : config.get(share);
  if (value ? on : percentage === 0) return undefined;
  const winner = config.where(value || on ? key : share);
  const rest = value ? 100 - percentage : percentage;
  return new MdmError(
    'configuration',
    `${component} stays on the ${value ? 'old' : 'new'} side${rest === 100 ? '' : ` for ${rest} % of the subjects`}: ${winner} wins over the file, which says the ${value ? 'new' : 'old'} one.`,
    `Take ${winner} away.`,
  );
}

type TurnKey = Flag['key'] | Flag['share'];

/** Whether something wins over the file, so that what the file says cannot be seen. */
const isFixed = (config: Config, key: TurnKey): boolean => ['environment', 'flag'].includes(config.origin(key));

const zero = (config: Config, share: Flag['share']): readonly (readonly [TurnKey, unknown])[] =>
  config.get(share) > 0 || isFixed(config, share) ? [[share, 0]] : [];

async function change(
  config: Config,
  changes: ReadonlyMap<TurnKey, unknown>,
  what: string,
  { file, reason }: TurnOptions,
): Promise<boolean> {
  const why = reason === undefined ? what : `${reason} (${what})`;
  const changed = await changeKeys(changes, { home: config.home, file, reason: why });
  return changed.some(({ before, after }) => before !== after);
}

/** A flag that was turned on in another way, such as by an editor, has its cut-over on record from now on; gives whether that was missing. */
async function recordOn(config: Config, { component, key }: Flag, { reason }: TurnOptions): Promise<boolean> {
  const [last] = await flagHistory(config.home, { flag: key, limit: 1 });
  if (last?.new === true || (last === undefined && !isMoving(config, component))) return false;
  const what = 'was on the new side already';
  await recordChange(
    { home: config.home, reason: reason === undefined ? what : `${reason} (${what})` },
    { flag: key, old: true, new: true },
  );
  return true;
}
