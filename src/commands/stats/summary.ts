import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';

export default class StatsSummary extends MdmCommand {
  static override summary = 'Sum up the operations: by type, by dataset, slow queries and the last errors.';
  static override description = 'A query is slow from performance.slow_query_ms on (1000 where that is not set).';
  static override usage = 'stats summary [FLAGS]';
  static override examples = ['<%= config.bin %> stats summary'];
  static override flags = { ...jsonFlag };

  async run(): Promise<void> {
    const { flags } = await this.parse(StatsSummary);
    const [config, { summary }, { slowQueries }] = await Promise.all([
      this.settings(),
      import('../../operations/operations.js'),
      import('../../operations/slow.js'),
    ]);
    const [all, slow] = [await summary(config), await slowQueries(config)];
    if (flags.json) return this.printJson({ ...all, slowQueries: slow });
    const { summaryView } = await import('../output/operations.js');
    this.print(await summaryView(all, slow, { width: this.width, paint: this.paint }));
  }
}
