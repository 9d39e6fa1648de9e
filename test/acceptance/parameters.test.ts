import { checks } from './checks/parameters.js';
import { checks as ofDatasets } from './checks/parameters-of-datasets.js';
import { rows } from './rows.js';

rows(['A1.6.2-'], { ...checks, ...ofDatasets });
