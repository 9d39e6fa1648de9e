import { createHash, randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import { NAME_BYTES, quote, text } from '../names.js';
import { storeExists } from '../problems.js';
import { MAINTENANCE } from './options.js';
import type { Pools } from './pools.js';

/** A database that MDM made says so in its comment, with the store's name. */
const MARK = 'MDM dataset: ';
/** A database that is being made; nobody takes it for a dataset. */
const MAKING = 'mdm~making~';
const ABANDONED_AFTER = 60 * 60 * 1_000;

/** The database of a store. A name that is too long for PostgreSQL is cut and ends in a checksum of the whole. */
export function databaseOf(prefix: string, store: string): string {
  const whole = prefix + store;
  if (Buffer.byteLength(whole) <= NAME_BYTES) return whole;
  const sum = createHash('sha256').update(whole).digest('hex').slice(0, 12);
  let cut = '';
  for (const character of whole) {
    if (Buffer.byteLength(cut + character) + sum.length + 1 > NAME_BYTES) break;
    cut += character;
  }
  return `${cut}~${sum}`;
}

/** Whether there is such a database, complete. */
export async function databaseExists(pools: Pools, database: string): Promise<boolean> {
  return pools.use(MAINTENANCE, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    return rowCount === 1;
  });
}

/** The stores whose databases MDM made with this prefix, sorted. */
export async function listStores(pools: Pools, prefix: string): Promise<readonly string[]> {
  return pools.use(MAINTENANCE, async (client) => {
    const { rows } = await client.query<{ name: string; comment: string }>(
      `SELECT datname AS name, shobj_description(oid, 'pg_database') AS comment FROM pg_database
       WHERE datallowconn AND shobj_description(oid, 'pg_database') LIKE $1`,
      [`${MARK}%`],
    );
    return rows
      .map(({ name, comment }) => ({ name, store: comment.slice(MARK.length) }))
      .filter(({ name, store }) => databaseOf(prefix, store) === name)
      .map(({ store }) => store)
      .sort();
  });
}

/**
 * Makes an empty database, whole or not at all: under another name first, which is then changed. Of several that do so at once, one
 * succeeds and the others get `exists`.
 */
export async function createDatabase(
  pools: Pools,
  database: string,
  store: string,
  prepare: (name: string) => Promise<void>,
): Promise<void> {
  if (await databaseExists(pools, database)) throw storeExists(store, database);
  await dropAbandoned(pools);
  const making = `${MAKING}${Date.now().toString(36)}~${randomBytes(6).toString('hex')}`;
  try {
    await pools.use(
      MAINTENANCE,
      async (client) => {
        await client.query(`CREATE DATABASE ${quote(making)} TEMPLATE template0 ENCODING 'UTF8'`);
        await client.query(`COMMENT ON DATABASE ${quote(making)} IS ${text(MARK + store)}`);
      },
      { store },
    );
    await prepare(making);
    await pools.end(making);
    await pools.use(MAINTENANCE, (client) => rename(client, making, database, store), { store });
  } catch (error) {
    await pools.end(making).catch(() => undefined);
    await dropDatabase(pools, making).catch(() => undefined);
    throw error;
  }
}

/** Others that do the same have the name already, or are just getting it. */
const TAKEN = new Set(['42P04', '23505', 'XX000']);

async function rename(client: PoolClient, from: string, to: string, store: string): Promise<void> {
  for (let left = 5; ; left--) {
    try {
      await client.query(`ALTER DATABASE ${quote(from)} RENAME TO ${quote(to)}`);
      return;
    } catch (error) {
      const { code = '' } = error as { code?: string };
      if (code === '42P04' || code === '23505') throw storeExists(store, to);
      // The connection that prepared it is still being ended.
      if ((code !== '55006' && !TAKEN.has(code)) || left === 0) throw error;
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}

/** Drops a database, whoever is connected to it; nothing happens when it is not there. */
export async function dropDatabase(pools: Pools, database: string): Promise<void> {
  await pools.end(database);
  await pools.use(MAINTENANCE, (client) => client.query(`DROP DATABASE IF EXISTS ${quote(database)} WITH (FORCE)`));
}

/** What a process that died was making. */
async function dropAbandoned(pools: Pools): Promise<void> {
  const names = await pools.use(MAINTENANCE, async (client) => {
    const { rows } = await client.query<{ name: string }>('SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)', [
      MAKING,
    ]);
    return rows.map(({ name }) => name);
  });
  const old = names.filter((name) => Date.now() - parseInt(name.slice(MAKING.length).split('~')[0]!, 36) > ABANDONED_AFTER);
  for (const name of old) await dropDatabase(pools, name).catch(() => undefined);
}
