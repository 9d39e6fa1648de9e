import { boolean, option, string } from '@oclif/core/flags';
import { AGGREGATES, FILLS } from '../../timeseries/aggregates.js';
import { parseFrequency } from '../../timeseries/duration.js';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { groupFlag, nameArg, seriesFlags, seriesOptions } from '../input/timeseries.js';

export default class TimeseriesResample extends MdmCommand {
  static override summary = 'Bring a dataset to one row for each hour, day, week or month.';
  static override description = `There is a row for each stretch of time from the first to the last that has rows, of each group; its time is where the stretch begins, weeks begin on Monday. Where a stretch has no row, values are missing (a count is 0) unless --fill says otherwise: ffill repeats the last value, zero writes 0 for numbers, interpolate draws a line between the values before and behind.`;
  static override usage = 'timeseries resample NAME [FLAGS]';
  static override examples = [
    '<%= config.bin %> timeseries resample sales --freq 1W --agg sum --output weekly.csv',
    '<%= config.bin %> timeseries resample sales --freq 1D --fill ffill --into daily',
  ];
  static override args = nameArg;
  static override flags = {
    ...seriesFlags,
    ...groupFlag,
    freq: string({
      summary: 'How long a stretch is: 15min, 1h, 1D, 1W, 1M (months), 1Q, 1Y (default 1D).',
      default: '1D',
      helpValue: 'FREQ',
    }),
    agg: option({ summary: 'What of the values of a stretch is kept (default mean).', options: AGGREGATES, default: 'mean' as const })(),
    fill: option({ summary: 'What stands where there is no value (default none).', options: FILLS, default: 'none' as const })(),
    output: string({ char: 'o', summary: 'File to write: .csv, .parquet or .json.', helpValue: 'FILE', helpGroup: 'output' }),
    into: string({ summary: 'Table of the dataset to write.', helpValue: 'TABLE', helpGroup: 'output' }),
    force: boolean({ summary: 'Write over a file, or a table that was added before.', helpGroup: 'output' }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(TimeseriesResample);
    const frequency = parseFrequency(flags.freq);
    const { resampleSeries } = await import('../../datasets/timeseries/resample.js');
    const result = await resampleSeries(await this.workspace(), args.name, {
      ...seriesOptions(flags),
      frequency,
      aggregate: flags.agg,
      fill: flags.fill,
      output: flags.output,
      into: flags.into,
      force: flags.force,
    });
    if (flags.json) return this.printJson(result);
    const { resampledView } = await import('../output/timeseries.js');
    this.print(await resampledView(result, { width: this.width, paint: this.paint }));
    for (const note of result.notes) this.note(note);
  }
}
