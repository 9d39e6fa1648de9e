import type { DatabaseSync, DatabaseSyncOptions } from 'node:sqlite';

/** Opens a database; some releases of Node call their SQLite experimental on stderr, which is kept from the user. */
export async function openDatabase(path: string | URL, options: DatabaseSyncOptions = {}): Promise<DatabaseSync> {
  const { DatabaseSync: Database } = await quietly(() => import('node:sqlite'));
  return new Database(path, options);
}

async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { emitWarning } = process;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (!String(warning).includes('SQLite')) Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
  try {
    return await work();
  } finally {
    process.emitWarning = emitWarning;
  }
}
