import { checks } from './checks/dataset-info.js';
import { rows } from './rows.js';

rows(['A2.3.1', 'A2.4-', 'A2.5-'], checks);
