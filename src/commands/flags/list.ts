import { MdmCommand } from '../base.js';
import { configFlags, placeOf } from '../input/config.js';
import { jsonFlag } from '../input/flags.js';

export default class FlagsList extends MdmCommand {
  static override summary = 'List the flags with their values, and where the values come from.';
  static override description =
    'Everything under refactoring. in the configuration: which side of each component answers, for whom, and how sides are compared and returned.';
  static override usage = 'flags list [FLAGS]';
  static override examples = ['<%= config.bin %> flags list', '<%= config.bin %> flags list --json'];
  static override flags = { ...configFlags, ...jsonFlag };

  async run(): Promise<void> {
    const { flags } = await this.parse(FlagsList);
    const [{ examineConfig }, { KEY_NAMES }, { keyJson }, { flagsView }] = await Promise.all([
      import('../../config/config.js'),
      import('../../config/keys.js'),
      import('../output/config.js'),
      import('../output/flags.js'),
    ]);
    // What is wrong elsewhere keeps nobody from seeing the flags.
    const { config } = await examineConfig(placeOf(flags.config));
    const keys = KEY_NAMES.filter((key) => key.startsWith('refactoring.'));
    if (flags.json) return this.printJson(keys.map((key) => keyJson(config, key)));
    this.print(await flagsView(config, keys, { width: this.width, paint: this.paint, verbose: false }));
  }
}
