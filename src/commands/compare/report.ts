import { integer } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { formatFlag, resultFlags } from '../input/document.js';
import { jsonFlag } from '../input/flags.js';
import { storedResults } from '../input/results.js';

export default class Report extends MdmCommand {
  static override summary = 'Sum up the stored comparisons; exit code 1 when a mismatch is among them.';
  static override description =
    'Exit code 0: none is mismatched or failed. Matched, ignored, mismatched and failed comparisons are counted apart; failed is what could not be compared.';
  static override usage = 'compare report [FLAGS]';
  static override examples = [
    '<%= config.bin %> compare report --since 7d --component features',
    '<%= config.bin %> compare report --format html > report.html',
  ];
  static override flags = {
    ...resultFlags,
    limit: integer({ summary: 'The last ones (default: all that are kept).', min: 1, helpValue: 'N' }),
    ...formatFlag,
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Report);
    const config = await this.settings();
    const [{ chosen, reportDocument }, { tally }, { results, unreadable }] = await Promise.all([
      import('../../parity/results.js'),
      import('../../parity/trial-result.js'),
      storedResults(config),
    ]);
    const { since, component, limit } = flags;
    const all = chosen(results, {
      ...(limit === undefined ? {} : { limit }),
      ...(since === undefined ? {} : { since }),
      ...(component === undefined ? {} : { component }),
    });
    const counts = tally(all);
    if (counts.mismatched + counts.failed > 0) process.exitCode = 1;
    await this.printDocument(reportDocument(all, unreadable), { counts, unreadable, results: all }, flags);
  }
}
