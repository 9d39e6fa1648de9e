import { MdmError } from '../../src/errors.js';
import { postgresError } from '../../src/storage/postgres/error.js';

const place = { host: 'db.example', port: 5433, user: 'analyst', password: 's3cret/pass', store: 'iris' };
const error = (message: string, code?: string, more: object = {}): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code }, more);

describe('what PostgreSQL and the network say', () => {
  const cases: readonly [string, Error, string, RegExp][] = [
    ['a port where nobody listens', error('connect ECONNREFUSED', 'ECONNREFUSED'), 'backend', /db\.example:5433 cannot be reached/],
    [
      'a host of several addresses',
      new AggregateError([error('connect ECONNREFUSED ::1'), error('connect ECONNREFUSED 127.0.0.1')]),
      'backend',
      /::1; .*127/,
    ],
    ['an unknown host', error('getaddrinfo ENOTFOUND db.example', 'ENOTFOUND'), 'backend', /cannot be reached/],
    ['no answer', error('no answer within 30 s', 'ETIMEDOUT'), 'backend', /cannot be reached: no answer within 30 s/],
    ['no answer in the protocol', error('Connection terminated due to connection timeout'), 'backend', /did not answer in time/],
    ['a full pool', error('timeout exceeded when trying to connect'), 'backend', /^Pool timeout/],
    ['a wrong password', error('password authentication failed for user "analyst"', '28P01'), 'backend', /refused the user analyst/],
    ['a certificate', error('self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT'), 'backend', /encryption .* was refused/],
    ['no TLS', error('The server does not support SSL connections'), 'backend', /does not offer encryption/],
    ['a full disk', error('could not extend file: No space left on device', '53100'), 'disk-full', /no space left/],
    ['no memory', error('out of memory', '53200'), 'memory', /no memory left/],
    ['too many connections', error('sorry, too many clients already', '53300'), 'backend', /no more connections/],
    ['a right that is missing', error('permission denied for table t', '42501'), 'permission', /does not permit this to analyst/],
    ['a database that is not there', error('database "mdm_iris" does not exist', '3D000'), 'not-found', /iris/],
    ['a server that goes down', error('terminating connection due to administrator command', '57P01'), 'backend', /was lost/],
    ['a line that is cut', error('read ECONNRESET', 'ECONNRESET'), 'backend', /was lost/],
    ['a socket that ended', error('Connection terminated unexpectedly'), 'backend', /was lost/],
    ['a statement that takes too long', error('canceling statement due to statement timeout', '57014'), 'backend', /statement timeout/],
    ['a row that is too long', error('row is too big: size 9624, maximum size 8160', '54000'), 'backend', /1600 columns/],
    ['anything else', error('relation "nothing" does not exist', '42P01'), 'backend', /relation "nothing" does not exist/],
  ];
  test.each(cases)('%s', (_, given, code, message) => {
    const said = postgresError(given, place);
    expect(said).toBeInstanceOf(MdmError);
    expect(said).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(said.message).toMatch(/^[^\n]+\.$/);
  });

  test('the password is in no part of an error', () => {
    const given = error(
      `could not connect to postgresql://analyst:${encodeURIComponent(place.password)}@db and ${place.password}`,
      '08001',
      {
        client: { password: place.password },
      },
    );
    const said = postgresError(given, place);
    expect(JSON.stringify([said, said.message, said.stack, said.cause, (said.cause as Error).stack])).not.toMatch(/s3cret/);
    expect(said.message).toContain('***');
  });

  test('after a stop it is the stop that is told', () => {
    const stop = new AbortController();
    stop.abort();
    expect(postgresError(error('canceling statement due to user request', '57014'), { ...place, signal: stop.signal })).toMatchObject({
      code: 'interrupted',
    });
  });

  test('an error of other code stays what it is', () => {
    const own = new MdmError('empty', 'The file is empty.');
    const bug = new TypeError('x is undefined');
    expect(postgresError(own, place)).toBe(own);
    expect(postgresError(bug, place)).toBe(bug);
  });
});
