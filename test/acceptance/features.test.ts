import { checks } from './checks/features.js';
import { rows } from './rows.js';

rows(['A4.'], checks);
