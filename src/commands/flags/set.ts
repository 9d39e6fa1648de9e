import { string as stringArg } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { MdmCommand } from '../base.js';
import { configFlags, placeOf } from '../input/config.js';
import { jsonFlag } from '../input/flags.js';

export default class FlagsSet extends MdmCommand {
  static override summary = 'Set flags: which side of a component answers.';
  static override description =
    'VALUE is true (the new side), false (the old side) or a share such as 25%, which takes the flag to false and gives the new side that share of the data sets. Several flags are set all or none. The next command, and a running client after at most five seconds, takes the side. Exit code 7: the component has no second implementation.';
  static override usage = ['flags set FLAG VALUE [FLAGS]', 'flags set FLAG=VALUE... [FLAGS]'];
  static override examples = [
    { description: 'Back to the old side:', command: '<%= config.bin %> flags set backend false --reason "wrong dates"' },
    { description: 'A quarter of the data sets:', command: '<%= config.bin %> flags set registrar 25%' },
    { description: 'Several at once, all or none:', command: '<%= config.bin %> flags set backend=true registrar=50%' },
  ];
  static override strict = false;
  static override args = {
    flag: stringArg({ description: 'Component such as backend, or a name under refactoring.', required: true, ignoreStdin: true }),
    value: stringArg({ description: 'true, false or a share such as 25%.', ignoreStdin: true }),
  };
  static override flags = {
    reason: string({ summary: 'Why, for the history of flags.', helpValue: 'TEXT' }),
    ...configFlags,
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(FlagsSet);
    const [{ examineConfig }, { readChanges }, { changeKeys }, { keyJson, shownValue }, { shareNotes }] = await Promise.all([
      import('../../config/config.js'),
      import('../../flags/names.js'),
      import('../../flags/change.js'),
      import('../output/config.js'),
      import('../output/flags.js'),
    ]);
    const changes = readChanges(argv as string[]);
    const place = placeOf(flags.config);
    await changeKeys(changes, { ...place, ...(flags.reason === undefined ? {} : { reason: flags.reason }) });
    const { config, problems } = await examineConfig(place);
    for (const { message } of problems) this.note(message);
    const keys = [...changes.keys()];
    for (const key of keys)
      if (config.origin(key) === 'environment')
        this.note(`${config.where(key)} is set and wins over the file: ${key} stays ${shownValue(config, key)}.`);
    for (const note of shareNotes(config, keys)) this.note(note);
    if (flags.json) return this.printJson(keys.map((key) => keyJson(config, key)));
    for (const key of keys) this.print(`${key} = ${shownValue(config, key)} (${config.where(key)})`);
  }
}
