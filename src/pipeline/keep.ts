import type { Role } from '@mdm/sdk';
import { MdmError } from '../errors.js';
import type { Planned } from './features.js';
import type { Keep, ReadyOptions } from './options.js';
import type { InputTable } from './table.js';

/** With an exact profile, the renamed features only, in its order. */
export function chosen(features: readonly Planned[], options: ReadyOptions): readonly Planned[] {
  const rename = options.profile?.rename;
  if (!rename || !options.profile?.exactly) return features;
  const byName = new Map(features.map((f) => [f.name, f]));
  return Object.keys(rename).flatMap((name) => {
    const f = byName.get(name);
    if (!f)
      throw new MdmError(
        'configuration',
        `The profile renames ${JSON.stringify(name)}, which no transformer made.`,
        'Check the name, and the transformers of the profile.',
      );
    return [f];
  });
}

/** Columns a table lacks are read as missing; they are not passed on. */
const present = (table: InputTable, name: string): boolean => table.columns.some((c) => c.name === name && c.stored !== 'missing');

/** The input columns that go into the output before the features. */
export const keptColumns = (
  columns: readonly { readonly name: string; readonly role?: Role | undefined }[],
  keep: Keep,
  table: InputTable,
): string[] =>
  columns
    .filter(
      (c) => c.role !== 'ignored' && (keep === 'all' || (keep === 'roles' && c.role !== undefined) || (keep === 'ids' && c.role === 'id')),
    )
    .map((c) => c.name)
    .filter((name) => present(table, name));
