import { MdmCommand } from '../base.js';
import { configFlags, keyArg, placeOf } from '../input/config.js';
import { jsonFlag } from '../input/flags.js';

export default class ConfigUnset extends MdmCommand {
  static override summary = 'Take a configuration key out of the file: its default holds again.';
  static override usage = 'config unset KEY [FLAGS]';
  static override examples = ['<%= config.bin %> config unset comparison.sample_rate'];
  static override args = { key: keyArg };
  static override flags = { ...configFlags, ...jsonFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ConfigUnset);
    const [{ checkKey, examineConfig }, { changeKeys }, { keyJson, shownValue }] = await Promise.all([
      import('../../config/config.js'),
      import('../../flags/change.js'),
      import('../output/config.js'),
    ]);
    const key = checkKey(args.key);
    const place = placeOf(flags.config);
    const [changed] = await changeKeys(new Map([[key, undefined]]), place);
    const { config, problems } = await examineConfig(place);
    for (const { message } of problems) this.note(message);
    if (changed?.before === undefined) this.note(`${key} was not in ${config.file}.`);
    if (flags.json) return this.printJson(keyJson(config, key));
    this.print(`${key} = ${shownValue(config, key)} (${config.where(key)})`);
  }
}
