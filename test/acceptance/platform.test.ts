import { checks } from './checks/platform.js';
import { rows } from './rows.js';

rows(['A9.1', 'A9.3'], checks);
