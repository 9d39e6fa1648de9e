import { integer, string } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { configFlags, placeOf } from '../input/config.js';
import { jsonFlag } from '../input/flags.js';

export default class FlagsHistory extends MdmCommand {
  static override summary = 'List the changes of flags, the latest first: when, what, by whom and why.';
  static override usage = 'flags history [FLAGS]';
  static override examples = ['<%= config.bin %> flags history', '<%= config.bin %> flags history --flag backend --limit 5'];
  static override flags = {
    flag: string({
      summary: 'Only this one: a component such as backend, which is its flag and its share, or a name under refactoring.',
      helpValue: 'FLAG',
    }),
    limit: integer({ summary: 'At most this many.', min: 1, default: 20, helpValue: 'N' }),
    ...configFlags,
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(FlagsHistory);
    const [{ historyKeys }, { flagHistory }, { historyView }] = await Promise.all([
      import('../../flags/names.js'),
      import('../../flags/change.js'),
      import('../output/flags.js'),
    ]);
    const flag = flags.flag === undefined ? {} : { flag: historyKeys(flags.flag) };
    const changes = await flagHistory(placeOf(flags.config).home, { ...flag, limit: flags.limit });
    if (flags.json) return this.printJson(changes);
    this.print(await historyView(changes, { width: this.width, paint: this.paint, verbose: false }));
  }
}
