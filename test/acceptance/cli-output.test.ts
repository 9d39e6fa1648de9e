import { checks } from './checks/cli-output.js';
import { rows } from './rows.js';

rows(['A10.1', 'A10.2'], checks);
