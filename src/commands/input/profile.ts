import { MdmError } from '../../errors.js';
import type { FitScope, GenerateOptions, Profile } from '../../index.js';
import { namesFolder, type Places } from './paths.js';

/** A profile by its built-in name or its path. */
export async function readProfile(nameOrPath: string): Promise<Profile> {
  const { readProfile: read } = await import('../../index.js');
  return read(nameOrPath);
}

export interface FitFlags {
  readonly fit?: FitScope | undefined;
  readonly 'batch-size'?: number | undefined;
  readonly storage?: 'sqlite' | 'duckdb' | undefined;
  readonly 'near-constant'?: number | undefined;
  readonly correlation?: number | undefined;
  readonly 'signal-rows'?: number | undefined;
}

/** What the flags say of fitting and storage, over what the profile says. */
export function fitOptions(flags: FitFlags, profile?: Profile): Pick<GenerateOptions, 'fit' | 'batchSize' | 'profile'> {
  const { fit, storage, 'batch-size': batchSize } = flags;
  if (batchSize !== undefined && (fit ?? profile?.fit) !== 'chunk')
    throw new MdmError('usage', '--batch-size is for --fit chunk and for generators.', 'Add --fit chunk, or leave --batch-size out.');
  if (storage !== undefined && !profile?.reading)
    throw new MdmError('usage', '--storage is for generators and for profiles that read as they do.', 'Such as: --profile mdm1');
  const limit = (['near-constant', 'correlation', 'signal-rows'] as const).find((name) => flags[name] !== undefined);
  if (limit !== undefined && profile?.signal)
    throw new MdmError(
      'usage',
      `--${limit} has no effect: the profile has a filter of its own.`,
      'Leave it out; --no-signal turns the filter off.',
    );
  return {
    ...(fit === undefined ? {} : { fit }),
    ...(batchSize === undefined ? {} : { batchSize }),
    ...(storage === undefined ? {} : { profile: { ...profile, reading: { ...profile?.reading, storage } } }),
  };
}

/** Where a run writes: in a folder, the tables of a profile with a counterpart have the names that the counterpart gives them. */
export async function outputsOf(
  { output, format, recipe }: Places,
  asked: string | undefined,
  profile: Profile | undefined,
): Promise<Pick<GenerateOptions, 'output' | 'folder' | 'format'> & { readonly recipe: string }> {
  const folder = profile?.counterpart !== undefined && (await namesFolder(asked));
  return folder ? { folder: asked!, format, recipe } : { output, format, recipe };
}
