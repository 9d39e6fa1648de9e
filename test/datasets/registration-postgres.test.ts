import { startServer, type PostgresServer } from '../storage/postgres-server.js';
import { describeRegistration } from './registration-steps.js';

describe('registration on PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.stop());
  describeRegistration(() => server.env);
});
