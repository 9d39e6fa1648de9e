import type { Profile } from '../../index.js';

/** A profile by its built-in name or its path. */
export async function readProfile(nameOrPath: string): Promise<Profile> {
  const { readProfile: read } = await import('../../index.js');
  return read(nameOrPath);
}
