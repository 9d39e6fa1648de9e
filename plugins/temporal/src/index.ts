import { definePlugin } from '@mdm/sdk';
import { cycle } from './cycle.js';
import { diff } from './diff.js';
import { edges } from './edges.js';
import { elapsed } from './elapsed.js';
import { expanding } from './expanding.js';
import { gap } from './gap.js';
import { holiday } from './holiday.js';
import { lag } from './lag.js';
import { parts } from './parts.js';
import { rolling } from './rolling.js';
import { since } from './since.js';

export { cycle, diff, edges, elapsed, expanding, gap, holiday, lag, parts, rolling, since };

export default definePlugin({
  namespace: 'temporal',
  transformers: [parts, edges, cycle, since, elapsed, holiday, lag, diff, gap, rolling, expanding],
});
