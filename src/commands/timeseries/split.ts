import { boolean, integer, option, string } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { gapFlag, nameArg, seriesFlags, seriesOptions, testSizeFlag } from '../input/timeseries.js';

export default class TimeseriesSplit extends MdmCommand {
  static override summary = 'Divide a dataset in time into training and test sets.';
  static override description = `The times are cut into as many equal parts as there are splits, and the end of each is tested; the last test ends with the series. Every time of training is before every time of its test, by more than the gap. Expanding: training begins with the series. Sliding: it has as many times as that of the first split.`;
  static override usage = 'timeseries split NAME [FLAGS]';
  static override examples = [
    '<%= config.bin %> timeseries split sales --test-size 0.2 --n-splits 3 --gap 1 --output splits',
    '<%= config.bin %> timeseries split sales --strategy sliding --test-size 30 --format parquet -o splits',
  ];
  static override args = nameArg;
  static override flags = {
    ...seriesFlags,
    'test-size': testSizeFlag({
      summary: 'Share of the times that all tests have together, or how long each is: 30 (days), 12h (default 0.2).',
      default: 0.2,
      helpValue: 'SHARE|TIME',
    }),
    'n-splits': integer({ summary: 'Splits (default 3).', min: 1, max: 1_000, default: 3, helpValue: 'N' }),
    gap: gapFlag(),
    strategy: option({
      summary: 'Where training begins (default expanding).',
      options: ['expanding', 'sliding'] as const,
      default: 'expanding',
    })(),
    output: string({
      char: 'o',
      summary: 'Folder for NAME_split<i>_train and _test; without it nothing is written.',
      helpValue: 'DIR',
      helpGroup: 'output',
    }),
    format: option({
      summary: 'Format of the files (default csv).',
      options: ['csv', 'parquet'] as const,
      default: 'csv',
      helpGroup: 'output',
    })(),
    force: boolean({ summary: 'Write over files that are there.', helpGroup: 'output' }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(TimeseriesSplit);
    const { splitSeries } = await import('../../datasets/timeseries/split.js');
    const result = await splitSeries(await this.workspace(), args.name, {
      ...seriesOptions(flags),
      testSize: flags['test-size'],
      splits: flags['n-splits'],
      ...(flags.gap === undefined ? {} : { gap: flags.gap }),
      strategy: flags.strategy,
      output: flags.output,
      format: flags.format,
      force: flags.force,
    });
    if (flags.json) return this.printJson(result);
    const { splitView } = await import('../output/timeseries.js');
    this.print(await splitView(result, { width: this.width, paint: this.paint }));
    for (const note of result.notes) this.note(note);
  }
}
