import { checks } from './checks/statistics.js';
import { rows } from './rows.js';

rows(['A2.3.2'], checks);
