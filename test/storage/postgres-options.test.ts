import fc from 'fast-check';
import pgConnectionString from 'pg-connection-string';
import { openConfig } from '../../src/config/config.js';
import { connectionUrl, poolOptions, serverOf } from '../../src/storage/postgres/options.js';
import { numbered } from '../../src/storage/postgres/placeholders.js';

const { parse } = pgConnectionString;

const open = (values: Readonly<Record<string, string>>) =>
  openConfig({
    home: '/nowhere',
    env: Object.fromEntries(
      Object.entries({ 'postgresql.user': 'mdm', ...values }).map(([key, value]) => [
        `MDM_DATABASE_${key.toUpperCase().replaceAll('.', '_')}`,
        value,
      ]),
    ),
  });

describe('the address of a connection', () => {
  test('every part is escaped and parsed back unchanged', () => {
    const url = connectionUrl({ host: 'db.example', port: 5433, user: 'a b', password: 'p@:/?#', sslmode: 'require' }, 'mdm_iris');
    expect(parse(url)).toMatchObject({
      host: 'db.example',
      port: '5433',
      user: 'a b',
      password: 'p@:/?#',
      database: 'mdm_iris',
      sslmode: 'require',
      ssl: { rejectUnauthorized: false },
    });
  });

  test('of any user and password', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'grapheme' }),
        fc.string({ minLength: 1, unit: 'grapheme' }),
        fc.integer({ min: 1, max: 65535 }),
        (user, password, port) => {
          const url = connectionUrl({ host: 'localhost', port, user, password, sslmode: 'disable' }, 'mdm_a');
          expect(parse(url)).toMatchObject({ user, password, port: String(port), host: 'localhost', database: 'mdm_a', ssl: false });
        },
      ),
    );
  });

  test('IPv6 stands in brackets', () => {
    expect(parse(connectionUrl({ host: '::1', port: 5432 }, 'mdm_a'))).toMatchObject({ host: '::1', port: '5432', database: 'mdm_a' });
  });
});

describe('options of a pool', () => {
  const cases: readonly [string, Readonly<Record<string, string>>, object][] = [
    ['defaults', {}, { max: 20, connectionTimeoutMillis: 30_000, maxLifetimeSeconds: 3_600 }],
    [
      'all that is set',
      { 'postgresql.pool_size': '3', 'sqlalchemy.max_overflow': '2', 'sqlalchemy.pool_timeout': '5', 'sqlalchemy.pool_recycle': '60' },
      { max: 5, connectionTimeoutMillis: 5_000, maxLifetimeSeconds: 60 },
    ],
    ['the general size where PostgreSQL has none of its own', { 'sqlalchemy.pool_size': '4', 'sqlalchemy.max_overflow': '0' }, { max: 4 }],
    ['its own size wins', { 'sqlalchemy.pool_size': '4', 'postgresql.pool_size': '7', 'sqlalchemy.max_overflow': '1' }, { max: 8 }],
    ['no encryption', { 'postgresql.sslmode': 'disable' }, { ssl: false }],
  ];
  test.each(cases)('%s', async (_, values, expected) => {
    expect(poolOptions(await open(values), 'mdm_a', false)).toMatchObject(expected);
  });

  test('-1: connections are never replaced', async () => {
    expect(poolOptions(await open({ 'sqlalchemy.pool_recycle': '-1' }), 'mdm_a', false)).not.toHaveProperty('maxLifetimeSeconds');
  });

  test('the options of the configuration come before our own', async () => {
    const config = await open({ 'postgresql.connect_args.options': '-c statement_timeout=5000' });
    expect(poolOptions(config, 'mdm_a', false).options).toMatch(/^-c statement_timeout=5000 -c TimeZone=UTC /);
  });

  test('what is checked of a certificate', async () => {
    const checked = async (sslmode: string): Promise<unknown> => {
      const { ssl } = poolOptions(await open({ 'postgresql.sslmode': sslmode }), 'mdm_a', true);
      return { chain: (ssl as { rejectUnauthorized: boolean }).rejectUnauthorized, name: !('checkServerIdentity' in (ssl as object)) };
    };
    expect(await checked('require')).toEqual({ chain: false, name: false });
    expect(await checked('verify-ca')).toEqual({ chain: true, name: false });
    expect(await checked('verify-full')).toEqual({ chain: true, name: true });
  });

  test('a file of certificates that is not there is an error of the configuration', async () => {
    const config = await open({ 'postgresql.sslmode': 'verify-full', 'postgresql.sslrootcert': '/nowhere/ca.crt' });
    expect(() => poolOptions(config, 'mdm_a', true)).toThrow(expect.objectContaining({ code: 'configuration' }));
  });

  test('without a user nothing can be opened', async () => {
    const config = await openConfig({ home: '/nowhere', env: {} });
    expect(() => serverOf(config)).toThrow(expect.objectContaining({ code: 'configuration' }));
  });
});

describe('places of values', () => {
  const cases: readonly [string, number, string][] = [
    ['SELECT ?', 1, 'SELECT $1'],
    ['SELECT ? + ?, ?', 3, 'SELECT $1 + $2, $3'],
    ["SELECT '?' || ?", 1, "SELECT '?' || $1"],
    ["SELECT 'it''s ?', ?", 1, "SELECT 'it''s ?', $1"],
    [String.raw`SELECT E'\'?', ?`, 1, String.raw`SELECT E'\'?', $1`],
    [String.raw`SELECT '\', ?`, 1, String.raw`SELECT '\', $1`],
    ['SELECT "a?" FROM t WHERE b = ?', 1, 'SELECT "a?" FROM t WHERE b = $1'],
    ['SELECT ? -- why?\n, ?', 2, 'SELECT $1 -- why?\n, $2'],
    ['SELECT /* ? /* ? */ ? */ ?', 1, 'SELECT /* ? /* ? */ ? */ $1'],
    ['SELECT $$ ? $$, $a$ ? $$ ? $a$, ?', 1, 'SELECT $$ ? $$, $a$ ? $$ ? $a$, $1'],
    ['SELECT a ?? ?', 1, 'SELECT a ? $1'],
    ['SELECT a ? b', 0, 'SELECT a ? b'],
    ['SELECT ?::date', 1, 'SELECT $1::date'],
  ];
  test.each(cases)('%s', (sql, values, expected) => {
    expect(numbered(sql, values)).toBe(expected);
  });

  test('as many as there are values', () => {
    expect(() => numbered('SELECT ?', 2)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});
