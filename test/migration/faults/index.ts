import { category } from './category.js';
import { missings } from './missing.js';
import { numeric } from './numeric.js';
import { rows } from './table.js';
import { texts } from './text.js';
import { times } from './time.js';

export { none } from './table.js';
export type { Fault } from './fault.js';
export const faults = [...numeric, ...category, ...times, ...texts, ...missings, ...rows];
