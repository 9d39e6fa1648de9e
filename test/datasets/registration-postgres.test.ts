import { scratchDatabases } from '../../src/config/scratch.js';
import { examineHome, mend } from '../../src/datasets/doctor.js';
import { startServer, type PostgresServer } from '../storage/postgres-server.js';
import { describeRegistration } from './registration-steps.js';
import { registrationWorld } from './registration-world.js';

/** No system gives a process such a number. */
const GONE = '99999999';

describe('registration on PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.stop());
  describeRegistration(() => server.env);

  it('the doctor drops databases that comparisons of this home left, and leaves those of others', async () => {
    const world = await registrationWorld(server.env);
    const of = (home: string, process: string): string => scratchDatabases(home).replace(/_\d+_/, `_${process}_`) + 'x';
    const left = of(world.home, GONE);
    const kept = [of(world.home, String(process.pid)), of('/another/home', GONE), 'mdm_cmp_x'];
    try {
      for (const name of [left, ...kept]) await server.sql(`CREATE DATABASE "${name}"`);
      const findings = await examineHome(world.ws);
      expect(findings).toMatchObject([{ kind: 'scratch-database', path: left, mendable: true }]);
      expect(await mend(world.ws, { ...findings[0]!, path: kept[0]! })).toBe(false);
      expect(await mend(world.ws, findings[0]!)).toBe(true);
      expect(await examineHome(world.ws)).toEqual([]);
      const there = await server.sql("SELECT datname FROM pg_database WHERE datname LIKE 'mdm\\_cmp%'");
      expect(there.map(({ datname }) => datname).sort()).toEqual([...kept].sort());
    } finally {
      for (const name of [left, ...kept]) await server.sql(`DROP DATABASE IF EXISTS "${name}"`);
      await world.close();
    }
  });
});
