import { startServer } from '../storage/postgres-server.js';
import { oldSuite } from './old-suite.js';

oldSuite('postgresql', startServer, { nul: false, columns: 1_600 });
