import { checks } from './checks/storage.js';
import { rows } from './rows.js';

rows(['A1.3.1-', 'A1.3.2-', 'A1.3.4-', 'A5.1-', 'A6.4-', 'A7.1-', 'A7.2-01', 'A7.2-02', 'A7.2-04'], checks);
