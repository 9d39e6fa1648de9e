import { firstLine, MdmError } from '../../errors.js';

/** Where an error came from, for its words. */
export interface ErrorPlace {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
  /** The store that was used. */
  readonly store?: string;
  readonly signal?: AbortSignal | undefined;
}

interface ServerError {
  readonly code?: string;
  readonly message?: string;
  readonly detail?: string;
  readonly where?: string;
  readonly column?: string;
}

const UNREACHABLE = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENOENT|EACCES|EADDRNOTAVAIL)$/;
const CERTIFICATE = /^(?:DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|CERT_|ERR_TLS_CERT|ERR_SSL|EPROTO|ERR_OSSL)/;
const LOST = /^(?:ECONNRESET|EPIPE|57P0[123]|08\w{3})$/;

/** What PostgreSQL or the network said, as one sentence with a code. Never holds the password. An error of other code stays what it is. */
export function postgresError(error: unknown, place: ErrorPlace): Error {
  if (error instanceof MdmError) return error;
  if (place.signal?.aborted) return new MdmError('interrupted', 'Stopped; nothing was written.', undefined, masked(error, place));
  const said = worded(error, place);
  if (!said) return error instanceof Error ? error : new Error(String(error));
  const { sentence, code = 'backend', next } = said;
  return new MdmError(code, hidden(sentence, place), next && hidden(next, place), masked(error, place));
}

interface Worded {
  readonly sentence: string;
  readonly code?: 'backend' | 'permission' | 'disk-full' | 'memory' | 'not-found' | 'exists' | 'usage';
  readonly next?: string;
}

function worded(error: unknown, place: ErrorPlace): Worded | undefined {
  const { code = '' } = error as ServerError;
  const says = firstLine(error);
  const at = `PostgreSQL at ${place.host}:${place.port}`;
  const reachable = 'Check that the server runs, and database.postgresql.host and .port: mdm config list';
  if (error instanceof AggregateError)
    return { sentence: `${at} cannot be reached: ${error.errors.map(firstLine).join('; ')}.`, next: reachable };
  if (UNREACHABLE.test(code)) return { sentence: `${at} cannot be reached: ${says}.`, next: reachable };
  if (/does not support SSL/.test(says))
    return {
      sentence: `${at} does not offer encryption.`,
      next: 'Turn TLS on at the server, or set database.postgresql.sslmode to prefer',
    };
  if (CERTIFICATE.test(code) || /certificate|tlsv1|SSL alert|SSL routines/i.test(says))
    return {
      sentence: `The encryption with ${at} was refused: ${says}.`,
      next: 'Check database.postgresql.sslmode, sslrootcert, sslcert and sslkey.',
    };
  if (/timeout exceeded when trying to connect/.test(says))
    return {
      sentence: `Pool timeout: no connection to ${at} became free in time.`,
      next: 'Raise database.sqlalchemy.pool_timeout or database.postgresql.pool_size.',
    };
  if (/due to connection timeout|timeout expired/.test(says))
    return { sentence: `${at} cannot be reached: it did not answer in time.`, next: reachable };
  if (LOST.test(code) || /terminated|not queryable|Connection ended|closed the connection/i.test(says))
    return { sentence: `The connection to ${at} was lost: ${says}.`, next: 'Check the server, then run the command again.' };
  return /^[0-9A-Z]{5}$/.test(code) ? byState(code, says, at, error as ServerError, place) : undefined;
}

function byState(code: string, says: string, at: string, error: ServerError, place: ErrorPlace): Worded {
  const dataset = place.store === undefined ? 'The dataset' : `The dataset ${place.store}`;
  switch (code) {
    case '28P01':
    case '28000':
      return {
        sentence: `${at} refused the user ${place.user}: ${says}.`,
        next: 'Check database.postgresql.user and .password; encryption may be asked for: database.postgresql.sslmode',
      };
    case '3D000':
      return { code: 'not-found', sentence: `${dataset} is not there: ${says}.`, next: 'See: mdm dataset list' };
    case '42P04':
      return { code: 'exists', sentence: `${dataset} is there already.` };
    case '42501':
      return {
        code: 'permission',
        sentence: `${at} does not permit this to ${place.user}: ${says}.`,
        next: 'Grant the right on the server, or use another database.postgresql.user.',
      };
    case '53100':
      return { code: 'disk-full', sentence: `${at} has no space left on its disk.`, next: 'Free some space on the server.' };
    case '53200':
      return {
        code: 'memory',
        sentence: `${at} has no memory left: ${says}.`,
        next: 'Lower performance.batch_size, or give the server more memory.',
      };
    case '53300':
      return {
        sentence: `${at} takes no more connections.`,
        next: 'Lower database.postgresql.pool_size, or raise max_connections of the server.',
      };
    case '57014':
      return {
        sentence: `${at} stopped the statement: ${says}.`,
        next: 'Raise statement_timeout in database.postgresql.connect_args.options.',
      };
    case '54000':
    case '54011':
      return {
        sentence: `${at}: ${says}; PostgreSQL keeps at most 1600 columns and about 8 kB of numbers in a row.`,
        next: 'Use SQLite or DuckDB for this dataset.',
      };
    case '22008':
    case '22P03':
    case '22003':
    case '22021':
      return {
        sentence: `${at} cannot keep a value: ${says}${error.where ? ` (${firstLine(error.where)})` : ''}.`,
        next: 'Change the value, or use SQLite or DuckDB for this dataset.',
      };
    case '25006':
      return { code: 'usage', sentence: `A query may only read: ${says}.`, next: 'Use a SELECT statement.' };
    default:
      return { sentence: `${at}: ${says}${error.detail ? ` (${firstLine(error.detail)})` : ''}.` };
  }
}

function hidden(text: string, { password }: ErrorPlace): string {
  return password ? text.replaceAll(password, '***').replaceAll(encodeURIComponent(password), '***') : text;
}

/** The cause without what the driver hangs on it, such as the client with its settings. */
function masked(error: unknown, place: ErrorPlace): Error {
  const cause = new Error(hidden(error instanceof Error ? error.message : String(error), place));
  const { code } = (error ?? {}) as ServerError;
  return code === undefined ? cause : Object.assign(cause, { code });
}
