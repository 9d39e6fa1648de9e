import { checks } from './checks/edges.js';
import { rows } from './rows.js';

rows(['A6.1-', 'A6.2-', 'A6.3-'], checks);
