import { integer, option, string } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { OPERATION_TYPES, recentOperations } from '../../operations/operations.js';

export default class StatsShow extends MdmCommand {
  static override summary = 'Print the latest operations, the last one first.';
  static override description =
    'Every operation on datasets is recorded with its duration and how it ended; of a query, the operation is its statement. See monitoring.enabled.';
  static override usage = 'stats show [FLAGS]';
  static override examples = [
    '<%= config.bin %> stats show -n 50',
    '<%= config.bin %> stats show --dataset titanic --type query_execution',
  ];
  static override flags = {
    limit: integer({ char: 'n', summary: 'Operations at most.', default: 20, min: 1, helpValue: 'N' }),
    dataset: string({ char: 'd', summary: 'Those of one dataset.', helpValue: 'NAME' }),
    type: option({ char: 't', summary: 'Those of one type.', options: OPERATION_TYPES })(),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(StatsShow);
    const { limit, dataset, type } = flags;
    const { operationsView } = await import('../output/operations.js');
    const operations = await recentOperations(await this.settings(), {
      limit,
      ...(dataset === undefined ? {} : { dataset: await this.#normal(dataset) }),
      ...(type === undefined ? {} : { type }),
    });
    if (flags.json) return this.printJson(operations);
    this.print(await operationsView(operations, { width: this.width, paint: this.paint }));
  }

  async #normal(name: string): Promise<string> {
    const { normalName } = await import('../../datasets/names.js');
    return normalName(name);
  }
}
