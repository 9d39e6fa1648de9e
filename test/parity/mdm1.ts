import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { Json, Role, ScalarType, Semantic } from '@mdm/sdk';
import mdm1 from '@mdm/feature-mdm1';
import { openDatabase, type Database } from '../../src/engine/duckdb/driver.js';
import { literal, quote, TYPES } from '../../src/engine/duckdb/dialect.js';
import { hosted } from '../../src/host/hosted.js';
import { fitTasks } from '../../src/pipeline/fit-tasks.js';
import { planTable } from '../../src/pipeline/plan.js';
import { prepareStages } from '../../src/pipeline/stages.js';
import { readParams, type Task } from '../../src/pipeline/select.js';
import type { InputTable, ProfiledColumn } from '../../src/pipeline/table.js';

/** What the original made of a table; see plugins/legacy/test/golden.ts. */
export interface Golden {
  readonly types: Readonly<Record<string, string>>;
  readonly tables: readonly {
    readonly table: string;
    readonly rows: number;
    readonly originals: number;
    readonly columns: Readonly<Record<string, string>>;
    /** Features that the original made and dropped for want of signal. */
    readonly dropped: readonly (readonly [name: string, reason: string])[];
  }[];
}
export type GoldenTable = Golden['tables'][number];

const data = join(import.meta.dirname, '../data/legacy');

export const readGolden = async (dataset: string): Promise<Golden> =>
  JSON.parse(await readFile(join(data, dataset, 'manifest.json'), 'utf8')) as Golden;

/** The type of a column of pandas. */
export const typeOf = (dtype: string): ScalarType => {
  if (dtype === 'int64' || dtype === 'int32') return dtype;
  if (dtype === 'float64') return 'double';
  if (dtype === 'bool') return 'boolean';
  return dtype === 'object' ? 'text' : 'timestamp';
};

