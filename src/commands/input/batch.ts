import { string as stringArg } from '@oclif/core/args';
import { string } from '@oclif/core/flags';

/** The datasets of a batch. */
export const batchArgs = { names: stringArg({ description: 'Names of datasets.', ignoreStdin: true }) };
export const batchFlags = {
  filter: string({ summary: 'Instead of names: the datasets for which this holds, as of mdm dataset list.', helpValue: 'EXPRESSION' }),
};
