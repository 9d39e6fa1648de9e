import { string as stringArg } from '@oclif/core/args';
import { boolean } from '@oclif/core/flags';
import { MdmError } from '../../errors.js';
import { MdmCommand } from '../base.js';
import { jsonFlag } from '../input/flags.js';
import { lockFlags, trustFlags, typed, withInstallOptions } from '../input/install.js';

export default class Install extends MdmCommand {
  static override summary = 'Install plugins, or switch on those that come with MDM.';
  static override description =
    'A plugin is a name, name@version, a .tgz file, a folder or a git URL. Install scripts never run. What is known of a package by others is shown, and a yes is asked for, before it is on.';
  static override usage = 'plugins install [PLUGIN...] [FLAGS]';
  static override examples = [
    { description: 'One that comes with MDM; no network is needed:', command: '<%= config.bin %> plugins install text' },
    { description: 'A version from the registry that npm is set to:', command: '<%= config.bin %> plugins install mdm-feature-geo@1.2.0' },
    { description: 'A file or a folder:', command: '<%= config.bin %> plugins install ./mdm-feature-geo-1.2.0.tgz' },
    { description: 'Exactly what mdm.plugins.lock says:', command: '<%= config.bin %> plugins install --locked --yes' },
  ];
  static override strict = false;
  static override args = { plugin: stringArg({ description: 'A plugin to install; several may be named.', ignoreStdin: true }) };
  static override flags = {
    ...trustFlags,
    ...lockFlags,
    locked: boolean({
      summary: 'Install exactly what the lock file says, and refuse what has changed.',
      helpGroup: 'lock',
      exclusive: ['no-lock'],
    }),
    'allow-similar-name': boolean({ summary: 'Take a package whose name is like that of a known one.', helpGroup: 'trust' }),
    ...jsonFlag,
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Install);
    const specs = argv as string[];
    if (flags.locked && specs.length > 0)
      throw new MdmError('usage', '--locked installs what the lock file says; name no plugin beside it.');
    const [{ installLocked, installPlugins }, { installedJson, installedView }] = await Promise.all([
      import('../../install/install.js'),
      import('../output/installed.js'),
    ]);
    const again = typed('mdm', 'plugins', 'install', ...(flags.locked ? ['--locked'] : specs));
    const report = await withInstallOptions(flags, { signal: this.signal, paint: this.paint, again }, (options) =>
      flags.locked ? installLocked(options) : installPlugins(specs, { ...options, allowSimilarName: flags['allow-similar-name'] }),
    );
    if (flags.json) return this.printJson(installedJson(report));
    this.print(await installedView(report, { width: this.width, paint: this.paint }));
  }
}
