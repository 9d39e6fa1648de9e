import { checks } from './checks/timeseries.js';
import { rows } from './rows.js';

rows(['A5.4-'], checks);
