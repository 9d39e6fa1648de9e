import { checks } from './checks/dataset-remove.js';
import { rows } from './rows.js';

rows(['A2.7-', 'A2.8-'], checks);
