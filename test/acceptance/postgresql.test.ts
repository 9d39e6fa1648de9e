import { checks } from './checks/postgresql.js';
import { rows } from './rows.js';

rows(['A1.3.3', 'A7.2-05', 'A7.2-06'], checks);
