import { checks } from './checks/scale.js';
import { rows } from './rows.js';

rows(['A5.2-01', 'A5.2-02', 'A5.2-03', 'A8.'], checks);
