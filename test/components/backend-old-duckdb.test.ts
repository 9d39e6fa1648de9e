import { oldSuite } from './old-suite.js';

oldSuite('duckdb', async () => ({ env: {}, stop: async () => undefined }), {});
