import { openRepository } from '../../datasets/repository.js';
import { normalName } from '../../datasets/names.js';
import type { RegisterOptions } from '../../datasets/registration/context.js';
import type { Workspace } from '../../datasets/workspace.js';

export { compareRegistration, type CompareRegistrationOptions, type RegistrationComparison } from './compare.js';
export type { CaseResult } from './judge.js';

/** The source of a dataset and what was said when it was registered; undefined: there is no such dataset. */
export async function registrationOf(
  { config }: Workspace,
  name: string,
): Promise<{ readonly name: string; readonly options: RegisterOptions & { readonly path: string } } | undefined> {
  let normal: string;
  try {
    normal = normalName(name);
  } catch {
    return undefined;
  }
  const record = await openRepository(config).find(normal);
  if (!record) return undefined;
  const { metadata } = record;
  const absolute = metadata['source_absolute'];
  return {
    name: record.display_name,
    options: {
      path: typeof absolute === 'string' ? absolute : (metadata.source_path ?? record.source),
      ...(record.target_column === null ? {} : { target: record.target_column }),
      ...(record.time_column === null ? {} : { timeColumn: record.time_column }),
      ...(record.group_column === null ? {} : { groupColumn: record.group_column }),
      ...(record.description === null ? {} : { description: record.description }),
      ...(record.tags.length === 0 ? {} : { tags: record.tags }),
    },
  };
}
