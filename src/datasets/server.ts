import type { Config } from '../config/config.js';
import { MdmError } from '../errors.js';
import type { DatasetRecord, RecordDatabase } from './record.js';
import { openRepository } from './repository.js';

/** Refuses a dataset of another PostgreSQL server than the configuration names: a database of its name there is somebody else's. */
export function checkServer(config: Config, record: DatasetRecord): void {
  if (isOnServer(config, record.database)) return;
  const now = { host: config.get('database.postgresql.host'), port: config.get('database.postgresql.port') };
  const { host = now.host, port = now.port } = record.database;
  throw new MdmError(
    'backend',
    `The dataset ${JSON.stringify(record.display_name)} is on the PostgreSQL server ${host}:${port}, and the one in use is ${now.host}:${now.port}.`,
    `Set database.postgresql.host and .port to it; where the server itself has moved, correct them in ${openRepository(config).file(record.name)}`,
  );
}

/** Whether a database is on the server in use. Older records do not say where it is. */
export function isOnServer(config: Config, { backend, host, port }: Pick<RecordDatabase, 'backend' | 'host' | 'port'>): boolean {
  if (backend !== 'postgresql') return true;
  const here = (name: string): string => (LOOPBACK.has(name.toLowerCase()) ? 'localhost' : name.toLowerCase());
  const sameHost = host === undefined || here(host) === here(config.get('database.postgresql.host'));
  return sameHost && (port === undefined || port === config.get('database.postgresql.port'));
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1']);
