import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Ended, World } from './world.js';

/** Files and folders below a folder, with a digest of each file. Logs and counts grow with every command and are left out. */
export function homeOf(folder: string): Readonly<Record<string, string>> {
  const out: Record<string, string> = {};
  const visit = (at: string): void => {
    for (const name of readdirSync(at).sort()) {
      const path = join(at, name);
      const place = relative(folder, path);
      if (/^(logs(\/|$)|metrics\.db)/.test(place) || /\.sqlite-(wal|shm)$|\.duckdb\.wal$/.test(name)) continue;
      if (statSync(path).isDirectory()) visit(path);
      else out[place] = createHash('sha256').update(readFileSync(path)).digest('hex');
    }
  };
  if (existsSync(folder)) visit(folder);
  return out;
}

/** Everything below a folder: its folders, and every file with a digest, those of the log too. */
export function everythingIn(folder: string): Readonly<Record<string, string>> {
  if (!existsSync(folder)) return {};
  const all = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    all
      .map((one) => join(one.parentPath, one.name))
      .sort()
      .map((path) => [
        relative(folder, path),
        statSync(path).isDirectory() ? 'folder' : createHash('sha256').update(readFileSync(path)).digest('hex'),
      ]),
  );
}

/** Databases of a PostgreSQL server that belong to datasets; of other backends the files of the home say it all. */
export async function databasesOf(world: World): Promise<readonly string[]> {
  if (world.backend !== 'postgresql') return [];
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    host: world.env['MDM_DATABASE_POSTGRESQL_HOST'],
    port: Number(world.env['MDM_DATABASE_POSTGRESQL_PORT']),
    user: world.env['MDM_DATABASE_POSTGRESQL_USER'],
    password: world.env['MDM_DATABASE_POSTGRESQL_PASSWORD'],
    database: 'postgres',
  });
  await client.connect();
  try {
    return (await client.query("SELECT datname FROM pg_database WHERE datname LIKE 'mdm\\_%' ORDER BY 1")).rows.map(
      (row: { datname: string }) => row.datname,
    );
  } finally {
    await client.end();
  }
}

export interface Registered {
  readonly record: {
    readonly name: string;
    readonly target_column: string | null;
    readonly problem_type: string | null;
    readonly id_columns: readonly string[];
    readonly time_column: string | null;
    readonly tables: Readonly<Record<string, string>>;
    readonly feature_tables: Readonly<Record<string, string>>;
    readonly source: string;
    readonly metadata: Readonly<Record<string, unknown>>;
  };
  readonly tables: readonly {
    readonly table: string;
    readonly role: string;
    readonly rows: number;
    readonly columns: readonly { readonly name: string; readonly type: string }[];
  }[];
  readonly columns: readonly { readonly name: string; readonly type: string; readonly stored: string; readonly missing: number }[];
  readonly detected: Readonly<Record<'target' | 'idColumns' | 'problemType', boolean>>;
  readonly structure: string;
  readonly ignored: readonly string[];
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  readonly features: { readonly droppedFeatures: readonly { readonly name: string; readonly reason: string }[] } | null;
}

/** Registers, which must succeed, and gives what was found. */
export const registered = (world: World, name: string, ...argv: readonly string[]): Promise<Registered> =>
  world.json<Registered>('dataset', 'register', name, ...argv);

export const typesIn = ({ columns }: Registered): Readonly<Record<string, string>> =>
  Object.fromEntries(columns.map(({ name, type }) => [name, type]));

/** The columns of a table, by the database itself. */
export async function columnsIn(world: World, name: string, table: string): Promise<readonly string[]> {
  const [row] = await world.sql(name, `SELECT * FROM "${table}" LIMIT 1`);
  return Object.keys(row ?? {});
}

/** The features of a table: what is in its feature table and not in itself. */
export async function featuresIn(world: World, name: string, table = 'train'): Promise<readonly string[]> {
  const own = new Set((await columnsIn(world, name, table)).map((one) => one.toLowerCase()));
  return (await columnsIn(world, name, `${table}_features`)).filter((one) => !own.has(one.toLowerCase()));
}

export async function countOf(world: World, name: string, table: string): Promise<number> {
  const [row] = await world.sql(name, `SELECT count(*) AS n FROM "${table}"`);
  return Number(row!['n']);
}

/** A command that fails with a code, leaving everything as it was. */
export async function failsWhole(world: World, code: number, ...argv: readonly string[]): Promise<Ended> {
  const before = [homeOf(world.home), await databasesOf(world)];
  const ended = await world.mdm(...argv);
  expect([argv.join(' '), ended.code, ended.stderr]).toEqual([argv.join(' '), code, expect.stringContaining('Error: ')]);
  expect([homeOf(world.home), await databasesOf(world)]).toEqual(before);
  return ended;
}

/** `count` rows, each by its number. */
export const rowsOf = <T>(count: number, row: (i: number) => readonly T[]): (readonly T[])[] =>
  Array.from({ length: count }, (_, i) => row(i));
