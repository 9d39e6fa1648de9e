import { checks } from './checks/project.js';
import { rows } from './rows.js';

rows(['A0-', 'A9.2-01', 'A9.2-03', 'A11.2', 'A11.3', 'AS-'], checks);
