import { string as stringArg } from '@oclif/core/args';
import { custom, string } from '@oclif/core/flags';
import { MdmError } from '../../errors.js';
import { type Duration, parseDuration } from '../../timeseries/duration.js';

export const nameArg = { name: stringArg({ description: 'Name of the dataset.', required: true, ignoreStdin: true }) };

/** Which table, and what orders its rows. */
export const seriesFlags = {
  'time-column': string({ summary: "Column of the time (default the dataset's).", helpValue: 'COLUMN', helpGroup: 'column' }),
  table: string({ summary: 'Table or role (default the one that is trained on).', helpValue: 'TABLE', helpGroup: 'column' }),
};

export const groupFlag = {
  'group-column': string({
    summary: "Column whose values are series of their own (default the dataset's).",
    helpValue: 'COLUMN',
    helpGroup: 'column',
  }),
};

export const seriesOptions = (flags: {
  readonly 'time-column'?: string | undefined;
  readonly 'group-column'?: string | undefined;
  readonly table?: string | undefined;
}): { readonly timeColumn?: string | undefined; readonly groupColumn?: string | undefined; readonly table?: string | undefined } => ({
  timeColumn: flags['time-column'],
  groupColumn: flags['group-column'],
  table: flags.table,
});

export const gapFlag = custom<Duration>({
  summary: 'Time between training and test: a number of days, or as 12h, 30min (default 0).',
  helpValue: 'TIME',
  parse: async (input) => parseDuration(input, '--gap'),
});

/** A share of the times, or how long each test is. */
export const testSizeFlag = custom<number | Duration>({
  parse: async (input) => {
    const share = Number(input);
    if (input.trim() !== '' && share > 0 && share < 1) return share;
    const length = parseDuration(input, '--test-size');
    if (length.amount > 0) return length;
    throw new MdmError('usage', `expected a share between 0 and 1, or a length such as 30 (days) or 12h, but received: ${input}`);
  },
});
