import { checks } from './checks/dataset-export.js';
import { rows } from './rows.js';

rows(['A2.6.1', 'A2.6.2', 'A2.6.3', 'A2.6.4-01'], checks);
