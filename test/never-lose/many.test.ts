import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type PostgresServer, startServer } from '../storage/postgres-server.js';
import { contentOf, gone, mdm, place, writeTable, type Place } from './home.js';

let homes = 0;
/** How many processes register one name, and as many another each. */
const AT_ONCE = { sqlite: 10, duckdb: 3, postgresql: 3 } as const;

describe.each(['sqlite', 'duckdb', 'postgresql'] as const)('on %s', (backend) => {
  let server: PostgresServer | undefined;
  let one: Place;
  let source: string;
  beforeAll(async () => {
    if (backend === 'postgresql') server = await startServer();
  }, 120_000);
  afterAll(() => server?.stop());
  beforeEach(() => {
    one = place(backend, { ...server?.env, MDM_DATABASE_POSTGRESQL_DATABASE_PREFIX: `home${++homes}_` });
    source = writeTable(join(one.root, 'table.csv'), 300, 4);
  });
  afterEach(() => gone(one));

  const databases = async (): Promise<string[]> =>
    server
      ? (await server.sql(`SELECT datname FROM pg_database WHERE datname LIKE 'home${homes}\\_%'`)).map(({ datname }) =>
          String(datname).replace(/^home\d+_/, ''),
        )
      : readdirSync(join(one.home, 'datasets')).filter((name) => !name.startsWith('.'));

  const count = AT_ONCE[backend];
  test('many processes register one name, and as many another each', async () => {
    const register = (name: string) => mdm(one, ['dataset', 'register', name, source, '--target', 'y', '--no-features']);
    const others = Array.from({ length: count }, (_, i) => `own${i}`);
    const shared = Array.from({ length: count }, () => register('same'));
    const own = others.map(register);
    const codes = (await Promise.all(shared)).map(({ code }) => code).sort();
    expect(codes).toEqual([0, ...Array.from({ length: count - 1 }, () => 4)]);
    for (const { code, stderr } of await Promise.all(own)) if (code !== 0) throw new Error(stderr);
    const names = [...others, 'same'];
    const listed = await mdm(one, ['dataset', 'list', '--json']);
    expect((JSON.parse(listed.stdout) as { name: string }[]).map(({ name }) => name).sort()).toEqual(names);
    expect((await databases()).sort()).toEqual(names);
    const [first, ...more] = await Promise.all(names.map((name) => contentOf(one, name)));
    for (const content of more) expect(content).toEqual(first);
  }, 300_000);

  test('the lock of a process that was killed is taken over', async () => {
    await mdm(one, ['dataset', 'register', 'same', source, '--target', 'y'], 900);
    const ended = await mdm(one, ['dataset', 'register', 'same', source, '--target', 'y', '--force']);
    if (ended.code !== 0) throw new Error(ended.stderr);
    expect(await contentOf(one, 'same')).toBeDefined();
    expect((await databases()).length).toBeLessThanOrEqual(2);
    expect((await mdm(one, ['doctor', '--fix'])).code).toBe(0);
    expect((await databases()).length).toBe(1);
  }, 120_000);
});
