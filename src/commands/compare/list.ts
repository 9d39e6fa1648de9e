import { integer } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { formatFlag, resultFlags } from '../input/document.js';
import { jsonFlag } from '../input/flags.js';
import { storedResults } from '../input/results.js';

export default class List extends MdmCommand {
  static override summary = 'List the comparisons of two sides that are stored.';
  static override description = 'They are kept in comparison.store of the configuration, as many or as long as comparison.keep says.';
  static override usage = 'compare list [FLAGS]';
  static override examples = ['<%= config.bin %> compare list --since 7d', '<%= config.bin %> compare list --limit 5 --format json'];
  static override flags = {
    ...resultFlags,
    limit: integer({ summary: 'The last ones (default 20).', min: 1, helpValue: 'N' }),
    ...formatFlag,
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(List);
    const config = await this.settings();
    const [{ chosen, listDocument }, { results, unreadable }] = await Promise.all([
      import('../../parity/results.js'),
      storedResults(config),
    ]);
    const { since, component, limit = 20 } = flags;
    const all = chosen(results, { limit, ...(since === undefined ? {} : { since }), ...(component === undefined ? {} : { component }) });
    await this.printDocument(listDocument(all, unreadable), { results: all, unreadable }, flags);
  }
}
