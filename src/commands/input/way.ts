import type { Config } from '../../config/config.js';
import { OLD_SIDE as OLD } from '../../datasets/features/input.js';
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
  /** It answers for the new side, which failed; that has been counted and said. */
  readonly instead?: true;
}

/** The profile that makes the same features as the old side. */
const SAME = 'mdm1';

/** The flags decide; else the configuration does, for the data set's name. */
export async function chooseWay(
  config: Config,
  source: string,
  flags: { readonly generator?: string | undefined; readonly profile?: string | undefined },
): Promise<Way> {
  const subject = await nameOf(source);
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

/**
 * The old side, where it may answer an error of the new one: it was the configuration that chose, and both make the same features. The
 * pipeline leaves nothing behind when it fails.
 */
export const answering = (
  { side, config, subject, other }: Way,
  flags: Readonly<Record<string, unknown>>,
): (Way & { readonly generator: string }) | undefined =>
  side === 'new' && other === OLD && comparable(flags) && [flags['profile'], flags['recipe'], flags['plan']].every((one) => !one)
    ? { side: 'old', config, subject, generator: OLD, instead: true }
    : undefined;
