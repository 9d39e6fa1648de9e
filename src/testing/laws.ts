import type { Transformer } from '@mdm/sdk';
import { batchLaws } from './laws/batches.js';
import { featureLaws } from './laws/features.js';
import { metaLaws } from './laws/meta.js';
import { pureLaws } from './laws/pure.js';
import { tableLaws } from './laws/tables.js';
import { valueLaws } from './laws/values.js';
import type { Law } from './law.js';
import { trialsOf } from './trial.js';

/** Every law that a transformer must keep. They share what they try, so checking all costs little more than checking one. */
export function lawsOf(transformer: Transformer): readonly Law[] {
  const trials = trialsOf(transformer);
  return [
    ...metaLaws(transformer),
    ...(transformer.kind === 'expr' ? featureLaws(transformer, trials) : batchLaws(trials)),
    ...tableLaws(trials),
    ...pureLaws(transformer, trials),
    ...valueLaws(transformer, trials),
  ];
}
