import { string as stringArg } from '@oclif/core/args';
import { MdmCommand } from '../base.js';
import { configFlags, placeOf } from '../input/config.js';
import { jsonFlag } from '../input/flags.js';

export default class FlagsGet extends MdmCommand {
  static override summary = 'Print the value of a flag.';
  static override usage = 'flags get FLAG [FLAGS]';
  static override examples = [
    '<%= config.bin %> flags get backend',
    { description: 'Where the value comes from:', command: '<%= config.bin %> flags get use_new_registrar --json' },
  ];
  static override args = {
    flag: stringArg({ description: 'Component such as backend, or a name under refactoring.', required: true, ignoreStdin: true }),
  };
  static override flags = { ...configFlags, ...jsonFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(FlagsGet);
    const [{ examineConfig }, { checkFlagKey }, { keyJson, valueText }] = await Promise.all([
      import('../../config/config.js'),
      import('../../flags/names.js'),
      import('../output/config.js'),
    ]);
    const key = checkFlagKey(args.flag);
    // What is wrong elsewhere keeps nobody from seeing the flags.
    const { config } = await examineConfig(placeOf(flags.config));
    if (flags.json) return this.printJson(keyJson(config, key));
    this.print(valueText(config.get(key)));
  }
}
