import { string as stringArg } from '@oclif/core/args';
import { MdmError } from '../../errors.js';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { lockFlags, withInstallOptions } from '../input/install.js';

export default class Uninstall extends MdmCommand {
  static override summary = 'Uninstall plugins, or switch off those that come with MDM.';
  static override description =
    'Recipes keep working: features that are expressions need no plugin, and those of batch transformers name the package they miss.';
  static override usage = 'plugins uninstall PLUGIN... [FLAGS]';
  static override examples = [
    { description: 'One by others:', command: '<%= config.bin %> plugins uninstall mdm-feature-geo' },
    { description: 'No calendar features any more:', command: '<%= config.bin %> plugins uninstall temporal' },
  ];
  static override strict = false;
  static override args = { plugin: stringArg({ description: 'A plugin; several may be named.', ignoreStdin: true }) };
  static override flags = { ...lockFlags, ...jsonFlag };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Uninstall);
    const names = argv as string[];
    if (names.length === 0) throw new MdmError('usage', 'Nothing was named to uninstall.', 'See what is installed: mdm plugins list');
    const [{ uninstallPlugins }, { uninstalledView }] = await Promise.all([
      import('../../install/uninstall.js'),
      import('../output/installed.js'),
    ]);
    const report = await withInstallOptions(flags, { signal: this.signal, paint: this.paint, again: '' }, (options) =>
      uninstallPlugins(names, options),
    );
    if (flags.json) return this.printJson(report);
    this.print(uninstalledView(report, { width: this.width, paint: this.paint }));
  }
}
