import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openConfig, type Config } from '../../src/config/config.js';
import { openBackend } from '../../src/storage/open.js';
import type { BackendName, StorageConnection } from '../../src/storage/backend.js';
import type { Ended, World } from './world.js';

/** Lets mdm.yaml choose the backend also where the checks run on another one than SQLite. */
export const byFile = {
  env: {
    MDM_DATABASE_DEFAULT_BACKEND: undefined,
    MDM_DATABASE_POSTGRESQL_HOST: undefined,
    MDM_DATABASE_POSTGRESQL_PORT: undefined,
    MDM_DATABASE_POSTGRESQL_USER: undefined,
    MDM_DATABASE_POSTGRESQL_PASSWORD: undefined,
    MDM_DATABASE_POSTGRESQL_SSLMODE: undefined,
  },
} as const;

export interface Traced {
  readonly value: string;
  readonly origin: string;
}

/** The lines of `mdm info --debug`: each key with its value and origin. */
export function traced(stderr: string): ReadonlyMap<string, Traced> {
  const lines = [...stderr.matchAll(/^DEBUG config: ([a-z_.]+) = (.*) \((.*)\)$/gm)];
  return new Map(lines.map(([, key, value, origin]) => [key!, { value: value!, origin: origin! }]));
}

export const trace = async (
  world: World,
  env: Readonly<Record<string, string | undefined>> = byFile.env,
): Promise<ReadonlyMap<string, Traced>> => {
  const ended = await world.mdmWith({ env }, 'info', '--debug');
  expect(ended.code).toBe(0);
  return traced(ended.stderr);
};

/** Rows of each batch of a kind, as the log says them. */
export const batches = (stderr: string, kind: 'load batch' | 'batch'): number[] =>
  [...stderr.matchAll(new RegExp(`^DEBUG (?:load|export): ${kind} .*\\brows=(\\d+)`, 'gm'))].map((found) => Number(found[1]));

export const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** A table of numbers with a target; no row is twice. */
export const numbers = (world: World, rows: number, name = `rows_${rows}.csv`): string =>
  world.csv(
    name,
    'x,z,y',
    Array.from({ length: rows }, (_, i) => [i, (i * 7919) % 1_000, i % 2]),
  );

export const logPath = (world: World): string => join(world.home, 'logs/mdm.log');
export const logText = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');
export interface LogLine {
  readonly time: string;
  readonly level: string;
  readonly logger: string;
  readonly message: string;
}
export const logLines = (path: string): LogLine[] =>
  logText(path)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LogLine);

export const files = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String).sort() : []);

export const refused = ({ code, stdout, stderr }: Ended, exit: number, ...parts: readonly string[]): void => {
  expect({ code, stdout, stderr }).toMatchObject({ code: exit });
  for (const part of parts) expect(stderr).toContain(part);
  expect(stderr).not.toMatch(/^ {2,}at /m);
};

/** The configuration of the world's home, as a command would read it. */
export const configOf = (world: World, env: Readonly<Record<string, string>> = {}): Promise<Config> =>
  openConfig({ home: world.home, env: { ...world.env, ...byFile.env, ...env } });

/** Work with a connection that MDM itself opened to a dataset. */
export async function connected<T>(
  world: World,
  backend: BackendName,
  store: string,
  work: (connection: StorageConnection) => Promise<T>,
): Promise<T> {
  const opened = await openBackend(backend, await configOf(world));
  try {
    const connection = await opened.getConnection(store);
    try {
      return await work(connection);
    } finally {
      await connection.release();
    }
  } finally {
    await opened.close();
  }
}

/** What a pragma of SQLite says on a connection of MDM. */
export const pragma = async (world: World, store: string, name: string): Promise<unknown> =>
  Object.values((await connected(world, 'sqlite', store, (connection) => connection.rows(`PRAGMA ${name}`)))[0]!)[0];

/** 40 rows. */
export const small = (world: World): string => numbers(world, 40, 'small.csv');
/** Registers a table with the target y. */
export const registered = async (world: World, name: string, path = small(world), ...more: readonly string[]): Promise<Ended> => {
  const ended = await world.mdm('dataset', 'register', name, path, '--target', 'y', ...more);
  expect({ code: ended.code, stderr: ended.stderr }).toMatchObject({ code: 0 });
  return ended;
};
/** Two of 42 rows are there twice. */
export const duplicates = (world: World): string =>
  world.csv('doubled.csv', 'x,y', [...Array.from({ length: 40 }, (_, i) => [i, i % 2]), [0, 0], [1, 1]]);

/** What a DuckDB of its own says. */
export async function duckdb(sql: string): Promise<Record<string, unknown>[]> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
