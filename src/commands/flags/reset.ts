import { string as stringArg } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { configFlags, placeOf } from '../input/config.js';
import { jsonFlag } from '../input/flags.js';

export default class FlagsReset extends MdmCommand {
  static override summary = 'Take flags out of the configuration file, so that their defaults hold.';
  static override description =
    'With names: these. Without: every use_new_ flag, every share of the rollout, always_new and always_old; it asks first unless --force or cli.confirm_destructive is false. All or none.';
  static override usage = 'flags reset [FLAG...] [FLAGS]';
  static override examples = ['<%= config.bin %> flags reset backend', '<%= config.bin %> flags reset --force'];
  static override strict = false;
  static override args = { flag: stringArg({ description: 'Component such as backend, or a name under refactoring.', ignoreStdin: true }) };
  static override flags = {
    force: boolean({ char: 'f', summary: 'Do not ask.' }),
    reason: string({ summary: 'Why, for the history of flags.', helpValue: 'TEXT' }),
    ...configFlags,
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(FlagsReset);
    const [{ examineConfig }, { CHOICE_KEYS, resetKeys }, { changeKeys }, { keyJson, shownValue }, { confirm }] = await Promise.all([
      import('../../config/config.js'),
      import('../../flags/names.js'),
      import('../../flags/change.js'),
      import('../output/config.js'),
      import('../input/confirm.js'),
    ]);
    const place = placeOf(flags.config);
    const names = argv as string[];
    const keys = names.length === 0 ? CHOICE_KEYS : resetKeys(names);
    const before = await examineConfig(place);
    const asks = names.length === 0 && !flags.force && before.config.get('cli.confirm_destructive');
    if (asks && !(await confirm('Take every flag back to its default?', { signal: this.signal })))
      return this.print('Nothing was changed.');
    const reason = flags.reason === undefined ? {} : { reason: flags.reason };
    const changed = await changeKeys(new Map(keys.map((key) => [key, undefined])), { ...place, ...reason });
    const { config } = await examineConfig(place);
    const moved = changed.filter(({ before: old }) => old !== undefined).map(({ key }) => key);
    if (flags.json) return this.printJson(moved.map((key) => keyJson(config, key)));
    if (moved.length === 0) return this.print('None of them is in the configuration file.');
    for (const key of moved) this.print(`${key} = ${shownValue(config, key)} (${config.where(key)})`);
  }
}
