import { string as stringArg } from '@oclif/core/args';
import { MdmCommand } from '../base.js';
import { configFlags, placeOf } from '../input/config.js';
import { jsonFlag } from '../input/flags.js';

export default class FlagsStatus extends MdmCommand {
  static override summary = 'Say of each flag which implementation answers, for which share of the data sets, and how often it was called.';
  static override usage = 'flags status [FLAG] [FLAGS]';
  static override examples = ['<%= config.bin %> flags status', '<%= config.bin %> flags status backend --json'];
  static override args = { flag: stringArg({ description: 'One component, such as backend.', ignoreStdin: true }) };
  static override flags = { ...configFlags, ...jsonFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(FlagsStatus);
    const [{ examineConfig }, { checkFlag }, { flagStatus }, { statusJson, statusView }] = await Promise.all([
      import('../../config/config.js'),
      import('../../flags/choose.js'),
      import('../../flags/status.js'),
      import('../output/flags.js'),
    ]);
    const only = args.flag === undefined ? undefined : checkFlag(args.flag);
    // What is wrong elsewhere keeps nobody from seeing the flags.
    const { config } = await examineConfig(placeOf(flags.config));
    const status = (await flagStatus(config)).filter(({ flag }) => only === undefined || flag === only);
    if (flags.json) return this.printJson(status.map(statusJson));
    this.print(await statusView(status, { width: this.width, paint: this.paint, verbose: false }));
  }
}
