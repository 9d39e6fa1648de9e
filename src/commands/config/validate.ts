import { MdmError } from '../../errors.js';
import { MdmCommand } from '../base.js';
import { configFlags, placeOf } from '../input/config.js';
import { jsonFlag } from '../input/flags.js';
import { printable } from '../output/text.js';

export default class ConfigValidate extends MdmCommand {
  static override summary = 'Check the configuration file and the variables of the environment.';
  static override description =
    'Exit code 0: it can be used; keys that mean nothing are listed. 7: a value is wrong; all of them are listed.';
  static override usage = 'config validate [FLAGS]';
  static override examples = ['<%= config.bin %> config validate', '<%= config.bin %> config validate --config team.yaml'];
  static override flags = { ...configFlags, ...jsonFlag };

  async run(): Promise<void> {
    const { flags } = await this.parse(ConfigValidate);
    const { examineConfig } = await import('../../config/config.js');
    const { config, problems } = await examineConfig(placeOf(flags.config));
    const valid = problems.length === 0;
    if (!valid) process.exitCode = new MdmError('configuration', '').exit;
    if (flags.json)
      return this.printJson({ file: config.file, valid, problems: problems.map(({ message }) => message), warnings: config.warnings });
    for (const { message } of problems) this.print(printable(message));
    for (const warning of config.warnings) this.print(printable(`${warning}.`));
    const said = config.warnings.length === 0 ? 'fine' : `usable, ${config.warnings.length} to look at`;
    this.print(`${config.file}: ${valid ? said : `${problems.length} wrong`}.`);
  }
}
