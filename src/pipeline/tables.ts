import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { Expr, Json } from '@mdm/sdk';
import type { Database } from '../engine/duckdb/driver.js';
import { literal, quote, scalar, TYPES } from '../engine/duckdb/dialect.js';
import { MdmError } from '../errors.js';
import { nodes } from '../sql/walk.js';
import type { Planned } from './features.js';
import type { FitTable, FittedTables } from './fitted.js';
import type { Folds } from './folds.js';
import type { RecipeTable } from './recipe.js';
import { chunks } from './sample.js';

/** Tables with more rows lie beside the recipe as Parquet. */
const INLINE_ROWS = 1000;

/** Makes a rank table that was not needed until now. */
export async function buildRanks(db: Database, table: FitTable): Promise<void> {
  if (!table.ranks || table.ranks.built) return;
  await db.run(table.ranks.build);
  table.ranks.built = true;
}

/** The columns of fitted tables that features read. */
function reads(features: readonly Planned[]): Map<string, Set<string>> {
  const used = new Map<string, Set<string>>();
  const seen = new Set<Expr>();
  for (const f of features) {
    for (const node of nodes(f.expr, seen)) {
      if (node.kind !== 'lookup' && node.kind !== 'rank') continue;
      const columns = used.get(node.table) ?? new Set();
      if (node.kind === 'lookup') columns.add(node.column);
      used.set(node.table, columns);
    }
  }
  return used;
}

/** Fitted tables as they go into the recipe; large ones are written by `beside`, which gives the path for a name. */
export async function saveTables(
  db: Database,
  fitted: FittedTables,
  features: readonly Planned[],
  recipeFile: string | undefined,
  beside: (file: string) => Promise<string>,
): Promise<RecipeTable[]> {
  const out: RecipeTable[] = [];
  for (const [id, columns] of reads(features)) {
    const table = fitted.tables.get(id)!;
    // A rank table holds every different value: it is made for a file, not for the sake of a result in memory.
    const skip = recipeFile === undefined && table.ranks !== undefined && !table.ranks.built;
    if (!skip) await buildRanks(db, table);
    const keys = table.kind === 'ranks' ? [{ name: 'v', type: 'double' as const }] : [...table.keys];
    const kept =
      table.kind === 'ranks'
        ? [
            { name: 'e', type: 'int64' as const },
            { name: 'p', type: 'double' as const },
          ]
        : table.columns.filter((c) => columns.has(c.name));
    const order = keys.map((k) => k.name).join(', ');
    const select = `SELECT ${[...keys, ...kept].map((c) => `${quote(c.name)}`).join(', ')} FROM ${id}${order && ` ORDER BY ${order}`}`;
    const rows = skip ? 0 : Number((await db.rows(`SELECT count(*)::DOUBLE FROM ${id}`))[0]![0]);
    const base = { id, kind: table.kind, keys, columns: kept, ...(table.ranks ? { known: table.ranks.known } : {}), rows };
    if (skip) {
      out.push(base);
      continue;
    }
    if (rows <= INLINE_ROWS || recipeFile === undefined) {
      const shown = [...keys, ...kept].map((c) =>
        c.type === 'int64' || c.type === 'timestamp' ? `${quote(c.name)}::VARCHAR` : quote(c.name),
      );
      const fields = [...keys, ...kept];
      const cell = (v: Json, i: number): Json =>
        fields[i]!.type === 'int64' && typeof v === 'string' && Number.isSafeInteger(Number(v)) ? Number(v) : v;
      const data = rows <= INLINE_ROWS ? (await db.rows(`SELECT ${shown.join(', ')} FROM (${select})`)).map((r) => r.map(cell)) : undefined;
      out.push({ ...base, ...(data ? { data: data } : {}) });
      continue;
    }
    const name = `${basename(recipeFile).replace(/\.json$/, '')}.${id}.parquet`;
    const path = await beside(join(dirname(recipeFile), name));
    await db.run(`COPY (${select}) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`);
    out.push({ ...base, file: name, sha256: await sha256(path) });
  }
  return out;
}

const sha256 = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

/** Puts a recipe's tables back into an engine. `folder` is where the recipe lies. */
export async function loadTables(db: Database, tables: readonly RecipeTable[], folder: string, folds: Folds | null): Promise<FittedTables> {
  const out = new Map<string, FitTable>();
  for (const t of tables) {
    const fields = [...t.keys, ...t.columns];
    const definition = fields.map((c) => `${quote(c.name)} ${TYPES[c.type]}`).join(', ');
    await db.run(`CREATE OR REPLACE TABLE ${quote(t.id)} (${definition})`);
    if (t.data) {
      for (const part of chunks(t.data, 500)) {
        await db.run(`INSERT INTO ${quote(t.id)} VALUES ${part.map((r) => `(${r.map(scalar).join(', ')})`).join(', ')}`);
      }
    } else if (t.file !== undefined) {
      const path = join(folder, basename(t.file));
      const found = await sha256(path).catch(() => {
        throw new MdmError(
          'not-found',
          `The recipe needs ${path}, which is not there.`,
          'Keep the Parquet files of a recipe beside its JSON file.',
        );
      });
      if (found !== t.sha256)
        throw new MdmError('recipe', `${path} is not the file that the recipe was saved with.`, 'Generate the recipe again.');
      await db.run(`INSERT INTO ${quote(t.id)} SELECT ${fields.map((c) => quote(c.name)).join(', ')} FROM read_parquet(${literal(path)})`);
    } else {
      throw new MdmError(
        'recipe',
        `The recipe's table ${t.id} has no rows and no file.`,
        'Save the recipe to a file when it is generated.',
      );
    }
    const ranks =
      t.kind === 'ranks'
        ? {
            ranks: {
              arg: { kind: 'constant', value: null, type: 'double' } as Expr,
              ties: 'average' as const,
              known: t.known ?? 0,
              few: false,
              build: '',
              built: true,
            },
          }
        : {};
    out.set(t.id, { id: t.id, kind: t.kind, keys: t.keys, columns: t.columns, outOfFold: false, ...ranks });
  }
  return { tables: out, folds: () => folds ?? undefined };
}
