import { definePlugin } from '@mdm/sdk';
import { count } from './count.js';
import { grouped } from './grouped.js';
import { hash } from './hash.js';
import { length } from './length.js';
import { onehot } from './onehot.js';
import { ordinal } from './ordinal.js';
import { rare } from './rare.js';
import { target } from './target.js';
import { woe } from './woe.js';

export { count, grouped, hash, length, onehot, ordinal, rare, target, woe };

export default definePlugin({
  namespace: 'categorical',
  transformers: [count, rare, onehot, grouped, ordinal, hash, target, woe, length],
});
