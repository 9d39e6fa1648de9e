import pgConnectionString from 'pg-connection-string';
import { openConfig } from '../../../src/config/config.js';
import { connectionUrl, poolOptions } from '../../../src/storage/postgres/options.js';
import { type PostgresServer, type ServerOptions, startServer } from '../../storage/postgres-server.js';
import { tls } from '../../storage/postgres-world.js';
import type { Check, Ended, World } from '../world.js';

/** `mdm` on a server of its own. */
interface OnServer {
  readonly server: PostgresServer;
  mdm(env: Readonly<Record<string, string>>, ...argv: readonly string[]): Promise<Ended>;
  ok(env: Readonly<Record<string, string>>, ...argv: readonly string[]): Promise<Ended>;
  databases(): Promise<string[]>;
}

const onServer =
  (work: (world: World, on: OnServer) => Promise<void>, options: ServerOptions = {}): Check =>
  async (world) => {
    const server = await startServer(options);
    const mdm: OnServer['mdm'] = (env, ...argv) => world.mdmWith({ env: { ...server.env, ...env } }, ...argv);
    try {
      await work(world, {
        server,
        mdm,
        ok: async (env, ...argv) => {
          const ended = await mdm(env, ...argv);
          expect([argv.join(' '), ended.code, ended.code === 0 ? '' : ended.stderr]).toEqual([argv.join(' '), 0, '']);
          return ended;
        },
        databases: async () =>
          (await server.sql("SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres' ORDER BY 1")).map(
            ({ datname }) => String(datname),
          ),
      });
    } finally {
      await server.stop();
    }
  };

const iris = (world: World, name: string): string[] => ['dataset', 'register', name, world.data('iris.csv'), '--target', 'species'];
const counts = async (server: PostgresServer, database: string, tables: readonly string[]): Promise<unknown> =>
  Object.fromEntries(
    await Promise.all(
      tables.map(async (table) => [table, Number((await server.sql(`SELECT count(*) AS n FROM "${table}"`, database))[0]!['n'])] as const),
    ),
  );

const shown: Check = async (world) => {
  world.config({ database: { postgresql: { host: 'db.example', port: 5433, user: 'analyst', password: 'Tr0ub4dor' } } });
  const quiet = {
    MDM_DATABASE_POSTGRESQL_HOST: undefined,
    MDM_DATABASE_POSTGRESQL_PORT: undefined,
    MDM_DATABASE_POSTGRESQL_USER: undefined,
    MDM_DATABASE_POSTGRESQL_PASSWORD: undefined,
  };
  const { code, stdout, stderr } = await world.mdmWith({ env: { ...quiet, MDM_DATABASE_DEFAULT_BACKEND: undefined } }, 'info');
  expect([code, stdout]).toEqual([0, expect.stringContaining('db.example')]);
  expect(stdout).toContain('5433');
  expect(stdout).toContain('analyst');
  expect(stdout).toMatch(/password\s.*\*{3,}/i);
  expect(stdout + stderr).not.toContain('Tr0ub4dor');
};

const sameCounts = onServer(async (world, { server, ok }) => {
  await ok({}, ...iris(world, 'p1'));
  const sqlite = { MDM_DATABASE_DEFAULT_BACKEND: 'sqlite' };
  await ok(sqlite, ...iris(world, 'p1_sqlite'));
  const info = JSON.parse((await ok(sqlite, 'dataset', 'info', 'p1_sqlite', '--json')).stdout);
  const tables = [...Object.values<string>(info.tables), ...Object.values<string>(info.feature_tables)];
  expect(tables).toEqual(['train', 'train_features']);
  const expected = Object.fromEntries(
    await Promise.all(
      tables.map(
        async (table) => [table, Number((await world.sql('p1_sqlite', `SELECT count(*) AS n FROM "${table}"`))[0]!['n'])] as const,
      ),
    ),
  );
  expect(expected['train']).toBeGreaterThan(100);
  expect(await counts(server, 'mdm_p1', tables)).toEqual(expected);
});

const builder: Check = async () => {
  const url = connectionUrl({ host: 'localhost', port: 5433, user: 'a b', password: 'p@:/?#', sslmode: 'require' }, 'mdm_iris');
  expect(pgConnectionString.parse(url)).toMatchObject({
    host: 'localhost',
    port: '5433',
    user: 'a b',
    password: 'p@:/?#',
    database: 'mdm_iris',
    sslmode: 'require',
  });
};

