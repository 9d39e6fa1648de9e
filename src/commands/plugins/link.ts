import { string as stringArg } from '@oclif/core/args';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { withInstallOptions } from '../input/install.js';
import { printable } from '../output/text.js';

export default class Link extends MdmCommand {
  static override summary = 'Use a plugin from its own folder, as it is there at each run.';
  static override description = 'For a plugin that you are writing. mdm plugins uninstall takes the link away and leaves the folder.';
  static override usage = 'plugins link DIR [FLAGS]';
  static override examples = [{ description: 'The plugin in the present folder:', command: '<%= config.bin %> plugins link .' }];
  static override args = {
    dir: stringArg({ description: 'Folder with the package.json of the plugin.', required: true, ignoreStdin: true }),
  };
  static override flags = jsonFlag;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Link);
    const [{ linkPlugin }, { kindsOf }, { kindsText }] = await Promise.all([
      import('../../install/link.js'),
      import('../../host/known.js'),
      import('../output/installed.js'),
    ]);
    const { manifest, root } = await withInstallOptions(flags, { signal: this.signal, paint: this.paint, again: '' }, (options) =>
      linkPlugin(args.dir, options),
    );
    const kinds = kindsOf(manifest);
    const transformers = manifest.provides.map((p) => `${manifest.namespace}.${p.name}`);
    if (flags.json)
      return this.printJson({ name: manifest.namespace, package: manifest.package, version: manifest.version, root, transformers });
    this.print(`Linked ${printable(manifest.package)} ${printable(manifest.version)} from ${printable(root)} (${kindsText(kinds)}).`);
    this.print(this.paint('dim', `See what it makes: mdm features list ${manifest.namespace}`));
  }
}
