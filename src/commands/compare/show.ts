import { string as stringArg } from '@oclif/core/args';
import { MdmCommand } from '../base.js';
import { formatFlag } from '../input/document.js';
import { jsonFlag } from '../input/flags.js';
import { storedResults } from '../input/results.js';

export default class Show extends MdmCommand {
  static override summary = 'Show a stored comparison: both sides, what they cost, and where they differ.';
  static override usage = 'compare show ID [FLAGS]';
  static override examples = ['<%= config.bin %> compare show 5b1c0f2e', '<%= config.bin %> compare show 5b1c0f2e --format html'];
  static override args = {
    id: stringArg({ description: 'Its id, or the beginning of it.', required: true, ignoreStdin: true }),
  };
  static override flags = { ...formatFlag, ...jsonFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Show);
    const config = await this.settings();
    const [{ resultDocument, resultOf }, { results }] = await Promise.all([import('../../parity/results.js'), storedResults(config)]);
    const result = resultOf(results, args.id);
    await this.printDocument(resultDocument(result), result, flags);
  }
}
