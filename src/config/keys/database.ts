import { boolean, choice, integer, path, pathOrNone, secret, size, text, textOrNone, type Key } from './key.js';

/** Places of folders, and what is kept where. */
export const PATH_KEYS = {
  'paths.datasets_path': path('datasets/', 'Folder of the databases of datasets; relative to the home.', {
    variables: ['MDM_DATASETS_PATH'],
    aliases: ['storage.datasets_path'],
  }),
  'paths.configs_path': path('config/datasets/', 'Folder of the pointers, one YAML file per dataset; relative to the home.', {
    aliases: ['storage.configs_path'],
  }),
  'paths.logs_path': path('logs/', 'Folder of the log files; relative to the home.', { aliases: ['storage.logs_path'] }),
  'paths.custom_features_path': path(
    'config/custom_features/',
    'Folder of the modules of custom features, named after the dataset; relative to the home.',
    { aliases: ['storage.custom_features_path'] },
  ),
} as const satisfies Readonly<Record<string, Key<unknown>>>;

const pragma = (name: string) => ({ aliases: [`database.sqlite.pragmas.${name}`] });
const setting = (name: string) => ({ aliases: [`database.duckdb.settings.${name}`] });

/** Backends and how they are opened. */
export const DATABASE_KEYS = {
  'database.default_backend': choice(
    ['sqlite', 'duckdb', 'postgresql'],
    'sqlite',
    'Backend of new datasets; datasets of the others cannot be used meanwhile.',
    { variables: ['MDM_DEFAULT_BACKEND'], synonyms: { postgres: 'postgresql' } },
  ),
  'database.connection_timeout': integer(30, { min: 1 }, 'Seconds to wait for a connection or for a lock.', {
    aliases: ['database.sqlite.timeout', 'database.postgresql.connect_args.connect_timeout'],
  }),
  'database.sqlalchemy.echo': boolean(false, 'Whether SQL is logged.', { aliases: ['database.echo', 'database.postgresql.echo'] }),
  'database.sqlalchemy.pool_size': integer(
    5,
    { min: 1 },
    'Connections kept open to PostgreSQL, where database.postgresql.pool_size says nothing.',
  ),
  'database.sqlalchemy.max_overflow': integer(10, { min: 0 }, 'Connections to PostgreSQL above the size of the pool.', {
    aliases: ['database.postgresql.max_overflow'],
  }),
  'database.sqlalchemy.pool_timeout': integer(30, { min: 1 }, 'Seconds to wait for a free connection.', {
    aliases: ['database.postgresql.pool_timeout'],
  }),
  'database.sqlalchemy.pool_recycle': integer(3600, { min: -1 }, 'Seconds after which a connection is replaced; -1: never.', {
    aliases: ['database.postgresql.pool_recycle'],
  }),
  'database.sqlite.journal_mode': choice(
    ['DELETE', 'TRUNCATE', 'PERSIST', 'MEMORY', 'WAL', 'OFF'],
    'WAL',
    'How SQLite keeps its journal.',
    pragma('journal_mode'),
  ),
  'database.sqlite.synchronous': choice(
    ['OFF', 'NORMAL', 'FULL', 'EXTRA'],
    'NORMAL',
    'How often SQLite waits for the disk.',
    pragma('synchronous'),
  ),
  'database.sqlite.cache_size': integer(
    -64000,
    {},
    'Cache of SQLite: pages, or KiB when negative; while it is not set, at most an eighth of performance.memory_limit.',
    pragma('cache_size'),
  ),
  'database.sqlite.temp_store': choice(
    ['DEFAULT', 'FILE', 'MEMORY'],
    'MEMORY',
    'Where SQLite keeps temporary tables.',
    pragma('temp_store'),
  ),
  'database.sqlite.mmap_size': integer(
    268_435_456,
    { min: 0 },
    'Bytes of a file that SQLite maps into memory; while it is not set, at most an eighth of performance.memory_limit.',
    pragma('mmap_size'),
  ),
  'database.sqlite.foreign_keys': boolean(true, 'Whether SQLite checks foreign keys.', pragma('foreign_keys')),
  'database.sqlite.recursive_triggers': boolean(true, 'Whether triggers of SQLite may fire triggers.', pragma('recursive_triggers')),
  'database.duckdb.memory_limit': size('8GB', 'Memory that DuckDB may use.', {
    aliases: ['database.duckdb.settings.memory_limit', 'database.duckdb.max_memory', 'database.duckdb.settings.max_memory'],
  }),
  'database.duckdb.threads': integer(4, { min: 1 }, 'Threads of DuckDB.', setting('threads')),
  'database.duckdb.temp_directory': path('/tmp', 'Folder to which DuckDB moves what does not fit into memory.', setting('temp_directory')),
  'database.duckdb.access_mode': choice(['READ_WRITE', 'READ_ONLY'], 'READ_WRITE', 'How DuckDB opens a dataset.', setting('access_mode')),
  'database.postgresql.host': text('localhost', 'Server of PostgreSQL.', { pattern: /\S/, such: 'a host' }),
  'database.postgresql.port': integer(5432, { min: 1, max: 65535 }, 'Port of PostgreSQL.'),
  'database.postgresql.user': textOrNone('User of PostgreSQL; needed for this backend.'),
  'database.postgresql.password': secret('Password of that user; it is never printed, logged or kept with a dataset.'),
  'database.postgresql.database_prefix': text('mdm_', 'Begins the name of the database of a dataset.'),
  'database.postgresql.sslmode': choice(
    ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'],
    'prefer',
    'Whether the connection is encrypted, and what of the certificate is checked.',
  ),
  'database.postgresql.sslcert': pathOrNone(null, 'Certificate of the client; relative to the home.'),
  'database.postgresql.sslkey': pathOrNone(null, 'Key of that certificate; relative to the home.'),
  'database.postgresql.sslrootcert': pathOrNone(null, 'Certificates of the authorities that are trusted; relative to the home.'),
  'database.postgresql.connect_args.options': textOrNone('Options for the server, such as "-c statement_timeout=5min".'),
  'database.postgresql.pool_size': integer(10, { min: 1 }, 'Connections kept open to PostgreSQL.'),
} as const satisfies Readonly<Record<string, Key<unknown>>>;
