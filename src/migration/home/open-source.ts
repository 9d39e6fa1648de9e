import { constants, copyFile, mkdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/config.js';
import type { KeyName, PathName, Values } from '../../config/keys.js';
import type { Workspace } from '../../datasets/workspace.js';
import type { Plain } from '../../datasets/yaml.js';
import { MdmError } from '../../errors.js';
import type { IStorageBackend, StoredTable } from '../../storage/backend.js';
import { openBackend } from '../../storage/open.js';
import type { SourceDataset, SourceHome } from './source.js';

/** Tables of another home, to be read. */
export interface OpenSource {
  readonly backend: IStorageBackend;
  readonly store: string;
  readonly tables: readonly StoredTable[];
  close(): Promise<void>;
}

/** What a database leaves beside its file that belongs to it. */
const SIDES = { sqlite: ['-wal', '-journal'], duckdb: ['.wal'], postgresql: [] } as const;

/**
 * Opens a dataset of another home. A file is copied into `scratch` first, with what belongs to it: to open a database may write beside
 * it, and the home is only read.
 */
export async function openSource(
  ws: Workspace,
  home: Pick<SourceHome, 'home' | 'config'>,
  dataset: SourceDataset,
  scratch: string,
): Promise<OpenSource> {
  const opened = await open(ws, home, dataset, scratch);
  try {
    return { ...opened, tables: await opened.backend.tables(opened.store) };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

type Opened = Omit<OpenSource, 'tables'>;

async function open(ws: Workspace, home: Pick<SourceHome, 'home' | 'config'>, dataset: SourceDataset, scratch: string): Promise<Opened> {
  const { record } = dataset;
  if (record.database.backend === 'postgresql') return openServer(ws, home, dataset);
  const { file } = dataset;
  if (file === undefined)
    throw new MdmError(
      'backend',
      `The database of the dataset ${JSON.stringify(record.display_name)} is not there: ${record.database.path ?? home.home}.`,
      'Put it back from a copy, or leave the dataset out.',
    );
  const { backend: name } = record.database;
  const store = record.name;
  const folder = join(scratch, store);
  const close = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await copyWhole(file, join(folder, `${store}.${name}`), SIDES[name], folder);
    const at = { 'paths.datasets_path': scratch } as const;
    const backend = await openBackend(name, overlaid(ws.config, {}, at), { log: ws.log });
    return {
      backend,
      store,
      close: async () => {
        await backend.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Copies a database; refuses one that somebody writes meanwhile. */
async function copyWhole(file: string, to: string, sides: readonly string[], folder: string): Promise<void> {
  const look = async (): Promise<{ stamp: string; size: number; there: string[] }> => {
    const facts = await Promise.all(['', ...sides].map((side) => stat(file + side, { bigint: true }).catch(() => undefined)));
    return {
      stamp: facts.map((one) => (one ? `${one.ino} ${one.size} ${one.mtimeNs}` : '-')).join(' '),
      size: facts.reduce((sum, one) => sum + Number(one?.size ?? 0n), 0),
      there: ['', ...sides].filter((_, i) => (facts[i]?.size ?? 0n) > 0n),
    };
  };
  const before = await look();
  const disk = await statfs(folder);
  if (disk.bavail * disk.bsize < before.size)
    throw new MdmError('disk-full', `There is no space in ${folder} for a copy of ${file}.`, 'Free some space.');
  for (const side of before.there) await copyFile(file + side, to + side, constants.COPYFILE_FICLONE);
  if ((await look()).stamp !== before.stamp)
    throw new MdmError('backend', `${file} was written while it was read.`, 'Stop what uses that home, then: mdm migrate resume');
}

async function openServer(ws: Workspace, home: Pick<SourceHome, 'config'>, { record, database }: SourceDataset): Promise<Opened> {
  const text = (...keys: readonly string[]): string | undefined => {
    const found = keys.map((key) => database[key]).find((value): value is string => typeof value === 'string' && value !== '');
    return found;
  };
  const prefix = text('database_prefix') ?? home.config.get('database.postgresql.database_prefix');
  const whole = record.database.database ?? prefix + record.database.store;
  const ours = withServerOf(home.config, ws.config);
  const port: Plain | undefined = database['port'];
  const config = overlaid(ours, {
    'database.postgresql.host': text('host') ?? ours.get('database.postgresql.host'),
    'database.postgresql.port': typeof port === 'number' ? port : ours.get('database.postgresql.port'),
    'database.postgresql.user': text('user', 'username') ?? ours.get('database.postgresql.user'),
    'database.postgresql.password': text('password') ?? ours.get('database.postgresql.password'),
    // The name of the database is known: nothing stands before it.
    'database.postgresql.database_prefix': '',
  });
  const backend = await openBackend('postgresql', config, { log: ws.log });
  if (!(await backend.datasetExists(whole))) {
    await backend.close();
    throw new MdmError(
      'backend',
      `The database ${whole} of the dataset ${JSON.stringify(record.display_name)} is not on the server.`,
      'Put it back from a copy, or leave the dataset out.',
    );
  }
  return { backend, store: whole, close: () => backend.close() };
}

/** What a home says of its server, each key of it; what it does not say, such as a password of the environment, as it is here. */
function withServerOf(home: Config, config: Config): Config {
  const of = (key: KeyName): Config => (key.startsWith('database.postgresql.') && home.origin(key) !== 'default' ? home : config);
  const get = ((key: KeyName) => of(key).get(key)) as Config['get'];
  const path = ((key: PathName) => of(key).path(key)) as Config['path'];
  return { ...config, get, path, origin: (key) => of(key).origin(key) };
}

/** A configuration with other values for some keys. */
function overlaid(config: Config, values: Partial<Values>, paths: Partial<Record<PathName, string>> = {}): Config {
  const given = new Map<string, unknown>(Object.entries(values));
  const get = ((key: KeyName) => (given.has(key) ? given.get(key) : config.get(key))) as Config['get'];
  const path = ((key: PathName) => paths[key] ?? config.path(key)) as Config['path'];
  return { ...config, get, path };
}
