import { checks } from './checks/client.js';
import { rows } from './rows.js';

rows(['A1.5-04', 'A2.6.4-02', 'A2.6.4-03', 'A5.2-04', 'A5.3', 'A9.2-04'], checks);
