import { string as stringArg } from '@oclif/core/args';
import { loadHelpClass } from '@oclif/core/help';
import { MdmCommand } from './base.js';

export default class Help extends MdmCommand {
  static override summary = 'Show help for a command.';
  static override usage = 'help [COMMAND]';
  static override strict = false;
  static override args = { command: stringArg({ description: 'Such as: features generate', ignoreStdin: true }) };

  async run(): Promise<void> {
    const { argv } = await this.parse(Help);
    const HelpClass = await loadHelpClass(this.config);
    const options = this.config.pjson.oclif.helpOptions ?? this.config.pjson.helpOptions;
    await new HelpClass(this.config, options).showHelp(argv as string[]);
  }
}
