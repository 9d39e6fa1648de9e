import { checks } from './checks/configuration.js';
import { checks as ofFiles } from './checks/configuration-files.js';
import { rows } from './rows.js';

rows(['A1.1-', 'A1.2-', 'A1.6.1-', 'A1.6.3-', 'A1.6.4-', 'A1.6.5-', 'A11.1-'], { ...checks, ...ofFiles });
