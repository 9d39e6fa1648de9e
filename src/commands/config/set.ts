import { resolve } from 'node:path';
import { string as stringArg } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { MdmError } from '../../errors.js';
import { MdmCommand } from '../base.js';
import { configFlags, keyArg, placeOf } from '../input/config.js';
import { jsonFlag } from '../input/flags.js';

export default class ConfigSet extends MdmCommand {
  static override summary = 'Set a configuration key in the file.';
  static override description =
    'The value is checked before anything is written; comments and the order of keys stay. Changes under refactoring. are kept in flag_history.jsonl of the home.';
  static override usage = 'config set KEY VALUE [FLAGS]';
  static override examples = [
    {
      description: 'Back to the old side, from the next command on:',
      command: '<%= config.bin %> config set refactoring.use_new_features false',
    },
    { description: 'A list:', command: '<%= config.bin %> config set refactoring.always_new penguins,flights' },
  ];
  static override args = {
    key: keyArg,
    value: stringArg({ description: 'Value; the parts of a list by commas.', required: true, ignoreStdin: true }),
  };
  static override flags = {
    reason: string({ summary: 'Why, for the history of flags.', helpValue: 'TEXT' }),
    ...configFlags,
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ConfigSet);
    const [{ checkKey, examineConfig }, { fromText }, { changeKeys }, { keyJson, shownValue }, { shareNotes }] = await Promise.all([
      import('../../config/config.js'),
      import('../../config/value.js'),
      import('../../flags/change.js'),
      import('../output/config.js'),
      import('../output/flags.js'),
    ]);
    const key = checkKey(args.key);
    const place = placeOf(flags.config);
    const value = key === 'features.profile' ? await profileOf(args.value) : args.value;
    await changeKeys(new Map([[key, fromText(key, value)]]), {
      ...place,
      ...(flags.reason === undefined ? {} : { reason: flags.reason }),
    });
    const { config, problems } = await examineConfig(place);
    for (const { message } of problems) this.note(message);
    if (config.origin(key) === 'environment')
      this.note(`${config.where(key)} is set and wins over the file: ${key} stays ${shownValue(config, key)}.`);
    for (const note of shareNotes(config, [key])) this.note(note);
    if (flags.json) return this.printJson(keyJson(config, key));
    this.print(`${key} = ${shownValue(config, key)} (${config.where(key)})`);
  }
}

/** A profile is looked for before its name is kept; a path holds in every folder. */
async function profileOf(value: string): Promise<string> {
  if (value === '') return value;
  const { builtInProfiles, readProfile } = await import('../../index.js');
  await readProfile(value).catch((error: unknown) => {
    if (!(error instanceof MdmError)) throw error;
    throw new MdmError('configuration', `features.profile cannot be set: ${error.message}`, error.next, error);
  });
  return (await builtInProfiles()).some(({ name }) => name === value) ? value : resolve(value);
}
