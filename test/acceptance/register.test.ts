import { checks } from './checks/register.js';
import { rows } from './rows.js';

rows(['A2.1.'], checks);
