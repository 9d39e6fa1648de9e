import { MdmCommand } from '../base.js';
import { configFlags, placeOf } from '../input/config.js';
import { jsonFlag } from '../input/flags.js';

export default class ConfigList extends MdmCommand {
  static override summary = 'List every configuration key with its value, and where the value comes from.';
  static override description = 'A flag wins over a variable of the environment, that over the file, that over the default.';
  static override usage = 'config list [FLAGS]';
  static override examples = ['<%= config.bin %> config list', '<%= config.bin %> config list --json'];
  static override flags = { ...configFlags, ...jsonFlag };

  async run(): Promise<void> {
    const { flags } = await this.parse(ConfigList);
    const [{ openConfig }, { KEY_NAMES }, { configView, keyJson }] = await Promise.all([
      import('../../components/config/index.js'),
      import('../../config/keys.js'),
      import('../output/config.js'),
    ]);
    const config = await openConfig(placeOf(flags.config));
    for (const warning of config.warnings) this.note(`${warning}.`);
    if (flags.json) return this.printJson({ home: config.home, file: config.file, keys: KEY_NAMES.map((key) => keyJson(config, key)) });
    this.print(await configView(config, { width: this.width, paint: this.paint, verbose: false }));
  }
}
