import { MdmCommand } from '../base.js';
import { configFlags, placeOf } from '../input/config.js';
import { jsonFlag } from '../input/flags.js';

export default class ConfigPath extends MdmCommand {
  static override summary = 'Print where the configuration file is, or would be.';
  static override usage = 'config path [FLAGS]';
  static override examples = ['<%= config.bin %> config path'];
  static override flags = { ...configFlags, ...jsonFlag };

  async run(): Promise<void> {
    const { flags } = await this.parse(ConfigPath);
    const [{ stampOf, FILE_NAMES }, { existsSync }, { join, resolve }] = await Promise.all([
      import('../../config/stamp.js'),
      import('node:fs'),
      import('node:path'),
    ]);
    const { home, file } = placeOf(flags.config);
    const places = file === undefined ? FILE_NAMES.map((name) => join(home, name)) : [resolve(file)];
    const path = places.find((place) => existsSync(place)) ?? places[0]!;
    if (flags.json) return this.printJson({ home, file: path, exists: stampOf(home, file) !== undefined });
    this.print(path);
  }
}
