import { MdmCommand } from '../base.js';
import { configFlags, placeOf } from '../input/config.js';
import { jsonFlag } from '../input/flags.js';

export default class ConfigValidate extends MdmCommand {
  static override summary = 'Check the configuration file and the variables of the environment.';
  static override description = 'Exit code 0: it can be used; keys that mean nothing are listed. 7: a value is wrong.';
  static override usage = 'config validate [FLAGS]';
  static override examples = ['<%= config.bin %> config validate', '<%= config.bin %> config validate --config team.yaml'];
  static override flags = { ...configFlags, ...jsonFlag };

  async run(): Promise<void> {
    const { flags } = await this.parse(ConfigValidate);
    const { openConfig } = await import('../../config/config.js');
    const config = await openConfig(placeOf(flags.config));
    if (flags.json) return this.printJson({ file: config.file, valid: true, warnings: config.warnings });
    for (const warning of config.warnings) this.print(`${warning}.`);
    this.print(`${config.file}: ${config.warnings.length === 0 ? 'fine' : `usable, ${config.warnings.length} to look at`}.`);
  }
}
