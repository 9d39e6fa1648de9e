import { checks } from './checks/logging.js';
import { rows } from './rows.js';

rows(['A1.4-', 'A1.5-01', 'A1.5-03', 'A10.3-'], checks);
