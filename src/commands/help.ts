import { string as stringArg } from '@oclif/core/args';
import { loadHelpClass } from '@oclif/core/help';
import type { HelpOptions } from '@oclif/core/interfaces';
import { MdmCommand } from './base.js';

export default class Help extends MdmCommand {
  static override summary = 'Show help for a command.';
  static override usage = 'help [COMMAND]';
  static override strict = false;
  static override args = { command: stringArg({ description: 'Such as: features generate', ignoreStdin: true }) };

  async run(): Promise<void> {
    const { argv } = await this.parse(Help);
    const HelpClass = await loadHelpClass(this.config);
    const { helpOptions } = this.config.pjson.oclif as { helpOptions?: Partial<HelpOptions> };
    await new HelpClass(this.config, helpOptions).showHelp(argv as string[]);
  }
}
