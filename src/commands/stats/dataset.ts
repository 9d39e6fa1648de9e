import { string as stringArg } from '@oclif/core/args';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';

export default class StatsDataset extends MdmCommand {
  static override summary = 'Sum up the operations of one dataset by type.';
  static override description = 'Operations of a dataset that was removed stay until they are cleaned up.';
  static override usage = 'stats dataset NAME [FLAGS]';
  static override examples = ['<%= config.bin %> stats dataset titanic'];
  static override args = { name: stringArg({ description: 'Name of the dataset.', required: true, ignoreStdin: true }) };
  static override flags = { ...jsonFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(StatsDataset);
    const [config, { datasetOperations }, { normalName }, { openRepository }] = await Promise.all([
      this.settings(),
      import('../../operations/operations.js'),
      import('../../datasets/names.js'),
      import('../../datasets/repository.js'),
    ]);
    const name = normalName(args.name);
    const counts = await datasetOperations(config, name);
    // Of what never was, it says so.
    if (counts.length === 0) await openRepository(config).get(args.name);
    if (flags.json) return this.printJson({ dataset: name, operations: counts });
    const { datasetView } = await import('../output/operations.js');
    this.print(await datasetView(name, counts, { width: this.width, paint: this.paint }));
  }
}
