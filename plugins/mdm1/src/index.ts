import { definePlugin } from '@mdm/sdk';
import { category } from './category.js';
import { missing } from './missing.js';
import { numeric } from './numeric.js';
import { pairs } from './pairs.js';
import { text } from './text.js';
import { time } from './time.js';

export { category, missing, numeric, pairs, text, time };

/** The features of MDM 1.0.6 as expressions: by the same names, with the same values. */
export default definePlugin({ namespace: 'mdm1', transformers: [numeric, category, time, text, missing, pairs] });
