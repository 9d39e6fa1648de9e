import { string as stringArg } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { MdmError } from '../../errors.js';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { writeReport } from '../output/file.js';
import { formatFlag, formatted } from '../output/formats.js';
import { progressBar } from '../output/progress.js';

export default class DatasetStats extends MdmCommand {
  static override summary = 'Print the statistics of a dataset.';
  static override description = `Per column: type, known values, nulls, distinct values; of numbers mean, sample standard deviation, extremes, quartiles (by linear interpolation) and outliers (beyond 1.5 IQR). --full adds correlations, distributions, relations to the target, and the tables of features. They are kept, and measured again when the dataset changed.`;
  static override usage = 'dataset stats NAME [FLAGS]';
  static override examples = [
    '<%= config.bin %> dataset stats titanic',
    '<%= config.bin %> dataset stats titanic --full --export stats.json',
    { description: 'One page for a browser:', command: '<%= config.bin %> dataset stats titanic --html -o titanic.html' },
  ];
  static override args = { name: stringArg({ description: 'Name of the dataset.', required: true, ignoreStdin: true }) };
  static override flags = {
    full: boolean({ summary: 'Add correlations, distributions and relations to the target; also for features.' }),
    table: string({ summary: 'This table alone.', helpValue: 'TABLE' }),
    export: string({ summary: 'Write all figures to a JSON file.', helpValue: 'FILE', helpGroup: 'output' }),
    html: boolean({ summary: 'Write one HTML page with charts, which needs no network.', helpGroup: 'output' }),
    output: string({
      char: 'o',
      summary: 'The page of --html, or the text (default of --html: NAME.stats.html).',
      helpValue: 'FILE',
      helpGroup: 'output',
    }),
    ...formatFlag,
    ...jsonFlag,
    force: boolean({ summary: 'Write over files that are there.', helpGroup: 'output' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetStats);
    const [{ openDataset }, { datasetStatistics }, { statisticsPrinted }, config] = await Promise.all([
      import('../../datasets/open.js'),
      import('../../datasets/statistics/statistics.js'),
      import('../output/dataset-stats.js'),
      this.settings(),
    ]);
    if (flags.output !== undefined && flags.format !== undefined)
      throw new MdmError('usage', '--output and --format both say where statistics go.', 'Give one of the two.');
    const bar = progressBar(flags.json || !config.get('cli.show_progress'));
    try {
      const ws = await this.workspace(({ what, share = 0 }) => bar.update({ stage: 'profile', detail: what, share }));
      const dataset = await openDataset(ws, args.name);
      const statistics = await datasetStatistics(ws, dataset, { full: flags.full || flags.html, table: flags.table });
      bar.clear();
      if (flags.export !== undefined) await writeReport(flags.export, `${JSON.stringify(statistics, null, 2)}\n`, flags.force);
      if (flags.html) {
        const { datasetReport } = await import('../../report/dataset.js');
        const file = flags.output ?? `${dataset.record.name}.stats.html`;
        await writeReport(file, await datasetReport(dataset.record, statistics), flags.force);
        return flags.json ? this.printJson({ file }) : this.print(`Report: ${file}`);
      }
      const printed = statisticsPrinted(statistics);
      const screen = { width: this.width, paint: this.paint, fallback: config.get('cli.default_output_format') };
      if (flags.output !== undefined) {
        const saved = await formatted(printed, { format: asFile(flags.output), force: flags.force || false }, screen);
        return flags.json ? this.printJson({ file: flags.output }) : this.print(saved);
      }
      this.print(await formatted(printed, { format: flags.format, json: flags.json, force: flags.force || false }, screen));
      if (flags.export !== undefined && !flags.json) this.note(`All figures are in ${flags.export}.`);
    } finally {
      bar.clear();
    }
  }
}

/** A name of a file that is none of a format: `stats` is `./stats`. */
const asFile = (name: string): string => (/[./\\]/.test(name) ? name : `./${name}`);
