import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from '../world.js';

export type Row = Readonly<Record<string, unknown>>;

/** The feature table of train, in the order of the key. */
export const featuresOf = (world: World, name = 'd', table = 'train_features'): Promise<Row[]> =>
  world.sql(name, `SELECT * FROM "${table}" ORDER BY "k"`);

/** A column as numbers; missing stays null. */
export const numbers = (rows: readonly Row[], name: string): (number | null)[] => {
  if (!rows.every((row) => name in row)) throw new Error(`there is no ${name}, only ${Object.keys(rows[0] ?? {}).join(', ')}`);
  return rows.map((row) => (row[name] === null ? null : Number(row[name])));
};

export const namesOf = (rows: readonly Row[]): readonly string[] => Object.keys(rows[0] ?? {});

/** Registers a table with the key `k`, whose rows are the given ones, and gives its features. */
export async function registered(
  world: World,
  header: string,
  rows: readonly (readonly unknown[])[],
  settings: object = {},
  ...flags: readonly string[]
): Promise<{ readonly rows: readonly Row[]; readonly names: readonly string[]; readonly stdout: string; readonly stderr: string }> {
  if (Object.keys(settings).length > 0) world.config(settings);
  const path = world.csv(
    'd.csv',
    `k,${header}`,
    rows.map((row, i) => [i, ...row]),
  );
  const ended = await world.ok('dataset', 'register', 'd', path, '--id-columns', 'k', ...flags);
  const features = await featuresOf(world);
  return { rows: features, names: namesOf(features), stdout: ended.stdout, stderr: ended.stderr };
}

export const generic = (settings: object): object => ({ feature_engineering: { generic: settings } });

interface Logged {
  readonly level: string;
  readonly message: string;
}

/** What is in the log file. */
export function logged(world: World): Logged[] {
  const file = join(world.home, 'logs', 'mdm.log');
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Logged);
}

/** Names of the stores and pointers that are there. */
export function left(world: World): readonly string[] {
  const list = (folder: string): string[] =>
    existsSync(join(world.home, folder)) ? readdirSync(join(world.home, folder)).filter((name) => !name.startsWith('.')) : [];
  return [...list('datasets'), ...list('config/datasets')];
}

/** The tables that a client sees. */
export async function tablesOf(world: World, name = 'd'): Promise<readonly string[]> {
  const query =
    world.backend === 'sqlite'
      ? "SELECT name AS n FROM sqlite_master WHERE type = 'table'"
      : `SELECT table_name AS n FROM information_schema.tables WHERE table_schema = '${world.backend === 'duckdb' ? 'main' : 'public'}'`;
  return (await world.sql(name, query))
    .map(({ n }) => String(n))
    .filter((one) => !/^(_mdm|sqlite_)/.test(one))
    .sort();
}
