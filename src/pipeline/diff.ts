import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { openDatabase, type Database } from '../engine/duckdb/driver.js';
import { quote } from '../engine/duckdb/dialect.js';
import { MdmError } from '../errors.js';
import { openInput } from './input.js';
import { loadRecipe } from './load.js';
import type { RunOptions } from './options.js';
import { tracker } from './progress.js';
import type { Recipe } from './recipe.js';
import type { DiffReport } from './result.js';
import { chunks } from './sample.js';
import type { InputTable } from './table.js';

type Entry = DiffReport['entries'][number];

/** Compares two recipes (both .json with a recipe in them) or two feature files, row by row in file order. */
export async function diff(a: string, b: string, options: RunOptions = {}): Promise<DiffReport> {
  for (const p of [a, b])
    if (!(await stat(p).catch(() => undefined))) throw new MdmError('not-found', `There is no file ${p}.`, 'Check the path.');
  const recipes = [a, b].map((p) => extname(p) === '.json' && /recipe/i.test(p));
  if (recipes[0] !== recipes[1])
    throw new MdmError('usage', `${a} and ${b} are not of one kind.`, 'Compare two recipes or two feature files.');
  if (recipes[0]) {
    const entries = diffRecipes(await loadRecipe(a), await loadRecipe(b));
    return { kind: 'recipes', equal: entries.length === 0, entries };
  }
  const db = await openDatabase({ ...options, onProgress: tracker(options.onProgress).within });
  try {
    const [left, right] = [await one(db, a), await one(db, b)];
    const entries = await diffTables(db, left, right);
    return { kind: 'features', equal: entries.length === 0, entries };
  } finally {
    await db.close();
  }
}

async function one(db: Database, path: string): Promise<InputTable> {
  const tables = await openInput(db, path, {});
  if (tables.length !== 1) throw new MdmError('usage', `${path} holds ${tables.length} tables.`, 'Name one file.');
  return tables[0]!;
}

/** Differences between recipes, feature by feature. */
export function diffRecipes(a: Recipe, b: Recipe): Entry[] {
  const out: Entry[] = [];
  const add = (what: string, x: unknown, y: unknown): void => {
    const [left, right] = [show(x), show(y)];
    if (left !== right) out.push({ what, a: left, b: right });
  };
  add('training rows', a.training.rows, b.training.rows);
  add('training data', a.training.sha256, b.training.sha256);
  add('folds', a.folds, b.folds);
  const both = <T extends { readonly name: string }>(
    kind: string,
    xs: readonly T[],
    ys: readonly T[],
    parts: readonly (keyof T & string)[],
  ): void => {
    const right = new Map(ys.map((y) => [y.name, y]));
    const left = new Set(xs.map((x) => x.name));
    for (const x of xs) {
      const y = right.get(x.name);
      if (!y) out.push({ what: `${kind} ${x.name}`, a: 'present', b: 'absent' });
      else for (const p of parts) add(`${kind} ${x.name}: ${p}`, x[p], y[p]);
    }
    for (const y of ys) if (!left.has(y.name)) out.push({ what: `${kind} ${y.name}`, a: 'absent', b: 'present' });
  };
  both('column', a.input, b.input, ['type', 'semantic', 'role', 'format']);
  const named = (r: Recipe): { name: string; version: number; params: unknown }[] =>
    r.transformers.map((t) => ({ name: `${t.id} on ${t.on.join(', ')}`, version: t.version, params: t.params }));
  both('transformer', named(a), named(b), ['version', 'params']);
  both('feature', a.features, b.features, ['transformer', 'type', 'fitted', 'expr', 'signal']);
  both(
    'table',
    a.tables.map((t) => ({ ...t, name: t.id })),
    b.tables.map((t) => ({ ...t, name: t.id })),
    ['keys', 'columns', 'rows', 'data', 'sha256'],
  );
  return out;
}

async function diffTables(db: Database, a: InputTable, b: InputTable): Promise<Entry[]> {
  const out: Entry[] = [];
  if (a.rows !== b.rows) out.push({ what: 'rows', a: String(a.rows), b: String(b.rows) });
  const right = new Map(b.columns.map((c) => [c.name, c]));
  for (const c of a.columns) if (!right.has(c.name)) out.push({ what: `column ${c.name}`, a: c.type, b: 'absent' });
  for (const c of b.columns) if (!a.columns.some((x) => x.name === c.name)) out.push({ what: `column ${c.name}`, a: 'absent', b: c.type });
  const common = a.columns.filter((c) => right.has(c.name));
  for (const c of common)
    if (c.type !== right.get(c.name)!.type) out.push({ what: `column ${c.name}: type`, a: c.type, b: right.get(c.name)!.type });
  for (const part of chunks(common, 200)) {
    const number = (t: string): boolean => t === 'double' || t === 'int64';
    const cols = part.map((c, i) => {
      const [x, y] = [`a.${quote(c.name)}`, `b.${quote(c.name)}`];
      const differ = `${x} IS DISTINCT FROM ${y}`;
      const most = number(c.type) && number(right.get(c.name)!.type) ? `max(abs(${x} - ${y}))::DOUBLE` : 'NULL::DOUBLE';
      const same =
        c.type === right.get(c.name)!.type || (number(c.type) && number(right.get(c.name)!.type))
          ? differ
          : `${x}::VARCHAR IS DISTINCT FROM ${y}::VARCHAR`;
      return `(count(*) FILTER (WHERE ${same}))::DOUBLE AS n${i}, min(a.${quote(a.rowColumn)}) FILTER (WHERE ${same})::DOUBLE AS r${i}, ${most} AS d${i}`;
    });
    const [row] = await db.rows(
      `SELECT ${cols.join(', ')} FROM (${a.relation}) a JOIN (${b.relation}) b ON a.${quote(a.rowColumn)} = b.${quote(b.rowColumn)}`,
    );
    for (const [i, c] of part.entries()) {
      const [n, first, most] = [Number(row![3 * i]), row![3 * i + 1], row![3 * i + 2]];
      if (n === 0) continue;
      const [values] = await db.rows(
        `SELECT (SELECT ${quote(c.name)}::VARCHAR FROM (${a.relation}) WHERE ${quote(a.rowColumn)} = ${Number(first)}), (SELECT ${quote(c.name)}::VARCHAR FROM (${b.relation}) WHERE ${quote(b.rowColumn)} = ${Number(first)})`,
      );
      const far = most === null || most === undefined ? '' : `, largest difference ${Number(Number(most).toPrecision(3))}`;
      out.push({
        what: `${c.name}: ${n} of ${Math.min(a.rows, b.rows)} rows differ${far}; first at row ${Number(first) + 1}`,
        a: show(values?.[0]),
        b: show(values?.[1]),
      });
    }
  }
  return out;
}

const show = (x: unknown): string => (x === undefined || x === null ? 'missing' : typeof x === 'string' ? x : JSON.stringify(x));