/** The table `golden` in the engine: every column of the original's output, and the row number `#row`. */
export async function loadGolden(db: Database, dataset: string, { table, columns }: GoldenTable): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'mdm-golden-'));
  try {
    const file = join(folder, 'golden.csv');
    await writeFile(file, brotliDecompressSync(await readFile(join(data, dataset, `${table}.csv.br`))));
    const names = Object.keys(columns).map((_, i) => `c${i}`);
    const text = `read_csv(${literal(file)}, all_varchar = true, header = false, skip = 1, delim = ',', quote = '"', escape = '"', nullstr = '', parallel = false, strict_mode = false, max_line_size = 10000000, names = [${names.map(literal).join(', ')}])`;
    const casts = Object.entries(columns).map(([name, dtype], i) => {
      const value = dtype.startsWith('datetime') ? `left(c${i}, 19)` : `c${i}`;
      return `CAST(${value} AS ${TYPES[typeOf(dtype)]}) AS ${quote(name)}`;
    });
    await db.run(`CREATE OR REPLACE TABLE golden AS SELECT ${casts.join(', ')}, row_number() OVER () - 1 AS "#row" FROM ${text}`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The original columns as transformers see them. */
async function originals(db: Database, types: Golden['types'], table: GoldenTable): Promise<ProfiledColumn[]> {
  const names = Object.keys(table.columns).slice(0, table.originals);
  const [row] = await db.rows(
    `SELECT ${names.map((n) => `count(${quote(n)})::DOUBLE, count(DISTINCT ${quote(n)})::DOUBLE`).join(', ')} FROM golden`,
  );
  return names.map((name, i): ProfiledColumn => {
    const type = types[name]!;
    const role: Role | undefined = type === 'id' || type === 'target' ? type : undefined;
    return {
      name,
      type: typeOf(table.columns[name]!),
      semantic: (role === undefined ? type : role === 'id' ? 'id' : 'numeric') as Semantic,
      ...(role ? { role } : {}),
      stats: { rows: table.rows, missing: table.rows - Number(row![2 * i]), distinct: Number(row![2 * i + 1]) },
      why: 'given',
    };
  });
}

export interface Made {
  readonly name: string;
  readonly type: ScalarType;
  readonly values: readonly Json[];
}

/** All features that the plugin makes of the original columns of `golden`, in the original's order and by its names. */
export async function makeFeatures(
  db: Database,
  types: Golden['types'],
  table: GoldenTable,
  params: Readonly<Record<string, Json>> = {},
): Promise<Made[]> {
  const columns = await originals(db, types, table);
  const input: InputTable = {
    name: 'data',
    files: [],
    relation: `SELECT ${[...columns.map((c) => quote(c.name)), '"#row"'].join(', ')} FROM golden`,
    rowColumn: '#row',
    rows: table.rows,
    columns: columns.map((c) => ({ name: c.name, type: c.type, stored: c.type })),
    notes: [],
  };
  const byName = new Map(mdm1.transformers.map((t) => [t.meta.name, hosted(t)]));
  const task = async (name: string, on: readonly ProfiledColumn[]): Promise<Task> => {
    const transformer = byName.get(name)!;
    const own = Object.fromEntries(
      Object.entries(params).flatMap(([k, v]) => (k.startsWith(`${name}.`) ? [[k.slice(name.length + 1), v]] : [])),
    );
    const scope = { on: on as unknown as Task['scope']['on'], roles: {}, params: await readParams(`mdm1.${name}`, transformer, own) };
    return { id: `mdm1.${name}`, transformer, scope };
  };
  const kinds = new Map<string, string>([
    ['numeric', 'numeric'],
    ['categorical', 'category'],
    ['datetime', 'time'],
    ['text', 'text'],
  ]);
  const each = Object.entries(types).flatMap(([name, type]) => {
    const [column, kind] = [columns.find((c) => c.name === name), kinds.get(type)];
    return column && kind ? [task(kind, [column])] : [];
  });
  const all = [...(await Promise.all(each)), await task('missing', columns), await task('pairs', columns)];
  const made = await fitTasks(db, input, columns, all, {});
  const plan = planTable(input, columns, made.features, made.fitted.tables, true);
  const ready = await prepareStages(
    db,
    input,
    plan,
    [],
    made.fitted.tables,
    { list: () => [], load: () => Promise.reject(new Error('none')) },
    db.limits,
  );
  const out: Made[] = [];
  for (let i = 0; i < made.features.length; i += 100) {
    const part = made.features.slice(i, i + 100);
    const shown = part.map((f) => (f.type === 'int64' ? `${quote(f.name)}::VARCHAR` : quote(f.name)));
    const rows = await db.rows(`SELECT ${shown.join(', ')} FROM (${plan.select(part, { keep: [], row: true })}) ORDER BY "#row"`);
    part.forEach((f, k) => out.push({ name: plain(f.name, columns), type: f.type, values: rows.map((r) => r[k] ?? null) }));
  }
  await ready.drop();
  return out;
}

/** `A__log` as the original called it: `A_log`. */
function plain(name: string, columns: readonly ProfiledColumn[]): string {
  if (name.startsWith('missing__')) return name.slice('missing__'.length);
  const owner = columns
    .map((c) => c.name)
    .filter((c) => name.startsWith(`${c}__`))
    .sort((a, b) => b.length - a.length)[0]!;
  return `${owner}_${name.slice(owner.length + 2)}`;
}

const shown = (value: Json): string => (Object.is(value, -0) ? '-0' : JSON.stringify(value));

/** In what a made feature differs from the original's; null when in nothing. */
export async function differs(db: Database, name: string, dtype: string, made: Made): Promise<string | null> {
  const type = typeOf(dtype);
  if (made.type !== type) return `${made.type}, not ${type}`;
  const rows = await db.rows(`SELECT ${type === 'int64' ? `${quote(name)}::VARCHAR` : quote(name)} FROM golden ORDER BY "#row"`);
  const relative = name.endsWith('_boxcox') ? 1e-5 : 1e-9;
  for (const [i, [wanted = null]] of rows.entries()) {
    const found = made.values[i] ?? null;
    if (Object.is(found, wanted)) continue;
    if (type === 'double' && typeof found === 'number' && typeof wanted === 'number') {
      const off = found === 0 && wanted === 0 ? Infinity : Math.abs(found - wanted);
      if (off <= 1e-12 || off <= relative * Math.abs(wanted)) continue;
    }
    return `row ${i}: ${shown(found)}, not ${shown(wanted)}`;
  }
  return null;
}

export { openDatabase };
