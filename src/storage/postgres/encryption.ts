import type { Config } from '../../config/config.js';
import { MAINTENANCE, poolOptions, serverOf } from './options.js';

/** `pg` is a module of the old kind: all of it is the default export. */
export const driver = async () => (await import('pg')).default;

/**
 * Whether connections are encrypted. Where both may be, the server is asked: `prefer` takes encryption and does without it when that
 * fails, `allow` does without and takes it when the server insists.
 */
export async function settleEncryption(config: Config): Promise<boolean> {
  const { sslmode } = serverOf(config);
  if (sslmode !== 'prefer' && sslmode !== 'allow') return sslmode !== 'disable';
  const first = sslmode === 'prefer';
  const error = await attempt(config, first);
  if (error === undefined) return first;
  if (!mayBeEncryption(error)) throw error;
  const other = await attempt(config, !first);
  if (other === undefined) return !first;
  throw first ? other : error;
}

/** A server that is not there, or refused the password, does so with encryption and without. */
function mayBeEncryption(error: Error): boolean {
  const { code = '' } = error as { readonly code?: string };
  return (
    !(error instanceof AggregateError) && !/^E(?:CONNREFUSED|NOTFOUND|AI_AGAIN|TIMEDOUT|HOSTUNREACH)$|^(?:28P01|3D000|53300)$/.test(code)
  );
}

/** The error of a first connection, or undefined when there is none. */
async function attempt(config: Config, encrypted: boolean): Promise<Error | undefined> {
  const { Client } = await driver();
  const client = new Client(poolOptions(config, MAINTENANCE, encrypted));
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
