import { definePlugin } from '@mdm/sdk';
import { bins } from './bins.js';
import { group } from './group.js';
import { log } from './log.js';
import { minmax } from './minmax.js';
import { missingRow } from './missing-row.js';
import { missing } from './missing.js';
import { outlier } from './outlier.js';
import { pairs } from './pairs.js';
import { percentile } from './percentile.js';
import { power } from './power.js';
import { robust } from './robust.js';
import { sqrt } from './sqrt.js';
import { winsorise } from './winsorise.js';
import { zscore } from './zscore.js';

export { bins, group, log, minmax, missing, missingRow, outlier, pairs, percentile, power, robust, sqrt, winsorise, zscore };

/** Scaling, ranks, outliers, bins, power transforms, missing values, interactions and group statistics. */
export default definePlugin({
  namespace: 'statistical',
  transformers: [log, sqrt, zscore, robust, minmax, percentile, outlier, winsorise, bins, power, missing, missingRow, pairs, group],
});
