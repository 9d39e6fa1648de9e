import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { groupFlag, nameArg, seriesFlags, seriesOptions } from '../input/timeseries.js';

export default class TimeseriesAnalyze extends MdmCommand {
  static override summary = 'Look at a dataset as a series in time.';
  static override description = `Range, frequency (by the steps between sorted times: minutely to yearly, working days, or every so much), times that are missing or there twice, gaps, seasons and trend of the target. A trend counts with a p value below 0.05; a season when it explains more than a tenth of the variation around the trend.`;
  static override usage = 'timeseries analyze NAME [FLAGS]';
  static override examples = [
    '<%= config.bin %> timeseries analyze sales',
    '<%= config.bin %> timeseries analyze sales --time-column date --group-column store --json',
  ];
  static override args = nameArg;
  static override flags = { ...seriesFlags, ...groupFlag, ...jsonFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(TimeseriesAnalyze);
    const { analyzeSeries } = await import('../../datasets/timeseries/analyze.js');
    const analysis = await analyzeSeries(await this.workspace(), args.name, seriesOptions(flags));
    if (flags.json) return this.printJson(analysis);
    const { analysisView } = await import('../output/timeseries.js');
    this.print(await analysisView(analysis, { width: this.width, paint: this.paint }));
    for (const note of analysis.notes) this.note(note);
  }
}
