import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { PoolConfig } from 'pg';
import type { Config } from '../../config/config.js';
import { MdmError } from '../../errors.js';

/** The database of every server from which others are made and dropped. */
export const MAINTENANCE = 'postgres';

export interface Server {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
  readonly sslmode: SslMode;
}
export type SslMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

/** The server that the configuration names. */
export function serverOf(config: Config): Server {
  const user = config.get('database.postgresql.user');
  if (!user) throw new MdmError('configuration', 'PostgreSQL needs a user.', 'Set it: mdm config set database.postgresql.user NAME');
  const password = config.get('database.postgresql.password');
  return {
    host: config.get('database.postgresql.host'),
    port: config.get('database.postgresql.port'),
    user,
    ...(password === null ? {} : { password }),
    sslmode: config.get('database.postgresql.sslmode'),
  };
}

/**
 * A connection's address as PostgreSQL's own tools read it, every part escaped.
 *
 * ```ts
 * connectionUrl({ host: 'db', port: 5433, user: 'a b', password: 'p@:/?#', sslmode: 'require' }, 'mdm_iris');
 * // postgresql://a%20b:p%40%3A%2F%3F%23@db:5433/mdm_iris?sslmode=require&uselibpqcompat=true
 * ```
 */
export function connectionUrl(server: Partial<Server> & Pick<Server, 'host' | 'port'>, database: string): string {
  const { user, password, host, port, sslmode } = server;
  const who = user === undefined ? '' : `${escaped(user)}${password === undefined ? '' : `:${escaped(password)}`}@`;
  const at = host.includes(':') ? `[${host}]` : escaped(host);
  const how = sslmode === undefined ? '' : `?sslmode=${sslmode}&uselibpqcompat=true`;
  return `postgresql://${who}${at}:${port}/${escaped(database)}${how}`;
}

const escaped = encodeURIComponent;

/** Options of a pool of connections to a database; `encrypted` is what came of `sslmode`. */
export function poolOptions(config: Config, database: string, encrypted: boolean): PoolConfig {
  const { host, port, user, password } = serverOf(config);
  const recycle = config.get('database.sqlalchemy.pool_recycle');
  return {
    host,
    port,
    user,
    ...(password === undefined ? {} : { password }),
    database,
    ssl: encrypted ? tlsOptions(config) : false,
    max: poolSize(config) + config.get('database.sqlalchemy.max_overflow'),
    connectionTimeoutMillis: config.get('database.sqlalchemy.pool_timeout') * 1_000,
    ...(recycle < 0 ? {} : { maxLifetimeSeconds: recycle }),
    allowExitOnIdle: true,
    keepAlive: true,
    fallback_application_name: 'mdm',
    options: sessionOptions(config, database),
    stream: () => timedSocket(config.get('database.connection_timeout')),
  };
}

function poolSize(config: Config): number {
  const own = config.get('database.postgresql.pool_size');
  const general = config.origin('database.sqlalchemy.pool_size') !== 'default';
  return config.origin('database.postgresql.pool_size') === 'default' && general ? config.get('database.sqlalchemy.pool_size') : own;
}

/** Every session reads and writes values the same way, and tables from their first page on. */
const SESSION = {
  TimeZone: 'UTC',
  DateStyle: 'ISO',
  IntervalStyle: 'postgres',
  extra_float_digits: '1',
  bytea_output: 'hex',
  synchronize_seqscans: 'off',
  client_min_messages: 'warning',
} as const;

/** How long a statement may take is meant for queries: a database is made and dropped however long it takes. */
function sessionOptions(config: Config, database: string): string {
  const fixed = database === MAINTENANCE ? { ...SESSION, statement_timeout: '0' } : SESSION;
  const own = Object.entries(fixed).map(([name, value]) => `-c ${name}=${value}`);
  return [config.get('database.postgresql.connect_args.options') ?? '', ...own].join(' ').trim();
}

/** A socket that gives up when the server cannot be reached, or says nothing, in time, however long the pool would wait. */
function timedSocket(seconds: number): Socket {
  const socket = new Socket();
  const timer = setTimeout(() => {
    socket.destroy(Object.assign(new Error(`no answer within ${seconds} s`), { code: 'ETIMEDOUT' }));
  }, seconds * 1_000);
  const settled = (): void => clearTimeout(timer);
  socket.once('data', settled).once('close', settled);
  return socket;
}

/** What of the server's certificate is checked: as libpq reads `sslmode`. */
function tlsOptions(config: Config): ConnectionOptions {
  const mode = config.get('database.postgresql.sslmode');
  const file = (key: 'sslrootcert' | 'sslcert' | 'sslkey'): string | undefined => {
    const full = `database.postgresql.${key}` as const;
    if (!config.get(full)) return undefined;
    const path = config.path(full) ?? '';
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      throw new MdmError('configuration', `The file ${path} of ${full} cannot be read.`, `Check it: mdm config get ${full}`, error);
    }
  };
  const ca = file('sslrootcert');
  const cert = file('sslcert');
  const key = file('sslkey');
  const checked = mode === 'verify-full' || mode === 'verify-ca' || (mode === 'require' && ca !== undefined);
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    rejectUnauthorized: checked,
    ...(mode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
  };
}
