import { checks } from './checks/dataset-list.js';
import { rows } from './rows.js';

rows(['A2.2.'], checks);
