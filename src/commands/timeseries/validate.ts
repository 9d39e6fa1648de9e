import { integer } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { gapFlag, nameArg, seriesFlags, seriesOptions } from '../input/timeseries.js';

export default class TimeseriesValidate extends MdmCommand {
  static override summary = 'Print the folds of a walk forward through a dataset.';
  static override description =
    'The times are cut into one part more than there are folds; each part but the first is tested after training on all before it but the gap.';
  static override usage = 'timeseries validate NAME [FLAGS]';
  static override examples = [
    '<%= config.bin %> timeseries validate sales --folds 5 --gap 7',
    '<%= config.bin %> timeseries validate sales --json',
  ];
  static override args = nameArg;
  static override flags = {
    ...seriesFlags,
    folds: integer({ summary: 'Folds (default 5).', min: 1, max: 1_000, default: 5, helpValue: 'N' }),
    gap: gapFlag(),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(TimeseriesValidate);
    const { foldSeries } = await import('../../datasets/timeseries/split.js');
    const result = await foldSeries(await this.workspace(), args.name, {
      ...seriesOptions(flags),
      folds: flags.folds,
      ...(flags.gap === undefined ? {} : { gap: flags.gap }),
    });
    if (flags.json) return this.printJson(result);
    const { foldsView } = await import('../output/timeseries.js');
    this.print(await foldsView(result, { width: this.width, paint: this.paint }));
    for (const note of result.notes) this.note(note);
  }
}
