import type { Config } from '../../config/config.js';
import type { Side } from '../../flags/flags.js';
import { nameOf } from './paths.js';

/** Who makes the features of a run, and who could make them too. */
export interface Way {
  readonly side: Side;
  readonly config: Config;
  /** Name of the data set. */
  readonly subject: string;
  readonly generator?: string;
  /** A profile by name or path. */
  readonly profile?: string;
  /** The other side, where it makes the same features. */
  readonly other?: string;
  /** Why it is this side, when the configuration says it. */
  readonly why?: string;
}

/** The generator that is the old side of the features, and the profile that makes the same. */
const OLD = 'legacy';
const SAME = 'mdm1';

/** The flags decide; else the configuration does, for the data set's name. */
export async function chooseWay(
  source: string,
  flags: { readonly generator?: string | undefined; readonly profile?: string | undefined },
): Promise<Way> {
  const [{ openConfig }, subject] = await Promise.all([import('../../config/config.js'), nameOf(source)]);
  const config = await openConfig();
  if (flags.generator !== undefined) return { side: flags.generator === OLD ? 'old' : 'new', config, subject, generator: flags.generator };
  const profile = flags.profile ?? (config.get('features.profile') || undefined);
  const counterpart = profile === undefined ? undefined : await counterpartOf(profile);
  const asNew: Way = {
    side: 'new',
    config,
    subject,
    ...(profile === undefined ? {} : { profile }),
    ...(counterpart === undefined ? {} : { other: counterpart }),
  };
  if (flags.profile !== undefined) return asNew;
  const { chooseSide } = await import('../../flags/choose.js');
  const { side, why } = chooseSide(config, 'features', subject);
  if (side === 'new') return asNew;
  return { side, config, subject, generator: OLD, other: profile !== undefined && counterpart === OLD ? profile : SAME, why };
}

async function counterpartOf(profile: string): Promise<string | undefined> {
  const { readProfile } = await import('./profile.js');
  return (await readProfile(profile)).counterpart;
}

/** Flags that change what is made, and that the other side does not know. */
const OWN = [
  'test',
  'only',
  'skip',
  'with',
  'set',
  'id',
  'time',
  'group',
  'ignore',
  'keep',
  'keep-going',
  'no-signal',
  'safe-mode',
] as const;

/** Whether both sides would make the same features. */
export const comparable = (flags: Readonly<Record<string, unknown>>): boolean =>
  OWN.every((name) => flags[name] === undefined || flags[name] === false);
