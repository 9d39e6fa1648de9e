import { describeRegistration } from './registration-steps.js';

describe('registration on DuckDB', () => describeRegistration(() => ({ MDM_DATABASE_DEFAULT_BACKEND: 'duckdb' })));
