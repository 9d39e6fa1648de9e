import { string as stringArg } from '@oclif/core/args';
import { boolean } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { formatFlag, formatted } from '../output/formats.js';

export default class DatasetInfo extends MdmCommand {
  static override summary = 'Print what is known of a dataset.';
  static override description =
    'Its names, target, columns with a role, tags, source, tables, predictions, backend, path, size on disk and times. --details adds every column with its type and nulls, and the features.';
  static override usage = 'dataset info NAME [FLAGS]';
  static override examples = [
    '<%= config.bin %> dataset info titanic',
    '<%= config.bin %> dataset info titanic --details',
    '<%= config.bin %> dataset info titanic --format titanic.md',
  ];
  static override args = { name: stringArg({ description: 'Name of the dataset.', required: true, ignoreStdin: true }) };
  static override flags = {
    details: boolean({ char: 'd', summary: 'Columns with types and nulls, and features.' }),
    ...formatFlag,
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetInfo);
    const [{ describeDataset }, { infoPrinted }, config] = await Promise.all([
      import('../../datasets/info.js'),
      import('../output/dataset-info.js'),
      this.settings(),
    ]);
    const description = await describeDataset(await this.workspace(), args.name, { details: flags.details });
    const fallback = config.get('cli.default_output_format');
    this.print(await formatted(infoPrinted(description), flags, { width: this.width, paint: this.paint, fallback }));
  }
}
