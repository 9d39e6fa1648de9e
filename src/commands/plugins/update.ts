import { string as stringArg } from '@oclif/core/args';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { lockFlags, trustFlags, typed, withInstallOptions } from '../input/install.js';

export default class Update extends MdmCommand {
  static override summary = 'Bring plugins from registries to the newest version of what was asked for.';
  static override description =
    'A yes is asked for again when a plugin has another publisher or new dependencies, or runs JavaScript on data and did not before.';
  static override usage = 'plugins update [PLUGIN...] [FLAGS]';
  static override examples = [
    { description: 'All of them:', command: '<%= config.bin %> plugins update' },
    { description: 'One of them:', command: '<%= config.bin %> plugins update mdm-feature-geo' },
  ];
  static override strict = false;
  static override args = { plugin: stringArg({ description: 'A plugin; several may be named (default: all).', ignoreStdin: true }) };
  static override flags = { ...trustFlags, ...lockFlags, ...jsonFlag };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Update);
    const names = argv as string[];
    const [{ updatePlugins }, { installedJson, updatedView }] = await Promise.all([
      import('../../install/update.js'),
      import('../output/installed.js'),
    ]);
    const again = typed('mdm', 'plugins', 'update', ...names);
    const report = await withInstallOptions(flags, { signal: this.signal, paint: this.paint, again }, (options) =>
      updatePlugins(names, options),
    );
    if (flags.json) return this.printJson({ ...installedJson(report), kept: report.kept });
    this.print(await updatedView(report, { width: this.width, paint: this.paint }));
  }
}
