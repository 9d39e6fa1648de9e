import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { parse } from 'yaml';
import type { World } from './world.js';

interface Pointer {
  readonly database: { readonly backend: string; readonly path?: string; readonly database?: string; readonly store: string };
}

const pointers = (home: string): string => join(home, 'config', 'datasets');

export const pointerOf = (home: string, name: string): Pointer =>
  parse(readFileSync(join(pointers(home), `${name}.yaml`), 'utf8')) as Pointer;

/** Reads by the database's own client. */
export async function readStore(world: World, name: string, sql: string): Promise<Record<string, unknown>[]> {
  const { database } = pointerOf(world.home, name);
  const path = database.path === undefined || isAbsolute(database.path) ? database.path : join(world.home, database.path);
  if (database.backend === 'sqlite') {
    const { DatabaseSync } = await import('node:sqlite');
    const db = new DatabaseSync(path!);
    try {
      return db
        .prepare(sql)
        .all()
        .map((row) => ({ ...row }));
    } finally {
      db.close();
    }
  }
  if (database.backend === 'duckdb') {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
    const connection = await instance.connect();
    try {
      return (await connection.runAndReadAll(sql)).getRowObjectsJson();
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  }
  return inPostgres(world, database.database!, async (client) => (await client.query(sql)).rows as Record<string, unknown>[]);
}

async function inPostgres<T>(world: World, database: string, work: (client: import('pg').Client) => Promise<T>): Promise<T> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    host: world.env['MDM_DATABASE_POSTGRESQL_HOST'],
    port: Number(world.env['MDM_DATABASE_POSTGRESQL_PORT']),
    user: world.env['MDM_DATABASE_POSTGRESQL_USER'],
    password: world.env['MDM_DATABASE_POSTGRESQL_PASSWORD'],
    database,
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A server is shared by the rows of a file: what a row left on it goes. */
export async function dropAll(world: World): Promise<void> {
  if (world.backend !== 'postgresql' || !existsSync(pointers(world.home)) || readdirSync(pointers(world.home)).length === 0) return;
  await inPostgres(world, 'postgres', async (client) => {
    const found = await client.query("SELECT datname FROM pg_database WHERE datname LIKE 'mdm\\_%'");
    for (const { datname } of found.rows as { datname: string }[]) await client.query(`DROP DATABASE IF EXISTS "${datname}" WITH (FORCE)`);
  });
}
