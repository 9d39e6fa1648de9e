import { bin, column, constant, fn, type Column, type Expr } from '@mdm/sdk';
import type { Database } from '../engine/duckdb/driver.js';
import { double } from '../engine/duckdb/dialect.js';
import { MdmError } from '../errors.js';
import type { GenerateOptions } from './options.js';
import type { InputTable, ProfiledColumn } from './table.js';
import { sqlOf } from './sql.js';

/** How training rows are divided, so that no row sees its own target. Kept in the recipe. */
export type Folds =
  | {
      readonly by: 'hash' | 'group';
      /** Column whose value is hashed; null: the row number. */ readonly key: string | null;
      readonly count: number;
      readonly seed: number;
    }
  | {
      readonly by: 'time';
      readonly key: string;
      readonly count: number;
      readonly gap: number;
      /** Epoch seconds at which folds 1, 2, ... begin. */ readonly starts: readonly number[];
    };

export type FoldOptions = Pick<GenerateOptions, 'folds' | 'foldBy' | 'gap' | 'seed'>;

export async function planFolds(db: Database, table: InputTable, columns: readonly ProfiledColumn[], options: FoldOptions): Promise<Folds> {
  const role = (r: string): ProfiledColumn | undefined => columns.find((c) => c.role === r);
  const by = options.foldBy ?? (role('group') ? 'group' : role('time') ? 'time' : 'hash');
  const count = options.folds ?? 5;
  if (count < 2) throw new MdmError('usage', `--folds ${count}: at least 2 are needed.`);
  const needed = by === 'hash' ? undefined : role(by);
  if (by !== 'hash' && !needed) throw new MdmError('usage', `--fold-by ${by} needs --${by}.`);
  if (by !== 'time') {
    // An id names a row wherever it stands; without one the position does.
    const ids = columns.filter((c) => c.role === 'id');
    return { by, key: by === 'group' ? needed!.name : ids.length === 1 ? ids[0]!.name : null, count, seed: options.seed ?? 0 };
  }
  const at = Array.from({ length: count - 1 }, (_, i) => double((i + 1) / count));
  const time = sqlOf()(epoch(needed!));
  const [row] = await db.rows(`SELECT quantile_disc(${time}, [${at.join(', ')}]) FROM (${table.relation})`);
  const starts = (row?.[0] ?? []) as number[];
  return { by, key: needed!.name, count, gap: options.gap ?? 0, starts: [...new Set(starts)] };
}

const epoch = (c: Pick<Column, 'name'>): Expr<'double'> => fn.epochSeconds({ kind: 'column', name: c.name, type: 'timestamp' });

/** The fold of a row: 0 to count - 1. */
export function foldOf(folds: Folds, columns: readonly Column[], rowColumn: string): Expr {
  if (folds.by === 'time') return bin(epoch({ name: folds.key }), folds.starts, 'le');
  const key: Expr =
    folds.key === null ? { kind: 'column', name: rowColumn, type: 'int64' } : column(columns.find((c) => c.name === folds.key)!);
  return fn.hashBucket(fn.concat(constant(`${folds.seed}:`), fn.toText(key)), folds.count);
}

/** For folds by time: the first fold that may see a row, which is one that begins after it (and the gap). */
export const visibleFrom = (folds: Folds & { by: 'time' }): Expr =>
  fn.add(
    bin(
      epoch({ name: folds.key }),
      folds.starts.map((s) => s - folds.gap),
      'le',
    ),
    1,
  );
