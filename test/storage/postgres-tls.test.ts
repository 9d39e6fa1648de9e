import { rowsIn, postgresWorld, tls } from './postgres-world.js';

const SSL = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()';

describe('a server that offers TLS', () => {
  const world = postgresWorld({
    tls: true,
    hba: ['hostssl all mdm_cert 127.0.0.1/32 cert', 'host all all 127.0.0.1/32 scram-sha-256'],
  });
  const encrypted = async (settings: Readonly<Record<string, string>>, store = 'a'): Promise<unknown> => {
    const backend = await world.backend(settings);
    if (!(await backend.datasetExists(store))) await backend.createDataset(store);
    return (await rowsIn(backend.query(store, SSL)))[0]![0];
  };
  const ca = tls('ca.crt');

  const cases: readonly [string, Readonly<Record<string, string>>, boolean][] = [
    ['disable', {}, false],
    ['allow', {}, false],
    ['prefer', {}, true],
    ['require', {}, true],
    ['require', { 'postgresql.sslrootcert': ca }, true],
    ['verify-ca', { 'postgresql.sslrootcert': ca }, true],
    ['verify-full', { 'postgresql.sslrootcert': ca }, true],
    ['verify-full', { 'postgresql.sslrootcert': ca, 'postgresql.host': 'localhost' }, true],
  ];
  test.each(cases)('%s %j: encrypted %j', async (sslmode, settings, expected) => {
    expect(await encrypted({ 'postgresql.sslmode': sslmode, ...settings })).toBe(expected);
  });

  test.each(['require', 'verify-ca', 'verify-full'])('%s refuses a certificate of another authority', async (sslmode) => {
    const backend = await world.backend({ 'postgresql.sslmode': sslmode, 'postgresql.sslrootcert': tls('other-ca.crt') });
    await expect(backend.datasets()).rejects.toMatchObject({
      code: 'backend',
      exit: 6,
      message: expect.stringMatching(/encryption with PostgreSQL at 127\.0\.0\.1/),
    });
  });

  test('verify-full refuses a certificate that no known authority gave', async () => {
    const backend = await world.backend({ 'postgresql.sslmode': 'verify-full' });
    await expect(backend.datasets()).rejects.toMatchObject({ code: 'backend', exit: 6 });
  });

  test('a certificate of the client is shown to the server', async () => {
    await world.server.sql('CREATE ROLE mdm_cert LOGIN SUPERUSER');
    const settings = { 'postgresql.user': 'mdm_cert', 'postgresql.sslmode': 'verify-full', 'postgresql.sslrootcert': ca };
    const without = await world.backend(settings);
    await expect(without.datasets()).rejects.toMatchObject({ code: 'backend' });
    expect(await encrypted({ ...settings, 'postgresql.sslcert': tls('client.crt'), 'postgresql.sslkey': tls('client.key') })).toBe(true);
  });
});

describe('a server without TLS', () => {
  const world = postgresWorld();
  test.each(['prefer', 'allow', 'disable'])('%s does without', async (sslmode) => {
    const backend = await world.backend({ 'postgresql.sslmode': sslmode });
    await backend.createDataset(sslmode);
    expect(await rowsIn(backend.query(sslmode, SSL))).toEqual([[false]]);
  });

  test.each(['require', 'verify-ca', 'verify-full'])('%s is refused', async (sslmode) => {
    const backend = await world.backend({ 'postgresql.sslmode': sslmode });
    await expect(backend.datasets()).rejects.toMatchObject({
      code: 'backend',
      exit: 6,
      message: expect.stringContaining('does not offer encryption'),
    });
  });
});