const prefixed = onServer(async (world, { ok, databases }) => {
  world.config({ database: { postgresql: { database_prefix: 'mdm_' } } });
  await ok({}, ...iris(world, 'p1'));
  expect(await databases()).toEqual(['mdm_p1']);
});

const pool: Check = async (world) => {
  world.config({ database: { postgresql: { user: 'me', pool_size: 3, max_overflow: 2, pool_timeout: 5, pool_recycle: 60 } } });
  const config = await openConfig({ home: world.home, env: {} });
  expect(poolOptions(config, 'mdm_p1', false)).toMatchObject({ max: 5, connectionTimeoutMillis: 5000, maxLifetimeSeconds: 60 });
};

const otherPrefix = onServer(async (world, { server, ok, databases }) => {
  await server.sql('CREATE DATABASE team1_theirs');
  await ok({}, ...iris(world, 'p1'));
  world.config({ database: { postgresql: { database_prefix: 'team1_' } } });
  await ok({}, ...iris(world, 'p2'));
  expect(await databases()).toEqual(['mdm_p1', 'team1_p2', 'team1_theirs']);
  await ok({}, 'dataset', 'remove', 'p2', '--force');
  expect(await databases()).toEqual(['mdm_p1', 'team1_theirs']);
});

const overTcp = onServer(async (world, { server, ok, databases }) => {
  expect((await server.sql('SHOW unix_socket_directories'))[0]).toEqual({ unix_socket_directories: '' });
  const remote = { MDM_DATABASE_POSTGRESQL_HOST: 'localhost' };
  await ok(remote, ...iris(world, 'p1'));
  const { MDMClient } = await import('@mdm/cli');
  const client = new MDMClient({ home: world.home, env: { ...world.env, ...server.env, ...remote } });
  const found = await client.queryDataset('p1', 'SELECT count(*) AS n FROM train WHERE species = ?', ['setosa']);
  expect(Number(found.getChild('n')!.get(0))).toBeGreaterThan(30);
  await client.close();
  await ok(remote, 'dataset', 'export', 'p1', '--table', 'train', '--output-dir', 'out');
  await ok(remote, 'dataset', 'remove', 'p1', '--force');
  expect(await databases()).toEqual([]);
});

const encrypted = onServer(
  async (world, { server, ok, mdm }) => {
    for (const [i, sslmode] of ['require', 'verify-full'].entries()) {
      const env = {
        MDM_DATABASE_POSTGRESQL_SSLMODE: sslmode,
        MDM_DATABASE_POSTGRESQL_HOST: 'localhost',
        ...(sslmode === 'verify-full' ? { MDM_DATABASE_POSTGRESQL_SSLROOTCERT: tls('ca.crt') } : {}),
      };
      await ok(env, ...iris(world, `p${i}`));
      const client = await clientOf(world, { ...server.env, ...env });
      const { rows } = await client(`p${i}`, 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
      expect(rows).toEqual([{ ssl: true }]);
      const wrong = await mdm({ ...env, MDM_DATABASE_POSTGRESQL_SSLROOTCERT: tls('other-ca.crt') }, 'dataset', 'stats', `p${i}`);
      expect([wrong.code, wrong.stderr]).toEqual([6, expect.stringMatching(/certificate/)]);
    }
  },
  // Nobody gets in without encryption.
  { tls: true, hba: ['hostssl all all 127.0.0.1/32 scram-sha-256', 'hostssl all all ::1/128 scram-sha-256'] },
);

/** A query through MDM's own backend. */
async function clientOf(world: World, env: Readonly<Record<string, string>>) {
  const config = await openConfig({ home: world.home, env });
  const { openBackend } = await import('../../../src/storage/open.js');
  return async (store: string, sql: string) => {
    const backend = await openBackend('postgresql', config);
    const connection = await backend.getConnection(store);
    try {
      return { rows: await connection.rows(sql) };
    } finally {
      await connection.release();
      await backend.close();
    }
  };
}

export const checks: Readonly<Record<string, Check>> = {
  'A1.3.3-01': shown,
  'A1.3.3-02': sameCounts,
  'A1.3.3-03': builder,
  'A1.3.3-04': prefixed,
  'A1.3.3-06': pool,
  'A1.3.3-07': otherPrefix,
  'A7.2-05': overTcp,
  'A7.2-06': encrypted,
};
