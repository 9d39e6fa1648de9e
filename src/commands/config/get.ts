import { boolean } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { configFlags, keyArg, placeOf } from '../input/config.js';
import { jsonFlag } from '../input/flags.js';

export default class ConfigGet extends MdmCommand {
  static override summary = 'Print the value of a configuration key.';
  static override usage = 'config get KEY [FLAGS]';
  static override examples = [
    '<%= config.bin %> config get comparison.sample_rate',
    {
      description: 'With its origin, its default and its meaning:',
      command: '<%= config.bin %> config get comparison.sample_rate --verbose',
    },
  ];
  static override args = { key: keyArg };
  static override flags = {
    verbose: boolean({ summary: 'Print where the value comes from, its default and its meaning.' }),
    ...configFlags,
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ConfigGet);
    const [{ checkKey, examineConfig }, { openConfig }, { keyJson, keyView, valueText }] = await Promise.all([
      import('../../config/config.js'),
      import('../../components/config/index.js'),
      import('../output/config.js'),
    ]);
    const key = checkKey(args.key);
    const place = placeOf(flags.config);
    // What may be is told also of a value that may not.
    const examined = flags.verbose ? await examineConfig(place) : undefined;
    for (const { message } of examined?.problems ?? []) this.note(message);
    const config = examined && examined.problems.length > 0 ? examined.config : await openConfig(place);
    if (flags.json) return this.printJson(keyJson(config, key));
    this.print(flags.verbose ? keyView(config, key) : valueText(config.masked(key)));
  }
}
