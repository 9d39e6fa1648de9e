import { MdmError } from '../../errors.js';
import type { IStorageBackend } from '../../storage/backend.js';
import { differences, fingerprint, type TableFingerprint } from '../../storage/checksum.js';
import type { Workspace } from '../workspace.js';

export const VERIFICATIONS = ['full', 'counts', 'none'] as const;
/** `full` reads all values of both sides, `counts` compares rows, columns and types. */
export type Verification = (typeof VERIFICATIONS)[number];

interface Sides {
  readonly source: IStorageBackend;
  readonly store: string;
  readonly target: IStorageBackend;
  readonly at: string;
}

/** Compares the tables of two stores; fails when they are not equal. Gives what was found of each table, with `full`. */
export async function verify(
  ws: Workspace,
  { source, store, target, at }: Sides,
  tables: readonly string[],
  how: Verification,
): Promise<readonly TableFingerprint[]> {
  if (how === 'none') return [];
  const problems: string[] = [];
  const prints: TableFingerprint[] = [];
  for (const [i, table] of tables.entries()) {
    ws.onProgress?.({ what: `verify ${table}`, share: 0.6 + (0.4 * i) / tables.length });
    const [a, b] =
      how === 'full'
        ? [await fingerprint(source, store, table, ws.signal), await fingerprint(target, at, table, ws.signal)]
        : [await shapeOf(source, store, table), await shapeOf(target, at, table)];
    problems.push(...differences(a, b).map((one) => `table ${JSON.stringify(table)}: ${one}`));
    if (how === 'full') prints.push(b);
  }
  if (problems.length > 0)
    throw new MdmError(
      'backend',
      `The copy is not equal to the dataset: ${problems.slice(0, 3).join('; ')}${problems.length > 3 ? `; and ${problems.length - 3} more` : ''}.`,
      'The dataset stays where it is; the copy was taken away.',
    );
  return prints;
}

async function shapeOf(backend: IStorageBackend, store: string, table: string): Promise<TableFingerprint> {
  const { rows, columns } = await backend.table(store, table);
  const shape = columns.map(({ name, type }) => ({ name, type, nulls: 0, min: null, max: null, checksum: '' }));
  return { table, rows, columns: shape, checksum: '' };
}
