import type { Json } from '@mdm/sdk';
import type { PoolClient } from 'pg';
import type { TableSwap } from '../backend.js';
import { quote, tableNameFor } from '../names.js';
import { noTable, tableExists } from '../problems.js';
import { catalog, type CatalogTable, keepNames, OWN_TABLES } from './catalog.js';

/** Drops and renames tables and sets metadata in one transaction; `patience` is how many seconds locks are waited for. */
export async function swap(
  client: PoolClient,
  store: string,
  { drop = [], rename = {}, metadata = {} }: TableSwap,
  patience: number,
): Promise<void> {
  await client.query(`BEGIN; SET LOCAL lock_timeout = '${patience}s'`);
  const tables = await catalog(client);
  await dropAll(
    client,
    tables.filter(({ name }) => drop.includes(name)),
  );
  await renameAll(
    client,
    store,
    tables.filter(({ name }) => !drop.includes(name)),
    rename,
  );
  for (const [key, value] of Object.entries(metadata)) await setMetadata(client, key, value);
  await client.query('COMMIT');
}

export async function dropAll(client: PoolClient, tables: readonly CatalogTable[]): Promise<void> {
  const ordered = [...tables].sort((a, b) => Number(a.kind === 'TABLE') - Number(b.kind === 'TABLE'));
  for (const { kind, stored, parts } of ordered) await client.query(`DROP ${kind} ${[...parts, quote(stored)].join(', ')}`);
  await client.query('DELETE FROM _mdm_columns WHERE in_table = ANY($1)', [tables.map(({ stored }) => stored)]);
}

/** Under other names first: `a` may become `b` while `b` becomes `a`. */
async function renameAll(
  client: PoolClient,
  store: string,
  tables: readonly CatalogTable[],
  rename: Readonly<Record<string, string>>,
): Promise<void> {
  const moved = Object.entries(rename).map(([from, to]) => {
    const table = tables.find(({ name }) => name === from);
    if (!table)
      throw noTable(
        store,
        from,
        tables.map(({ name }) => name),
      );
    return { table, to };
  });
  const staying = tables.filter((table) => !moved.some((one) => one.table === table));
  const taken = staying.map(({ stored }) => stored);
  for (const [i, { table }] of moved.entries()) await client.query(`ALTER ${table.kind} ${quote(table.stored)} RENAME TO _mdm_moved_${i}`);
  for (const [i, { table, to }] of moved.entries()) {
    if (staying.some(({ name }) => name === to)) throw tableExists(store, to);
    const stored = tableNameFor('postgresql', to, taken);
    taken.push(stored);
    await client.query(`ALTER ${table.kind} _mdm_moved_${i} RENAME TO ${quote(stored)}`);
    await client.query('DELETE FROM _mdm_columns WHERE in_table = $1', [table.stored]);
  }
  // After all of them: a table may take the name that another one had.
  const stored = taken.slice(staying.length);
  for (const [i, { table, to }] of moved.entries()) await keepNames(client, { ...table, name: to, stored: stored[i]! });
}

export async function setMetadata(client: PoolClient, key: string, value: Json | undefined): Promise<void> {
  if (value === undefined) await client.query('DELETE FROM _mdm_metadata WHERE key = $1', [key]);
  else
    await client.query('INSERT INTO _mdm_metadata VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value', [
      key,
      JSON.stringify(value),
    ]);
}

export async function getMetadata(client: PoolClient, key: string): Promise<Json | undefined> {
  const { rows } = await client.query<{ readonly there: boolean }>("SELECT to_regclass('_mdm_metadata') IS NOT NULL AS there");
  if (!rows[0]!.there) return undefined;
  const found = await client.query<{ readonly value: string }>('SELECT value FROM _mdm_metadata WHERE key = $1', [key]);
  return found.rows[0] && (JSON.parse(found.rows[0].value) as Json);
}

/** A database that another program made has none of MDM's own tables. */
export const prepare = async (client: PoolClient): Promise<void> => {
  await client.query(OWN_TABLES);
};
