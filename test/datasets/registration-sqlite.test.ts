import { describeRegistration } from './registration-steps.js';

describe('registration on SQLite', () => describeRegistration(() => ({ MDM_DATABASE_DEFAULT_BACKEND: 'sqlite' }), 'all'));
