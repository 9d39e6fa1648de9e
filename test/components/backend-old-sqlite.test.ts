import { oldSuite } from './old-suite.js';

oldSuite('sqlite', async () => ({ env: {}, stop: async () => undefined }), { columns: 2_000 });
