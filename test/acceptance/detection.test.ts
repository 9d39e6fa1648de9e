import { checks } from './checks/detection.js';
import { rows } from './rows.js';

rows(['A3.'], checks);
